"""A pause of some days: its fields, and how many posts it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from smmdesk.desk import day_marks, pausing
from smmdesk.desk.pausing import Then
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.planning_aids import Pause
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import short_day
from ui.presenters.typed_days import typed_day


class PauseChoice:
    """A new pause from a day or for a channel, or one that is there (`pause_id`)."""

    def __init__(
        self, bridge: Bridge, brand_id: str, zone: str, day: date, *, channel_id: str = "", pause_id: str = ""
    ) -> None:
        self._bridge, self._desk, self._zone = bridge, bridge.desk, zone
        with self._desk.store.reading() as reader:
            every = reader.all(Channel, brand_id=brand_id)
            found = reader.find(Pause, pause_id) if pause_id else None
        living = [channel for channel in every if channel.status is not ChannelStatus.ARCHIVED]
        self.channels = tuple((channel.id, channel.name) for channel in living)
        self.is_new = found is None
        self.pause = found or Pause(
            self._desk.clock.new_id(), brand_id, _("Day off"), day, day, (channel_id,) if channel_id else ()
        )

    @property
    def chosen(self) -> tuple[str, ...]:
        """The channels ticked: all of them when the pause names none."""
        return self.pause.channels or tuple(key for key, _name in self.channels)

    def choose(self, name: str, first: date, last: date, channels: Sequence[str]) -> None:
        every = {key for key, _name in self.channels} <= set(channels)
        self.pause = replace(
            self.pause,
            name=name,
            first_day=min(first, last),
            last_day=max(first, last),
            channels=() if every else tuple(channels),
        )

    @property
    def count(self) -> int:
        """How many posts stand on these days."""
        return len(pausing.inside(self._desk, self.pause))

    @property
    def question(self) -> str:
        count = self.count
        if not count:
            return _("No post is planned on these days.")
        words = ngettext(
            "{count} post is planned on these days. It:",
            "{count} posts are planned on these days. Each of them:",
            count,
        )
        return words.format(count=count)

    def typed_day(self, text: str) -> date | None:
        return typed_day(self._desk, self._zone, text)

    def do(self, then: Then) -> bool:
        """Write it; said in the toast."""
        done = self._bridge.attempt(lambda: pausing.pause_days(self._desk, self.pause, then))
        if done is None:
            return False
        first, last = short_day(done.pause.first_day), short_day(done.pause.last_day)
        words = _("Pause: {first}") if first == last else _("Pause: {first} – {last}")
        also = ""
        if done.changed:
            count = len(done.changed)
            moved = ngettext("{count} post moved after it", "{count} posts moved after it", count)
            waits = ngettext("{count} post waits as a draft", "{count} posts wait as drafts", count)
            also = ". " + (moved if then is Then.AFTER else waits).format(count=count)
        self._bridge.announce(words.format(first=first, last=last) + also, True)
        return True

    def end(self) -> None:
        """The pause is taken away; its posts stay where they are."""
        pause_id = self.pause.id
        self._bridge.attempt(lambda: day_marks.remove_pause(self._desk, pause_id))
        self._bridge.announce(_("The pause is over"), True)
