"""The journeys of ux.md §5 with a real mouse, real keys and what a screen reader finds: each within its budget."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning, slotting
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import ROME, add_channel, add_post, deliveries, drive
from tests.end_to_end.conftest import Start
from tests.end_to_end.people import Person, day, opened, page_of
from tests.helpers.screen import Screen, until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_files import TAKEN
from tests.helpers.screen_program import ROOT, Program, drop

pytestmark = pytest.mark.screen

WEDNESDAY = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo(ROME))
WEEK = ("Monday 23", "Tuesday 24", "Wednesday 25", "Thursday 26", "Sunday 29")
FRIDAY = "Friday 20 November"
THE_FRIDAY_BEFORE = datetime(2026, 11, 13, 10, tzinfo=UTC)
WORDS = ("Walnut cake, only a few", "Today we got the salt wrong", "Who comes from Muggia?", "Kneading the panettone")
PHOTO = ROOT / "resources" / "sample" / "oven.jpg"
FOCACCIA = "Focaccia every Friday at noon, fresh from the oven."
BELOW_CHIPS_PX = 4
"""Where a day has nothing but its own ground."""
THINKS_S = 1.5
"""Longer than a photo takes from the file manager to its day."""


@pytest.fixture
def photo(screen: Screen) -> Iterator[tuple[int, int]]:
    """Where the photo lies on the screen: in a file manager at the right edge."""
    command = [sys.executable, "-m", "tests.helpers.screen_files", str(PHOTO)]
    manager = subprocess.Popen(command, cwd=ROOT, env=screen.environment)
    try:
        number = until(lambda: window_of(screen, manager.pid), "the file manager shows")
        screen.hand.do("windowmove", "--sync", number, 1288, 60)
        yield 1350, 140
    finally:
        manager.terminate()
        manager.wait(10)


def window_of(screen: Screen, pid: int) -> str:
    return _found(screen, "--pid", pid)


def taken(program: Program) -> Callable[[], bool]:
    """Whether the file manager says that the place below would take its photo."""
    return lambda: bool(_found(program.screen, "--name", f"^{TAKEN}$"))


def _found(screen: Screen, *wish: object) -> str:
    try:
        return screen.hand.do("search", "--onlyvisible", *wish)
    except subprocess.CalledProcessError:
        return ""


# ------------------------------------------------------------------ 1 and 3: a newcomer
@pytest.mark.statement(3)
@pytest.mark.statement(35)
def test_from_nothing_to_a_published_post(start: Start, clock: ProgramClock, photo: tuple[int, int]) -> None:
    """Start, write, drop a photo, see the preview, schedule, drag onto Friday; on Friday it is out. No account."""
    program = opened(start, clock)
    person = Person(program, "first dated post")
    person.click("Write your first post")
    program.find("text", "Post text", states=["focused"])
    program.hand.type(FOCACCIA)
    person.drop(photo, program.find("text", "Post text"), taken=taken(program))
    program.find(has=f"Photo 1 of 1, {PHOTO.name}")
    preview = program.find(has="Preview on Practice")
    until(lambda: FOCACCIA in (preview.now() or preview).description, "the preview says what was written")
    person.click("Schedule")
    chip = program.find("list item", has=FOCACCIA)
    assert chip.name.startswith("11:00, Practice, goes out"), chip.name
    person.drop(chip, day(program, FRIDAY))
    moved = program.find("list item", has=f"on {FRIDAY}")
    assert moved.name.startswith("11:00, Practice, goes out"), moved.name
    person.arrived()
    clock.set(datetime(2026, 11, 20, 10, 59, 59, tzinfo=ZoneInfo(ROME)))
    published_on_friday(program)
    program.quit()


def published_on_friday(program: Program) -> None:
    """What went out lies in the practice folder: the page, the photo without its place, the time of day kept."""
    program.find("list item", has="11:00, Practice, Published")
    page = until(lambda: page_of(program, FOCACCIA), "the page is in the practice folder")
    assert page is not None
    [copy] = (program.folder / "practice" / "media").iterdir()
    with Image.open(PHOTO) as given, Image.open(copy) as published:
        assert published.size == given.size
        assert not published.getexif()
    assert copy.name in page.read_text("utf-8")


@pytest.mark.statement(43)
def test_the_photo_is_dropped_onto_a_day(start: Start, clock: ProgramClock, photo: tuple[int, int]) -> None:
    """One drop and a caption: what is typed is kept by itself."""
    program = opened(start, clock, "--demo")
    person = Person(program, "photo onto a day")
    person.drop(photo, day(program, "Sunday 22 November"), taken=taken(program))
    program.find(has=f"Photo 1 of 1, {PHOTO.name}")
    assert "Sun 22 Nov 2026" in program.find("text", "When it goes out").text()
    program.find("text", "Post text", states=["focused"])
    program.hand.type("Sunday, the oven rests.")
    program.find("label", has="Saved at")
    person.arrived()
    program.hand.press_keys("Escape")
    program.find("list item", has=", Draft, “Sunday, the oven rests.”, 1 of 1 on Sunday 22 November")


def test_a_window_that_thinks_for_a_moment_still_gets_the_photo(
    start: Start, clock: ProgramClock, photo: tuple[int, int]
) -> None:
    """It has just started, on a slow computer: whoever drags looks whether the photo is taken before letting go."""
    program = opened(start, clock, "--demo")
    where = day(program, "Sunday 22 November")
    os.kill(program.pid, signal.SIGSTOP)
    thinking = threading.Timer(THINKS_S, os.kill, (program.pid, signal.SIGCONT))
    thinking.start()
    drop(program, photo, where, taken=taken(program))
    thinking.join()
    program.find(has=f"Photo 1 of 1, {PHOTO.name}")


# ------------------------------------------------------------------ 2, 4 and 5: planning
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
    person = Person(program, "a week by two days")
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
    person.arrived()


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
    person = Person(program, "ten ideas to ten slots")
    shown = [card.name for card in program.all("panel", has="Idea, ")]
    assert len(shown) == 10
    person.click("Fill next free slots")
    assert any("10" in said for said in program.heard("press Ctrl+Z to undo"))
    person.arrived()
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
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "calendar.smmdesk"
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
    first.heard("6 posts written to “calendar.smmdesk”")
    first.go_to("Calendar")
    days = [f"{_day(number)} {number}" for number in range(19, 25)]
    before = chips_on(first, *days)
    first.quit()
    assert len(before) == 6

    second = start(folder=new, clock=clock, env=keyring)
    second.window()
    person = Person(second, "new computer")
    person.click("Bring what you have")
    second.find("text", "File name:", states=["focused"]).write(str(file))
    person.click("Open")
    second.find("dialog", has="calendar.smmdesk")
    person.click("Bring in")
    until(lambda: chips_on(second, *days) == before, "the calendar is the same")
    person.arrived()
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
    person = Person(program, "four platforms, one with other words")
    for name in names.values():
        box = program.find("check box", has=f", {name}")
        if "checked" not in box.states:
            person.click_on(box)
    person.click("X", role="page tab")
    person.click("Customise for X")
    person.press("ctrl+a")
    program.hand.type("Walnut bread. Today.")
    program.find(has="Preview on X")
    person.arrived()
    program.hand.press_keys("Escape")
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


# ------------------------------------------------------------------ 6 and 7: what went wrong
def scheduled(folder: Path, refused: str = "") -> None:
    """On Friday four posts were scheduled for the days until Wednesday morning; or one, which was then `refused`."""
    clock = ManualClock(THE_FRIDAY_BEFORE)
    desk = open_desk(Paths(folder), clock)
    brand = planning.first_brand(desk)
    shop = add_channel(desk, brand, "Shop window")
    for number, words in enumerate(WORDS[: 1 if refused else None]):
        post = add_post(desk, brand, words, shop)
        planning.schedule(desk, post.id, Moment.of(THE_FRIDAY_BEFORE + timedelta(days=number + 1), ROME))
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
    person = Person(program, "back from a holiday")
    assert pages(folder) == []
    person.press("Escape")
    program.gone("dialog")
    person.click("Decide")  # the bar leads back to it
    program.find("dialog", has="4 posts did not go out")
    person.act("choose Publish now")
    program.all("radio button", "Publish now")[1].press()
    program.find("label", has="1 goes out now, 2 get a new time, 1 goes back to the drafts")
    person.act("press Confirm")
    program.press("Confirm")
    program.gone("dialog")
    person.arrived()
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
    person = Person(program, "why did it not go out")
    person.click_on(chip)
    program.find("label", has="Nothing was published. Practice says: a link is blocked")
    person.click("Edit the post")
    assert program.find("text", "Post text").text() == WORDS[0]
    person.arrived()
