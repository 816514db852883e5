"""Journeys 2, 4, 5 and 9 of ux.md §5 with a real mouse, real keys and what a screen reader finds, within their actions.

The others: 1 and 3 in test_newcomer, 6 and 7 in test_what_went_wrong.
"""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning, slotting
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import ROME, add_channel, add_post
from tests.end_to_end.conftest import Start
from tests.end_to_end.test_newcomer import Person, day, opened
from tests.helpers.screen import until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import Program

pytestmark = pytest.mark.screen

WEDNESDAY = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo(ROME))
WEEK = ("Monday 23", "Tuesday 24", "Wednesday 25", "Thursday 26", "Sunday 29")
BELOW_CHIPS_PX = 4
"""Where a day has nothing but its own ground."""


def chips_on(program: Program, *days: str) -> dict[str, str]:
    """What lies on these days of November: words of a post to its day and time."""
    found = {}
    for name in days:
        for chip in program.all("list item", has=f" on {name} November"):
            if "“" in chip.name:
                found[chip.name.split("“")[1].split("”")[0]] = f"{chip.name.split(',')[0]} {name}"
    return found


@pytest.mark.statement(40)
@pytest.mark.statement(99)
def test_a_whole_week_moves_by_two_days_with_two_actions_and_comes_back_with_one(
    start: Start, clock: ProgramClock
) -> None:
    program = opened(start, clock, "--demo")
    before = chips_on(program, *WEEK)
    assert len(before) == 6
    person = Person(program)
    monday, sunday = day(program, "Monday 23 November"), day(program, "Sunday 29 November")
    ground = (monday.box[0] + 6, monday.box[1] + monday.box[3] - BELOW_CHIPS_PX)
    corner = (sunday.box[0] + sunday.box[2] - 6, sunday.box[1] + 24)
    person.drop(ground, corner)
    until(lambda: len(program.all("list item", has=" November", states=["selected"])) == 6, "the week is selected")
    person.drop(program.find("list item", has="“Rye bread, every Monday.”"), day(program, "Wednesday 25 November"))
    program.heard("6 posts")
    moved = program.find("list item", has="“Rye bread, every Monday.”, 1 of 2 on Wednesday 25 November")
    assert moved.name.startswith("08:30, "), moved.name
    program.find("list item", has="“First Sunday of Advent.”, 1 of 1 on Tuesday 1 December")
    assert len(person.actions) == 2
    person.press("ctrl+z")
    until(lambda: chips_on(program, *WEEK) == before, "one step back puts all of them where they were")


def ideas_and_slots(folder: Path, count: int) -> tuple[str, ...]:
    """A shop with `count` ideas and a slot on each day at 12:30; the ideas' words in their order."""
    clock = ManualClock(WEDNESDAY)
    desk = open_desk(Paths(folder), clock)
    brand = planning.first_brand(desk)
    shop = add_channel(desk, brand, "Shop window")
    slotting.set_week(desk, brand.id, shop.id, [(weekday, 12 * 60 + 30, None) for weekday in range(7)])
    words = tuple(f"Idea number {number}" for number in range(1, count + 1))
    for each in words:
        planning.add_post(desk, brand.id, content=Content(text=each), stage=Stage.IDEA, channels=(shop.id,))
    close_now(desk)
    return words


@pytest.mark.statement(52)
def test_ten_ideas_fill_the_ten_next_slots_with_one_press(start: Start, clock: ProgramClock, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    words = ideas_and_slots(folder, 10)
    clock.set(WEDNESDAY)
    program = start(folder=folder, clock=clock)
    program.window()
    person = Person(program)
    shown = [card.name for card in program.all("panel", has="Idea, ")]
    assert len(shown) == 10
    person.click("Fill next free slots")
    assert any("10" in said for said in program.heard("press Ctrl+Z to undo"))
    assert len(person.actions) <= 2
    for number in range(10):
        chips = program.all("list item", has=f" on {_day(18 + number)} {18 + number} November")
        assert [chip.name.split(",")[0] for chip in chips if "“" in chip.name] == ["12:30"], chips
    first = shown[0].split(", ")[1]
    assert f"“{first}”" in program.find("list item", has=" on Wednesday 18 November").name
    person.press("ctrl+z")
    until(lambda: len(program.all("panel", has="Idea, ")) == len(words), "one step back brings all ten")


def _day(number: int) -> str:
    return f"{datetime(2026, 11, number, tzinfo=ZoneInfo(ROME)):%A}"


@pytest.mark.statement(111)
def test_the_calendar_moves_to_a_new_computer_and_sends_nothing_there(
    start: Start, clock: ProgramClock, keyring: dict[str, str], tmp_path: Path
) -> None:
    """Everything is saved as one file and brought in by the first screen of another computer."""
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "calendar.zip"
    desk = open_desk(Paths(old), ManualClock(WEDNESDAY))
    shop = add_channel(desk, planning.first_brand(desk), "Shop window")
    for number in range(19, 25):
        post = add_post(desk, planning.first_brand(desk), f"Bread of day {number}", shop)
        planning.schedule(desk, post.id, Moment.of(WEDNESDAY.replace(day=number, hour=9), ROME))
    close_now(desk)
    clock.set(WEDNESDAY)
    first = start(folder=old, clock=clock, env=keyring)
    first.window()
    first.go_to("Settings")
    first.press("Save as a file…")
    first.press("Save…: Everything")
    first.find("text", "File name:", states=["focused"]).write(str(file))
    first.click("Save")
    first.heard("6 posts written to “calendar.zip”")
    first.go_to("Calendar")
    days = [f"{_day(number)} {number}" for number in range(19, 25)]
    before = chips_on(first, *days)
    first.quit()
    assert len(before) == 6

    second = start(folder=new, clock=clock, env=keyring)
    second.window()
    person = Person(second)
    person.click("Bring what you have")
    second.find("text", "File name:", states=["focused"]).write(str(file))
    person.click("Open")
    second.find("dialog", has="calendar.zip")
    person.click("Bring in")
    until(lambda: chips_on(second, *days) == before, "the calendar is the same")
    assert len(person.actions) == 3
    assert not list((new / "practice").rglob("*.html"))
    second.quit()
    desk = open_desk(Paths(new), ManualClock(WEDNESDAY))
    with desk.store.reading() as reader:
        assert len(reader.all(Post)) == 6
    close_now(desk)


@pytest.mark.statement(4)
@pytest.mark.statement(12)
def test_one_text_for_four_platforms_and_another_for_x(start: Start, clock: ProgramClock, tmp_path: Path) -> None:
    """None of them is connected yet: the post is planned for all of them, and each says until when to connect."""
    folder = tmp_path / "desk"
    desk = open_desk(Paths(folder), ManualClock(WEDNESDAY))
    brand = planning.first_brand(desk)
    names = {"facebook": "Facebook", "instagram": "Instagram", "linkedin": "LinkedIn", "x": "X"}
    for key, name in names.items():
        add_channel(desk, brand, name, platform=key, status=ChannelStatus.PLANNED)
    close_now(desk)
    clock.set(WEDNESDAY)
    program = start(folder=folder, clock=clock)
    program.window()
    program.press("New post")
    program.find("text", "Post text", states=["focused"])
    program.hand.type("New today: walnut bread, four hundred grams, baked at five.")
    began = time.monotonic()
    person = Person(program)
    for name in names.values():
        box = program.find("check box", has=f", {name}")
        if "checked" not in box.states:
            program.hand.click(box)
            person.actions.append(f"channel {name}")
    person.click("X", role="page tab")
    person.click("Customise for X")
    person.press("ctrl+a")
    program.hand.type("Walnut bread. Today.")
    program.find(has="Preview on X")
    assert time.monotonic() - began < 60
    assert len(person.actions) <= 7, person.actions
    person.press("Escape")
    program.gone("text", "Post text")
    program.quit()
    desk = open_desk(Paths(folder), ManualClock(WEDNESDAY))
    with desk.store.reading() as reader:
        [post] = reader.all(Post)
        channels = {channel.id: channel.platform for channel in reader.all(Channel)}
        assert {channels[each] for each in post.channels} == set(names)
        assert post.content.text.startswith("New today")
        assert [(channels[each.channel_id], each.text) for each in post.wordings] == [("x", "Walnut bread. Today.")]
    close_now(desk)
