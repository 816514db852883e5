"""Media bytes, once each, under their SHA-256; and what is made from them.

`media/ab/abcdef….jpg` holds the bytes as they were given and is never written again; `cache/` holds derivatives that
can be made anew. A file is complete under its name or is not there: it is written beside, synced, then renamed.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import with_tenths
from smmdesk.store.faults import told
from smmdesk.system.paths import Paths

CHUNK_BYTES = 1 << 20
LARGEST_BYTES = 4 << 30
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DRAFT = ".part"


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in the media folder. `fresh` when they were not there before."""

    sha256: str
    size_bytes: int
    path: Path
    fresh: bool


class MediaFiles:
    """The media and cache folders of one data folder. Any thread may call."""

    def __init__(self, paths: Paths) -> None:
        self._folder, self._media, self._cache = paths.folder, paths.media, paths.cache

    def put_bytes(self, data: bytes, name: str = "") -> Stored:
        """Keep bytes; `name` gives the suffix. Raises ProblemError file_unreadable (empty), disk_full."""
        if not data:
            raise ProblemError("file_unreadable", name=name)
        digest = hashlib.sha256(data).hexdigest()
        with self._writing(digest, name) as (target, draft):
            if draft is not None:
                draft.write(data)
        return Stored(digest, len(data), target, draft is not None)

    def put_file(self, source: Path, largest_bytes: int = LARGEST_BYTES, *, follow: bool = True) -> Stored:
        """Keep a copy of a file; the file itself is not touched. Without `follow` a link is no file.

        Raises ProblemError file_unreadable (not an ordinary file, empty, changed while it was read, no right to
        read), file_too_large, disk_full.
        """
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        flags |= 0 if follow else getattr(os, "O_NOFOLLOW", 0)
        try:
            if not follow and stat.S_ISLNK(os.lstat(source).st_mode):
                raise ValueError("a link")
            descriptor = os.open(source, flags)
        except (OSError, ValueError) as error:
            raise ProblemError("file_unreadable", name=source.name) from error
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or before.st_size == 0:
            os.close(descriptor)
            raise ProblemError("file_unreadable", name=source.name)
        with open(descriptor, "rb") as file:
            if before.st_size > largest_bytes:
                raise ProblemError(
                    "file_too_large", name=source.name, actual=_size(before.st_size), limit=_size(largest_bytes)
                )
            stored = self._copy(file, source.name, before.st_size)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise ProblemError("file_unreadable", name=source.name)
        return stored

    def _copy(self, file: BinaryIO, name: str, size: int) -> Stored:
        """Copy and hash in one pass, then give the copy its name."""
        self._media.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._media / f"{os.getpid()}-{os.urandom(6).hex()}{_DRAFT}"
        digest = hashlib.sha256()
        try:
            with told(self._folder, files=True), open(_new(draft), "wb") as copy:
                seen = 0
                while seen <= size and (chunk := _chunk(file, name)):  # a file that grows has no end
                    digest.update(chunk)
                    seen += len(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            if seen != size:
                raise ProblemError("file_unreadable", name=name)
            target, fresh = self._settle(draft, digest.hexdigest(), name)
        finally:
            draft.unlink(missing_ok=True)
        return Stored(digest.hexdigest(), size, target, fresh)

    @contextmanager
    def _writing(self, digest: str, name: str) -> Iterator[tuple[Path, BinaryIO | None]]:
        """The final path, and a file to write unless the bytes are there."""
        known = self.path(digest)
        if known.exists():
            _freshen(known)
            yield known, None
            return
        draft = self._media / f"{os.getpid()}-{os.urandom(6).hex()}{_DRAFT}"
        try:
            with told(self._folder, files=True):
                with open(_new(draft), "wb") as file:
                    yield self._target(digest, name), file
                    file.flush()
                    os.fsync(file.fileno())
                self._settle(draft, digest, name)
        finally:
            draft.unlink(missing_ok=True)

    def _settle(self, draft: Path, digest: str, name: str) -> tuple[Path, bool]:
        known = self.path(digest)
        if known.exists():
            _freshen(known)
            return known, False
        target = self._target(digest, name)
        with told(self._folder, files=True):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(draft, target)
            _sync_folder(target.parent)
        return target, True

    def _target(self, digest: str, name: str) -> Path:
        suffix = Path(name).suffix.lower()
        return self._media / digest[:2] / (digest + (suffix if _SUFFIX.fullmatch(suffix) else ""))

    def path(self, sha256: str) -> Path:
        """Where these bytes are; a path that does not exist when they are not here. Raises ValueError for no hash."""
        if not _HASH.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        folder = self._media / sha256[:2]
        try:
            with os.scandir(folder) as entries:
                return next((Path(entry.path) for entry in entries if entry.name.startswith(sha256)), folder / sha256)
        except OSError:
            return folder / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def is_sound(self, sha256: str) -> bool:
        """Whether the bytes are here and still what their name says (reads them all)."""
        try:
            with open(self.path(sha256), "rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def cache_path(self, sha256: str, what: str, suffix: str) -> Path:
        """Where a derivative lies or is to be written; `what` names its recipe ("thumb-256", a hash of a crop)."""
        if not _HASH.fullmatch(sha256) or not re.fullmatch(r"[a-z0-9_-]{1,80}", what) or not _SUFFIX.fullmatch(suffix):
            raise ValueError("not the name of a derivative")
        folder = self._cache / sha256[:2]
        with told(self._folder, files=True):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{sha256}-{what}{suffix}"

    def sweep(
        self, wanted: Iterable[str], older_than_s: float, now_s: float, *, among: Collection[str] | None = None
    ) -> int:
        """Remove half-written files, and bytes that no asset names, once they are older than `older_than_s`; only
        bytes `among` these hashes where they are given.

        Derivatives of removed bytes go too. Returns how many files went.
        """
        keep = set(wanted)
        gone = 0
        for folder in (self._media, self._cache):
            for path in list(folder.rglob("*")) if folder.is_dir() else []:
                orphan = path.is_file() and path.name[:64] not in keep
                orphan = orphan and (among is None or path.name[:64] in among)
                if orphan and now_s - path.stat().st_mtime > older_than_s:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone


def _freshen(path: Path) -> None:
    """It was given again just now: no sweep takes it before its asset is written down."""
    with suppress(OSError):
        path.touch()


def _new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _chunk(file: BinaryIO, name: str) -> bytes:
    try:
        return file.read(CHUNK_BYTES)
    except OSError as error:
        raise ProblemError("file_unreadable", name=name) from error


def _sync_folder(folder: Path) -> None:
    """Make a rename durable where the system can sync a folder."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)


def _size(octets: int) -> str:
    megabytes = octets / 1_000_000
    return f"{with_tenths(megabytes)} MB" if megabytes < 1_000 else f"{with_tenths(megabytes / 1_000)} GB"
