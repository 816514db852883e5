"""Back from a holiday, and "why did this not go out?": the journeys 6 and 7 of ux.md, from outside."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.problem import Problem
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import ROME, add_channel, add_post, deliveries, drive
from tests.end_to_end.conftest import Start
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock

pytestmark = pytest.mark.screen

FRIDAY = datetime(2026, 11, 13, 10, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo(ROME))
WORDS = ("Walnut cake, only a few", "Today we got the salt wrong", "Who comes from Muggia?", "Kneading the panettone")
MOST_SECONDS = 60


def scheduled(folder: Path, refused: str = "") -> None:
    """On Friday four posts were scheduled for the days until Wednesday morning; or one, which was then `refused`."""
    clock = ManualClock(FRIDAY)
    desk = open_desk(Paths(folder), clock)
    brand = planning.first_brand(desk)
    shop = add_channel(desk, brand, "Shop window")
    for number, words in enumerate(WORDS[: 1 if refused else None]):
        post = add_post(desk, brand, words, shop)
        planning.schedule(desk, post.id, Moment.of(FRIDAY + timedelta(days=number + 1), ROME))
        if refused:
            part = deliveries(desk, post)[0].parts[0]
            problem = Problem("refused", {"channel": shop.name, "platform": "Practice", "said": refused})
            drive(desk, part, State.NEEDS_YOU, problem=problem)
    close_now(desk)


def pages(folder: Path) -> list[str]:
    """What is out."""
    texts = [path.read_text("utf-8") for path in (folder / "practice").glob("*.html") if path.name != "index.html"]
    return [words for words in WORDS if any(words.rstrip("?") in text for text in texts)]


@pytest.mark.statement(71)
def test_back_from_a_holiday_every_missed_post_is_decided_in_one_sheet(
    start: Start, clock: ProgramClock, tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    scheduled(folder)
    clock.set(WEDNESDAY)
    program = start(folder=folder, clock=clock)
    program.find("dialog", has="4 posts did not go out: the computer was off")
    began = time.monotonic()
    assert pages(folder) == []
    program.hand.press_keys("Escape")
    program.gone("dialog")
    program.click("Decide")  # the bar leads back to it
    program.find("dialog", has="4 posts did not go out")
    program.all("radio button", "Publish now")[1].press()
    program.find("label", has="1 goes out now, 2 get a new time, 1 goes back to the drafts")
    program.press("Confirm")
    program.gone("dialog")
    assert time.monotonic() - began < MOST_SECONDS
    until(lambda: pages(folder), "the one that was chosen is out")
    assert pages(folder) == [WORDS[1]]
    program.find("list item", has=WORDS[2])
    assert ", goes out, keep this computer on, " in program.find("list item", has=WORDS[3]).name
    assert pages(folder) == [WORDS[1]]


@pytest.mark.statement(75)
def test_why_did_this_not_go_out_is_answered_and_mended_with_two_clicks(
    start: Start, clock: ProgramClock, tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    scheduled(folder, refused="a link is blocked")
    clock.set(WEDNESDAY)
    program = start(folder=folder, clock=clock)
    chip = program.find("list item", has=WORDS[0])
    assert ", Needs you, " in chip.name
    program.hand.click(chip)
    program.find("label", has="Nothing was published. Practice says: a link is blocked")
    program.click("Edit the post")
    assert program.find("text", "Post text").text() == WORDS[0]
