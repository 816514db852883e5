"""Who is to stay forgotten: a list beside the database, never part of a copy and never restored.

It holds no name: keyed digests of a card's id and of its accounts, each with the instant of the forgetting. After a
restore, and when a platform tells of old messages once more, it still says whose are not wanted.
"""

import hmac
import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from smmdesk.model.accounts import is_named_only
from smmdesk.model.mentions import key
from smmdesk.model.person import Identity, Person
from smmdesk.model.problem import ProblemError
from smmdesk.store.faults import told
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock

PATIENCE_S = 5.0
SALT_BYTES = 16
LARGEST_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What the file says. `size` is its length in bytes: it only grows, so it tells what was applied already."""

    salt: str = ""
    at_us: dict[str, int] | None = None
    size: int = 0

    def since_us(self, *names: str) -> int:
        """The newest instant at which any of these was forgotten; 0 for never."""
        known = self.at_us or {}
        return max((known.get(_digest(self.salt, name), 0) for name in names), default=0) if known else 0


def names_of(person: Person) -> tuple[str, ...]:
    """What a card is known by in the list: its id and each of its accounts."""
    return (f"card/{person.id}", *(name for each in person.identities for name in account_names(each)))


def handles_of(person: Person) -> tuple[str, ...]:
    """By what else it is listed, for what a search finds without saying whose account it is. No card is known by it:
    somebody else may have the same handle on another server."""
    return tuple(name for each in person.identities for name in account_names(replace(each, remote_id="")))


def account_names(account: Identity) -> tuple[str, ...]:
    """By its id on the platform; by its handle only where no more than that is told of it, as handles pass to other
    people."""
    by_id = (f"id/{account.platform}/{account.remote_id}",) if account.remote_id else ()
    is_named = account.handle and is_named_only(account)
    return (*by_id, f"handle/{account.platform}/{key(account.handle)}") if is_named else by_id


def read(paths: Paths) -> Forgotten:
    """The list; an empty one where there is none. A torn or strange line is passed over."""
    try:
        data = paths.forgotten.read_bytes()[:LARGEST_BYTES]
    except FileNotFoundError:
        return Forgotten()
    salt = ""
    known: dict[str, int] = {}
    for line in data.splitlines():
        with suppress(ValueError, TypeError, KeyError, RecursionError):
            found = json.loads(line)
            if "salt" in found:
                salt = salt or str(found["salt"])
            else:
                known[str(found["who"])] = max(int(found["at_us"]), known.get(str(found["who"]), 0))
    return Forgotten(salt, known, len(data))


def size(paths: Paths) -> int:
    """Its length in bytes, 0 for none."""
    try:
        return min(paths.forgotten.stat().st_size, LARGEST_BYTES)
    except FileNotFoundError:
        return 0


def add(paths: Paths, names: Iterable[str], at_us: int) -> None:
    """Write these down and wait for the disk. Raises ProblemError desk_busy, disk_full, folder_not_writable."""
    lock = FileLock(paths.forgotten.with_suffix(".lock"))
    with told(paths.folder, files=True):
        if not lock.wait(PATIENCE_S):
            raise ProblemError("desk_busy")
        try:
            known = read(paths)
            salt = known.salt or secrets.token_hex(SALT_BYTES)
            lines: list[dict[str, object]] = [] if known.salt else [{"salt": salt}]
            lines += [{"who": _digest(salt, name), "at_us": at_us} for name in names]
            _append(paths, "".join(json.dumps(line) + "\n" for line in lines).encode())
        finally:
            lock.release()


def _append(paths: Paths, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    with open(os.open(paths.forgotten, flags, 0o600), "ab") as file:
        file.write(b"\n" + data if _is_torn(paths) else data)
        file.flush()
        os.fsync(file.fileno())


def _is_torn(paths: Paths) -> bool:
    """Whether the last line has no end."""
    data = paths.forgotten.read_bytes()
    return bool(data) and not data.endswith(b"\n")


def _digest(salt: str, name: str) -> str:
    return hmac.digest(salt.encode(), name.encode("utf-8", "replace"), "sha256").hex()[:40]
