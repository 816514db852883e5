"""Weekly slots of channels, and posts that go into the next free one."""

from collections.abc import Sequence

from smmdesk.desk import planning, slotting
from smmdesk.model.channel import Channel
from smmdesk.model.label import Label
from smmdesk.model.planning_aids import Slot
from smmdesk.model.post import Post
from smmdesk.model.words import _, language, ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import day_and_time


class WeeklySlots:
    """The week of each channel of a brand; every change holds at once and can be undone."""

    def __init__(self, bridge: Bridge, brand_id: str, zone: str) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        self._brand_id, self._zone = brand_id, zone

    @property
    def channels(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each channel."""
        with self._desk.store.reading() as reader:
            return tuple((channel.id, channel.name) for channel in reader.all(Channel, brand_id=self._brand_id))

    def week(self, channel_id: str) -> tuple[Slot, ...]:
        return slotting.slots_of(self._desk, self._brand_id, channel_id)

    def minute_of(self, text: str) -> int | None:
        """A time of day as people type it, in minutes from midnight; None while it is none."""
        from smmdesk.model.problem import ProblemError
        from smmdesk.model.when import parse_when

        try:
            wall = parse_when(text, self._desk.clock.now(), self._zone, language()).wall
        except ProblemError:
            return None
        return wall.hour * 60 + wall.minute

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each label that a slot can be kept for."""
        with self._desk.store.reading() as reader:
            return tuple((label.id, label.name) for label in reader.all(Label, brand_id=self._brand_id))

    def add(self, channel_id: str, weekday: int, minute: int, label_id: str | None = None) -> None:
        """A slot on a day of the week (0 is Monday), for all posts or for those of a label; the same twice is one."""
        kept = [(slot.weekday, slot.minute, slot.label_id) for slot in self.week(channel_id)]
        if not any((weekday, minute) == each[:2] for each in kept):
            self._set(channel_id, [*kept, (weekday, minute, label_id)])

    def remove(self, slot: Slot) -> None:
        kept = [one for one in self.week(slot.channel_id) if one.id != slot.id]
        self._set(slot.channel_id, [(one.weekday, one.minute, one.label_id) for one in kept])

    def _set(self, channel_id: str, week: Sequence[tuple[int, int, str | None]]) -> None:
        self._bridge.attempt(lambda: slotting.set_week(self._desk, self._brand_id, channel_id, week))


def fill_slots(bridge: Bridge, ids: Sequence[str]) -> tuple[str, ...]:
    """Ideas and undated drafts into the next free slots, in their order; they are drafts with a date then."""
    found = bridge.attempt(lambda: slotting.fill(bridge.desk, ids)) or ()
    if found:
        words = ngettext("{count} draft dated", "{count} drafts dated", len(found))
        bridge.announce(words.format(count=len(found)), True)
    return tuple(post.id for post in found)


def to_next_slot(bridge: Bridge, post_id: str) -> bool:
    """A dated post into the earliest slot that is free for its channels; False when there is none."""
    desk = bridge.desk
    with desk.store.reading() as reader:
        post = reader.get(Post, post_id)
    place = slotting.next_place(desk, post)
    if place is None:
        bridge.announce(_("No slot is free within a year: add some to the weekly slots"))
        return False
    if bridge.attempt(lambda: planning.move_posts(desk, {post_id: place.moment})) is None:
        return False
    wall = place.moment.wall
    when = day_and_time(wall.date(), wall.hour * 60 + wall.minute)
    bridge.announce(_("Moved to the next free slot: {time}").format(time=when), True)
    return True
