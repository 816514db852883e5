"""The hand of a person at the screen: a real mouse and real keys (xdotool). Points are pixels of the screen."""

import subprocess
from collections.abc import Callable, Mapping, Sequence

from .screen_reader import Node

Point = tuple[int, int]
STEPS = 24
BEAT = "0.012"  # seconds that a hand needs from one step of a drag to the next
REST = 0.3
"""Seconds before letting go: another program has to have said that it takes what hangs there."""
KEY_MS = "6"


def point_of(place: Node | Point) -> Point:
    return place.centre if isinstance(place, Node) else place


class Hand:
    """Moves, clicks, drags, types. Raises CalledProcessError where there is no screen."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def do(self, *words: object) -> str:
        """One call of xdotool, which may hold several commands."""
        return subprocess.run(
            ["xdotool", *map(str, words)],
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout.strip()

    def move(self, place: Node | Point) -> None:
        self.do("mousemove", *point_of(place))

    def click(self, place: Node | Point, button: int = 1, times: int = 1) -> None:
        self.do("mousemove", *point_of(place), "click", "--repeat", times, "--delay", 60, button)

    def nudge(self, place: Node | Point) -> None:
        """One pixel away from `place` and back, as no hand is quite still."""
        self.do(*_small_move(point_of(place)))

    def turn_wheel(self, place: Node | Point, way: int) -> None:
        """One notch at `place`: 1 down, -1 up."""
        self.do("mousemove", *point_of(place), "click", 5 if way > 0 else 4)

    def press_keys(self, *keys: str) -> None:
        """Chords in the order given, such as `ctrl+n`."""
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Letters of an English keyboard; others are lost now and then (the keyboard is changed for each of them)."""
        assert text.isascii(), text
        self.do("type", "--clearmodifiers", "--delay", KEY_MS, "--", text)

    def drag(
        self,
        start: Node | Point,
        end: Node | Point,
        *,
        held: Sequence[str] = (),
        over: Callable[[], object] | None = None,
    ) -> None:
        """Press at `start`, go to `end` step by step, and let go; `over` runs before that, while it hangs there.

        `held` keys are down from the first step until after the drop.
        """
        begin, goal = point_of(start), point_of(end)
        down = [word for key in held for word in ("keydown", key)]
        up = [word for key in held for word in ("keyup", key)]
        self.do("mousemove", *begin, "mousedown", 1, *down, *steps(begin, goal))
        try:
            if over is not None:
                over()
        finally:
            self.do("sleep", REST, "mouseup", 1, "sleep", BEAT, *up)


def steps(begin: Point, goal: Point) -> list[str]:
    """The way of the pointer: small steps, the last one at the goal."""
    words: list[str] = []
    for step in range(1, STEPS + 1):
        x = round(begin[0] + (goal[0] - begin[0]) * step / STEPS)
        y = round(begin[1] + (goal[1] - begin[1]) * step / STEPS)
        words += ["mousemove", str(x), str(y), "sleep", BEAT]
    return [*words, *_small_move(goal)]


def _small_move(goal: Point) -> list[str]:
    return ["mousemove", str(goal[0] + 1), str(goal[1]), "mousemove", str(goal[0]), str(goal[1])]
