"""The program as it is started, under a computer clock that lies (faults 68, 69): every reading of the time in it, also
those of libraries, goes through libfaketime. Sleep and the boot clock are left alone (it would make them the wall
clock), so that only what a person can set wrong is wrong.
"""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.test_commands import Terminal
from tests.fakes.mastodon import FakeMastodon

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libfaketime stands before Linux programs only")

DAY_AHEAD, TWO_HOURS_BACK = "+1d", "-2h"


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
