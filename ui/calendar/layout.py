"""Where everything in the month stands: pure geometry, no Qt. Views paint what this says and ask it what was hit.

Lengths are whole device-independent px. Cells of one row differ by at most one px, so nothing is lost to rounding.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from ui.models.calendar_days import DAYS_PER_WEEK, WEEKS_SHOWN

SHORTEST_GAP_DAYS = 3


class Rect(NamedTuple):
    """`right` and `bottom` are the first px outside."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def contains(self, x: int, y: int) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def overlaps(self, other: "Rect") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


class Metrics(NamedTuple):
    """The sizes of look/README.md §2 and §6 at the user's scale (system font size / 13)."""

    weekday_row: int = 26
    row_min: int = 104
    day_pad: int = 2
    day_header: int = 19
    side: int = 3
    chip_gap: int = 2
    chip_single: int = 22
    chip_short: int = 36
    chip_tall: int = 52
    more_line: int = 15
    slot: int = 20
    gutter: int = 52
    week_header: int = 58
    hour: int = 58

    @classmethod
    def scaled(cls, scale: float) -> "Metrics":
        """The sizes at `scale`; 1.0 is a 13 px system font."""
        return cls(**{name: round(size * scale) for name, size in cls()._asdict().items()})

    @property
    def day_top(self) -> int:
        """From the top of a cell to its first chip."""
        return self.day_pad + self.day_header + self.chip_gap


class Fit(NamedTuple):
    """How a day shows its posts: `shown` chips of three lines (`tall`), two, or one (`single`; the first `double` of
    them of two), and a line that says "+`more`" when it is not 0."""

    tall: bool
    shown: int
    more: int
    single: bool = False
    double: int = 0

    def heights(self, metrics: Metrics) -> tuple[int, ...]:
        """Of its chips, from the top."""
        if self.single:
            return (metrics.chip_short,) * self.double + (metrics.chip_single,) * (self.shown - self.double)
        return (metrics.chip_tall if self.tall else metrics.chip_short,) * self.shown


class Hit(Enum):
    """What lies under a point."""

    NOTHING = "nothing"
    DAY = "day"
    PLUS = "plus"
    CHIP = "chip"
    MORE = "more"
    MARK = "mark"
    SLOT = "slot"


class Target(NamedTuple):
    """The place under a point: `day` counts from the first day shown, `chip` within the day's shown chips, `mark`
    within its marks, or its free slots.
    """

    hit: Hit
    day: int = -1
    chip: int = -1
    mark: int = -1


class Cell(NamedTuple):
    """One day: its whole rectangle, its header line, its chips in order, and where "+3 more" and "+" stand."""

    day: date
    rect: Rect
    header: Rect
    plus: Rect
    chips: tuple[Rect, ...]
    fit: Fit
    more: Rect | None


class Gap(NamedTuple):
    """A quiet hint: nothing planned from `first` to `last`; `cells` are the positions under which the line runs."""

    first: date
    last: date
    cells: tuple[int, ...]


def fit_day(count: int, free: int, metrics: Metrics, *, allow_tall: bool = True, beside: int = 0) -> Fit:
    """All tall if they fit in `free` px, else all short, else all of one line, else as many of those as leave room for
    the "+n" line; what is over makes the first of them higher.

    `beside` are lines below the posts that count like posts: what waits elsewhere. They all have room, or "+n" counts
    them. Shown and more always add up to both; a cell too low for anything shows only the line.
    """
    tall, short = metrics.chip_tall + metrics.chip_gap, metrics.chip_short + metrics.chip_gap
    lines = beside * metrics.more_line + (metrics.day_pad if beside else 0)
    if allow_tall and count * tall + lines <= free:
        return Fit(True, count, 0)
    if count * short + lines <= free:
        return Fit(False, count, 0)
    single = metrics.chip_single + metrics.chip_gap
    if count * single + lines <= free:
        return Fit(False, count, 0, single=True)
    most = count if beside else count - 1
    shown = max(0, min(most, (free - metrics.more_line) // single))
    over = free - shown * single - metrics.more_line
    double = max(0, min(shown, over // (metrics.chip_short - metrics.chip_single)))
    return Fit(False, shown, count - shown + beside, single=True, double=double)


def edges(start: int, length: int, parts: int) -> tuple[int, ...]:
    """`parts` + 1 borders that share `length` px; neighbours differ by at most one px."""
    return tuple(start + length * number // parts for number in range(parts + 1))


def weeks_that_fit(height: int, metrics: Metrics) -> int:
    """How many week rows a grid of `height` px shows: rows never fall below `row_min`, and one always shows."""
    return max(1, min(WEEKS_SHOWN, (height - metrics.weekday_row) // metrics.row_min))


def most_chips(height: int, weeks: int, metrics: Metrics) -> int:
    """The most posts that a day of a grid of `height` px can show."""
    row = (height - metrics.weekday_row) // weeks + 1
    return max(1, (row - metrics.day_top) // (metrics.chip_single + metrics.chip_gap))


class MonthLayout(NamedTuple):
    """Cells in reading order, weeks of seven, and the borders they share."""

    cells: tuple[Cell, ...]
    columns: tuple[int, ...]
    rows: tuple[int, ...]
    metrics: Metrics

    def day_at(self, x: int, y: int) -> int:
        """The position of the cell under a point, -1 outside the grid."""
        column, row = bisect_right(self.columns, x) - 1, bisect_right(self.rows, y) - 1
        if not (0 <= column < DAYS_PER_WEEK and 0 <= row < len(self.rows) - 1):
            return -1
        return row * DAYS_PER_WEEK + column

    def at(self, x: int, y: int) -> Target:
        """What lies under a point. The px between two chips belong to the day."""
        number = self.day_at(x, y)
        if number < 0:
            return Target(Hit.NOTHING)
        cell = self.cells[number]
        for position, chip in enumerate(cell.chips):
            if chip.contains(x, y):
                return Target(Hit.CHIP, number, position)
        if cell.more is not None and cell.more.contains(x, y):
            return Target(Hit.MORE, number)
        return Target(Hit.PLUS if cell.plus.contains(x, y) else Hit.DAY, number)


def lay_out_month(
    first: date,
    width: int,
    height: int,
    counts: Sequence[int],
    metrics: Metrics,
    *,
    allow_tall: bool = True,
    beside: Sequence[int] = (),
) -> MonthLayout:
    """The grid of whole weeks from the day `first`; `counts` holds the number of posts of each day, `beside` that of
    the lines below them (fit_day).

    The weekday row is above the grid. A height too low for a row makes the row higher than the window, never thinner
    than its header.
    """
    weeks = len(counts) // DAYS_PER_WEEK
    room = max(height - metrics.weekday_row, weeks * (metrics.day_top + metrics.more_line))
    columns, rows = edges(0, width, DAYS_PER_WEEK), edges(metrics.weekday_row, room, weeks)
    cells = []
    for number in range(weeks * DAYS_PER_WEEK):
        row, column = divmod(number, DAYS_PER_WEEK)
        rect = Rect(columns[column], rows[row], columns[column + 1] - columns[column], rows[row + 1] - rows[row])
        lines = beside[number] if beside else 0
        fit = fit_day(counts[number], rect.height - metrics.day_top, metrics, allow_tall=allow_tall, beside=lines)
        cells.append(_cell(first + timedelta(days=number), rect, fit, metrics))
    return MonthLayout(tuple(cells), columns, rows, metrics)


def _cell(day: date, rect: Rect, fit: Fit, metrics: Metrics) -> Cell:
    return Cell(day, rect, *_places(rect, fit, metrics))


@lru_cache(maxsize=2048)
def _places(rect: Rect, fit: Fit, metrics: Metrics) -> tuple[Rect, Rect, tuple[Rect, ...], Fit, Rect | None]:
    """What a cell holds, the same for every day that stands there with as many posts."""
    header = Rect(rect.x, rect.y + metrics.day_pad, rect.width, metrics.day_header)
    plus = Rect(rect.right - metrics.day_header - metrics.side, header.y, metrics.day_header, metrics.day_header)
    chips = stack(rect, fit.heights(metrics), metrics)
    top = chips[-1].bottom + metrics.chip_gap if chips else rect.y + metrics.day_top
    more = Rect(rect.x + metrics.side, top, rect.width - _sides(metrics), metrics.more_line) if fit.more else None
    return header, plus, chips, fit, more


def stack(rect: Rect, heights: Sequence[int], metrics: Metrics) -> tuple[Rect, ...]:
    """Chips of these heights under the header of the cell `rect`, one below the other."""
    width = rect.width - _sides(metrics)
    tops = accumulate((height + metrics.chip_gap for height in heights), initial=rect.y + metrics.day_top)
    return tuple(Rect(rect.x + metrics.side, top, width, height) for top, height in zip(tops, heights, strict=False))


def _sides(metrics: Metrics) -> int:
    return 2 * metrics.side + 1  # the cell's own line at the right


class DropPlace(NamedTuple):
    """A cell while something may be dropped on it: where the place stands and what the other chips do meanwhile."""

    place: Rect
    chips: tuple[Rect, ...]
    fit: Fit


def make_room(cell: Cell, count: int, before: int, metrics: Metrics, *, allow_tall: bool = True) -> DropPlace:
    """The cell with one more chip, a dashed place standing `before` posts of the day's `count` in order of time.

    The place is always seen: where posts are hidden behind "+n", it takes the last shown line.
    """
    free = cell.rect.height - metrics.day_top
    fit = fit_day(count + 1, free, metrics, allow_tall=allow_tall)
    shown = max(1, fit.shown)
    rects = stack(cell.rect, fit.heights(metrics) or (metrics.chip_single,), metrics)
    position = min(before, shown - 1)
    chips = tuple(rect for number, rect in enumerate(rects) if number != position)
    return DropPlace(rects[position], chips, fit._replace(shown=shown - 1, more=count + 1 - shown))


def gaps(first: date, counts: Sequence[int], today: date) -> tuple[Gap, ...]:
    """Runs of at least three empty days after today that end before a planned post; each is said once.

    The line stands in the week that holds most of the run. What lies behind the last day shown is not known here,
    so a run that reaches it is no gap.
    """
    found: list[Gap] = []
    start = -1
    for number, count in enumerate(counts):
        is_empty = count == 0 and first + timedelta(days=number) > today
        if is_empty and start < 0:
            start = number
        elif not is_empty and start >= 0:
            if number - start >= SHORTEST_GAP_DAYS and count:
                found.append(_gap(first, start, number))
            start = -1
    return tuple(found)


def _gap(first: date, start: int, end: int) -> Gap:
    weeks: dict[int, list[int]] = {}
    for number in range(start, end):
        weeks.setdefault(number // DAYS_PER_WEEK, []).append(number)
    widest = max(weeks.values(), key=len)
    return Gap(first + timedelta(days=start), first + timedelta(days=end - 1), tuple(widest))
