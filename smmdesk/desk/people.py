"""What a person does with the people they know: tags, reminders, thanks said, cards made one and split again.

Every one is one undoable step. Name and notes are written by `triage.describe`; `forgetting` erases somebody for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from smmdesk.desk.handing_over import AT_ONCE, Accounts, came_from, channels_on, half_done, in_pieces
from smmdesk.desk.handing_over import handed as is_handed
from smmdesk.desk.import_plan import Going
from smmdesk.desk.steps import step
from smmdesk.desk.triage import NAME_MOST, NOTE_MOST
from smmdesk.model.accounts import same_account
from smmdesk.model.contribution import Contribution
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment
from smmdesk.model.person import Identity, Person
from smmdesk.model.words import _, ngettext
from smmdesk.store import journal, people_reads

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

TAG_MOST, ABOUT_MOST = 40, 200


def today(desk: "Desk", zone: str) -> date:
    """The day that it is for the brand."""
    return Moment.of(desk.clock.now(), zone).day


# ------------------------------------------------------------------ one card
def tag(desk: "Desk", person_ids: Sequence[str], name: str, on: bool) -> None:
    """Give a tag to people, or take it from them."""
    wanted = " ".join(name.split())[:TAG_MOST]
    with step(desk, _("tags of a person")) as tx:
        for person_id in person_ids:
            person = tx.get(Person, person_id)
            others = tuple(each for each in person.tags if each != wanted)
            tx.put(replace(person, tags=(*others, wanted) if on and wanted else others))


def remind(desk: "Desk", person_id: str, day: date | None, about: str = "") -> None:
    """Remember on that day to do something about them; None takes the reminder away."""
    words = " ".join(about.split())[:ABOUT_MOST]
    with step(desk, _("reminder about a person")) as tx:
        tx.put(replace(tx.get(Person, person_id), remind_on=day, remind_about=words if day is not None else ""))


def thanked(desk: "Desk", person_id: str, going: Going | None = None) -> int | None:
    """Thanks were said, here or elsewhere: what waits of what they said about us is done. Returns how much that was.
    In pieces, and stopped, as `merge`; what is done by then is."""
    with desk.store.reading() as reader:
        person = reader.get(Person, person_id)
        owed = people_reads.owed_to(reader, person.brand_id, person.id, desk.now_us())
    label, step_id = _("thanks said"), desk.clock.new_id()

    def end(tx: "Transaction", message: Message) -> None:
        tx.put(replace(message, done=True, read=True, snoozed_until_us=None))

    with desk.steps.going_on(step_id):
        if not in_pieces(desk, label, step_id, owed, going or Going(), end):
            return None
        with step(desk, label, joins=step_id) as tx:
            for message in tx.many(Message, owed if len(owed) <= AT_ONCE else ()).values():
                end(tx, message)
    return len(owed)


# ------------------------------------------------------------------ one of several
def merge(desk: "Desk", person_ids: Sequence[str], going: Going | None = None) -> Person | None:
    """Several cards are one person: the first keeps its name and takes over the accounts, tags, notes, the nearest
    reminder and the messages of the others, which go.

    Thousands of messages are handed over in pieces; `going` is told how far that is, and stops it: then None, the
    cards stand as they were, and undo takes it back, or the same again goes on with it.
    """
    ids = tuple(dict.fromkeys(person_ids))
    label = ngettext("merge of {count} card", "merge of {count} cards", len(ids)).format(count=len(ids))
    with desk.store.reading() as reader:
        cards = [reader.get(Person, each) for each in ids]
        accounts = Accounts(reader, cards)
        half = half_done(desk, reader, label)
        is_same = half and is_handed(reader, half, ids[0]) and came_from(reader, half) <= set(ids)
        half = half if is_same else ""
        step_id = half or desk.clock.new_id()
        seen = set(journal.rows_of_step(reader, half)) if half else set()
        own = [one for one in accounts.unnoted(reader, ids[0]) if ("message", one.id) not in seen]
        handed = [*own, *_all_of(reader, *ids[1:])]

    def hand(tx: "Transaction", message: Message) -> None:
        if message.person_id in ids:
            tx.put(replace(accounts.noted(message), person_id=ids[0]))

    with desk.steps.going_on(step_id):
        if not in_pieces(desk, label, step_id, [message.id for message in handed], going or Going(), hand):
            return None
        with step(desk, label, joins=step_id) as tx:
            return join(tx, [tx.get(Person, each) for each in ids], noted=bool(half) or len(handed) > AT_ONCE)


def takes_long(reader: "Reader", person_ids: Iterable[str]) -> bool:
    """Whether these wrote so much that handing it over, or forgetting it, goes in pieces."""
    return people_reads.wrote_more_than(reader, person_ids, AT_ONCE)


def join(tx: "Transaction", cards: Sequence[Person], *, noted: bool = False) -> Person:
    """As `merge`, inside another step and at once. `noted`: the first card has messages of the others already, which
    are not to be taken for its own."""
    accounts = Accounts(tx, cards)
    for message in () if noted else accounts.unnoted(tx, cards[0].id):
        tx.put(accounts.noted(message))
    kept = tx.put(_merged(cards))
    for other in cards[1:]:
        for message in _all_of(tx, other.id):
            tx.put(replace(accounts.noted(message), person_id=kept.id))
        for made in tx.all(Contribution, deleted=True, person_id=other.id):
            tx.put(replace(made, person_id=kept.id))
        tx.trash(Person, other.id)
    return kept


def renumber(tx: "Transaction", person: Person, platform: str, known_as: str, remote_id: str) -> None:
    """What they wrote from an account that was known as one thing until now was written from another id of it."""
    channels = channels_on(tx, person.brand_id, platform)
    for message in tx.all(Message, deleted=True, person_id=person.id, author_remote_id=known_as):
        if message.channel_id in channels:
            tx.put(replace(message, author_remote_id=remote_id))


def _merged(cards: Sequence[Person]) -> Person:
    first = cards[0]
    reminders = [(card.remind_on, card.remind_about) for card in cards if card.remind_on is not None]
    on, about = min(reminders, default=(None, ""))
    return replace(
        first,
        identities=tuple(dict.fromkeys(each for card in cards for each in card.identities)),
        tags=tuple(dict.fromkeys(each for card in cards for each in card.tags)),
        notes="\n\n".join(dict.fromkeys(card.notes for card in cards if card.notes))[:NOTE_MOST],
        remind_on=on,
        remind_about=about,
    )


def split_off(desk: "Desk", person_id: str, account: Identity, going: Going | None = None) -> Person | None:
    """One of their accounts is somebody else: it gets a card of its own, with what was written from it, by whatever
    ids it is known. In pieces, and stopped, as `merge`."""
    label = _("split of a card")
    with desk.store.reading() as reader:
        split = _Split(reader, reader.get(Person, person_id), account)
        half = half_done(desk, reader, label)
        made_id = split.half_made(reader, half) if half else ""
        step_id, made_id = (half, made_id) if made_id else (desk.clock.new_id(), desk.clock.new_id())
        written = [message.id for message in split.written(reader)]

    def hand(tx: "Transaction", message: Message) -> None:
        if message.person_id == person_id:
            split.make(tx, made_id)
            tx.put(replace(split.accounts.noted(message), person_id=made_id))

    with desk.steps.going_on(step_id):
        if not in_pieces(desk, label, step_id, written, going or Going(), hand):
            return None
        with step(desk, label, joins=step_id) as tx:
            return _Split(tx, tx.get(Person, person_id), account).end(tx, made_id)


class _Split:
    """An account that leaves a card."""

    def __init__(self, reader: "Reader", person: Person, account: Identity) -> None:
        self._person, self.accounts = person, Accounts(reader, [person])
        self._name = (account.name.strip() or account.handle.lstrip("@") or account.remote_id)[:NAME_MOST]
        self._going = tuple(each for each in person.identities if each == account or same_account(each, account))
        self._channels = channels_on(reader, person.brand_id, account.platform)
        self._ids = {each.remote_id for each in self._going} - {""}

    def written(self, reader: "Reader") -> list[Message]:
        """What was written from it."""
        own, there = tuple(self._ids), tuple(self._channels)
        noted = reader.all(Message, deleted=True, person_id=self._person.id, author_remote_id=own, channel_id=there)
        unnoted = self.accounts.unnoted(reader, self._person.id)
        return [*noted, *(one for one in unnoted if self.accounts.noted(one).author_remote_id in self._ids)]

    def half_made(self, reader: "Reader", step_id: str) -> str:
        """The card that a split of it has made that was stopped, else empty."""
        made = [reader.find(Person, each) for each in journal.made(reader, step_id, "person")]
        for card in made:
            is_empty = card is not None and not card.identities and card.name == (self._name or self._person.name)
            if card is not None and is_empty and is_handed(reader, step_id, card.id, self._person.id):
                has = reader.all(Message, deleted=True, person_id=card.id)
                return card.id if {each.author_remote_id for each in has} <= self._ids else ""
        return ""

    def make(self, tx: "Transaction", made_id: str) -> Person:
        """The new card; it has no account before the end."""
        found = tx.find(Person, made_id)
        return found or tx.put(Person(made_id, self._person.brand_id, self._name or self._person.name))

    def end(self, tx: "Transaction", made_id: str) -> Person:
        """The rest of what was written, and the account."""
        person = self._person
        made = tx.put(replace(self.make(tx, made_id), identities=self._going))
        for message in self.written(tx):
            tx.put(replace(self.accounts.noted(message), person_id=made_id))
        tx.put(replace(person, identities=tuple(each for each in person.identities if each not in self._going)))
        given = [one for one in tx.all(Contribution, deleted=True, person_id=person.id) if one.message_id]
        written = tx.many(Message, [one.message_id for one in given if one.message_id])
        for one in given:
            if one.message_id in written and written[one.message_id].person_id == made_id:
                tx.put(replace(one, person_id=made_id))
        return made


def take_back(tx: "Transaction", cards: Iterable[Person], made: Iterable[str]) -> None:
    """After the undoing of a merge or a split: what came in since belongs to whoever has its account now."""
    wanted = {card.id: card for card in cards}
    involved = {*wanted, *made}
    for card in wanted.values():
        if card.deleted_at_us is not None:
            continue
        for account in card.identities:
            channels = channels_on(tx, card.brand_id, account.platform)
            others = involved - {card.id}
            found = tx.all(
                Message, deleted=True, person_id=tuple(sorted(others)), author_remote_id=account.remote_id or "?"
            )
            for message in found:
                if message.channel_id in channels:
                    tx.put(replace(message, person_id=card.id))


def _all_of(reader: "Reader", *person_ids: str) -> tuple[Message, ...]:
    return reader.all(Message, deleted=True, person_id=person_ids)
