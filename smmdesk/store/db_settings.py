"""Small facts about the database itself (which key seals it, when it was restored), by key, as JSON values."""

import json
from typing import Any

from smmdesk.store.plain import dumps
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction

RESTORED_AT = "restored_at_us"
"""Set by a restore: every open part is looked up before anything is sent, then `remove` it."""
ELSEWHERE_AT = "elsewhere_at_us"
"""Until when another copy of the desk may have planned what this one does not know: it was restored, or taken over."""


def get(reader: Reader, key: str, default: Any = None) -> Any:
    """The JSON value kept under `key`."""
    row = rows_of(reader).first("SELECT value FROM setting WHERE key = ?", (key,))
    return default if row is None else json.loads(row[0])


def put(tx: Transaction, key: str, value: Any) -> None:
    rows = rows_of(tx)
    if not rows.update("setting", {"value": dumps(value)}, key=key):
        rows.insert("setting", {"key": key, "value": dumps(value)})
    tx.touch("setting", key)


def remove(tx: Transaction, key: str) -> None:
    rows_of(tx).delete("setting", key=key)
    tx.touch("setting", key)
