"""A week, a month or a year that results are looked at for, and the columns that it is drawn in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAYS_PER_WEEK = 7
FIRST_YEAR, LAST_YEAR = 1972, 9990


class Span(StrEnum):
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included. `week_start` is 0 for Monday … 6 for Sunday."""

    span: Span
    first: date
    last: date
    week_start: int = 0

    @classmethod
    def of(cls, span: Span, day: date, week_start: int = 0) -> "Period":
        """The one that holds `day`."""
        if span is Span.WEEK:
            first = day - timedelta(days=(day.weekday() - week_start) % DAYS_PER_WEEK)
            return cls(span, first, first + timedelta(days=DAYS_PER_WEEK - 1), week_start)
        if span is Span.MONTH:
            first = day.replace(day=1)
            return cls(span, first, _next_month(first) - timedelta(days=1), week_start)
        return cls(span, date(day.year, 1, 1), date(day.year, 12, 31), week_start)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def stepped(self, step: int) -> "Period":
        """The one after (1) or before (-1); at the ends of the calendar it stays."""
        day = self.last + timedelta(days=1) if step > 0 else self.first - timedelta(days=1)
        return self if not FIRST_YEAR <= day.year <= LAST_YEAR else Period.of(self.span, day, self.week_start)

    def begun(self, days: int) -> "Period":
        """Its first `days` days alone, to compare it with one that is not over."""
        last = self.first + timedelta(days=max(1, days) - 1)
        return Period(self.span, self.first, min(self.last, last), self.week_start)

    def columns(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each column: the days of a week or month; the weeks of a year, cut at its ends."""
        return tuple(self._columns())

    def _columns(self) -> Iterator[tuple[date, date]]:
        if self.span is not Span.YEAR:
            yield from ((day, day) for day in (self.first + timedelta(days=number) for number in range(self.days)))
            return
        first = self.first
        while first <= self.last:
            week = Period.of(Span.WEEK, first, self.week_start)
            yield first, min(week.last, self.last)
            first = week.last + timedelta(days=1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
