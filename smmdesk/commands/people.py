"""`people`: who is known, and forgetting somebody, in the terminal."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from smmdesk.commands.answer import Answer, plain
from smmdesk.desk import forgetting
from smmdesk.desk.several_brands import named
from smmdesk.model.accounts import each_once
from smmdesk.model.brand import Brand
from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.person import Person
from smmdesk.model.words import _, ngettext
from smmdesk.store import people_reads
from smmdesk.store.people_reads import Asked, Card

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk


def list_all(desk: "Desk", args: Namespace) -> Answer:
    """People, who wrote last first; only those with --words in name, handles, notes or tags."""
    brand = named(desk, args.brand)
    with desk.store.reading() as reader:
        asked = Asked(words=args.words or "")
        found, _total = people_reads.cards(reader, brand.id, asked, desk.now_us(), args.limit)
    told = [_told(card, brand.zone) for card in found]
    lines = [f"{row['id'][:13]}  {row['last'] or '-'}  {row['name']}" for row in told]
    return Answer({"people": told}, tuple(lines or [_("Nobody is here.")]))


def _told(card: Card, zone: str) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": plain(card.name),
        "tags": [plain(tag) for tag in card.tag_names],
        "platforms": list(card.platforms),
        "last": say_time(Moment.of(from_us(card.last_us), zone)) if card.last_us is not None else "",
        "messages": card.times,
        "spoke": card.spoke,
        "owed": card.owed,
        "remind_on": card.remind_on or "",
    }


def show(desk: "Desk", args: Namespace) -> Answer:
    """One card. Raises ProblemError(not_found, ambiguous_id)."""
    with desk.store.reading() as reader:
        person = reader.by_prefix(Person, args.id)
        brand = reader.get(Brand, person.brand_id)
        card = people_reads.card_of(reader, person.brand_id, person.id, desk.now_us())
    assert card is not None
    accounts = [
        {"platform": each.platform, "handle": plain(each.handle or each.name)} for each in each_once(person.identities)
    ]
    told = {**_told(card, brand.zone), "accounts": accounts, "notes": person.notes, "reminder": person.remind_about}
    day: date | None = person.remind_on
    lines = [plain(person.name), *(f"  {each['platform']}  {each['handle']}" for each in accounts)]
    lines += [f"  {line}" for line in plain(person.notes).splitlines()]
    lines += [f"  {day.isoformat()}  {plain(person.remind_about)}"] if day is not None else []
    return Answer({"person": told}, tuple(lines))


def forget(desk: "Desk", args: Namespace) -> Answer:
    """Erase somebody for good. Raises ProblemError(not_found, ambiguous_id, answer_on_its_way)."""
    with desk.store.reading() as reader:
        person = reader.by_prefix(Person, args.id)
    count = forgetting.forget(desk, person.id)
    said = ngettext("Forgotten, with {count} message.", "Forgotten, with {count} messages.", count)
    return Answer({"id": person.id, "messages": count}, (said.format(count=count),))
