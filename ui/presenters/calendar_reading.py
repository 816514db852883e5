"""Rows of the calendar's cache as entries for the screen: names and tints of platforms, days and minutes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.model.moment import Moment, zone_of
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Progress, only_approved
from smmdesk.model.words import _
from smmdesk.store.brand_reads import BrandRow
from smmdesk.store.calendar_reads import ByDay, CalendarRow, ChannelRow, Chip
from ui.models.calendar_entries import ChannelMark, Day, Entry

if TYPE_CHECKING:
    from smmdesk.platforms.looks import Look

MOST_KEPT = 2000
QUARTER = 15


class EntryMaker:
    """Makes entries; keeps what many rows share."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._marks: dict[tuple[Chip, ...], tuple[ChannelMark, ...]] = {}
        self._shown: dict[str, Look] = {}
        self._names: dict[str, str] = {}
        self._held: frozenset[str] = frozenset()
        self._brands: dict[str, tuple[str, str, str]] = {}

    def know_brands(self, brands: Sequence[BrandRow]) -> None:
        """Whose posts stand on the days; several are named, with their clocks where those are not this computer's."""
        if len(brands) < 2:
            self._brands = {}
            return
        from ui.presenters.brand_clocks import clocks_of

        self._brands = {one.id: (one.name, one.color or "accent", clocks_of(one.zone)) for one in brands}

    def know(self, channels: Iterable[ChannelRow]) -> None:
        """Whose glyph each channel has, and which are held back; asked again when channels changed."""
        known = tuple(channels)
        self._shown = {channel.id: self._desk.shown_look(channel) for channel in known}
        self._names = {channel.id: channel.name for channel in known}
        self._held = frozenset(channel.id for channel in known if channel.held)
        self._marks.clear()

    def entry(self, row: CalendarRow) -> Entry:
        """One row as an entry."""
        day, minutes = _shown(row)
        brand, color, clocks = self._brands.get(row.brand_id, ("", row.label_color, ""))
        return Entry(
            row.post_id,
            row.progress,
            f"{row.words} · {brand}{clocks}" if brand else row.words,
            row.moment,
            day,
            minutes,
            self._channels(row.channels),
            row.thumb_sha256,
            color,
            row.published,
            row.live,
            row.goes_out_anyway,
            row.sample,
            row.media_count,
            self._is_paused(row),
            row.repeats,
            row.language,
            brand,
            only_approved(row.stage, row.progress),
        )

    def _is_paused(self, row: CalendarRow) -> bool:
        """It would go out from here, and one of its channels keeps it."""
        if not self._held or row.progress is not Progress.SCHEDULED:
            return False
        return any(
            chip.channel_id in self._held and chip.progress in (None, Progress.SCHEDULED) for chip in row.channels
        )

    def entries(self, rows: Iterable[CalendarRow]) -> tuple[Entry, ...]:
        return tuple(self.entry(row) for row in rows)

    def days(self, first: date, count: int, found: ByDay, zone: str) -> tuple[Day, ...]:
        """`count` days from `first` with their posts; a day of which nothing is known is empty."""
        grouped: dict[str, list[Entry]] = {}
        for row in found.rows:
            grouped.setdefault(row.day, []).append(self.entry(row))
        days = []
        for number in range(count):
            day = first + timedelta(days=number)
            name = day.isoformat()
            known = found.days.get(name)
            own = tuple(grouped.get(name, ()))
            count_all, urgent = (known.rows, known.urgent) if known else (len(own), 0)
            days.append(Day(day, own, count_all, clock_note(day, zone), urgent))
        return tuple(days)

    def mark(self, channel_id: str, platform: str, progress: str = "") -> ChannelMark:
        """A channel's glyph. A platform that is not known here keeps its key as its name."""
        try:
            look = self._shown.get(channel_id) or self._desk.look(platform)
        except ProblemError:
            return ChannelMark(channel_id, platform, "", platform, progress)
        return ChannelMark(channel_id, look.key, look.tint, _(look.name), progress)

    def mark_of(self, channel_id: str) -> ChannelMark:
        """The glyph of a channel that is known here, with its own name."""
        look, name = self._shown.get(channel_id), self._names.get(channel_id, "")
        return ChannelMark(channel_id, look.key if look else "", look.tint if look else "", name)

    def _channels(self, chips: tuple[Chip, ...]) -> tuple[ChannelMark, ...]:
        found = self._marks.get(chips)
        if found is None:
            if len(self._marks) > MOST_KEPT:
                self._marks.clear()
            found = tuple(self.mark(chip.channel_id, chip.platform, chip.progress or "") for chip in chips)
            self._marks[chips] = found
        return found


def _shown(row: CalendarRow) -> tuple[date | None, int]:
    """Day and minutes as people will see them: the wall time, except where the clocks jump over it."""
    if not row.wall:
        return None, 0
    wall = datetime.fromisoformat(row.wall)
    if clocks_change(wall.date(), row.zone):
        wall = Moment(wall, row.zone).shown
    return wall.date(), wall.hour * 60 + wall.minute


@lru_cache(maxsize=4096)
def clocks_change(day: date, zone: str) -> int:
    """By how many minutes the clocks of `zone` are changed on `day`: 60 forward, -60 back, 0 on other days."""
    start = datetime.combine(day, time(), zone_of(zone)).utcoffset()
    end = datetime.combine(day + timedelta(days=1), time(), zone_of(zone)).utcoffset()
    assert start is not None
    assert end is not None
    return (end - start) // timedelta(minutes=1)


def changed_hour(day: date, zone: str) -> tuple[int, int] | None:
    """Where the clocks are changed on `day`: the minute after midnight at which the hour that is missing (or that comes
    twice) begins, and by how many minutes they are put forward (or back). None on other days.
    """
    change = clocks_change(day, zone)
    if not change:
        return None
    start, tz = datetime.combine(day, time(), zone_of(zone)), zone_of(zone)
    before = start.utcoffset()
    for minute in range(0, 24 * 60, QUARTER):
        wall = datetime.combine(day, time(minute // 60, minute % 60), tz)
        if wall.replace(fold=1).utcoffset() != before:
            return minute, change
    return None


def clock_note(day: date, zone: str) -> str:
    """What a day of a clock change says of itself; empty on other days."""
    change = clocks_change(day, zone)
    if not change:
        return ""
    return _("clocks go forward") if change > 0 else _("clocks go back")


def span_us(first: date, days: int, zone: str) -> tuple[int, int]:
    """The instants from the start of `first` to the end of `days` days, in microseconds UTC."""
    start = datetime.combine(first, time())
    return Moment(start, zone).instant_us, Moment(start + timedelta(days=days), zone).instant_us


def in_order(ids: Sequence[str], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """`entries` in the order of `ids`, one for each that was found."""
    known = {entry.post_id: entry for entry in reversed(tuple(entries))}
    return tuple(known[post_id] for post_id in ids if post_id in known)
