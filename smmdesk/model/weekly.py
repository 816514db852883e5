"""The places of a week, laid out on days: which are free, which is next. Pure; days are of the brand's wall clock."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from smmdesk.model.moment import Moment
from smmdesk.model.planning_aids import Pause, Slot

MINUTE = timedelta(minutes=1)
Taken = Collection[tuple[str, datetime]]
"""Channel and wall minute of posts that are planned."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slot on one day. `label_id` names the label it is kept for."""

    moment: Moment
    channel_id: str
    slot_id: str
    label_id: str | None = None

    @property
    def key(self) -> tuple[str, datetime]:
        return self.channel_id, self.moment.wall


def places(slots: Iterable[Slot], pauses: Iterable[Pause], first: date, last: date, zone: str) -> Iterator[Place]:
    """Every place from `first` to `last` (both included) in order of time; paused days have none."""
    week: dict[int, list[Slot]] = {}
    for slot in slots:
        week.setdefault(slot.weekday, []).append(slot)
    closed = tuple(pauses)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for slot in sorted(week.get(day.weekday(), ()), key=lambda slot: (slot.minute, slot.channel_id, slot.id)):
            if not any(pause.covers(day, slot.channel_id) for pause in closed):
                wall = datetime.combine(day, time()) + slot.minute * MINUTE
                yield Place(Moment(wall, zone), slot.channel_id, slot.id, slot.label_id)


def free(found: Iterable[Place], taken: Taken) -> Iterator[Place]:
    """Those in which nothing is planned yet. Seconds of what is planned do not matter."""
    filled = {(channel, wall.replace(second=0)) for channel, wall in taken}
    return (place for place in found if place.key not in filled)


def suits(place: Place, channels: Collection[str], labels: Collection[str]) -> bool:
    """Whether a post may take the place: on its channels (all, when it has none yet), kept for no other label."""
    return (not channels or place.channel_id in channels) and (place.label_id is None or place.label_id in labels)


def next_free(found: Iterable[Place], taken: Taken, channels: Collection[str], labels: Collection[str]) -> Place | None:
    """The earliest place for a post; never one at which another of its channels is taken."""
    filled = {(channel, wall.replace(second=0)) for channel, wall in taken}
    for place in free(found, filled):
        clashes = any((channel, place.moment.wall) in filled for channel in channels)
        if suits(place, channels, labels) and not clashes:
            return place
    return None
