"""What the doctor finds."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import planning
from smmdesk.desk.archive import make_copy
from smmdesk.desk.desk import Desk
from smmdesk.desk.diagnostics import Finding, Level, doctor
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.store import driver
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import renew_device
from smmdesk.system.single import engine_lock
from tests.desk.support import add_channel, add_post, rome


def found(desk: Desk) -> dict[str, Finding]:
    return {finding.key: finding for finding in asyncio.run(doctor(desk))}


def wrong(desk: Desk) -> list[str]:
    return [finding.key for finding in asyncio.run(doctor(desk)) if finding.level is Level.WRONG]


def test_a_new_desk_is_well(desk: Desk, brand: Brand) -> None:
    findings = found(desk)
    assert not [finding for finding in findings.values() if finding.level is Level.WRONG]
    assert findings["channels"].title == "No channel yet"
    assert findings["backups"].level is Level.NOTE
    assert ".".join(map(str, driver.version())) in findings["sqlite"].title


def test_a_channel_that_signed_us_out_is_wrong_and_says_how_many_wait(desk: Desk, brand: Brand) -> None:
    out = add_channel(desk, brand, "Mastodon", platform="mastodon", status=ChannelStatus.SIGNED_OUT)
    waiting = add_channel(desk, brand, "Bluesky", platform="bluesky", status=ChannelStatus.PLANNED)
    post = add_post(desk, brand, "Pane", out, waiting)
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    findings = found(desk)
    assert findings[f"channel:{out.id}"].title == "Mastodon signed us out: 1 post waits"
    assert findings[f"channel:{out.id}"].level is Level.WRONG
    assert findings[f"channel:{waiting.id}"].title == "Bluesky is not connected yet: 1 post waits"
    assert findings["engine"].title == "2 posts need this computer, and smmdesk is not running"


def test_a_paused_channel_is_a_note(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand, "Forno")
    with desk.store.transaction() as tx:
        tx.put(replace(channel, paused=True))
    assert found(desk)[f"channel:{channel.id}"].level is Level.NOTE


def test_an_engine_at_work_is_seen(desk: Desk, brand: Brand) -> None:
    with engine_lock(desk.paths) as lock:
        assert lock.acquire()
        assert found(desk)["engine"].title == "smmdesk is running and sends what is due"


@pytest.mark.fault(69)
def test_a_clock_that_went_back_is_wrong(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    add_post(desk, brand)
    clock.jump(timedelta(hours=-2))
    assert wrong(desk) == ["clock"]
    assert "120 minutes" in found(desk)["clock"].problem.title  # type: ignore[union-attr]


@pytest.mark.fault(88)
def test_a_calendar_from_another_computer_says_so(desk: Desk, brand: Brand, clock: ManualClock) -> None:
    renew_device(desk.paths, clock)
    assert wrong(desk) == ["device"]


def test_a_damaged_copy_is_found_before_it_is_needed(desk: Desk, brand: Brand) -> None:
    copy = asyncio.run(make_copy(desk))
    assert found(desk)["backups"].level is Level.WELL
    data = bytearray(copy.read_bytes())
    data[4096:12_288] = bytes(8192)
    copy.write_bytes(data)
    assert wrong(desk) == ["backups"]


def test_an_open_folder_is_a_note(desk: Desk, brand: Brand, tmp_path: Path) -> None:
    desk.paths.folder.chmod(0o755)
    assert found(desk)["folder"].level is Level.NOTE
