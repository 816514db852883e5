"""Answers that were begun: what was typed under a message and not sent yet, its photos, and whether it is meant for its
author alone. Kept on this computer only."""

from collections.abc import Sequence

from smmdesk.model.media import MediaUse
from smmdesk.store.plain import clean_text, dumps, loads
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Cell
from smmdesk.store.transaction import Transaction


def draft_of(reader: Reader, message_id: str) -> str:
    """What was typed and not sent; "" for nothing."""
    found = rows_of(reader).first("SELECT text FROM answer_draft WHERE message_id = ?", (message_id,))
    return str(found[0]) if found else ""


def photos_of(reader: Reader, message_id: str) -> tuple[MediaUse, ...]:
    """The photos that would go with it."""
    found = rows_of(reader).first("SELECT media FROM answer_draft WHERE message_id = ?", (message_id,))
    kept: tuple[MediaUse, ...] = loads(tuple[MediaUse, ...], found[0]) if found and found[0] else ()
    return kept


def is_in_private(reader: Reader, message_id: str) -> bool:
    """Whether it is meant for the author of the message alone."""
    found = rows_of(reader).first("SELECT in_private FROM answer_draft WHERE message_id = ?", (message_id,))
    return bool(found and found[0])


def keep(tx: Transaction, message_id: str, text: str, in_private: bool = False) -> None:
    """Write down what stands there now, beside the rest; nothing but spaces is nothing. With words that are meant for
    one person, `in_private`, all that stands there is; without them it is for whom it was."""
    _put(tx, message_id, text, photos_of(tx, message_id), in_private or is_in_private(tx, message_id))


def keep_photos(tx: Transaction, message_id: str, photos: Sequence[MediaUse], in_private: bool = False) -> None:
    """The same for its photos."""
    _put(tx, message_id, draft_of(tx, message_id), photos, in_private or is_in_private(tx, message_id))


def keep_audience(tx: Transaction, message_id: str, in_private: bool) -> None:
    """The same for who is meant to read it; of an answer that is not begun there is nothing to keep."""
    _put(tx, message_id, draft_of(tx, message_id), photos_of(tx, message_id), in_private)


def _put(tx: Transaction, message_id: str, text: str, photos: Sequence[MediaUse], in_private: bool) -> None:
    forget(tx, message_id)
    words = clean_text(text) if text.strip() else ""
    if words or photos:
        media = dumps(tuple(photos)) if photos else None
        cells: dict[str, Cell] = {"message_id": message_id, "text": words, "at_us": tx.now_us, "media": media}
        rows_of(tx).insert("answer_draft", {**cells, "in_private": in_private})
    tx.touch("answer_draft", message_id)


def forget(tx: Transaction, message_id: str) -> None:
    rows_of(tx).delete("answer_draft", message_id=message_id)
