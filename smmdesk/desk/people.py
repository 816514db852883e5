"""What a person does with the people they know: tags, reminders, thanks said, cards made one and split again.

Every one is one undoable step. Name and notes are written by `triage.describe`; `forgetting` erases somebody for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from smmdesk.desk.mentioning import platform_of
from smmdesk.desk.steps import step
from smmdesk.desk.triage import NAME_MOST, NOTE_MOST
from smmdesk.model.accounts import same_account
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.message import Message
from smmdesk.model.moment import Moment
from smmdesk.model.person import Identity, Person
from smmdesk.model.words import _, ngettext
from smmdesk.store import people_reads

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
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


def thanked(desk: "Desk", person_id: str) -> int:
    """Thanks were said, here or elsewhere: what waits of what they said about us is done. Returns how much that was."""
    with step(desk, _("thanks said")) as tx:
        person = tx.get(Person, person_id)
        owed = people_reads.owed_to(tx, person.brand_id, person.id, desk.now_us())
        for message in tx.many(Message, owed).values():
            tx.put(replace(message, done=True, read=True, snoozed_until_us=None))
    return len(owed)


# ------------------------------------------------------------------ one of several
def merge(desk: "Desk", person_ids: Sequence[str]) -> Person:
    """Several cards are one person: the first keeps its name and takes over the accounts, tags, notes, the nearest
    reminder and the messages of the others, which go."""
    count = len(dict.fromkeys(person_ids))
    with step(desk, ngettext("merge of {count} card", "merge of {count} cards", count).format(count=count)) as tx:
        return join(tx, [tx.get(Person, each) for each in dict.fromkeys(person_ids)])


def join(tx: "Transaction", cards: Sequence[Person]) -> Person:
    """As `merge`, inside another step."""
    for card in cards:
        _note_accounts(tx, card)
    kept = tx.put(_merged(cards))
    for other in cards[1:]:
        _hand_over(tx, _all_of(tx, other.id), kept.id)
        for made in tx.all(Contribution, deleted=True, person_id=other.id):
            tx.put(replace(made, person_id=kept.id))
        tx.trash(Person, other.id)
    return kept


def renumber(tx: "Transaction", person: Person, platform: str, known_as: str, remote_id: str) -> None:
    """What they wrote from an account that was known as one thing until now was written from another id of it."""
    channels = _channels_on(tx, person.brand_id, platform)
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


def split_off(desk: "Desk", person_id: str, account: Identity) -> Person:
    """One of their accounts is somebody else: it gets a card of its own, with what was written from it, by whatever
    ids it is known."""
    with step(desk, _("split of a card")) as tx:
        person = tx.get(Person, person_id)
        _note_accounts(tx, person)
        name = (account.name.strip() or account.handle.lstrip("@") or account.remote_id)[:NAME_MOST]
        going = [each for each in person.identities if each == account or same_account(each, account)]
        made = tx.put(Person(desk.clock.new_id(), person.brand_id, name or person.name, tuple(going)))
        tx.put(replace(person, identities=tuple(each for each in person.identities if each not in going)))
        channels, ids = _channels_on(tx, person.brand_id, account.platform), {each.remote_id for each in going} - {""}
        written = [
            message
            for message in _all_of(tx, person.id)
            if message.author_remote_id in ids and message.channel_id in channels
        ]
        _hand_over(tx, written, made.id)
        theirs = {message.id for message in written}
        for given in tx.all(Contribution, deleted=True, person_id=person.id):
            if given.message_id in theirs:
                tx.put(replace(given, person_id=made.id))
    return made


def take_back(tx: "Transaction", cards: Iterable[Person], made: Iterable[str]) -> None:
    """After the undoing of a merge or a split: what came in since belongs to whoever has its account now."""
    wanted = {card.id: card for card in cards}
    involved = {*wanted, *made}
    for card in wanted.values():
        if card.deleted_at_us is not None:
            continue
        for account in card.identities:
            channels = _channels_on(tx, card.brand_id, account.platform)
            others = involved - {card.id}
            found = tx.all(
                Message, deleted=True, person_id=tuple(sorted(others)), author_remote_id=account.remote_id or "?"
            )
            _hand_over(tx, [message for message in found if message.channel_id in channels], card.id)


def _note_accounts(tx: "Transaction", person: Person) -> None:
    """Write down which account wrote what, where there is only one that can have."""
    for platform in {each.platform for each in person.identities}:
        there = [each.remote_id for each in person.identities if each.platform == platform and each.remote_id]
        if len(there) != 1:
            continue
        channels = _channels_on(tx, person.brand_id, platform)
        for message in tx.all(Message, deleted=True, person_id=person.id, author_remote_id=None):
            if message.channel_id in channels:
                tx.put(replace(message, author_remote_id=there[0]))


def _channels_on(tx: "Transaction", brand_id: str, platform: str) -> frozenset[str]:
    """The channels whose people have their accounts on a platform."""
    found = tx.all(Channel, deleted=True, brand_id=brand_id)
    return frozenset(each.id for each in found if platform in (each.platform, platform_of(each)))


def _all_of(tx: "Transaction", person_id: str) -> tuple[Message, ...]:
    return tx.all(Message, deleted=True, person_id=person_id)


def _hand_over(tx: "Transaction", written: Iterable[Message], person_id: str) -> None:
    for message in written:
        tx.put(replace(message, person_id=person_id))
