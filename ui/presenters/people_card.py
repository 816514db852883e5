"""One person's card: accounts, tags, reminder, thanks, notes, and everything said with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smmdesk.desk import people, ways_to_write
from smmdesk.desk.desk import Desk
from smmdesk.model.accounts import each_once
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import TAGS, Identity, Person
from smmdesk.model.words import _, ngettext
from smmdesk.store import inbox_reads, people_reads
from smmdesk.store.reader import Reader
from ui.presenters.inbox_rows import first_words, initials, kind_words, say_when
from ui.presenters.outbox_rows import RowMaker
from ui.presenters.people_contributions import Made, made_by
from ui.presenters.people_rows import say_reminder

HISTORY_PAGE = 30
WORDS_MOST = 300


@dataclass(frozen=True, slots=True)
class Account:
    """One account of theirs; `url` its page, or ""."""

    identity: Identity
    tint: str
    platform: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, by them or by us. `about` says what and where, or how far our answer is."""

    message_id: str
    text: str
    when: str
    at_us: int
    about: str
    platform: str
    tint: str
    ours: bool = False

    @property
    def spoken(self) -> str:
        return f"{self.about}, {self.when}: {self.text}"


@dataclass(frozen=True, slots=True)
class CardShown:
    """`tags` are those offered, each with whether the person has it; `has_more`: the history goes on. `made` are the
    newest things that they made for the brand, of `made_count`. `writes_below` is the message of theirs whose answer
    they alone read, "" where there is none, and `writes_on` its platform."""

    id: str
    name: str
    initials: str
    hue: int
    summary: str
    notes: str
    accounts: tuple[Account, ...]
    tags: tuple[tuple[str, bool], ...]
    remind_on: date | None
    reminder: str
    remind_about: str
    is_due: bool
    owed: str
    made: tuple[Made, ...]
    made_count: int
    history: tuple[Said, ...]
    has_more: bool
    writes_below: str = ""
    writes_on: str = ""


class CardReader:
    """Reads one card, inside an open reader."""

    def __init__(self, desk: Desk, reader: Reader, brand: Brand) -> None:
        self._desk, self._reader, self._brand = desk, reader, brand
        self._now, self._today = desk.clock.now(), people.today(desk, brand.zone)

    def read(self, person_id: str, history: int, own_tags: Sequence[str]) -> CardShown | None:
        """None for nobody known."""
        added = people_reads.card_of(self._reader, self._brand.id, person_id, self._desk.now_us())
        if added is None:
            return None
        person = self._reader.get(Person, person_id)
        offered = tuple(dict.fromkeys((*TAGS, *own_tags, *person.tags)))
        day = person.remind_on
        said = self._said(person_id, history + 1)
        made, count = made_by(self._desk, self._reader, self._brand, person_id)
        return CardShown(
            id=person.id,
            name=person.name,
            initials=initials(person.name),
            hue=sum(map(ord, person.id)) % 6,
            summary=self._summary(person_id, added.spoke, added.shared),
            notes=person.notes,
            accounts=tuple(map(self._account, each_once(person.identities))),
            tags=tuple((tag, tag in person.tags) for tag in offered),
            remind_on=day,
            reminder=say_reminder(day, self._today) if day is not None else "",
            remind_about=person.remind_about,
            is_due=day is not None and day <= self._today,
            owed=_owed_words(added.owed),
            made=made,
            made_count=count,
            history=tuple(said[:history]),
            has_more=len(said) > history,
            **self._way_to(person_id),
        )

    def _way_to(self, person_id: str) -> dict[str, str]:
        """How they are written to in private."""
        below = ways_to_write.way_to(self._reader, self._desk, person_id)
        if below is None:
            return {}
        facts = self._desk.shown_facts(self._reader.get(Channel, below.channel_id))
        return {"writes_below": below.id, "writes_on": _(facts.name)}

    def _summary(self, person_id: str, spoke: int, shared: int) -> str:
        """ "14 messages since 2024, the last one yesterday · 3 times in public in 90 days · 1 of them by sharing…"."""
        parts = [self._written(person_id)]
        if spoke:
            often = ngettext("{count} time in public in 90 days", "{count} times in public in 90 days", spoke)
            parts.append(often.format(count=spoke))
        if shared:
            said = ngettext(
                "{count} of them by sharing a post of yours", "{count} of them by sharing your posts", shared
            )
            parts.append(said.format(count=shared))
        return " · ".join(parts)

    def _written(self, person_id: str) -> str:
        habit = inbox_reads.habit_of(self._reader, person_id)
        if habit.first_us is None or habit.last_us is None:
            return _("Never wrote to you here.")
        count = ngettext("{count} message", "{count} messages", habit.times).format(count=habit.times)
        since = Moment.of(from_us(habit.first_us), self._brand.zone).day.year
        last = say_when(habit.last_us, self._now, self._brand.zone)
        return _("{messages} since {year} · last contact: {time}").format(messages=count, year=since, time=last)

    def _account(self, one: Identity) -> Account:
        look = self._desk.look(one.platform)
        return Account(one, look.tint, one.platform, one.handle or one.name or one.remote_id, one.url)

    # ------------------------------------------------------------------ what was said
    def _said(self, person_id: str, limit: int) -> list[Said]:
        """The newest first; an answer stands by its own time."""
        reader = self._reader
        lines = inbox_reads.lines(reader, inbox_reads.last_of(reader, person_id, limit))
        answers = reader.all(Delivery, message_id=tuple(line.id for line in lines)) if lines else ()
        self._channels = reader.many(
            Channel, {line.channel_id for line in lines} | {answer.channel_id for answer in answers}
        )
        maker = RowMaker(self._desk, {})
        ours = [self._ours(one, maker) for one in answers]
        found = [*(self._theirs(line) for line in lines), *(one for one in ours if one is not None)]
        return sorted(found, key=lambda said: -said.at_us)

    def _theirs(self, line: inbox_reads.Line) -> Said:
        key, tint, shown = self._look(line.channel_id)
        words = kind_words(line.kind, shown)
        when = say_when(line.sent_at_us, self._now, self._brand.zone)
        return Said(line.id, first_words(line), when, line.sent_at_us, words, key, tint)

    def _ours(self, answer: Delivery, maker: RowMaker) -> Said | None:
        """None for one that was taken back."""
        key, tint, _shown = self._look(answer.channel_id)
        row = maker.of_delivery(answer, None, self._channels.get(answer.channel_id))
        if row is None:
            return None
        words = " ".join(answer.content.text.split())[:WORDS_MOST] if answer.content is not None else ""
        at_us = answer.created_at_us
        when = say_when(at_us, self._now, self._brand.zone)
        about = f"{_('Your answer')} · {row.sentence}"
        return Said(answer.message_id or "", words, when, at_us, about, key, tint, ours=True)

    def _look(self, channel_id: str) -> tuple[str, str, str]:
        channel = self._channels.get(channel_id)
        facts = self._desk.shown_facts(channel) if channel is not None else None
        return (facts.key, facts.tint, _(facts.name)) if facts is not None else ("", "", "")


def _owed_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "Spoke of you {count} time, and nobody has answered or thanked yet.",
        "Spoke of you {count} times, and nobody has answered or thanked yet.",
        count,
    )
    return words.format(count=count)
