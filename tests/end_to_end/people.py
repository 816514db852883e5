"""A person at the screen of the real program, whose actions and seconds are counted, and what such tests open."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.end_to_end.conftest import Start
from tests.helpers.screen_clock import ProgramClock
from tests.helpers.screen_program import Program, drop
from tests.helpers.screen_reader import Node

ROME = ZoneInfo("Europe/Rome")
WEDNESDAY = datetime(2026, 11, 18, 10, 20, tzinfo=ROME)


class Budget(NamedTuple):
    """The most that a journey of ux.md §5 may take."""

    actions: int
    seconds: int


JOURNEYS = {
    "first dated post": Budget(6, 90),
    "four platforms, one with other words": Budget(7, 60),
    "photo onto a day": Budget(1, 20),
    "a week by two days": Budget(3, 60),  # the third takes it back
    "ten ideas to ten slots": Budget(2, 60),
    "why did it not go out": Budget(2, 15),
    "back from a holiday": Budget(4, 60),
    "sign in again": Budget(3, 60),
    "new computer": Budget(3, 300),
}
"""J1 to J9. Where ux.md names no actions (2, 7, 9) or seconds (8), those of the shortest way that a newcomer finds."""


@dataclass
class Person:
    """Counts clicks, drops and key chords, but not letters (ux.md §5). One action too many for `journey` fails."""

    program: Program
    journey: str = ""
    actions: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def act(self, what: str) -> None:
        """One more of what a hand does."""
        self.actions.append(what)
        if self.journey:
            most = JOURNEYS[self.journey].actions
            assert len(self.actions) <= most, f"{self.journey}: more than {most} actions: {self.actions}"

    def click(self, name: str, **wish: object) -> None:
        self.act(f"click {name}")
        self.program.click(name, **wish)  # type: ignore[arg-type]

    def click_on(self, what: Node) -> None:
        self.act(f"click {what.name}")
        self.program.hand.click(what)

    def drop(
        self,
        what: Node | tuple[int, int],
        where: Node | tuple[int, int],
        *held: str,
        taken: Callable[[], bool] | None = None,
    ) -> None:
        self.act("drop")
        drop(self.program, what, where, held=held, taken=taken)

    def press(self, keys: str) -> None:
        self.act(f"keys {keys}")
        self.program.hand.press_keys(keys)

    def arrived(self) -> None:
        """The journey is at its end: was it short enough?"""
        budget, seconds = JOURNEYS[self.journey], time.monotonic() - self.began
        assert self.actions, "nothing was done"
        assert seconds <= budget.seconds, f"{self.journey}: {seconds:.0f} s"


def opened(start: Start, clock: ProgramClock, *arguments: str, at: datetime = WEDNESDAY) -> Program:
    """The program on a Wednesday morning, or another, beside the file manager."""
    clock.set(at)
    program = start(*arguments, clock=clock)
    program.window()
    program.hand.do("windowmove", "--sync", program.window_number(), 0, 20)
    return program


def day(program: Program, has: str) -> Node:
    return program.find("list item", has=f"{has}, ")


def page_of(program: Program, words: str) -> Path | None:
    """The page with these words in the folder of the practice channel."""
    return practice_page(program.folder, words)


def practice_page(folder: Path, words: str) -> Path | None:
    """The same in a data folder."""
    pages = (folder / "practice").rglob("*.html")
    return next((page for page in pages if page.name != "index.html" and words in page.read_text("utf-8")), None)
