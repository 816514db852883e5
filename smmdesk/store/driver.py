"""The SQLite driver and its connections, without SQLAlchemy.

Before SQLite 3.51.3 (back-ported to 3.50.7 and 3.44.6) a race in the write-ahead log can corrupt a file that two
connections write (sqlite.org/changes, 2026-03). The log is used only where the race is mended; elsewhere a rollback
journal, which is slower and safe.
"""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

BUSY_TIMEOUT_MS = 5000
CACHE_KIB = 8192
STEPS_AT_ONCE = 100_000
"""Of SQLite's own machine, until who watches is asked: some milliseconds."""
PAGES_UNTIL_FOLDED = 8000
"""How far the log may grow before a window's commit folds it into the file, which waits for the disk: only where
`folding`, beside the work, does not keep up; the engine does it at SQLite's own 1000 pages."""


def _load() -> Any:
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


dbapi: Any = _load()
"""The driver module in use: pysqlite3 with its own recent SQLite, else the standard library's."""

if TYPE_CHECKING:
    Connection = sqlite3.Connection
else:
    Connection = dbapi.Connection
Error: "type[sqlite3.Error]" = dbapi.Error
DatabaseError: "type[sqlite3.DatabaseError]" = dbapi.DatabaseError
OperationalError: "type[sqlite3.OperationalError]" = dbapi.OperationalError
IntegrityError: "type[sqlite3.IntegrityError]" = dbapi.IntegrityError


def version() -> tuple[int, ...]:
    """The version of the SQLite in use, as numbers."""
    return tuple(dbapi.sqlite_version_info)


def log_is_safe(number: tuple[int, ...]) -> bool:
    """Whether this SQLite has the mended write-ahead log."""
    return number >= (3, 51, 3) or (3, 50, 7) <= number < (3, 51, 0) or (3, 44, 6) <= number < (3, 45, 0)


def index_can_forget(number: tuple[int, ...]) -> bool:
    """Whether the full-text index can take a word out at once (FTS5 secure-delete); its format differs then."""
    return number >= (3, 42)


def connect(path: Path, *, read_only: bool = False, durable: bool = False, torn: bool = False) -> Connection:
    """A connection in autocommit mode: transactions are begun and ended by name only.

    `durable` waits for the disk at each commit; `torn` reads what is left of a file that is shorter than its head says.
    Raises `Error`; never creates a file when `read_only`.
    """
    try:
        return _connected(path, read_only, durable, torn)
    except OperationalError as error:
        if not read_only or "readonly" not in str(error) or not path.with_name(path.name + "-journal").exists():
            raise
        _roll_back(path)
        return _connected(path, read_only, durable, torn)


def _connected(path: Path, read_only: bool, durable: bool, torn: bool) -> Connection:
    # Beside a rollback journal even a reader has to write when a process was killed half-way through a commit.
    mode = "rwc" if not read_only else "ro" if log_is_safe(version()) else "rw"
    connection: Connection = dbapi.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
        cached_statements=512,
    )
    try:
        if torn:
            connection.execute("PRAGMA writable_schema = ON")
        _prepare(connection, read_only, durable)
    except BaseException:
        connection.close()
        raise
    return connection


def _roll_back(path: Path) -> None:
    """Take back what a process that was killed left half-written; a connection that may only read cannot."""
    connection = dbapi.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    finally:
        connection.close()


def _prepare(connection: Connection, read_only: bool, durable: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        return
    connection.execute("PRAGMA secure_delete = ON")
    log = log_is_safe(version())
    connection.execute(f"PRAGMA journal_mode = {'WAL' if log else 'DELETE'}")
    if log and not durable:
        connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_UNTIL_FOLDED}")
    # Without the log, NORMAL may leave a torn file after a power cut; with it, only the newest commits may be missing.
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable or not log else 'NORMAL'}")


class EndedError(Exception):
    """A person ended long work on a file."""


@contextmanager
def watched(connection: Connection, watch: Callable[[], bool]) -> Iterator[None]:
    """Inside, `watch` is asked again and again while a statement runs; False ends it.

    Raises EndedError; the statement, and the transaction it stands in, are of no use then.
    """
    ended = False

    def ask() -> int:
        nonlocal ended
        ended = ended or not watch()
        return int(ended)

    connection.set_progress_handler(ask, STEPS_AT_ONCE)
    try:
        yield
    except OperationalError as error:
        if ended:
            raise EndedError from error
        raise
    finally:
        connection.set_progress_handler(None, STEPS_AT_ONCE)


def compact(path: Path, watch: Callable[[], bool] = lambda: True) -> None:
    """Write a file anew, without the room that what was taken out of it left, and every word of that.

    Not in place: there the whole file is in memory for a while where SQLite was built to keep what is temporary there,
    as PyPI's is. Raises EndedError when `watch` ended it.
    """
    small = path.with_name(f"{path.name}.small")
    small.unlink(missing_ok=True)
    try:
        with closing(dbapi.connect(str(path), isolation_level=None)) as connection, watched(connection, watch):
            connection.execute("VACUUM INTO ?", (str(small),))
        os.replace(small, path)
    finally:
        small.unlink(missing_ok=True)


@contextmanager
def hurried(connection: Connection, wanted: bool) -> Iterator[None]:
    """Commits inside of a durable connection do not wait for the disk, where the log keeps the file whole all the same.

    A later commit that waits takes them with it: the order on disk stays.
    """
    if not wanted or not log_is_safe(version()):
        yield
        return
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")
