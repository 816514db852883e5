"""Journey 8 of ux.md §5: an account that signed us out is signed in again, and what was paused goes on or asks."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.moment import Moment
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import ROME, add_post
from tests.end_to_end.conftest import Start
from tests.end_to_end.people import WEDNESDAY, Person
from tests.fakes.mastodon import FakeMastodon
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock

pytestmark = [pytest.mark.screen, pytest.mark.timeout(240)]
SOON, LATER = "Bread at noon", "Cake a moment later"


def planned(folder: Path, at: datetime) -> None:
    """Two posts on the one channel, too near for the platform's own list."""
    desk = open_desk(Paths(folder), ManualClock(at))
    with desk.store.reading() as reader:
        [channel] = [each for each in reader.all(Channel) if each.platform == "mastodon"]  # beside the practice one
    for words, away in ((SOON, timedelta(minutes=9)), (LATER, timedelta(minutes=10))):
        post = add_post(desk, planning.first_brand(desk), words, channel)
        planning.schedule(desk, post.id, Moment.of(at + away, ROME))
    close_now(desk)


def status(folder: Path) -> ChannelStatus:
    desk = open_desk(Paths(folder), ManualClock(WEDNESDAY))
    with desk.store.reading() as reader:
        [channel] = [each for each in reader.all(Channel) if each.platform == "mastodon"]  # beside the practice one
    close_now(desk)
    return channel.status


@pytest.mark.statement(74)
def test_signed_out_and_in_again_with_three_actions(
    start: Start,
    clock: ProgramClock,
    browser: dict[str, str],
    keyring: dict[str, str],
    fake_mastodon: FakeMastodon,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "desk"
    account = fake_mastodon.add_account("editor")
    fake_mastodon.book.clock = clock
    clock.set(WEDNESDAY)
    program = start(folder=folder, clock=clock, env={**browser, **keyring})
    program.window()
    program.go_to("Channels")
    program.click("Connect Mastodon")
    program.fill("Address of your server", fake_mastodon.url)
    program.click("Open Mastodon")
    program.heard("is connected")
    program.go_to("Calendar")
    planned(folder, WEDNESDAY)
    program.find("list item", has=f"“{LATER}”")
    fake_mastodon.revoke(account)
    clock.set(WEDNESDAY + timedelta(minutes=11))
    bars = until(lambda: program.all("push button", "Sign in again"), "one notice says so")
    assert len(bars) == 1, "one notice for the account, not one for each post"
    assert fake_mastodon.statuses == []

    person = Person(program, "sign in again")
    person.click("Sign in again")
    person.click("Open Mastodon")
    program.heard("is connected")
    person.arrived()
    until(lambda: status(folder) is ChannelStatus.CONNECTED, "it is signed in")
    until(lambda: len(fake_mastodon.statuses) == 2, "what was due is out: it is not late yet")
    assert sorted(each.text for each in fake_mastodon.statuses) == [SOON, LATER]
    program.quit()
