"""A moment as people plan it: wall time in a zone. The UTC instant is derived, never the other way round."""

import datetime as _dt
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1971, 9998
LATEST_US = 253_402_300_799_999_999
"""The end of the year 9999 (microseconds UTC)."""


class ClockChange(StrEnum):
    """What the zone's clocks do at a wall time."""

    NONE = "none"
    GAP = "gap"  # the hour does not exist: the moment is the same distance after the jump
    OVERLAP = "overlap"  # the hour happens twice: the moment is its first pass


@lru_cache(maxsize=64)
def zone_of(key: str) -> ZoneInfo:
    """The rules of an IANA zone. Raises ValueError for a name that the shipped tzdata does not know."""
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError, IsADirectoryError) as error:
        raise ValueError(f"unknown time zone {key!r}") from error


@dataclass(frozen=True, slots=True)
class Moment:
    """Wall time (naive, whole minutes or seconds) in an IANA zone.

    Keeps the hour that a person wrote when the rules of the zone change. Raises ValueError for an aware datetime, an
    unknown zone or a year outside 1971–9998.
    """

    wall: datetime
    zone: str

    def __post_init__(self) -> None:
        if self.wall.tzinfo is not None:
            raise ValueError("a moment's wall time carries no zone of its own")
        if not FIRST_YEAR <= self.wall.year <= LAST_YEAR:
            raise ValueError(f"year {self.wall.year} is outside {FIRST_YEAR}–{LAST_YEAR}")
        zone_of(self.zone)

    @classmethod
    def of(cls, instant: datetime, zone: str) -> "Moment":
        """The moment that an aware `instant` is in `zone`, seconds kept, fractions dropped."""
        local = instant.astimezone(zone_of(zone))
        return cls(local.replace(tzinfo=None, microsecond=0, fold=0), zone)

    @property
    def instant(self) -> datetime:
        """The aware UTC instant: in a gap after the jump, in an overlap the first pass."""
        return self.wall.replace(tzinfo=zone_of(self.zone), fold=0).astimezone(UTC)

    @property
    def instant_us(self) -> int:
        """Microseconds since 1970 UTC, as the store indexes them."""
        return _instant_us(self.wall, self.zone)

    @property
    def clock_change(self) -> ClockChange:
        """Whether the clocks of the zone jump over this wall time, or pass it twice."""
        zone = zone_of(self.zone)
        first = self.wall.replace(tzinfo=zone, fold=0)
        second = self.wall.replace(tzinfo=zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            return ClockChange.NONE
        back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        return ClockChange.OVERLAP if back == self.wall else ClockChange.GAP

    @property
    def shown(self) -> datetime:
        """The wall time that people will see when it happens (differs from `wall` only in a gap)."""
        return self.instant.astimezone(zone_of(self.zone)).replace(tzinfo=None)

    @property
    def day(self) -> date:
        return self.wall.date()

    @property
    def clock_time(self) -> _dt.time:
        return self.wall.time()

    def on(self, day: date) -> "Moment":
        """The same time of day on another day: what dragging in a month does."""
        return replace(self, wall=datetime.combine(day, self.wall.time()))

    def at(self, clock_time: _dt.time) -> "Moment":
        """The same day at another time."""
        return replace(self, wall=datetime.combine(self.wall.date(), clock_time))

    def plus(self, step: timedelta) -> "Moment":
        """Moved along the wall clock: one day later is the same hour, also over a clock change."""
        return replace(self, wall=self.wall + step)


@lru_cache(maxsize=4096)
def _instant_us(wall: datetime, zone: str) -> int:
    """A publisher that decides about a part asks a dozen times."""
    return to_us(wall.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC))


def to_us(instant: datetime) -> int:
    """An aware instant as whole microseconds since 1970 UTC, exactly (no floating point)."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def from_us(microseconds: int) -> datetime:
    """The aware UTC instant of `microseconds` since 1970."""
    return EPOCH + timedelta(microseconds=microseconds)
