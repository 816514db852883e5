"""The list of people, kept in step with cards and messages: what it sorts and looks by, and whose each account is, so
that a hundred thousand people open, and are known again, as fast as a hundred. It can be made again from the rest.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence

from smmdesk.model.mentions import bare, key
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.store.statements import Cell, Row, Rows
from smmdesk.store.weighed import NO_SPAM, is_spam

TABLE, ACCOUNTS = "person_row", "person_account"
NO_DAY = "~"
"""Where no reminder is set: behind every ISO day."""
APART = "\x1f"
BATCH = 2_000
_PERSON = "SELECT person.id, brand_id, name, identities, notes, tags, remind_on, {last} FROM person "
_LAST = (
    "(SELECT max(sent_at_us) FROM message INDEXED BY ix_message_people WHERE message.brand_id = person.brand_id "
    f"AND person_id = person.id AND NOT hidden AND message.deleted_at_us IS NULL AND {NO_SPAM})"
)


def people_of(old: Person | Message | None, new: Person | Message) -> set[str]:
    """Whose row says something else after this change."""
    if isinstance(new, Person):
        return {new.id}
    found = {new.person_id} if old is None or _weight(old) != _weight(new) else set()
    if isinstance(old, Message) and found:
        found.add(old.person_id)
    return {person_id for person_id in found if person_id}


def _weight(message: Person | Message) -> object:
    if isinstance(message, Person):
        return None
    seen = not (message.hidden or message.deleted_at_us is not None or is_spam(message))
    return message.person_id, message.brand_id, message.sent_at_us, seen


def refresh(rows: Rows, person_ids: Collection[str]) -> None:
    """Write the rows of these people afresh; whoever is in the trash, or gone, has none."""
    if not person_ids:
        return
    wanted = json.dumps(sorted(person_ids))
    for table in (TABLE, ACCOUNTS):
        rows.query(f"DELETE FROM {table} WHERE person_id IN (SELECT value FROM json_each(?))", (wanted,))
    among = "WHERE deleted_at_us IS NULL AND person.id IN (SELECT value FROM json_each(?))"
    _write(rows, rows.query(f"{_PERSON.format(last=_LAST)}{among}", (wanted,)))


def rebuild(rows: Rows) -> None:
    """Make all rows again."""
    for table in (TABLE, ACCOUNTS):
        rows.query(f"DELETE FROM {table}")
    for batch in _everybody(rows):
        _write(rows, batch)


def _write(rows: Rows, found: Iterable[Row]) -> None:
    people = list(found)
    rows.insert_many(TABLE, [_row(*one) for one in people])
    rows.insert_many(ACCOUNTS, [cells for one in people for cells in _accounts(str(one[0]), str(one[1]), str(one[3]))])


def _everybody(rows: Rows) -> Iterator[Sequence[Row]]:
    last_id = ""
    while True:
        asked = "WHERE deleted_at_us IS NULL AND person.id > ? ORDER BY person.id LIMIT ?"
        found = rows.query(f"{_PERSON.format(last=_LAST)}{asked}", (last_id, BATCH))
        if not found:
            return
        yield found
        last_id = str(found[-1][0])


def _row(
    own_id: str,
    brand_id: str,
    name: str,
    identities: str,
    notes: str,
    tags: str,
    remind_on: str | None,
    last: int | None,
) -> dict[str, Cell]:
    labels = [str(tag) for tag in json.loads(tags)]
    accounts = [str(one.get(part, "")) for one in json.loads(identities) for part in ("name", "handle")]
    return {
        "person_id": own_id,
        "brand_id": brand_id,
        "name_key": bare(name),
        "sought": bare(" ".join((name, notes, *labels, *accounts))),
        "tags": APART.join(("", *labels, "")) if labels else "",
        "remind_on": remind_on or NO_DAY,
        "last_us": last,
    }


def _accounts(own_id: str, brand_id: str, identities: str) -> Iterator[dict[str, Cell]]:
    for place, one in enumerate(json.loads(identities)):
        yield {
            "person_id": own_id,
            "place": place,
            "brand_id": brand_id,
            "platform": str(one.get("platform", "")),
            "remote_id": str(one.get("remote_id", "")),
            "handle_key": key(str(one.get("handle", ""))),
        }
