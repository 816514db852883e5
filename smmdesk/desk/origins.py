"""Where the bytes of a photo were taken from on this computer, and whether that file holds other bytes by now.

A fact of this computer alone, kept in a small file beside the media and never sent anywhere. A hint: where it cannot
be read or written nothing is offered, and the bytes that were taken are used as ever.
"""

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

FILES_MOST = 4000
LARGEST_BYTES = 4_000_000
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Origin:
    """A file as it was when its bytes were taken; `mtime_ns` as the file system told it."""

    path: str
    size_bytes: int
    mtime_ns: int


def remember(desk: "Desk", sha256: str, source: Path) -> None:
    """Note that these bytes came from `source`. Blocks shortly; never raises for a file."""
    with suppress(OSError, ValueError):
        here = source.absolute()
        _note(desk, {sha256: _as_is(here)})


def changed_files(desk: "Desk", hashes: Iterable[str]) -> dict[str, Path]:
    """The files that hold other bytes than those taken from them, by the hash of those taken.

    A file that is gone did not change: there is nothing to offer. Reads files, so call it on the pool.
    """
    known = _read(desk.paths.origins)
    changed: dict[str, Path] = {}
    touched: dict[str, Origin] = {}
    for sha256 in hashes:
        origin = known.get(sha256)
        if origin is None:
            continue
        with suppress(OSError, ValueError):
            now = _as_is(Path(origin.path))
            if now == origin or not now.size_bytes:
                continue
            with open(origin.path, "rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
            if same:
                touched[sha256] = now
            else:
                changed[sha256] = Path(origin.path)
    if touched:  # the same bytes were saved again: not to be read each time
        with suppress(OSError):
            _note(desk, touched)
    return changed


def _as_is(path: Path) -> Origin:
    if not path.is_file():  # a pipe or a device would never end
        raise FileNotFoundError(path)
    seen = os.stat(path)
    return Origin(str(path), seen.st_size, seen.st_mtime_ns)


def _note(desk: "Desk", origins: dict[str, Origin]) -> None:
    """The newest stand last; the oldest make room."""
    path = desk.paths.origins
    with _writing:
        known = _read(path)
        kept = {sha256: origin for sha256, origin in known.items() if sha256 not in origins} | origins
        rows = {sha: [o.path, o.size_bytes, o.mtime_ns] for sha, o in list(kept.items())[-FILES_MOST:]}
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(rows, file)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Origin]:
    """What is known, without the lines that make no sense."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return {}
        rows: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    found: dict[str, Origin] = {}
    for sha256, row in rows.items() if isinstance(rows, dict) else ():
        match row:
            case [str() as where, int() as size, int() as mtime] if os.path.isabs(where):
                found[sha256] = Origin(where, size, mtime)
    return found
