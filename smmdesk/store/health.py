"""What state a database file is in, found out without changing it."""

from contextlib import ExitStack, closing, suppress
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from smmdesk.model.problem import Problem
from smmdesk.store import driver
from smmdesk.store.faults import DamagedError, problem_of
from smmdesk.store.versions import HEAD, KNOWN, LOCAL_VERSION
from smmdesk.system.paths import Paths

CHECK_WANTED = "check.wanted"
"""A file of this name in the data folder asks the next start to read the whole database."""

COUNTED = (
    *("brand", "channel", "post", "asset", "delivery", "part", "attempt", "label", "campaign", "series", "person"),
    *("evergreen", "slot", "day_note", "snippet", "template", "saved_filter", "pause"),
)


class Condition(Enum):
    ABSENT = "absent"
    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    DAMAGED = "damaged"


class Ready(NamedTuple):
    """What a person should know about the opening, if anything; `reader` is the connection that looked at the file."""

    opened: Problem | None = None
    read_only: Problem | None = None
    reader: driver.Connection | None = None


class Health(NamedTuple):
    condition: Condition
    version: str = ""
    local_is_current: bool = False


def look(path: Path, *, whole: bool = False) -> Health:
    """The condition of a file; `whole` reads every page of it. Raises sqlite errors that are no damage (busy, full)."""
    found, connection = look_and_keep(path, whole=whole)
    if connection is not None:
        connection.close()
    return found


def look_and_keep(path: Path, *, whole: bool = False) -> tuple[Health, driver.Connection | None]:
    """`look`, and where the file is current the reading connection it was seen with: opening another takes longer than
    all that is read here."""
    if not path.exists():
        return Health(Condition.ABSENT), None
    if path.is_dir():
        return Health(Condition.DAMAGED), None
    if path.stat().st_size == 0 and not path.with_name(path.name + "-wal").exists():
        return Health(Condition.EMPTY), None
    try:
        with ExitStack() as opened:
            connection = opened.enter_context(closing(driver.connect(path, read_only=True)))
            found = _look(connection, whole)
            if found.condition is not Condition.CURRENT:
                return found, None
            opened.pop_all()
            return found, connection
    except UnicodeError:  # in words of SQLite's own about a table that is damaged
        return Health(Condition.DAMAGED), None
    except driver.Error as error:
        if isinstance(problem_of(error, path.parent), DamagedError):
            return Health(Condition.DAMAGED), None
        raise


def _look(connection: driver.Connection, whole: bool) -> Health:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return Health(Condition.EMPTY)
    if whole and not is_sound(connection):
        return Health(Condition.DAMAGED)
    if "alembic_version" not in tables:
        return Health(Condition.DAMAGED)
    version = str(connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0] or "")
    if not version:
        return Health(Condition.DAMAGED)
    local = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == HEAD:
        return Health(Condition.CURRENT, version, local == local_version())
    return Health(Condition.OLDER if version in KNOWN else Condition.NEWER, version)


def local_version() -> int:
    """What a current local part is marked with: its own version, and the format that this SQLite gives the index."""
    return LOCAL_VERSION * 2 + driver.index_can_forget(driver.version())


def is_sound(connection: driver.Connection) -> bool:
    """Every page readable, every index in step with its table, every reference answered, every text a text. A view is
    nothing of ours: in the place of a table it may have no end."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'view'").fetchone() is not None:
        return False
    answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer[0] != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return False
    return _is_text(connection)


def _is_text(connection: driver.Connection) -> bool:
    """Whether every text can be read: a bit that fell over inside one is no fault to SQLite itself."""
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' "
            "AND name NOT LIKE 'search%'"
        )
    ]
    try:
        for table in tables:
            for _row in connection.execute(f'SELECT * FROM "{table}"'):
                pass
    except driver.OperationalError as error:
        if not isinstance(problem_of(error, Path()), DamagedError):
            raise
        return False
    return True


def counts(connection: driver.Connection) -> dict[str, int]:
    """Rows by table, of the tables that hold a person's work and what was sent."""
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {
        table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in COUNTED
        if table in known
    }


def ask_for_check(paths: Paths) -> None:
    """Have the next start read the whole database."""
    with suppress(OSError):
        (paths.folder / CHECK_WANTED).touch(mode=0o600)
