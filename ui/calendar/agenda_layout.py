"""Where everything in the agenda stands: days downward, number at the left, posts as rows. Pure geometry."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ui.calendar.layout import Hit, Metrics, Rect, Target

NARROW_PX, GUTTER_PX, NARROW_GUTTER_PX = 700, 124, 100
ROW_PX, ROW_GAP_PX, PAD_PX, MARKS_PX, GAP_PX, PLUS_PX = 50, 4, 8, 22, 32, 22


@dataclass(frozen=True, slots=True)
class DayNeeds:
    """What a day asks for: rows of posts, a line of marks, and whether it stands there also when it is empty."""

    posts: int = 0
    marks: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One day, or all days of a gap. Rectangles count from the top of the scrolled page."""

    cells: tuple[int, ...]
    rect: Rect
    body: Rect
    marks: Rect | None
    rows: tuple[Rect, ...]
    plus: Rect

    @property
    def is_gap(self) -> bool:
        return not self.rows and self.marks is None and self.plus.width == 0


@dataclass(frozen=True, slots=True)
class AgendaLayout:
    """Sections from the top; `of_cell` says for each day of the page in which it is."""

    sections: tuple[Section, ...]
    of_cell: tuple[int, ...]
    tops: tuple[int, ...]
    height: int
    gutter: int

    def section(self, cell: int) -> Section:
        return self.sections[self.of_cell[cell]]

    def number_at(self, y: int) -> int:
        """The position of the section at `y`, -1 below the last."""
        return bisect_right(self.tops, y) - 1 if 0 <= y < self.height else -1

    def at(self, x: int, y: int) -> Target:
        """What lies under a point of the page. A gap means its first day."""
        number = self.number_at(y)
        if number < 0:
            return Target(Hit.NOTHING)
        section = self.sections[number]
        for position, row in enumerate(section.rows):
            if row.contains(x, y):
                return Target(Hit.CHIP, section.cells[0], position)
        return Target(Hit.PLUS if section.plus.contains(x, y) else Hit.DAY, section.cells[0])


def lay_out_agenda(width: int, days: Sequence[DayNeeds], metrics: Metrics, scale: float = 1.0) -> AgendaLayout:
    """Days that have something one under the other; runs of empty ones share one quiet line."""

    def px(size: int) -> int:
        return round(size * scale)

    gutter = px(NARROW_GUTTER_PX if width < px(NARROW_PX) else GUTTER_PX)
    sections: list[Section] = []
    of_cell: list[int] = []
    top = 0
    for cells in _runs(days):
        day = days[cells[0]]
        body = Rect(gutter, top, max(0, width - gutter - px(12)), px(GAP_PX))
        if not (day.posts or day.stays):
            rect = Rect(0, top, width, px(GAP_PX))
            made = Section(cells, rect, body, None, (), Rect(0, top, 0, 0))
        else:
            made = _day(cells, top, width, gutter, day, px)
        sections.append(made)
        of_cell += [len(sections) - 1] * len(cells)
        top = made.rect.bottom
    return AgendaLayout(tuple(sections), tuple(of_cell), tuple(s.rect.y for s in sections), top, gutter)


def _day(cells: tuple[int, ...], top: int, width: int, gutter: int, day: DayNeeds, px: Callable[[int], int]) -> Section:
    y = top + px(PAD_PX)
    wide = max(0, width - gutter - px(12))
    marks = Rect(gutter, y, wide, px(MARKS_PX)) if day.marks else None
    y = marks.bottom if marks is not None else y
    rows = []
    for _number in range(day.posts):
        rows.append(Rect(gutter, y, wide, px(ROW_PX)))
        y += px(ROW_PX + ROW_GAP_PX)
    least = top + px(2 * PAD_PX + 40)
    bottom = max(least, y - (px(ROW_GAP_PX) if rows else 0) + px(PAD_PX))
    rect = Rect(0, top, width, bottom - top)
    plus = Rect(gutter - px(PLUS_PX + 10), top + px(PAD_PX + 4), px(PLUS_PX), px(PLUS_PX))
    return Section(cells, rect, Rect(gutter, top, wide, rect.height), marks, tuple(rows), plus)


def _runs(days: Sequence[DayNeeds]) -> list[tuple[int, ...]]:
    """The days of each section: one with something, or all of a run without."""
    runs: list[tuple[int, ...]] = []
    empty: list[int] = []
    for number, day in enumerate(days):
        if not (day.posts or day.stays):
            empty.append(number)
            continue
        if empty:
            runs.append(tuple(empty))
            empty = []
        runs.append((number,))
    return [*runs, tuple(empty)] if empty else runs
