"""What a chip shows and where: pure geometry after look/README.md §6. Positions count from the chip's top left.

A chip gives up, in this order: plug or lock, glyphs (first "+n", then line 2), picture, and the word last. A word is
never cut. A chip of one line, on a crowded day, has time, state, channels and first words; the state's word is said by
its card and to screen readers.
"""

from functools import lru_cache
from typing import NamedTuple

from ui.calendar.layout import Rect

NARROW_MAX = 89
WIDE_MIN = 180
PICTURE_WITH_GLYPHS_MIN = 140
LARGE_PICTURE_MIN, SMALL_PICTURE_WITH_GLYPHS_MIN = 112, 122
"""A tall chip narrower than the first has the picture of a short one: its second line of words passes below it. So has
one with its glyphs on line 2, from the second on: below, a usual word had no room between them."""
MOST_GLYPHS = 3
TIGHT_RIGHT = 2
"""A word that would not stand otherwise comes this much nearer to the right edge."""
SINGLE_MAX = 30
"""A chip of at most this height has one line."""
SINGLE_WORDS_MIN = 48
"""Glyphs leave the first words at least so much, as long as one of them stands."""


class Shape(NamedTuple):
    """All that decides the layout of a chip; widths in px as measured in the chip's fonts.

    `more_width` is that of "+9"; `has_mark` counts the icons beside the state: plug or lock, repetition;
    `scale` is the user's; `single` a chip of one line.
    """

    width: int
    tall: bool
    time_width: int
    word_width: int
    more_width: int
    channels: int
    has_mark: int
    has_picture: bool
    scale: float = 1.0
    single: bool = False


class Line(NamedTuple):
    """Room for one line of the first words."""

    x: int
    y: int
    width: int


class Plan(NamedTuple):
    """Where each piece stands; None where it found no room. `glyphs` are the first channels' places.

    `more` and `more_count` say "+2" after the glyphs; `counted` replaces the glyphs by the number of channels.
    """

    time: tuple[int, int]
    icon: tuple[int, int]
    word: tuple[int, int] | None
    mark: tuple[int, int] | None
    glyphs: tuple[tuple[int, int], ...]
    more: tuple[int, int] | None
    more_count: int
    counted: Rect | None
    lines: tuple[Line, ...]
    picture: Rect | None
    marks: int = 0


@lru_cache(maxsize=4096)
def plan_chip(shape: Shape) -> Plan:
    """The layout of a chip of this shape. Pure; the same shape is planned once."""
    return _SinglePlanner(shape).plan() if shape.single else _Planner(shape).plan()


class _Planner:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        px = self.px
        self.narrow = shape.width <= px(NARROW_MAX)
        self.wide = shape.width >= px(WIDE_MIN) and not shape.tall
        self.left = px(9)
        self.right = shape.width - px(4 if self.narrow else 5)
        self.gap = px(3) if shape.width < px(PICTURE_WITH_GLYPHS_MIN) else px(4)
        self.word_gap = px(3)
        self.glyph = px(13)
        self.y1, self.y2 = px(3), px(18) if shape.tall else px(17)

    def px(self, size: float) -> int:
        return round(size * self.shape.scale)

    def plan(self) -> Plan:
        shape, px = self.shape, self.px
        picture = self._picture_beside() if self.wide else None
        line_right = picture.x - px(6) if picture else self.right
        has_word = not self.narrow and bool(shape.word_width)
        word_fits = has_word and self._word_end() <= line_right
        if has_word and not word_fits:
            word_fits = self._tightened(line_right)
        has_word = word_fits
        icon_x = self.left + shape.time_width + self.gap
        after_icon = icon_x + px(12)
        word_x = after_icon + self.word_gap
        end = word_x + shape.word_width if has_word else after_icon
        shown, marked = (0, False) if self.narrow else self._choose(line_right - end - self.gap)
        below = bool(shape.channels) and not shown and not self.narrow
        mark = (end + self.gap, self.y1 + px(1)) if marked else None
        counted, glyphs, more = self._first_line_channels(shown, line_right)
        if self.narrow:
            more_count = 0
        elif below:
            shown = self._below_count()
            more_count = shape.channels - shown
        else:
            more_count = shape.channels - shown
        text_x = self.left
        if below:
            glyphs, more, text_x = self._second_line_channels(shown, more_count)
        if not self.wide:
            picture = self._picture_in_text(below)
        return Plan(
            (self.left, self.y1),
            (icon_x, self.y1 + px(1)),
            (word_x, self.y1) if has_word else None,
            mark,
            glyphs,
            more,
            more_count,
            counted,
            self._lines(text_x, line_right, picture),
            picture,
        )

    def _word_end(self) -> int:
        return self.left + self.shape.time_width + self.gap + self.px(12) + self.word_gap + self.shape.word_width

    def _tightened(self, line_right: int) -> bool:
        """Where a word lacks a few px, the air around it goes before it does."""
        kept = self.gap, self.word_gap
        self.gap, self.word_gap = self.px(2), self.px(1)
        fits = self._word_end() <= line_right + (self.px(TIGHT_RIGHT) if line_right == self.right else 0)
        if not fits:
            self.gap, self.word_gap = kept
        return fits

    def _group_width(self, shown: int) -> int:
        width = shown * self.glyph + (shown - 1) * self.px(1)
        return width + self.px(2) + self.shape.more_width if shown < self.shape.channels else width

    def _choose(self, room: int) -> tuple[int, bool]:
        """How many glyphs stand on line 1, and whether the plug or lock does."""
        shape = self.shape
        marks = int(shape.has_mark)
        mark = marks * self.px(11) + self.gap + (marks - 1) * self.px(2) if marks else 0
        if not shape.channels:
            return 0, bool(marks) and mark <= room
        if shape.channels <= MOST_GLYPHS and self._group_width(shape.channels) <= room:
            return shape.channels, bool(marks) and self._group_width(shape.channels) + mark <= room
        reserved = mark if self._group_width(1) + mark <= room else 0
        most = min(shape.channels, MOST_GLYPHS) if self.wide else 1
        fitting = [n for n in range(1, most + 1) if self._group_width(n) <= room - reserved]
        if not fitting:
            return 0, bool(marks) and mark <= room
        return max(fitting), bool(reserved)

    def _first_line_channels(
        self, shown: int, right: int
    ) -> tuple[Rect | None, tuple[tuple[int, int], ...], tuple[int, int] | None]:
        shape, y = self.shape, self.y1
        if self.narrow and shape.channels > 1:
            return Rect(right - self.glyph, y, self.glyph, self.glyph), (), None
        if self.narrow:
            return None, ((right - self.glyph, y),) * shape.channels, None
        if not shown:
            return None, (), None
        return None, *self._row(right - self._group_width(shown), y, shown)

    def _row(self, x: int, y: int, shown: int) -> tuple[tuple[tuple[int, int], ...], tuple[int, int] | None]:
        step = self.glyph + self.px(1)
        places = tuple((x + number * step, y) for number in range(shown))
        if shown == self.shape.channels:
            return places, None
        return places, (x + shown * step - self.px(1) + self.px(2), self.y1 if y < self.y2 else self.y2 + self.px(1))

    def _below_count(self) -> int:
        """On line 2: of a tall chip both of two, else the first; of a short one up to three."""
        channels = self.shape.channels
        if self.shape.tall:
            return channels if channels <= 2 else 1
        return min(channels, MOST_GLYPHS)

    def _second_line_channels(
        self, shown: int, more_count: int
    ) -> tuple[tuple[tuple[int, int], ...], tuple[int, int] | None, int]:
        glyphs, more = self._row(self.left, self.y2 + self.px(1), shown)
        end = self.left + self._group_width(shown)
        return glyphs, more if more_count else None, end + self.px(4)

    def _picture_beside(self) -> Rect | None:
        if not self.shape.has_picture:
            return None
        side = self.px(28)
        return Rect(self.right - side, self.px(4), side, side)

    def _picture_in_text(self, below: bool) -> Rect | None:
        shape = self.shape
        crowded = below and shape.width < self.px(PICTURE_WITH_GLYPHS_MIN)
        large = shape.tall and shape.width >= self.px(LARGE_PICTURE_MIN)
        keeps = shape.tall and shape.width >= self.px(SMALL_PICTURE_WITH_GLYPHS_MIN)
        if not shape.has_picture or self.narrow or (crowded and not keeps):
            return None
        if large and not crowded:
            return Rect(self.right - self.px(30), self.y2 + self.px(1), self.px(30), self.px(30))
        return Rect(self.right - self.px(15), self.y2, self.px(15), self.px(15))

    def _lines(self, first_x: int, line_right: int, picture: Rect | None) -> tuple[Line, ...]:
        right, is_large = line_right, picture is not None and picture.height > self.px(15)
        if picture is not None and not self.wide:
            right = picture.x - self.px(5 if is_large else 4)
        first = Line(first_x, self.y2, max(0, right - first_x))
        if not self.shape.tall:
            return (first,)
        below = right if is_large else line_right
        return first, Line(self.left, self.y2 + self.px(16), max(0, below - self.left))


class _SinglePlanner(_Planner):
    """Time, state, glyphs and words behind one another."""

    def plan(self) -> Plan:
        shape, px = self.shape, self.px
        icon_x = self.left + shape.time_width + self.gap
        after_icon = icon_x + px(12) + self.gap
        shown = self._shown(self.right - after_icon)
        glyphs, more = self._row(after_icon, self.y1, shown) if shown else ((), None)
        text_x = after_icon + self._group_width(shown) + self.gap if shown else after_icon
        return Plan(
            (self.left, self.y1),
            (icon_x, self.y1 + px(1)),
            None,
            None,
            glyphs,
            more,
            shape.channels - shown,
            None,
            (Line(text_x, self.y1 - px(0.5), max(0, self.right - text_x)),),  # whose letters are a little higher
            None,
        )

    def _shown(self, room: int) -> int:
        """As many glyphs as leave room for words; one stands where it fits at all."""
        most = min(self.shape.channels, MOST_GLYPHS)
        for shown in range(most, 0, -1):
            least = self.px(SINGLE_WORDS_MIN) if shown > 1 else 0
            if self._group_width(shown) + self.gap + least <= room:
                return shown
        return 0
