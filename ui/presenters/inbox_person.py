"""Who wrote: the names they go by, how often and when they wrote, what we know of them."""

from dataclasses import dataclass

from smmdesk.desk import triage
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.accounts import each_once
from smmdesk.model.channel import Channel
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import Person
from smmdesk.model.words import _, ngettext
from smmdesk.store import inbox_reads
from smmdesk.store.reader import Reader
from ui.bridge import Bridge
from ui.presenters.inbox_rows import initials, kind_words, say_when

LAST = 5


@dataclass(frozen=True, slots=True)
class Known:
    """One account of a person: `url` is its page, or ""."""

    platform: str
    tint: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Time:
    """One of the last times they wrote."""

    message_id: str
    platform: str
    tint: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    id: str
    name: str
    initials: str
    hue: int
    notes: str
    known: tuple[Known, ...]
    count: int
    wrote: str
    since: str
    last: tuple[Time, ...]


class PersonColumn:
    """`shown` is the person beside the thread; None for nobody known."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge, self._desk = bridge, bridge.desk
        self.shown: PersonShown | None = None

    def show(self, reader: Reader, person_id: str | None, zone: str) -> None:
        person = reader.find(Person, person_id) if person_id else None
        self.shown = self._read(reader, person, zone) if person is not None else None

    def _read(self, reader: Reader, person: Person, zone: str) -> PersonShown:
        habit = inbox_reads.habit_of(reader, person.id)
        since = Moment.of(from_us(habit.first_us), zone).day.year if habit.first_us is not None else 0
        return PersonShown(
            person.id,
            person.name,
            initials(person.name),
            sum(map(ord, person.id)) % 6,
            person.notes,
            tuple(self._known(person)),
            habit.times,
            ngettext("message to you", "messages to you", habit.times),
            _("has written since {year}").format(year=since) if since else "",
            self._last(reader, person, zone),
        )

    def _known(self, person: Person) -> list[Known]:
        made = []
        for one in each_once(person.identities):
            look = self._desk.look(one.platform)
            name = one.handle or one.name or one.remote_id
            made.append(Known(one.platform, look.tint, name, one.url))
        return made

    def _last(self, reader: Reader, person: Person, zone: str) -> tuple[Time, ...]:
        ids = inbox_reads.last_of(reader, person.id, LAST)
        lines = inbox_reads.lines(reader, ids)
        channels = reader.many(Channel, {line.channel_id for line in lines})
        made = []
        for line in lines:
            channel = channels.get(line.channel_id)
            facts = self._desk.shown_facts(channel) if channel is not None else None
            words = kind_words(line.kind, _(facts.name) if facts else "")
            when = say_when(line.sent_at_us, self._desk.clock.now(), zone)
            made.append(Time(line.id, facts.key if facts else "", facts.tint if facts else "", words, when))
        return tuple(made)

    # ------------------------------------------------------------------ what the person decides
    def rename(self, person_id: str, name: str, before: str) -> None:
        rename(self._bridge, person_id, name, before)

    def write_notes(self, person_id: str, notes: str, before: str) -> None:
        write_notes(self._bridge, person_id, notes, before)

    def typed_notes(self, person_id: str) -> str | None:
        return typed_notes(self._bridge, person_id)


def rename(bridge: Bridge, person_id: str, name: str, before: str) -> bool:
    """Another name for a person who was called `before`."""
    typed = Unwritten(What.NAME, person_id, name, before)
    return bridge.write_down(typed, lambda: triage.describe(bridge.desk, person_id, name=name))


def write_notes(bridge: Bridge, person_id: str, notes: str, before: str) -> bool:
    """Other notes about a person, in the place of `before`; whether anything was written."""
    typed = Unwritten(What.NOTES, person_id, notes, before)
    if notes.strip() == before.strip():
        bridge.unwritten.pop(typed.key, None)  # typed and taken back again
        return False
    return bridge.write_down(typed, lambda: triage.describe(bridge.desk, person_id, notes=notes))


def typed_notes(bridge: Bridge, person_id: str) -> str | None:
    """Notes that were typed and could not be written down yet."""
    waiting = bridge.unwritten.get((str(What.NOTES), person_id, ""))
    return waiting.text if waiting is not None else None
