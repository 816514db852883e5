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


def found_pages(reader: Reader, brand_id: str, urls: Iterable[str]) -> frozenset[str]:
    """Those of the addresses at which something was found for the brand already."""
    found = rows_of(reader).query(
        "SELECT url FROM message WHERE brand_id = ? AND kind = 'found' AND url IN (SELECT value FROM json_each(?))",
        (brand_id, json.dumps(list(urls))),
    )
    return frozenset(row[0] for row in found)


def counts_since(reader: Reader, brand_id: str, since_us: int) -> dict[str, int]:
    """How many were found since then, by lookout id."""
    found = rows_of(reader).query(
        "SELECT json_extract(data, '$.lookout'), count(*) FROM message WHERE brand_id = ? AND kind = 'found' "
        "AND sent_at_us >= ? AND deleted_at_us IS NULL GROUP BY 1",
        (brand_id, since_us),
    )
    return {str(row[0]): int(row[1]) for row in found if row[0]}
