"""Hours to offer for a post, and where they come from: what posts brought where platforms told enough of it, else what
this brand is used to, else a general guess."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smmdesk.model.brand import Brand
from smmdesk.model.moment import from_us, to_us
from smmdesk.store import numbers_reads
from smmdesk.store.calendar_reads import CalendarReader
from smmdesk.system.paths import RESOURCES

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

MOST_POSTS, LEAST_POSTS = 40, 8
BACK = timedelta(days=180)
MOST_HOURS = 3
MOST_TOLD, LEAST_TOLD, LEAST_OF_HOUR = 400, 20, 4
"""So many posts on a channel are looked at, and so few are no measure."""
TOLD_BACK, SETTLED = timedelta(days=120), timedelta(days=2)
"""A post younger than this has not brought what it will."""
QUARTER = 15


@dataclass(frozen=True, slots=True)
class GoodTimes:
    """`hours` in the order of the day. `posts` is how many posts they were seen in; 0: a general guess of `date`.
    `by_numbers`: they are those that brought the most, not those that come most often."""

    hours: tuple[time, ...]
    posts: int = 0
    date: str = ""
    by_numbers: bool = False


@lru_cache(maxsize=1)
def general() -> GoodTimes:
    """The guess for everybody (resources/times.toml)."""
    table = tomllib.loads((RESOURCES / "times.toml").read_text("utf-8"))
    return GoodTimes(tuple(time.fromisoformat(hour) for hour in table["hours"]), date=table["date"])


def of_brand(desk: "Desk", brand_id: str) -> GoodTimes:
    """The hours whose posts brought the most, where enough is told of; else those at which the last posts went out; the
    general guess where there were only a few."""
    now = desk.clock.now()
    best = by_numbers(_brought(desk, brand_id, now))
    if best is not None:
        return best
    with closing(CalendarReader(desk.paths.database)) as calendar:
        walls = calendar.went_out(brand_id, to_us(now - BACK), to_us(now), MOST_POSTS)
    return usual(walls) if len(walls) >= LEAST_POSTS else general()


def usual(walls: Sequence[datetime]) -> GoodTimes:
    """The hours that come back most often, to the quarter of an hour; the earlier one of two alike."""
    counts = Counter(time(wall.hour, wall.minute // QUARTER * QUARTER) for wall in walls)
    best = sorted(counts, key=lambda hour: (-counts[hour], hour))[:MOST_HOURS]
    return GoodTimes(tuple(sorted(best)), len(walls))


def _brought(desk: "Desk", brand_id: str, now: datetime) -> list[tuple[int, int]]:
    """Of each of the last posts on each channel: the hour at which it went out, and what it brought."""
    with desk.store.reading() as reader:
        here = ZoneInfo(reader.get(Brand, brand_id).zone)
        rows = numbers_reads.each(reader, brand_id, to_us(now - TOLD_BACK), to_us(now - SETTLED))
    return [(from_us(row.out_at_us).astimezone(here).hour, _echo(row)) for row in rows[-MOST_TOLD:]]


def _echo(row: numbers_reads.Row) -> int:
    """What people did with it. How often it was seen says more of a platform than of an hour."""
    return sum(count or 0 for count in (row.answers, row.shares, row.saves, row.likes))


def by_numbers(brought: Sequence[tuple[int, int]]) -> GoodTimes | None:
    """The hours with the most in the middle, of those with enough posts; None where little is told, or nothing stands
    out."""
    of_hour: dict[int, list[int]] = {}
    for hour, echo in brought:
        of_hour.setdefault(hour, []).append(echo)
    middles = {hour: median(found) for hour, found in of_hour.items() if len(found) >= LEAST_OF_HOUR}
    if len(brought) < LEAST_TOLD or len(middles) < 2 or not any(middles.values()):
        return None
    best = sorted(middles, key=lambda hour: (-middles[hour], hour))[:MOST_HOURS]
    return GoodTimes(tuple(time(hour) for hour in sorted(best)), len(brought), by_numbers=True)
