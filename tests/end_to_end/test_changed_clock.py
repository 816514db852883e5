"""The program as it is started, under a computer clock that lies (faults 68, 69): every reading of the time in it, also
those of libraries, goes through libfaketime. Sleep and the boot clock are left alone (it would make them the wall
clock), so that only what a person can set wrong is wrong.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.test_commands import ROOT, Terminal
from tests.fakes.mastodon import FakeMastodon
from tests.helpers.screen import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libfaketime stands before Linux programs only")

DAY_AHEAD, TWO_HOURS_BACK = "+1d", "-2h"
PATIENCE_S = 90.0


@dataclass
class FakeTime(Terminal):
    """A terminal whose programs believe another time: `clock` as faketime takes it, empty for the true one."""

    clock: str = ""

    def command(self, *arguments: str) -> list[str]:
        plain = super().command(*arguments)
        return ["faketime", "-f", self.clock, *plain] if self.clock else plain


@pytest.fixture
def terminal(tmp_path: Path, fake_mastodon: FakeMastodon) -> FakeTime:
    """With a Mastodon channel signed in; its server knows the true time and says it."""
    (tmp_path / "home").mkdir()
    made = FakeTime(tmp_path / "desk", tmp_path / "home")
    made.environment = {"SMMDESK_PASSPHRASE": "una frase segreta", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    signing_in = ("channels", "add", "mastodon", "--server", fake_mastodon.url, "--secret-stdin")
    made.json(*signing_in, stdin=fake_mastodon.token() + "\n")
    return made


def schedule(terminal: FakeTime, text: str, at: str) -> str:
    channel = terminal.json("channels", "list")["channels"][0]["id"]
    return str(terminal.json("posts", "add", "--text", text, "--channel", channel, "--at", at)["post"]["id"])


def publish(terminal: FakeTime, clock: str = "") -> str:
    """One run of the engine; what it said."""
    terminal.clock = clock
    done = terminal.run("publish", "--once", "--json")
    terminal.clock = ""
    return done.out + done.err


@pytest.mark.fault(68)
def test_a_day_ahead_nothing_goes_out(terminal: FakeTime, fake_mastodon: FakeMastodon) -> None:
    """The only server here is of this computer, whose word on the time proves nothing (tests/desk has one abroad): what
    seems to be a day late is asked about and not sent, and the right time comes back to a calendar that lost nothing.
    """
    soon = datetime.now(ZoneInfo("Europe/Rome")) + timedelta(hours=2)
    post = schedule(terminal, "Pane", soon.strftime("%Y-%m-%d %H:%M"))
    said = publish(terminal, DAY_AHEAD)
    assert '"published": 0' in said, said
    publish(terminal)
    assert fake_mastodon.statuses == []
    assert terminal.json("posts", "show", post)["post"]["state"] == "missed"
    terminal.json("posts", "resolve", post, "--again")
    publish(terminal)
    assert terminal.json("posts", "show", post)["post"]["state"] in ("scheduled", "handed_off"), "at its own time"
    assert fake_mastodon.statuses == []


@pytest.mark.fault(69)
def test_a_clock_set_back_after_it_went_out_sends_nothing_again(
    terminal: FakeTime, fake_mastodon: FakeMastodon
) -> None:
    schedule(terminal, "Pane", "now")
    publish(terminal)
    assert [status.draft.text for status in fake_mastodon.statuses] == ["Pane"]
    for clock in (TWO_HOURS_BACK, "", DAY_AHEAD):
        publish(terminal, clock)
    assert len(fake_mastodon.statuses) == 1


@pytest.mark.long
@pytest.mark.fault(68, 69)
def test_the_clock_is_set_while_the_engine_runs(
    terminal: FakeTime, fake_mastodon: FakeMastodon, tmp_path: Path
) -> None:
    """Two hours back, forth again, two hours ahead: what is out is not sent again, and what is new does not wait."""
    wall = tmp_path / "wall"
    said: list[str] = []
    with running(terminal, wall):
        for clock in ("", TWO_HOURS_BACK, "", "+2h"):
            wall.write_text(clock or "+0", "ascii")
            said.append(f"Pane {len(said)}")
            terminal.clock = clock
            schedule(terminal, said[-1], "now")
            until(lambda: live(fake_mastodon) == said, f"each of {said} is out once", timeout_s=PATIENCE_S)
    terminal.clock = ""
    publish(terminal)
    assert live(fake_mastodon) == said


def live(server: FakeMastodon) -> list[str]:
    return [status.draft.text for status in server.statuses]


@contextmanager
def running(terminal: FakeTime, wall: Path) -> Iterator[None]:
    """The engine, whose wall clock goes as `wall` says from one moment to the next."""
    wall.write_text("+0", "ascii")
    [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    faked = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(wall), "FAKETIME_NO_CACHE": "1"}
    engine = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "publish"],
        env={**terminal.variables(), **faked},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield
    finally:
        engine.send_signal(signal.SIGTERM)
        told, _none = engine.communicate(timeout=PATIENCE_S)
    assert engine.returncode in (0, 130), told
    assert "Traceback" not in told, told
