"""Hours to offer for a post, and where they come from: what this brand is used to, else a general guess."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from smmdesk.model.moment import to_us
from smmdesk.store.calendar_reads import CalendarReader
from smmdesk.system.paths import RESOURCES

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

MOST_POSTS, LEAST_POSTS = 40, 8
BACK = timedelta(days=180)
MOST_HOURS = 3
QUARTER = 15


@dataclass(frozen=True, slots=True)
class GoodTimes:
    """`hours` in the order of the day. `posts` is how many posts they were seen in; 0: a general guess of `date`."""

    hours: tuple[time, ...]
    posts: int = 0
    date: str = ""


@lru_cache(maxsize=1)
def general() -> GoodTimes:
    """The guess for everybody (resources/times.toml)."""
    table = tomllib.loads((RESOURCES / "times.toml").read_text("utf-8"))
    return GoodTimes(tuple(time.fromisoformat(hour) for hour in table["hours"]), date=table["date"])


def of_brand(desk: "Desk", brand_id: str) -> GoodTimes:
    """The hours at which the last posts of a brand went out; the general guess where there were only a few."""
    now = desk.clock.now()
    with closing(CalendarReader(desk.paths.database)) as calendar:
        walls = calendar.went_out(brand_id, to_us(now - BACK), to_us(now), MOST_POSTS)
    return usual(walls) if len(walls) >= LEAST_POSTS else general()


def usual(walls: Sequence[datetime]) -> GoodTimes:
    """The hours that come back most often, to the quarter of an hour; the earlier one of two alike."""
    counts = Counter(time(wall.hour, wall.minute // QUARTER * QUARTER) for wall in walls)
    best = sorted(counts, key=lambda hour: (-counts[hour], hour))[:MOST_HOURS]
    return GoodTimes(tuple(sorted(best)), len(walls))
