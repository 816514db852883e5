"""Whose card it is that somebody writes on: one human, one card, however a platform calls them this time.

A platform may tell a number with a comment and a name alone with a post (model/accounts). What is told by name alone
goes to the card that has an account of that name. Where both are told at once it is certain that they are one account:
cards that were made of each before become one, with all that stands on them, and their messages say the number from
then on. A handle is whose it is now: an account that had it before keeps its card, without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smmdesk.desk import people
from smmdesk.model.accounts import is_named_only, rivals, same_account
from smmdesk.model.mentions import key
from smmdesk.model.person import Identity, Person
from smmdesk.store import people_reads

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class Author:
    """Whose card, and by which id of theirs what they wrote is kept."""

    person_id: str
    remote_id: str


def known(reader: "Reader", brand_id: str, accounts: Iterable[Identity]) -> dict[tuple[str, str], Author]:
    """Those whom the brand knows already, by platform and the id that was told; nothing is written."""
    told = [each for each in accounts if each.remote_id]
    cards = people_reads.with_accounts(reader, brand_id, told) if told else ()
    found = {}
    for account in told:
        person = _card_of(account, cards)
        if person is not None:
            found[account.platform, account.remote_id] = Author(person.id, _kept_id(person, account))
    return found


def _card_of(account: Identity, cards: Iterable[Person]) -> Person | None:
    """The oldest that has the id; else the only one on which an account of that name stands."""
    exact = [card for card in cards if _has_id(card, account)]
    alike = [card for card in cards if _may_be(card, account)]
    return exact[0] if exact else alike[0] if len(alike) == 1 else None


def _has_id(card: Person, account: Identity) -> bool:
    return any(each.platform == account.platform and each.remote_id == account.remote_id for each in card.identities)


def _may_be(card: Person, account: Identity) -> bool:
    """Whether an account of the card is that one, and none is another one of the same place."""
    alike = any(same_account(each, account) for each in card.identities)
    return alike and not any(rivals(each, account) for each in card.identities)


def _kept_id(person: Person, account: Identity) -> str:
    """The id that its platform gave, where one is known; else the name that it is."""
    numbered = [each for each in person.identities if same_account(each, account) and not is_named_only(each)]
    return numbered[0].remote_id if is_named_only(account) and numbered else account.remote_id


# ------------------------------------------------------------------ who write to us
def settle(tx: "Transaction", desk: "Desk", brand_id: str, accounts: Iterable[Identity]) -> Mapping[str, Author]:
    """The card of each of these accounts of one platform, by the id that was told; whoever writes for the first time
    becomes known."""
    told = {each.remote_id: each for each in accounts if each.remote_id}
    cards = {card.id: card for card in people_reads.with_accounts(tx, brand_id, told.values())} if told else {}
    settled = {}
    for remote_id, account in sorted(told.items(), key=lambda one: is_named_only(one[1])):  # numbers say most
        person = _card_of(account, cards.values()) if is_named_only(account) else _joined(tx, account, cards)
        person = _with(tx, person, account) if person is not None else _new(tx, desk, brand_id, account)
        cards[person.id] = person
        settled[remote_id] = Author(person.id, _kept_id(person, account))
        if not is_named_only(account):
            _passed_on(tx, account, person.id, cards)
    return settled


def _new(tx: "Transaction", desk: "Desk", brand_id: str, account: Identity) -> Person:
    name = (account.name.strip() or account.handle.lstrip("@") or account.remote_id)[:NAME_MOST]
    return tx.put(Person(desk.clock.new_id(), brand_id, name, (account,)))


def _joined(tx: "Transaction", account: Identity, cards: dict[str, Person]) -> Person | None:
    """The card of an account whose number was told; the one that it becomes where there were several."""
    exact = [card for card in cards.values() if _has_id(card, account)][:1]
    alike = [card for card in cards.values() if card not in exact and _may_be(card, account)]
    found = sorted((*exact, *alike), key=lambda card: (not _is_renamed(card), card.id))
    if len(found) < 2:
        return found[0] if found else None
    kept = people.join(tx, found)
    for other in found[1:]:
        del cards[other.id]
        gone = tx.get(Person, other.id)  # whoever is forgotten by this account later is forgotten there too
        if not _has_id(gone, account):
            tx.put(replace(gone, identities=(*gone.identities, account)))
    return kept


def _is_renamed(card: Person) -> bool:
    """Whether somebody wrote its name, which stays then."""
    own_names = {name for each in card.identities for name in (each.name, each.handle.lstrip("@"), each.remote_id)}
    return card.name not in own_names


def _with(tx: "Transaction", person: Person, account: Identity) -> Person:
    """The card with what was told of the account: its number, and what it is called now."""
    same = [each for each in person.identities if _is_it(each, account)]
    if not same:
        return person if is_named_only(account) else tx.put(replace(person, identities=(*person.identities, account)))
    first = same[0]
    moved = key(account.handle) not in ("", key(first.handle))
    kept = replace(account, url=account.url or first.url) if moved or first.remote_id != account.remote_id else first
    for each in same:
        if each.remote_id not in ("", account.remote_id):
            people.renumber(tx, person, account.platform, each.remote_id, account.remote_id)
    left = [kept if each is first else each for each in person.identities if each is first or each not in same]
    return tx.put(replace(person, identities=tuple(left)))


def _is_it(one: Identity, account: Identity) -> bool:
    """Whether `account` says all that this one says, or more."""
    if one.platform == account.platform and one.remote_id == account.remote_id:
        return True
    return is_named_only(one) and same_account(one, account)


def _passed_on(tx: "Transaction", account: Identity, person_id: str, cards: dict[str, Person]) -> None:
    """Whoever else had its handle has it no more."""
    for card in [one for one in cards.values() if one.id != person_id]:
        left = tuple(
            replace(each, handle="") if rivals(each, account) and key(each.handle) == key(account.handle) else each
            for each in card.identities
        )
        if left != card.identities and key(account.handle):
            cards[card.id] = tx.put(replace(card, identities=left))
