"""The log of what went out: every intent and every remote id, on disk before the database knows.

Append-only JSON lines, synced one by one, never part of a backup and never restored: after a restore, or when a disk
was too full for the database, it still says what may be live. Room is written ahead (blank lines that the entries
overwrite), so that a full disk can still record. A torn last line is ignored.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from smmdesk.model.problem import ProblemError
from smmdesk.store.faults import told
from smmdesk.store.reader import Reader, rows_of
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock

INTENT, DONE = "intent", "done"
RESERVE_BYTES = 256 * 1024
RENEW_BELOW_BYTES = 64 * 1024
LONGEST_BYTES = 16 * 1024
BLOCK_BYTES = 64 * 1024
PATIENCE_S = 5.0
AT_ONCE = 500
_NAMES = ("what", "at_us", "part", "generation", "key", "channel", "hash", "op", "id", "url")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `what` is "intent" (written before the first byte) or "done" (with the remote `id` and `url`).

    `channel` is the account's own id on its platform, so that it is understood without the database.
    """

    what: str
    at_us: int
    part: str
    generation: int
    key: str = ""
    channel: str = ""
    hash: str = ""
    op: str = "create"
    id: str = ""
    url: str = ""


class SentLog:
    """The log of one data folder. Any thread and process may append; one at a time does."""

    def __init__(self, paths: Paths) -> None:
        self._folder = paths.folder
        self._path = paths.sent_log
        self._lock = FileLock(paths.sent_log.with_suffix(".lock"))
        self._mutex = threading.Lock()
        self._end = 0

    def prepare(self) -> None:
        """Write the reserve ahead of time. Raises ProblemError disk_full, folder_not_writable."""
        with told(self._folder, files=True), self._alone() as descriptor:
            self._end = _end_of(descriptor, 0)
            _extend(descriptor, self._end)

    def append(self, *entries: Entry) -> None:
        """Write entries and wait for the disk, once for all of them; only then may their calls be made.

        Raises ProblemError disk_full when even the reserve is used up, folder_not_writable.
        """
        lines = b"".join(_line(entry) for entry in entries)
        with told(self._folder, files=True), self._alone() as descriptor:
            self._end = _end_of(descriptor, self._end)
            data = lines if self._end == 0 or _byte_at(descriptor, self._end - 1) == b"\n" else b"\n" + lines
            _write_at(descriptor, self._end, data)
            _sync(descriptor)
            self._end += len(data)
            self._renew(descriptor)

    def entries(self, last_bytes: int | None = None) -> tuple[Entry, ...]:
        """What the log holds, oldest first; of a long log only what its last bytes hold when asked for."""
        try:
            with open(self._path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return ()
        data = data.rstrip(b"\n\x00")
        if last_bytes is not None and len(data) > last_bytes:
            data = data[-last_bytes:].partition(b"\n")[2]
        return tuple(_parsed(data.split(b"\n")))

    def unknown_to(self, reader: Reader, last_bytes: int | None = None) -> tuple[Entry, ...]:
        """What the log knows and the database does not: intents without an attempt, remote ids that no part has.

        None in ordinary times; after a restore, a lost commit or a full disk, the parts to look up.
        """
        entries = self.entries(last_bytes)
        tried, parts = _known_of(reader, {entry.part for entry in entries})
        return tuple(entry for entry in entries if not _is_known(entry, tried, parts))

    @contextmanager
    def _alone(self) -> Iterator[int]:
        with self._mutex:
            if not self._lock.wait(PATIENCE_S):  # another process holds it for one write at most
                raise ProblemError("desk_busy")
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            try:
                descriptor = os.open(self._path, flags, 0o600)
                try:
                    yield descriptor
                finally:
                    os.close(descriptor)
            finally:
                self._lock.release()

    def _renew(self, descriptor: int) -> None:
        """Write new reserve while there is room; a disk that is full now is no fault as long as the old one lasts."""
        with suppress(OSError):
            if os.fstat(descriptor).st_size - self._end < RENEW_BELOW_BYTES:
                _extend(descriptor, self._end)


def _line(entry: Entry) -> bytes:
    line = (json.dumps(asdict(entry), ensure_ascii=True, separators=(",", ":")) + "\n").encode("ascii")
    if len(line) > LONGEST_BYTES:
        raise ValueError("an entry of the log is too long")
    return line


Tried = dict[str, set[tuple[int, str]]]


def _known_of(reader: Reader, part_ids: Iterable[str]) -> tuple[Tried, dict[str, tuple[int, str]]]:
    """By part what was tried, in which generation; and its own generation, with the remote id that it has."""
    rows, wanted = rows_of(reader), sorted(part_ids)
    tried: Tried = {}
    parts: dict[str, tuple[int, str]] = {}
    for first in range(0, len(wanted), AT_ONCE):
        ids = (json.dumps(wanted[first : first + AT_ONCE]),)
        among = "IN (SELECT value FROM json_each(?))"
        found = rows.query(f"SELECT DISTINCT part_id, generation, op FROM attempt WHERE part_id {among}", ids)
        for part_id, generation, op in found:
            tried.setdefault(part_id, set()).add((generation, op))
        found = rows.query(f"SELECT id, generation, coalesce(receipt_id, '') FROM part WHERE id {among}", ids)
        parts.update({row[0]: (row[1], row[2]) for row in found})
    return tried, parts


def _is_known(entry: Entry, tried: Tried, parts: Mapping[str, tuple[int, str]]) -> bool:
    if entry.what == INTENT:
        known = tried.get(entry.part, set())
        return (entry.generation, entry.op) in known or any(generation > entry.generation for generation, _op in known)
    if not entry.id:
        return True
    generation, receipt_id = parts.get(entry.part, (-1, ""))
    return generation > entry.generation or bool(receipt_id)


def _parsed(lines: Iterable[bytes]) -> Iterator[Entry]:
    for line in lines:
        text = line.strip(b"\x00 ")
        if not text:
            continue
        try:
            data: dict[str, Any] = json.loads(text)
            yield Entry(**{name: data[name] for name in _NAMES if name in data})
        except (ValueError, TypeError, AttributeError):
            continue  # torn by a power cut: the next entry began on a new line


def _end_of(descriptor: int, known: int) -> int:
    """Where the next entry goes: after the last byte that is no reserve. Looks only behind `known`."""
    size = os.fstat(descriptor).st_size
    if known > size:
        known = 0
    if known and _byte_at(descriptor, known) in (b"", b"\n", b"\x00"):  # nobody else wrote since
        return known
    end, place = known, known
    while place < size:
        os.lseek(descriptor, place, os.SEEK_SET)
        block = os.read(descriptor, BLOCK_BYTES)
        if not block:
            break
        written = len(block.rstrip(b"\n\x00"))
        if written:
            end = place + written
        place += len(block)
    return end + 1 if end > known and _byte_at(descriptor, end) == b"\n" else end


def _byte_at(descriptor: int, place: int) -> bytes:
    os.lseek(descriptor, place, os.SEEK_SET)
    return os.read(descriptor, 1)


def _write_at(descriptor: int, place: int, data: bytes) -> None:
    os.lseek(descriptor, place, os.SEEK_SET)
    while data:
        written = os.write(descriptor, data)
        data = data[written:]


def _extend(descriptor: int, end: int) -> None:
    """Blank lines behind the entries: real bytes, so that their blocks exist."""
    size = os.fstat(descriptor).st_size
    missing = end + RESERVE_BYTES - size
    if missing > 0:
        _write_at(descriptor, size, b"\n" * missing)
        _sync(descriptor)


def _sync(descriptor: int) -> None:
    (getattr(os, "fdatasync", None) or os.fsync)(descriptor)
