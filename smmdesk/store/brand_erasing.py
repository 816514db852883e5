"""Everything that a brand holds is erased in pieces, what hangs on other things first, and the brand itself last."""

from collections.abc import Sequence
from typing import Any

from smmdesk.model.approval import ApprovalNote, ReviewFile
from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution
from smmdesk.model.label import Label
from smmdesk.model.lookout import Lookout
from smmdesk.model.media import Asset
from smmdesk.model.message import Message
from smmdesk.model.moves import TERMINAL
from smmdesk.model.person import Person
from smmdesk.model.planning_aids import DayNote, Evergreen, Pause, SavedFilter, Slot, Snippet, Template
from smmdesk.model.post import Post
from smmdesk.model.series import Series
from smmdesk.store import db_settings, sealed
from smmdesk.store.nouns import noun_of
from smmdesk.store.plain import dumps
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

IN_ORDER: tuple[type[Any], ...] = (
    *(Message, Post, ApprovalNote, ReviewFile, Contribution, Person),
    *(Slot, DayNote, Snippet, Template, SavedFilter, Pause, Lookout, Series, Evergreen, Campaign, Label),
    *(Asset, Channel),
)
MESSAGES_AT_ONCE, POSTS_AT_ONCE, AT_ONCE = 200, 25, 100
"""Rows of one commit: a window that wants to write waits no longer than they take."""
LEAVING, UNTOLD = "brands_leaving", "brands_untold"


# ------------------------------------------------------------------ which
def leaving(reader: Reader) -> tuple[str, ...]:
    """The brands that are being erased: of each there may be some left."""
    return tuple(db_settings.get(reader, LEAVING, ()))


def begin(tx: Transaction, brand_id: str) -> None:
    """From this commit on the brand has no way back, and what a crash leaves of it is erased afterwards."""
    if brand_id not in leaving(tx):
        db_settings.put(tx, LEAVING, [*leaving(tx), brand_id])
    tx.touch("brand", brand_id)


def untold(reader: Reader, brand_id: str) -> tuple[str, ...]:
    """Who could not be told that a sign-in of it is over, by name."""
    return tuple(db_settings.get(reader, UNTOLD, {}).get(brand_id, ()))


def note_untold(tx: Transaction, brand_id: str, name: str) -> None:
    """Kept until the brand is gone: whoever goes on after a crash says it then."""
    db_settings.put(tx, UNTOLD, {**db_settings.get(tx, UNTOLD, {}), brand_id: [*untold(tx, brand_id), name]})


def count(reader: Reader, kind: type[Any], brand_id: str) -> int:
    """How many of a kind there are, also in the trash."""
    row = rows_of(reader).first(f"SELECT count(*) FROM {noun_of(kind).kind} WHERE brand_id = ?", (brand_id,))
    return int(row[0]) if row is not None else 0


def held(reader: Reader, brand_id: str) -> int:
    """How many things there are to erase."""
    return sum(count(reader, kind, brand_id) for kind in IN_ORDER)


def planned(reader: Reader, brand_id: str) -> int:
    """How many of its posts have something to go out."""
    over = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
    row = rows_of(reader).first(
        "SELECT count(DISTINCT post_id) FROM delivery JOIN part ON part.delivery_id = delivery.id "
        f"WHERE brand_id = ? AND state NOT IN ({over}) AND post_id IS NOT NULL",
        (brand_id,),
    )
    return int(row[0]) if row is not None else 0


def published(reader: Reader, brand_id: str) -> int:
    """How many of its posts are out on some channel."""
    row = rows_of(reader).first(
        "SELECT count(DISTINCT post_id) FROM delivery JOIN part ON part.delivery_id = delivery.id "
        "WHERE brand_id = ? AND state = 'published' AND post_id IS NOT NULL",
        (brand_id,),
    )
    return int(row[0]) if row is not None else 0


def hashes(reader: Reader, brand_id: str) -> frozenset[str]:
    """The SHA-256 of every file that its library names."""
    found = rows_of(reader).query("SELECT DISTINCT sha256 FROM asset WHERE brand_id = ?", (brand_id,))
    return frozenset(row[0] for row in found)


# ------------------------------------------------------------------ piece by piece
def erase_some(tx: Transaction, brand_id: str) -> int:
    """Erase the next piece, with every word that the journal holds of it; returns how many went, 0 at the end."""
    for kind in IN_ORDER:
        most = {Message: MESSAGES_AT_ONCE, Post: POSTS_AT_ONCE}.get(kind, AT_ONCE)
        asked = f"SELECT id FROM {noun_of(kind).kind} WHERE brand_id = ? LIMIT ?"
        ids = [row[0] for row in rows_of(tx).query(asked, (brand_id, most))]
        if ids:
            _erase(tx, kind, ids)
            return len(ids)
    return 0


def _erase(tx: Transaction, kind: type[Any], ids: Sequence[str]) -> None:
    if kind in (Message, Post):
        _drop_deliveries(tx, noun_of(kind).kind, ids)
    if kind is Message:
        tx.erase_messages(ids, tidy=False)
        return
    for id_ in ids:
        if kind is Channel:
            sealed.remove(tx, sealed.channel_owner(id_))
        tx.erase(kind, id_)


def _drop_deliveries(tx: Transaction, origin: str, ids: Sequence[str]) -> None:
    """What was to go out of them, with parts and attempts. That nothing of it is on its way was asked before."""
    rows = rows_of(tx)
    found = rows.query(
        f"SELECT id FROM delivery WHERE {origin}_id IN (SELECT value FROM json_each(?))", (dumps(list(ids)),)
    )
    for (delivery_id,) in found:
        tx.touch("delivery", delivery_id)
    rows.delete_many("delivery", "id", [row[0] for row in found])
    tx.forget_known()


def end(tx: Transaction, brand_id: str) -> None:
    """The brand itself, once nothing is in it, and what is kept about it elsewhere."""
    for one in sealed.all_of_them(tx):
        if one.owner.startswith(sealed.app_owner(brand_id, "")):
            sealed.remove(tx, one.owner)
    rows_of(tx).delete("hosted_file", brand_id=brand_id)
    tx.erase_messages(())  # what they said leaves the file of the index of words
    tx.erase(Brand, brand_id)
    _keep(tx, LEAVING, [one for one in leaving(tx) if one != brand_id])
    _keep(tx, UNTOLD, {key: names for key, names in db_settings.get(tx, UNTOLD, {}).items() if key != brand_id})


def _keep(tx: Transaction, key: str, left: list[str] | dict[str, list[str]]) -> None:
    if left:
        db_settings.put(tx, key, left)
    else:
        db_settings.remove(tx, key)
