"""Free weekly slots as the calendar draws them, and what a press on one offers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import slotting
from smmdesk.desk.desk import Desk
from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Slot
from smmdesk.model.post import Post
from smmdesk.model.stages import Progress
from smmdesk.model.weekly import Place, suits
from smmdesk.model.words import _
from smmdesk.store.calendar_reads import CalendarReader
from ui.bridge import Bridge
from ui.models.calendar_entries import NEXT_SLOT, Day, Entry, FreeSlot, Mark
from ui.models.calendar_words import clock, day_and_time, listed

if TYPE_CHECKING:
    from ui.presenters.calendar_reading import EntryMaker

KIND = "slot"
NEXT_WITHIN = timedelta(days=14)
OFFERED = 6
"""So many ideas stand in the menu of a slot."""


class SlotLayer:
    """Reads the free places of days; `forget` after slots, channels or pauses changed."""

    def __init__(self, desk: Desk, brand_id: str, zone: str, maker: "EntryMaker") -> None:
        self._desk, self._brand_id, self._zone, self._maker = desk, brand_id, zone, maker
        self._has_any: bool | None = None

    def forget(self) -> None:
        self._has_any = None

    @property
    def has_any(self) -> bool:
        """Whether the brand has weekly slots at all; most have none, and pay nothing then."""
        if self._has_any is None:
            with self._desk.store.reading() as reader:
                self._has_any = bool(reader.all(Slot, brand_id=self._brand_id))
        return self._has_any

    def of_days(self, days: Sequence[Day]) -> dict[date, tuple[FreeSlot, ...]]:
        """The free slots of each day that has any; the very next one says so."""
        if not days or not self.has_any:
            return {}
        first, last = min(day.day for day in days), max(day.day for day in days)
        found = slotting.places_between(self._desk, self._brand_id, first, last)
        if not found:
            return {}
        soonest = self._soonest(found)
        channels = {place.channel_id: place for place in found}
        names = {channel: self._maker.mark_of(channel) for channel in channels}
        grouped: dict[tuple[date, int], list[Place]] = {}
        for place in found:
            wall = place.moment.shown
            grouped.setdefault((wall.date(), wall.hour * 60 + wall.minute), []).append(place)
        made: dict[date, tuple[FreeSlot, ...]] = {}
        for (day, minutes), places in grouped.items():
            marks = tuple(names[place.channel_id] for place in places)
            slot = FreeSlot(minutes, tuple(places), marks, soonest in places)
            made[day] = (*made.get(day, ()), slot)
        return made

    def _soonest(self, found: Sequence[Place]) -> Place | None:
        """The next free slot of all, wherever it stands."""
        today = Moment.of(self._desk.clock.now(), self._zone).day
        ahead = slotting.places_between(self._desk, self._brand_id, today, today + NEXT_WITHIN)
        return ahead[0] if ahead else found[0]


def mark_of(slots: Sequence[FreeSlot]) -> Mark:
    """The slots of a day as one quiet line: `free: 09:00, 12:30`; the day with the very next one says so."""
    times = ", ".join(dict.fromkeys(clock(slot.minutes) for slot in slots))
    if any(slot.soonest for slot in slots):
        return Mark(KIND, _("next free: {times}").format(times=times), NEXT_SLOT)
    return Mark(KIND, _("free: {times}").format(times=times))


def slot_words(day: date, slot: FreeSlot) -> str:
    """`Fri 27 Nov, 09:00, Instagram and Facebook`."""
    names = listed(tuple(dict.fromkeys(mark.name for mark in slot.channels)))
    return ", ".join(part for part in (day_and_time(day, slot.minutes), names) if part)


def suiting(
    desk: Desk, reader: CalendarReader, maker: "EntryMaker", brand_id: str, slot: FreeSlot
) -> tuple[Entry, ...]:
    """The first ideas and undated drafts that may go into a slot."""
    rows = reader.undated(brand_id, limit=100)
    used = reader.ideas_in_use(row.post_id for row in rows if row.progress is Progress.IDEA)
    place = slot.places[0]
    with desk.store.reading() as store:
        posts = store.many(Post, [row.post_id for row in rows])
    fits = [
        row
        for row in rows
        if row.post_id not in used and (post := posts.get(row.post_id)) and suits(place, post.channels, post.labels)
    ]
    return maker.entries(fits[:OFFERED])


def put_into(bridge: Bridge, entry: Entry, slot: FreeSlot) -> tuple[str, ...]:
    """An idea or an undated draft into a free slot."""
    post = bridge.attempt(lambda: slotting.put_into(bridge.desk, entry.post_id, slot.places[0]))
    if post is None:
        return ()
    wall = slot.places[0].moment.shown
    when = day_and_time(wall.date(), wall.hour * 60 + wall.minute)
    bridge.announce(_("In the free slot: {time}").format(time=when), True)
    return (post.id,)
