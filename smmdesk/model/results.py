"""What was said and what came back in a period: exact figures, column by column. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from smmdesk.model.moment import Moment, from_us
from smmdesk.model.periods import Period


@dataclass(frozen=True, slots=True)
class Column:
    """The days from `first` to `last`: posts that went out, messages that came and are `handled` (answered, here or
    there, or taken as done), and those that wait for an answer."""

    first: date
    last: date
    posts: int = 0
    handled: int = 0
    waiting: int = 0

    @property
    def heard(self) -> int:
        return self.handled + self.waiting


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in numbers. `answered` messages of it had an answer of ours from here, the middle one after
    `median_us`, None where none had; `new_people` wrote in it for the first time."""

    posts: int = 0
    handled: int = 0
    waiting: int = 0
    answered: int = 0
    median_us: int | None = None
    new_people: int = 0

    @property
    def messages(self) -> int:
        return self.handled + self.waiting


@dataclass(frozen=True, slots=True)
class Heard:
    """Messages of one quarter of an hour that begins at `at_us`."""

    at_us: int
    handled: int
    waiting: int


def bounds_us(first: date, last: date, zone: str) -> tuple[int, int]:
    """The first instant of some days, and the first one after them, in a brand's zone."""
    return _midnight_us(first, zone), _midnight_us(last + timedelta(days=1), zone)


def columns_of(period: Period, zone: str, posts_us: Iterable[int], heard: Iterable[Heard]) -> tuple[Column, ...]:
    """Days are those of `zone`; what lies outside the period is left out."""
    here = ZoneInfo(zone)
    posts: dict[date, int] = {}
    handled: dict[date, int] = {}
    waiting: dict[date, int] = {}
    for at_us in posts_us:
        _add(posts, _day(at_us, here), 1)
    for quarter in heard:
        day = _day(quarter.at_us, here)
        _add(handled, day, quarter.handled)
        _add(waiting, day, quarter.waiting)
    return tuple(
        Column(first, last, *(_sum(counts, first, last) for counts in (posts, handled, waiting)))
        for first, last in period.columns()
    )


def figures_of(columns: Iterable[Column], waits_us: Iterable[int], new_people: int) -> Figures:
    """`waits_us`: how long each answered message waited for its first answer."""
    kept, waits = tuple(columns), [max(0, wait) for wait in waits_us]
    return Figures(
        posts=sum(column.posts for column in kept),
        handled=sum(column.handled for column in kept),
        waiting=sum(column.waiting for column in kept),
        answered=len(waits),
        median_us=round(median(waits)) if waits else None,
        new_people=new_people,
    )


def _midnight_us(day: date, zone: str) -> int:
    return Moment(datetime(day.year, day.month, day.day), zone).instant_us


def _day(at_us: int, here: ZoneInfo) -> date:
    return from_us(at_us).astimezone(here).date()


def _add(counts: dict[date, int], day: date, count: int) -> None:
    counts[day] = counts.get(day, 0) + count


def _sum(counts: Mapping[date, int], first: date, last: date) -> int:
    return sum(counts.get(first + timedelta(days=number), 0) for number in range((last - first).days + 1))
