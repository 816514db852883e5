"""What the disk and the driver say, in words for people: the one place where storage errors become problems."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smmdesk.model.problem import ProblemError
from smmdesk.store.driver import Error, OperationalError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EIO, errno.ENODEV, errno.ENXIO}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}
_DAMAGED = (
    "malformed",
    "not a database",
    "encrypted",
    "could not decode",
    "vtable constructor failed",
    "fts5 file format",
)
"""How SQLite says that a file is none of its own any more; the last two of an index of words that cannot be opened."""
LEAST_BYTES = 256 * 1024
"""With less room than that SQLite cannot work."""


class DamagedError(Exception):
    """The file is not a sound database."""


@contextmanager
def told(folder: Path, *, files: bool = False) -> Iterator[None]:
    """Storage errors in words: ProblemError disk_full, disk_refused, desk_busy, folder_not_writable, or DamagedError.

    `files` also translates OSError: only around code of our own that touches the folder.
    """
    try:
        yield
    except Error as error:
        found = problem_of(error, folder)
        if found is None:
            raise
        raise found from error
    except OSError as error:
        found = _of_system(error, folder) if files else None
        if found is None:
            raise
        raise found from error


def problem_of(error: Exception, folder: Path) -> Exception | None:
    """The problem behind a driver's error, DamagedError, or None when it is a fault of ours."""
    words = str(error).lower()
    if "disk is full" in words or "database or disk" in words:
        return _full(folder)
    if "locked" in words or "busy" in words:
        return ProblemError("desk_busy")
    if isinstance(error, OperationalError) and ("readonly" in words or "unable to open" in words):
        return ProblemError("folder_not_writable", folder=str(folder))
    if any(sign in words for sign in _DAMAGED):
        return DamagedError(words)
    if "disk i/o error" in words:
        return _full(folder) if _is_full(folder) else ProblemError("disk_refused")
    return None


def _full(folder: Path) -> ProblemError:
    """No room, with how much there is left where that can be told."""
    try:
        free = _room(folder)
    except OSError:
        return ProblemError("disk_full")
    return ProblemError("disk_full", left=f"{free // 1_000_000} MB")


def _is_full(folder: Path) -> bool:
    """Whether there is no room where the folder lies: SQLite calls it an I/O error when it makes its side files."""
    try:
        return _room(folder) < LEAST_BYTES
    except OSError:
        return False


def _room(folder: Path) -> int:
    """Free bytes where the folder lies; raises OSError."""
    from shutil import disk_usage  # it brings along what packs files: not for every start

    return disk_usage(folder).free


def _of_system(error: OSError, folder: Path) -> ProblemError | None:
    if error.errno in _FULL:
        return _full(folder)
    if error.errno in _REFUSED:
        return ProblemError("disk_refused")
    if error.errno in _CLOSED:
        return ProblemError("folder_not_writable", folder=str(folder))
    return None
