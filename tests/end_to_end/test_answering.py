"""Journey 10 of ux.md §5 with real keys: a comment is answered within 15 seconds and its state is seen; what was typed
survives a window that is killed."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk.support import ROME
from tests.end_to_end.conftest import Start
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import Program

pytestmark = pytest.mark.screen

WEDNESDAY = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo(ROME))
WORDS = "Of course! We make six a day."
ANSWERED_WITHIN_S = 15.0
KEPT_WITHIN_S = 2.0


def to_the_first_message(program: Program) -> None:
    """The inbox, its first message, and the field for the answer, by keys alone once it is open."""
    program.find(id="place_inbox").press()
    program.find("list", id="inbox_list", states=["focused"])
    program.hand.press_keys("j", "r")
    program.find(id="reply_text", states=["focused"])


@pytest.mark.statement(88)
@pytest.mark.statement(89)
def test_a_comment_is_answered_in_time_and_words_survive_a_crash(
    start: Start, clock: ProgramClock, tmp_path: Path
) -> None:
    clock.set(WEDNESDAY)
    folder = tmp_path / "desk"
    program = start("--demo", folder=folder, clock=clock)
    program.window()
    to_the_first_message(program)
    program.hand.type(WORDS)
    until(lambda: program.find(id="reply_text").text() == WORDS, "the words stand there")
    time.sleep(KEPT_WITHIN_S)
    program.kill()
    program.end()

    program = start(folder=folder, clock=clock)
    program.window()
    begun = time.monotonic()
    to_the_first_message(program)
    until(lambda: program.find(id="reply_text").text() == WORDS, "the words are there again")
    program.hand.press_keys("ctrl+Return")
    state = program.find(id="inbox_answer_state")
    assert time.monotonic() - begun <= ANSWERED_WITHIN_S
    assert state.name
    until(lambda: program.find(id="inbox_answer_state").name.startswith("Published"), "it went out")
