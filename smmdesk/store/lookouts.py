"""How far what a brand listens for was read, and what of it was found already."""

import json
from collections.abc import Iterable

from smmdesk.model.lookout import Place
from smmdesk.store.plain import dumps
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

COLUMNS = (
    *("lookout_id", "channel_id", "cursor", "marks", "seen"),
    *("told", "fails", "checked_at_us", "next_at_us"),
)


def places_of(reader: Reader, lookout_id: str) -> dict[str, Place]:
    """Where it was read, by channel id ("" for its feed)."""
    found = rows_of(reader).select("lookout_place", COLUMNS, {"lookout_id": lookout_id})
    return {row[1]: _place(*row) for row in found}


def place_of(reader: Reader, lookout_id: str, channel_id: str = "") -> Place:
    found = rows_of(reader).select("lookout_place", COLUMNS, {"lookout_id": lookout_id, "channel_id": channel_id})
    return _place(*found[0]) if found else Place(lookout_id, channel_id)


def all_places(reader: Reader, lookout_ids: Iterable[str]) -> dict[tuple[str, str], Place]:
    """Where these were read, by lookout id and channel id."""
    found = rows_of(reader).query(
        f"SELECT {', '.join(COLUMNS)} FROM lookout_place WHERE lookout_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(lookout_ids)),),
    )
    return {(row[0], row[1]): _place(*row) for row in found}


def last_looks(reader: Reader) -> dict[str, int]:
    """When something was last looked for on each channel, also what is not listened for any more."""
    found = rows_of(reader).query(
        "SELECT channel_id, max(checked_at_us) FROM lookout_place WHERE channel_id <> '' GROUP BY channel_id", ()
    )
    return dict(found)


def _place(*cells: object) -> Place:
    named = dict(zip(COLUMNS, cells, strict=True))
    marks, seen = json.loads(str(named["marks"])), json.loads(str(named["seen"]))
    return Place(**{**named, "marks": (marks[0], marks[1]), "seen": tuple(seen)})  # type: ignore[arg-type]


def put_place(tx: Transaction, place: Place) -> None:
    rows = rows_of(tx)
    rows.delete("lookout_place", lookout_id=place.lookout_id, channel_id=place.channel_id)
    cells = {name: getattr(place, name) for name in COLUMNS}
    rows.insert("lookout_place", {**cells, "marks": dumps(place.marks), "seen": dumps(place.seen)})
    tx.touch("lookout_place", place.lookout_id)


def found_ids(reader: Reader, channel_id: str, remote_ids: Iterable[str]) -> frozenset[str]:
    """Those of the remote ids that a message has, of a channel or of no channel (""), also one in the trash."""
    found = rows_of(reader).query(
        "SELECT remote_id FROM message WHERE channel_id IS ? AND remote_id IN (SELECT value FROM json_each(?))",
        (channel_id or None, json.dumps(list(remote_ids))),
    )
    return frozenset(row[0] for row in found)


def known_pages(reader: Reader, brand_id: str, urls: Iterable[str], since_us: int) -> frozenset[str]:
    """Those of the addresses at which something of since then was found for the brand, or came in as a message."""
    found = rows_of(reader).query(
        "SELECT url FROM message WHERE brand_id = ? AND sent_at_us >= ? AND url IN (SELECT value FROM json_each(?))",
        (brand_id, since_us, json.dumps(list(urls))),
    )
    return frozenset(row[0] for row in found)


def found_elsewhere(reader: Reader, brand_id: str, channel_id: str, urls: Iterable[str], since_us: int) -> list[str]:
    """What was found of since then at these addresses by other channels, or by feeds, and nobody has touched: ids."""
    found = rows_of(reader).query(
        "SELECT id FROM message WHERE brand_id = ? AND sent_at_us >= ? AND kind = 'found' AND channel_id IS NOT ? "
        "AND url IN (SELECT value FROM json_each(?)) AND note = '' AND assigned_to = '' AND NOT liked "
        "AND NOT passed_on AND snoozed_until_us IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM answer_draft WHERE message_id = message.id) "
        "AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message_id = message.id) "
        "AND NOT EXISTS (SELECT 1 FROM contribution WHERE contribution.message_id = message.id)",
        (brand_id, since_us, channel_id, json.dumps(list(urls))),
    )
    return [row[0] for row in found]


def counts_since(reader: Reader, brand_id: str, since_us: int) -> dict[str, int]:
    """How many were found since then, by lookout id."""
    found = rows_of(reader).query(
        "SELECT json_extract(data, '$.lookout'), count(*) FROM message WHERE brand_id = ? AND kind = 'found' "
        "AND sent_at_us >= ? AND deleted_at_us IS NULL GROUP BY 1",
        (brand_id, since_us),
    )
    return {str(row[0]): int(row[1]) for row in found if row[0]}
