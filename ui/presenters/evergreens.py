"""Posts that are used again by themselves: what is chosen for one, and the list of all."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from smmdesk.desk import evergreens, slotting
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_in_figures
from smmdesk.model.planning_aids import Evergreen
from smmdesk.model.post import Post
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.models.calendar_words import listed, short_day
from ui.presenters.typed_days import typed_day


class EvergreenChoice:
    """What is chosen for one post, or for an evergreen that is there."""

    def __init__(self, bridge: Bridge, post_id: str = "", evergreen_id: str = "") -> None:
        self._bridge, self._desk, self._post_id = bridge, bridge.desk, post_id
        with self._desk.store.reading() as reader:
            post = reader.get(Post, post_id) if post_id else None
            key = evergreen_id or (post.evergreen_id if post is not None else None)
            found = reader.find(Evergreen, key) if key else None
            self.there = found if found is not None and found.deleted_at_us is None else None
            source = self.there or post
            assert source is not None
            channels = post.channels if post is not None else source.channels
            known = reader.many(Channel, channels)
            self.brand = reader.get(Brand, source.brand_id)
        self.words = source.content.first_words
        self.channels = tuple((key, known[key].name) for key in channels if key in known)
        self._platforms = {key: known[key].platform for key in channels if key in known}
        self.chosen = self.there.channels if self.there is not None else tuple(key for key, _name in self.channels)

    def without_slots(self, chosen: tuple[str, ...]) -> str:
        """Which of these channels have no weekly slot, so that nothing would come there; empty when all have."""
        have = {slot.channel_id for slot in slotting.slots_of(self._desk, self.brand.id)}
        names = tuple(name for key, name in self.channels if key in chosen and key not in have)
        if not names:
            return ""
        return _("{names}: no weekly slots yet, so nothing would come there.").format(names=listed(names))

    def same_words(self, chosen: tuple[str, ...]) -> str:
        """Which of these platforms do not like the same words twice, and why; from their facts."""
        notes = []
        for platform in dict.fromkeys(self._platforms[key] for key in chosen):
            facts = self._desk.facts(platform)
            if facts.same_text:
                notes.append(f"{_(facts.name)}: {_(facts.same_text)}")
        return " ".join(notes)

    def typed_day(self, text: str) -> date | None:
        return typed_day(self._desk, self.brand.zone, text)

    def do(self, cooldown_days: int, until: date | None, most_times: int, channels: tuple[str, ...]) -> bool:
        there = self.there
        if there is None:
            made = self._bridge.attempt(
                lambda: evergreens.keep(self._desk, self._post_id, cooldown_days, until, most_times, channels)
            )
        else:
            changed = replace(
                there, cooldown_days=cooldown_days, until=until, most_times=most_times, channels=channels, paused=False
            )
            made = self._bridge.attempt(lambda: evergreens.save(self._desk, changed))
        if made is not None:
            words = ngettext(
                "Comes again every {count} day at most", "Comes again every {count} days at most", cooldown_days
            )
            self._bridge.announce(words.format(count=cooldown_days), True)
        return made is not None


class EvergreenRow(NamedTuple):
    id: str
    words: str
    says: str
    on: bool


class EvergreenList:
    """All of a brand: on and off, changed, ended."""

    def __init__(self, bridge: Bridge, brand_id: str) -> None:
        self.bridge, self._desk, self._brand_id = bridge, bridge.desk, brand_id

    @property
    def rows(self) -> tuple[EvergreenRow, ...]:
        used, times = evergreens.uses_of(self._desk, self._brand_id)
        found = evergreens.evergreens_of(self._desk, self._brand_id)
        return tuple(
            EvergreenRow(each.id, each.content.first_words, _says(each, used.get(each.id), times), not each.paused)
            for each in found
        )

    def turn(self, evergreen_id: str, on: bool) -> None:
        found = self._one(evergreen_id)
        self.bridge.attempt(lambda: evergreens.save(self._desk, replace(found, paused=not on)))

    def end(self, evergreen_id: str) -> None:
        if self.bridge.attempt(lambda: evergreens.stop(self._desk, evergreen_id)) is not None:
            self.bridge.announce(_("It is not used again any more; what is planned stays"), True)

    def _one(self, evergreen_id: str) -> Evergreen:
        with self._desk.store.reading() as reader:
            return reader.get(Evergreen, evergreen_id)


def _says(each: Evergreen, last: date | None, times: dict[str, int]) -> str:
    parts = [ngettext("every {count} day at most", "every {count} days at most", each.cooldown_days)]
    parts[0] = parts[0].format(count=each.cooldown_days)
    if each.until is not None:
        parts.append(_("until {day}").format(day=say_in_figures(each.until)))
    if each.most_times:
        parts.append(_("{done} of {most} times").format(done=times.get(each.id, 0), most=each.most_times))
    if last is not None:
        parts.append(_("last: {day}").format(day=short_day(last)))
    return " · ".join(parts)
