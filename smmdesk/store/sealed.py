"""Sealed sign-ins and app keys as rows, and the record of the key that seals them.

What lies here is ciphertext; only the vault opens it. Reading and writing go through the transaction of whoever saves
a refreshed sign-in together with its channel.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from smmdesk.store import db_settings
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.transaction import Transaction
from smmdesk.system.secrets import KeyRecord, Sealed

if TYPE_CHECKING:
    from smmdesk.store.store import Store

_COLUMNS = ("owner", "nonce", "ciphertext", "key_id", "key_source", "address", "sealed_at_us")
_KEY = "sealing_key"


def channel_owner(channel_id: str) -> str:
    """The owner of a channel's sign-in."""
    return f"channel:{channel_id}"


def app_owner(brand_id: str, platform: str) -> str:
    """The owner of a brand's own app keys for a platform."""
    return f"app:{brand_id}:{platform}"


def put(tx: Transaction, sealed: Sealed) -> None:
    """Keep a sealed secret; it replaces the owner's earlier one in the same commit."""
    rows = rows_of(tx)
    cells: dict[str, Any] = asdict(sealed)
    if not rows.update("secret", {name: cells[name] for name in _COLUMNS[1:]}, owner=sealed.owner):
        rows.insert("secret", cells)
    tx.touch("secret", sealed.owner)


def find(reader: Reader, owner: str) -> Sealed | None:
    """The sealed secret of an owner."""
    found = rows_of(reader).select("secret", _COLUMNS, {"owner": owner})
    return Sealed(*found[0]) if found else None


def all_of_them(reader: Reader) -> tuple[Sealed, ...]:
    """Every sealed secret: for another key, and for reports (which never open them)."""
    return tuple(Sealed(*row) for row in rows_of(reader).select("secret", _COLUMNS, {}, ("owner",)))


def remove(tx: Transaction, owner: str) -> bool:
    """Destroy a sealed secret (its bytes are overwritten in the file); False when there was none."""
    tx.touch("secret", owner)
    return rows_of(tx).delete("secret", owner=owner) > 0


class StoredKey:
    """Where the vault keeps which key seals this database. Implements `KeyKeeper`."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def known(self) -> KeyRecord | None:
        with self._store.reading() as reader:
            return _record(reader)

    def record(self, record: KeyRecord, before: Callable[[], None]) -> KeyRecord:
        with self._store.transaction() as tx:
            known = _record(tx)
            if known is not None:
                return known
            before()
            name_key(tx, record)
            return record


def name_key(tx: Transaction, record: KeyRecord) -> None:
    """Say which key seals this database: the first one, or another in the commit that seals all anew with it."""
    db_settings.put(tx, _KEY, asdict(record))


def forget_key(tx: Transaction) -> None:
    """No key seals this database any more: after the key was destroyed."""
    db_settings.remove(tx, _KEY)


def _record(reader: Reader) -> KeyRecord | None:
    kept = db_settings.get(reader, _KEY)
    return KeyRecord(kept["id"], kept["source"]) if kept else None
