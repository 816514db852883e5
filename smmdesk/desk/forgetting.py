"""Forgetting somebody for good, and not keeping messages longer than the brand wants.

What is forgotten is gone from the database with every word that the journal holds of it; there is no undo. A list
beside the database keeps it so after a restore, and when a platform tells of the same messages again. Whoever writes
anew after that is somebody new.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.contribution_ends import (
    drop_spent_proofs,
    forget_contributions,
    forget_strangers,
    forget_strangers_again,
)
from smmdesk.desk.import_plan import Going
from smmdesk.model.accounts import same_account
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery
from smmdesk.model.message import Heard, Message
from smmdesk.model.moment import to_us
from smmdesk.model.moves import TERMINAL
from smmdesk.model.person import Person
from smmdesk.model.problem import ProblemError
from smmdesk.store import db_settings, forgotten, people_reads, shares
from smmdesk.store.forgotten import Forgotten
from smmdesk.system.clock import pause

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

APPLIED = "forgotten_applied"
"""How much of the list the database knows of, in bytes."""
AT_ONCE = 200
"""Messages of one commit."""
GIVING_WAY_S = 0.025
"""Between two commits: whoever waits for the file looks every now and then whether it is free."""
WAITING = frozenset({"scheduled", "missed", "needs_you"})
"""States in which an answer can be dropped: nothing of it is on its way."""

log = logging.getLogger(__name__)


def forget(desk: "Desk", person_id: str, going: Going | None = None) -> int:
    """Erase somebody: messages, answers to them, card, notes, and cards that were merged into it. Returns how many
    messages went. Not undoable. Raises ProblemError(answer_on_its_way) while an answer to them is going out.

    Thousands of messages go in pieces, while their cards are gone from the lists; `going` is told how far that is. What
    it, an answer that goes out meanwhile, or a power cut leaves of it goes with the engine's next round, or start.
    """
    going = going or Going()
    with desk.store.transaction() as tx:  # no answer begins to go out between the look and the end
        whom = _Whom(tx, person_id)
        message_ids = whom.message_ids(tx)
        _require_quiet(tx, whom.name, message_ids)
        whom.note(tx, desk)  # before the rest: what is begun is ended at the next start
        if len(message_ids) <= AT_ONCE:
            return whom.end(tx)
        for card in whom.cards:
            tx.trash(Person, card.id)  # what they write from now on is somebody new's
        gone = _erase_all(tx, _answered(tx, message_ids), tidy=False)
    going.total, going.done = len(message_ids), gone
    with _tidied(desk):
        for start in range(0, len(message_ids), AT_ONCE):
            if going.stopping:
                return going.done
            with desk.store.transaction() as tx:
                left = tx.many(Message, message_ids[start : start + AT_ONCE])
                _require_quiet(tx, whom.name, tuple(left))
                going.done += _erase_all(tx, tuple(left), tidy=False)
            pause(GIVING_WAY_S)
        with desk.store.transaction() as tx:
            _require_quiet(tx, whom.name, whom.message_ids(tx))
            return going.done + whom.end(tx)


@contextmanager
def _tidied(desk: "Desk") -> Iterator[None]:
    """However it ends: what the erased ones said leaves the file of the index of words. Cheap where it has."""
    try:
        yield
    finally:
        with suppress(ProblemError), desk.store.transaction() as tx:
            tx.erase_messages(())


class _Whom:
    """Somebody: the card and those that were merged into it, and what else is theirs."""

    def __init__(self, reader: "Reader", person_id: str) -> None:
        self.cards = _same(reader, reader.get(Person, person_id))
        every = (name for card in self.cards for name in (*forgotten.names_of(card), *forgotten.handles_of(card)))
        self.name, self.names = self.cards[0].name, tuple(dict.fromkeys(every))
        self._brand_id, self._accounts = self.cards[0].brand_id, _accounts(self.cards)
        self._applied: int | None = None  # how much of the list is, once they are gone

    def note(self, tx: "Transaction", desk: "Desk") -> None:
        """Put them on the list. What of it was not applied before is not with them: of somebody whose forgetting was
        stopped, the rest goes at the next start."""
        is_applied = int(db_settings.get(tx, APPLIED, 0)) == forgotten.size(desk.paths)
        forgotten.add(desk.paths, self.names, desk.now_us())
        self._applied = forgotten.size(desk.paths) if is_applied else None

    def message_ids(self, reader: "Reader") -> list[str]:
        """Theirs, and what was found of them before anybody knew whose it is."""
        own = people_reads.messages_of(reader, [card.id for card in self.cards])
        return [*own, *people_reads.found_by(reader, self._brand_id, self._accounts)]

    def end(self, tx: "Transaction") -> int:
        """Erase all that is left of them; returns how many messages."""
        found_ids = people_reads.found_by(tx, self._brand_id, self._accounts)
        gone = _erase(tx, [card.id for card in self.cards]) + _erase_all(tx, found_ids)
        shares.forget(tx, self._brand_id, [(platform, name) for platform, name, _handle in self._accounts])
        forget_strangers(tx, self._brand_id, self._accounts, found_ids)
        if self._applied is not None:
            db_settings.put(tx, APPLIED, self._applied)
        return gone


def _answered(reader: "Reader", message_ids: Sequence[str]) -> list[str]:
    """Those of them to which an answer waits."""
    answers = reader.all(Delivery, message_id=tuple(message_ids))
    waiting = (one for one in answers if any(part.state not in TERMINAL for part in one.parts))
    return list(dict.fromkeys(one.message_id for one in waiting if one.message_id))


def _same(reader: "Reader", person: Person) -> list[Person]:
    """The card and those in the trash that have an account of it, by its id or as what it was known by before that."""
    gone = reader.many(Person, people_reads.in_trash(reader, person.brand_id))
    others = [other for other in gone.values() if other.id != person.id]
    return [person, *(other for other in others if _has_account(other, person))]


def _has_account(gone: Person, person: Person) -> bool:
    return any(same_account(one, other) for one in gone.identities for other in person.identities)


def _require_quiet(reader: "Reader", name: str, message_ids: Sequence[str]) -> None:
    for answer in reader.all(Delivery, message_id=tuple(message_ids)) if message_ids else ():
        if any(part.state not in TERMINAL and part.state.value not in WAITING for part in answer.parts):
            raise ProblemError("answer_on_its_way", name=name)


def _erase(tx: "Transaction", person_ids: Sequence[str], before_us: int | None = None) -> int:
    """The messages of these people, only those up to an instant where it is given; else the people too."""
    ids = people_reads.messages_of(tx, person_ids)
    if before_us is not None:
        ids = [message.id for message in tx.many(Message, ids).values() if message.sent_at_us <= before_us]
    _erase_all(tx, ids)
    forget_contributions(tx, person_ids, before_us)
    for person_id in person_ids if before_us is None else ():
        if tx.find(Person, person_id) is not None:  # else another process was faster
            tx.erase(Person, person_id)
    return len(ids)


def _erase_all(tx: "Transaction", message_ids: Sequence[str], *, tidy: bool = True) -> int:
    for answer in tx.all(Delivery, message_id=tuple(message_ids)) if message_ids else ():
        tx.touch("delivery", answer.id)  # it goes with its message
    tx.erase_messages(message_ids, tidy=tidy)
    return len(message_ids)


def _accounts(cards: Sequence[Person]) -> list[tuple[str, str, str]]:
    return [(each.platform, each.remote_id, each.handle) for card in cards for each in card.identities]


# ------------------------------------------------------------------ again
def look_again(tx: "Transaction") -> None:
    """People came from elsewhere: what `apply_again` did does not count any more, also where it is not reached now."""
    db_settings.put(tx, APPLIED, 0)


def apply_again(desk: "Desk", *, at_work: bool = False) -> int:
    """After a restore or an import, or where it was stopped: who is on the list and stands in the database is forgotten
    once more. Returns how many cards went. Cheap where there is nothing to do. `at_work`: the engine sends meanwhile,
    and whoever an answer is on its way to has a later turn."""
    if not forgotten.size(desk.paths) or desk.store.read_only is not None:
        return 0
    with desk.store.reading() as reader:
        if int(db_settings.get(reader, APPLIED, 0)) == forgotten.size(desk.paths):
            return 0
    known, gone = forgotten.read(desk.paths), 0
    try:
        with desk.store.transaction() as tx:
            listed = [person for person in tx.all(Person, deleted=True) if known.since_us(*forgotten.names_of(person))]
            able = [person for person in listed if not at_work or _is_quiet(tx, person)]
            for person in able:
                gone += _forget_again(tx, known, person)
            forget_strangers_again(tx, known)
            shares.forget_again(tx, known)
            tx.erase_messages(())  # what an interrupted forgetting has left in the index
            if able == listed:
                db_settings.put(tx, APPLIED, known.size)
    except ProblemError as error:  # somebody else writes, or the disk is full: the next start does it
        log.warning("who was forgotten is not forgotten again yet: %s", error.problem.code)
    return gone


def _is_quiet(reader: "Reader", person: Person) -> bool:
    try:
        _require_quiet(reader, person.name, people_reads.messages_of(reader, [person.id]))
    except ProblemError:
        return False
    return True


def _forget_again(tx: "Transaction", known: Forgotten, person: Person) -> bool:
    since_us = known.since_us(*forgotten.names_of(person))
    is_new = _made_us(person.id) > since_us  # they wrote again after it
    _erase(tx, [person.id], since_us if is_new else None)
    return not is_new


def _made_us(id_: str) -> int:
    """When an id was made (UUIDv7: milliseconds in front), 0 for another kind of id."""
    try:
        return int(id_.replace("-", "")[:12], 16) * 1000 if len(id_) == 36 else 0
    except ValueError:
        return 0


def welcome(tx: "Transaction", desk: "Desk", channel: Channel, page: Iterable[Heard]) -> list[Heard]:
    """What may come in of a page: not what was forgotten, nor what is older than the brand keeps."""
    heard = list(page)
    kept_us = _kept_since_us(desk, tx.get(Brand, channel.brand_id))
    known = forgotten.read(desk.paths) if forgotten.size(desk.paths) else Forgotten()
    return [
        one
        for one in heard
        if one.sent_at_us >= kept_us and one.sent_at_us > known.since_us(*forgotten.account_names(one.author))
    ]


# ------------------------------------------------------------------ how long
def _kept_since_us(desk: "Desk", brand: Brand) -> int:
    days = brand.messages_kept_days
    return to_us(desk.clock.now() - timedelta(days=days)) if days > 0 else 0


def apply_retention(desk: "Desk") -> int:
    """Erase what is older than each brand keeps; returns how many messages. What somebody still works on stays: put
    off, an answer begun, or one that is not out yet. Raises ProblemError as a transaction does."""
    gone = 0
    drop_spent_proofs(desk)
    with desk.store.transaction() as tx:
        shares.forget_before(tx, desk.now_us() - shares.KEPT_US)
    with desk.store.reading() as reader:
        brands = [(brand.id, _kept_since_us(desk, brand)) for brand in reader.all(Brand)]
        ids = [key for brand_id, since_us in brands for key in people_reads.outdated(reader, brand_id, since_us)]
    for _ in range(0, len(ids), AT_ONCE):
        with desk.store.transaction() as tx:  # asked anew: an answer may have been begun meanwhile
            found = [key for brand_id, since_us in brands for key in people_reads.outdated(tx, brand_id, since_us)]
            tx.erase_messages(found[:AT_ONCE], tidy=False)
            gone += len(found[:AT_ONCE])
        pause(GIVING_WAY_S)
    with desk.store.transaction() as tx:
        tx.erase_messages(())
    return gone
