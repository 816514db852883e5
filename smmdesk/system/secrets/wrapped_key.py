"""Keys under a passphrase: one small file, Argon2id over the passphrase, AES-256-GCM over each key.

Opening takes about 0.2 s and 64 MiB on purpose; callers do it on a thread.
"""

import base64
import json
import secrets
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

VERSION = 1
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 2
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 1024 * 1024, 64, 16
SALT_BYTES, NONCE_BYTES = 16, 12
MOST_BYTES = 16 * 1024
_one_at_a_time = threading.Lock()
"""Two derivations with two lanes at once never end (cryptography 50.0.2 on four threads, seen 2026-11-23)."""


class WrongPassphraseError(Exception):
    """The passphrase opens none of the keys."""


class BadKeyFileError(Exception):
    """The file is missing or is not one of ours."""


@dataclass(frozen=True, slots=True)
class Hardness:
    """Argon2id's cost: memory in KiB, passes, lanes."""

    memory_kib: int = MEMORY_KIB
    passes: int = PASSES
    lanes: int = LANES


def wrap_keys(passphrase: str, keys: Mapping[str, bytes], hardness: Hardness | None = None) -> bytes:
    """The file's content: `keys` (id -> 32 bytes) under `passphrase`."""
    hardness = hardness or Hardness()
    salt = secrets.token_bytes(SALT_BYTES)
    cipher = AESGCM(_stretch(passphrase, salt, hardness))
    rows = {}
    for key_id, key in keys.items():
        nonce = secrets.token_bytes(NONCE_BYTES)
        rows[key_id] = _text(nonce + cipher.encrypt(nonce, key, _bound(key_id, salt)))
    header = {"memory_kib": hardness.memory_kib, "passes": hardness.passes, "lanes": hardness.lanes}
    document = {"version": VERSION, "kdf": "argon2id", **header, "salt": _text(salt), "keys": rows}
    return json.dumps(document, indent=1).encode("ascii")


def read_keys(path: Path, passphrase: str) -> dict[str, bytes]:
    """All keys of the file by id. Raises WrongPassphraseError, BadKeyFileError."""
    try:
        with path.open("rb") as file:
            document = json.loads(file.read(MOST_BYTES))
        if document["version"] != VERSION or document["kdf"] != "argon2id":
            raise BadKeyFileError("made by another version")
        salt = base64.b64decode(document["salt"], validate=True)
        hardness = Hardness(int(document["memory_kib"]), int(document["passes"]), int(document["lanes"]))
        rows = {str(key_id): base64.b64decode(row, validate=True) for key_id, row in document["keys"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadKeyFileError(type(error).__name__) from error
    _check_cost(hardness)
    cipher = AESGCM(_stretch(passphrase, salt, hardness))
    try:
        return {
            key_id: cipher.decrypt(row[:NONCE_BYTES], row[NONCE_BYTES:], _bound(key_id, salt))
            for key_id, row in rows.items()
        }
    except (InvalidTag, ValueError) as error:
        raise WrongPassphraseError from error


def _check_cost(hardness: Hardness) -> None:
    """A changed file must not make us allocate all memory."""
    most = ((hardness.memory_kib, MOST_MEMORY_KIB), (hardness.passes, MOST_PASSES), (hardness.lanes, MOST_LANES))
    if any(not 1 <= value <= limit for value, limit in most) or hardness.memory_kib < 8 * hardness.lanes:
        raise BadKeyFileError("cost out of bounds")


def _stretch(passphrase: str, salt: bytes, hardness: Hardness) -> bytes:
    kdf = Argon2id(
        salt=salt, length=32, iterations=hardness.passes, lanes=hardness.lanes, memory_cost=hardness.memory_kib
    )
    with _one_at_a_time:
        return kdf.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))


def _bound(key_id: str, salt: bytes) -> bytes:
    return b"smmdesk key " + key_id.encode("utf-8", "surrogatepass") + b"\0" + salt


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
