"""Ideas and posts dragged from day to day, as a newcomer does it: a real mouse, nothing set up."""

from datetime import timedelta

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.people import Person, day, opened, page_of
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock

pytestmark = pytest.mark.screen

FRIDAY = "Friday 20 November"


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
