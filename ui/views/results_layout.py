"""Where the columns of the plot stand: geometry alone, for the screen and for paper. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from smmdesk.model.results import Column

HEAD, UP, AXIS, DOWN, FOOT = 34.0, 93.0, 28.0, 172.0, 8.0
LEAST_UP, LEAST_DOWN = 62.0, 64.0
"""A plot of little is low: what hangs below it is in sight sooner."""
BLOCK, GAP, LEAST_BLOCK = 29.0, 2.0, 6.0
PER_MESSAGE, LEAST_HEARD = 12.0, 3.0
FILLED, WIDEST = 0.78, 48.0
"""How much of its room a column takes, and its width at most."""


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class Scale(NamedTuple):
    """Heights of one post and one message, and how much room all posts and all messages take."""

    post: float
    message: float
    up: float = LEAST_UP
    down: float = LEAST_DOWN

    @property
    def ground(self) -> float:
        """The line on which posts stand."""
        return HEAD + self.up

    @property
    def ceiling(self) -> float:
        """The line from which messages hang."""
        return self.ground + AXIS

    @property
    def height(self) -> float:
        return self.ceiling + self.down + FOOT


class Places(NamedTuple):
    """The boxes of one column: posts (one block each, or one for all), messages seen to, messages that wait."""

    posts: tuple[Box, ...]
    handled: Box | None
    waiting: Box | None
    scale: Scale

    @property
    def top(self) -> float:
        """Where the highest block begins, above the axis."""
        return min((box.y for box in self.posts), default=self.scale.ground)

    @property
    def bottom(self) -> float:
        """Where the lowest ends, below the axis."""
        below = [box for box in (self.handled, self.waiting) if box is not None]
        return max((box.y + box.height for box in below), default=self.scale.ceiling)


def edges(width: int, count: int) -> list[int]:
    """The left edges of `count` columns in `width`, and the right edge of the last."""
    return [width * number // max(1, count) for number in range(count + 1)]


def scale_of(columns: Sequence[Column]) -> Scale:
    """The same for all columns of a plot: the most fills its side, few stay small."""
    posts = max((column.posts for column in columns), default=0) or 1
    heard = max((column.heard for column in columns), default=0) or 1
    post, message = min(BLOCK, UP / posts), min(PER_MESSAGE, DOWN / heard)
    return Scale(post, message, max(LEAST_UP, posts * post + GAP), max(LEAST_DOWN, heard * message + 2 * GAP))


def places_of(column: Column, left: float, width: float, scale: Scale) -> Places:
    """The boxes of a column that has `width` from `left` on; heights in px of the design."""
    wide = min(WIDEST, width * FILLED)
    x = left + (width - wide) / 2
    below = scale.ceiling + GAP
    handled = _box(x, below, wide, column.handled, scale.message)
    after = handled.y + handled.height + GAP if handled is not None else below
    return Places(
        _blocks(column.posts, x, scale.ground, wide, scale.post),
        handled,
        _box(x, after, wide, column.waiting, scale.message),
        scale,
    )


def _blocks(count: int, x: float, ground: float, wide: float, high: float) -> tuple[Box, ...]:
    if not count:
        return ()
    if high < LEAST_BLOCK:
        whole = max(LEAST_HEARD, count * high)
        return (Box(x, ground - whole - GAP, wide, whole),)
    return tuple(Box(x, ground - high * (number + 1), wide, high - GAP) for number in range(count))


def _box(x: float, y: float, wide: float, count: int, high: float) -> Box | None:
    return Box(x, y, wide, max(LEAST_HEARD, count * high)) if count else None


def fitting(wanted: Sequence[tuple[float, float]], room: tuple[float, float], apart: float) -> list[float | None]:
    """Where words stand that are to be centred on a point: `wanted` holds (middle, width), the dearest first.

    Returns their left edges, moved inside `room`; None for those that would lie on dearer ones.
    """
    taken: list[tuple[float, float]] = []
    placed: list[float | None] = []
    for middle, width in wanted:
        left = max(room[0], min(middle - width / 2, room[1] - width))
        if width > room[1] - room[0] or any(
            left < end + apart and begin < left + width + apart for begin, end in taken
        ):
            placed.append(None)
            continue
        taken.append((left, left + width))
        placed.append(left)
    return placed


def note_top(
    tops: Sequence[float], columns: Sequence[int], number: int, span: tuple[float, float], in_hand: int
) -> float:
    """Above what words that reach over `span` stand: their own column `number`, every other one below them, and the
    ring of the one `in_hand`. `tops` are where the columns' blocks begin, `columns` their edges."""
    under = [each for each in range(len(tops)) if columns[each] < span[1] and columns[each + 1] > span[0]]
    if in_hand in under:
        return HEAD
    return min(tops[each] for each in (number, *under))
