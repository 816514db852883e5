"""Answers that were begun: what was typed under a message and not sent yet. Kept on this computer only."""

from smmdesk.store.plain import clean_text
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Cell
from smmdesk.store.transaction import Transaction


def draft_of(reader: Reader, message_id: str) -> str:
    """What was typed and not sent; "" for nothing."""
    found = rows_of(reader).first("SELECT text FROM answer_draft WHERE message_id = ?", (message_id,))
    return str(found[0]) if found else ""


def keep(tx: Transaction, message_id: str, text: str) -> None:
    """Write down what stands there now; nothing but spaces is nothing."""
    forget(tx, message_id)
    if text.strip():
        cells: dict[str, Cell] = {"message_id": message_id, "text": clean_text(text), "at_us": tx.now_us}
        rows_of(tx).insert("answer_draft", cells)
    tx.touch("answer_draft", message_id)


def forget(tx: Transaction, message_id: str) -> None:
    rows_of(tx).delete("answer_draft", message_id=message_id)
