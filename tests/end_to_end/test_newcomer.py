"""Ideas and posts dragged from day to day, as a newcomer does it: a real mouse, nothing set up."""

from datetime import datetime, timedelta

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.people import ROME, Person, day, opened, page_of
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock

pytestmark = pytest.mark.screen

FRIDAY = "Friday 20 November"
LAST_OF_NOVEMBER = datetime(2026, 11, 30, 10, 20, tzinfo=ROME)


@pytest.mark.statement(41)
@pytest.mark.statement(42)
@pytest.mark.statement(44)
def test_an_idea_is_dragged_onto_friday_and_goes_nowhere_by_itself(start: Start, clock: ProgramClock) -> None:
    program = opened(start, clock)
    person = Person(program)
    person.click("Write down an idea", role="text")
    program.hand.type("Bread by the school children")
    person.press("Return")
    idea = program.find(has="Idea, Bread by the school children")
    person.drop(idea, day(program, FRIDAY))
    chip = program.find("list item", has=f"on {FRIDAY}")
    assert ", Draft, “Bread by the school children”" in chip.name
    assert any("Friday" in words for words in program.heard("press Ctrl+Z to undo"))
    person.press("ctrl+z")
    program.gone("list item", has=f"on {FRIDAY}")
    program.find(has="Idea, Bread by the school children")
    person.press("ctrl+y")
    program.find("list item", has=f"on {FRIDAY}")
    clock.move(timedelta(days=4))
    program.find("list item", has=", Draft, “Bread by the school children”")
    assert page_of(program, "Bread by the school children") is None


@pytest.mark.statement(36)
@pytest.mark.statement(38)
def test_ctrl_copies_and_the_past_refuses(start: Start, clock: ProgramClock) -> None:
    program = opened(start, clock, "--demo")
    person = Person(program)
    [first, *_] = program.all("list item", has=f" on {FRIDAY}")
    words = first.name.split("“")[1].split("”")[0]
    person.drop(first, day(program, "Saturday 21 November"), "ctrl")
    until(lambda: len(program.all("list item", has=words)) == 2, "the copy stands beside the original")
    person.press("ctrl+z")
    until(lambda: len(program.all("list item", has=words)) == 1, "the copy is undone")
    person.drop(program.find("list item", has=words), day(program, "Tuesday 10 November"))
    assert program.find("list item", has=words).name == first.name


@pytest.mark.statement(41)
def test_a_day_at_the_foot_takes_posts_while_it_is_said_what_was_done(start: Start, clock: ProgramClock) -> None:
    """The last days of a month stand at the foot, where it is said for a while what was done a moment before."""
    program = opened(start, clock, at=LAST_OF_NOVEMBER)
    person = Person(program)
    for words in ("Bread by the school children", "Cake by their mothers"):
        person.click("Write down an idea", role="text")
        program.hand.type(words)
        person.press("Return")
    thursday = day(program, "Thursday 3 December")
    x, y, width, height = thursday.box
    place = x + width // 2, y + height - 40
    person.drop(program.find(has="Idea, Bread by the school children"), place)
    program.find("list item", has="1 of 1 on Thursday 3 December")
    _x, top, _width, high = program.find("push button", id="toast_undo").box
    assert not top <= place[1] < top + high, "the message is out of the way of the day that it tells of"
    program.hand.drag(program.find(has="Idea, Cake by their mothers"), place)
    program.find("list item", has="2 of 2 on Thursday 3 December")
    program.quit()
