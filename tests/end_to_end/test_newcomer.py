"""A newcomer's first minutes, as a person has them: nothing set up, a real mouse, a photo from the file manager."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.end_to_end.conftest import Start
from tests.helpers.screen import Screen, until
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import ROOT, Program
from tests.helpers.screen_reader import Node

pytestmark = pytest.mark.screen

ROME = ZoneInfo("Europe/Rome")
WEDNESDAY = datetime(2026, 11, 18, 10, 20, tzinfo=ROME)
FRIDAY = "Friday 20 November"
PHOTO = ROOT / "resources" / "sample" / "oven.jpg"
WORDS = "Focaccia every Friday at noon, fresh from the oven."
MOST_ACTIONS, MOST_SECONDS = 6, 90


@dataclass
class Person:
    """Somebody at the screen; counts clicks, drops and key chords, but not letters (ux.md §5)."""

    program: Program
    actions: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def click(self, name: str, **wish: object) -> None:
        self.actions.append(f"click {name}")
        self.program.click(name, **wish)  # type: ignore[arg-type]

    def drop(self, what: Node | tuple[int, int], where: Node | tuple[int, int], *held: str) -> None:
        self.actions.append("drop")
        self.program.hand.drag(what, where, held=held)

    def press(self, keys: str) -> None:
        self.actions.append(f"keys {keys}")
        self.program.hand.press_keys(keys)


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
    try:
        return screen.hand.do("search", "--onlyvisible", "--pid", pid)
    except subprocess.CalledProcessError:
        return ""


def opened(start: Start, clock: ProgramClock, *arguments: str) -> Program:
    """The program on a Wednesday morning, beside the file manager."""
    clock.set(WEDNESDAY)
    program = start(*arguments, clock=clock)
    program.window()
    program.hand.do("windowmove", "--sync", program.window_number(), 0, 20)
    return program


def day(program: Program, has: str) -> Node:
    return program.find("list item", has=f"{has}, ")


def page_of(program: Program, words: str) -> Path | None:
    """The page with these words in the folder of the practice channel."""
    pages = (program.folder / "practice").rglob("*.html")
    return next((page for page in pages if page.name != "index.html" and words in page.read_text("utf-8")), None)


# ------------------------------------------------------------------ the path
@pytest.mark.statement(3)
@pytest.mark.statement(35)
def test_from_nothing_to_a_published_post(start: Start, clock: ProgramClock, photo: tuple[int, int]) -> None:
    """Start, write, drop a photo, see the preview, schedule, drag onto Friday; on Friday it is out. No account."""
    program = opened(start, clock)
    person = Person(program)
    person.click("Write your first post")
    program.find("text", "Post text", states=["focused"])
    program.hand.type(WORDS)
    person.drop(photo, program.find("text", "Post text"))
    program.find(has=f"Photo 1 of 1, {PHOTO.name}")
    preview = program.find(has="Preview on Practice")
    until(lambda: WORDS in (preview.now() or preview).description, "the preview says what was written")
    person.click("Schedule")
    chip = program.find("list item", has=WORDS)
    assert chip.name.startswith("11:00, Practice, goes out"), chip.name
    person.drop(chip, day(program, FRIDAY))
    moved = program.find("list item", has=f"on {FRIDAY}")
    assert moved.name.startswith("11:00, Practice, goes out"), moved.name
    assert len(person.actions) <= MOST_ACTIONS, person.actions
    assert person.seconds < MOST_SECONDS
    clock.set(datetime(2026, 11, 20, 10, 59, 59, tzinfo=ROME))
    published_on_friday(program)
    program.quit()


def published_on_friday(program: Program) -> None:
    """What went out lies in the practice folder: the page, the photo without its place, the time of day kept."""
    program.find("list item", has="11:00, Practice, Published")
    page = until(lambda: page_of(program, WORDS), "the page is in the practice folder")
    assert page is not None
    [copy] = (program.folder / "practice" / "media").iterdir()
    with Image.open(PHOTO) as given, Image.open(copy) as published:
        assert published.size == given.size
        assert not published.getexif()
    assert copy.name in page.read_text("utf-8")


@pytest.mark.statement(41)
@pytest.mark.statement(42)
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
    assert len(person.actions) <= MOST_ACTIONS
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


def test_the_photo_is_dropped_onto_a_day(start: Start, clock: ProgramClock, photo: tuple[int, int]) -> None:
    """Journey 3 of ux.md: one drop and a caption."""
    program = opened(start, clock, "--demo")
    person = Person(program)
    person.drop(photo, day(program, "Sunday 22 November"))
    program.find(has=f"Photo 1 of 1, {PHOTO.name}")
    assert "Sun 22 Nov 2026" in program.find("text", "When it goes out").text()
    program.find("text", "Post text", states=["focused"])
    program.hand.type("Sunday, the oven rests.")
    person.press("Escape")
    program.find("list item", has=", Draft, “Sunday, the oven rests.”, 1 of 1 on Sunday 22 November")
    assert person.actions == ["drop", "keys Escape"]
