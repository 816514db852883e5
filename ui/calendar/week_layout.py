"""Where everything in a week or a day stands: hours downward, posts at their time, stacked where crowded. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ui.calendar.layout import Hit, Metrics, Rect, Target, edges

MINUTES_PER_DAY = 24 * 60
SNAP_MINUTES = 15
LAST_SNAP = MINUTES_PER_DAY - SNAP_MINUTES


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its rectangle in the scrolled page, its header in the window, its chips in order of time."""

    day: date
    rect: Rect
    header: Rect
    chips: tuple[Rect, ...]
    tall: bool


@dataclass(frozen=True, slots=True)
class WeekLayout:
    """Columns of a page that is `height` px high and scrolls under the headers; y = 0 is midnight."""

    columns: tuple[Column, ...]
    borders: tuple[int, ...]
    height: int
    metrics: Metrics
    chip: int = 0

    def y_of(self, minutes: int) -> int:
        """The px from midnight at which `minutes` after midnight stand."""
        return minutes * self.metrics.hour // 60

    def minutes_at(self, y: int) -> int:
        """The time at `y`, snapped to a quarter of an hour, 00:00–23:45."""
        return snap(y * 60 / self.metrics.hour)

    def day_at(self, x: int) -> int:
        """The position of the column under `x`, -1 over the hours or outside."""
        number = bisect_right(self.borders, x) - 1
        return number if 0 <= number < len(self.columns) else -1

    def at(self, x: int, y: int) -> Target:
        """What lies under a point of the page. Later chips stand above earlier ones."""
        number = self.day_at(x)
        if number < 0 or not 0 <= y < self.height:
            return Target(Hit.NOTHING)
        chips = self.columns[number].chips
        for position in range(len(chips) - 1, -1, -1):
            if chips[position].contains(x, y):
                return Target(Hit.CHIP, number, position)
        return Target(Hit.DAY, number)

    def place(self, number: int, minutes: int) -> Rect:
        """The dashed place of a post dropped on a column at a time."""
        column, metrics = self.columns[number], self.metrics
        height = self.chip or (metrics.chip_tall if column.tall else metrics.chip_short)
        return Rect(column.rect.x + metrics.side, self.y_of(minutes), _chip_width(column.rect, metrics), height)


def snap(minutes: float) -> int:
    """The nearest quarter of an hour of a day, 0–1425."""
    return max(0, min(LAST_SNAP, round(minutes / SNAP_MINUTES) * SNAP_MINUTES))


def lay_out_week(
    first: date,
    width: int,
    times: Sequence[Sequence[int]],
    metrics: Metrics,
    *,
    allow_tall: bool = True,
    chip: int = 0,
) -> WeekLayout:
    """A column for each day from `first`; `times` holds the minutes after midnight of its posts, ascending.

    A post stands at its time, or right under the one before it. A day so crowded that this pushes a post down by more
    than two hours shows short chips. `chip` is the height of all chips where it does not depend on the crowd.
    """
    borders = edges(metrics.gutter, max(width - metrics.gutter, len(times)), len(times))
    stacks = [
        (_tops(day_times, chip, metrics), chip) if chip else _stack(day_times, metrics, allow_tall)
        for day_times in times
    ]
    day_height = 24 * metrics.hour
    ends = [tops[-1] + height for tops, height in stacks if tops]
    page = max([day_height, *(end + metrics.chip_gap for end in ends)])
    columns = []
    for number, (tops, height) in enumerate(stacks):
        left, right = borders[number], borders[number + 1]
        rect = Rect(left, 0, right - left, page)
        chips = tuple(Rect(left + metrics.side, top, _chip_width(rect, metrics), height) for top in tops)
        header = Rect(left, 0, right - left, metrics.week_header)
        columns.append(Column(first + timedelta(days=number), rect, header, chips, height == metrics.chip_tall))
    return WeekLayout(tuple(columns), borders, page, metrics, chip)


def _stack(times: Sequence[int], metrics: Metrics, allow_tall: bool) -> tuple[tuple[int, ...], int]:
    tall = _tops(times, metrics.chip_tall, metrics)
    pushed = max((top - _y(minutes, metrics) for top, minutes in zip(tall, times, strict=True)), default=0)
    if allow_tall and pushed <= 2 * metrics.hour:
        return tall, metrics.chip_tall
    return _tops(times, metrics.chip_short, metrics), metrics.chip_short


def _tops(times: Sequence[int], height: int, metrics: Metrics) -> tuple[int, ...]:
    tops: list[int] = []
    floor = 0
    for minutes in times:
        tops.append(max(_y(minutes, metrics), floor))
        floor = tops[-1] + height + metrics.chip_gap
    return tuple(tops)


def _y(minutes: int, metrics: Metrics) -> int:
    return minutes * metrics.hour // 60


def _chip_width(rect: Rect, metrics: Metrics) -> int:
    return rect.width - 2 * metrics.side - 1
