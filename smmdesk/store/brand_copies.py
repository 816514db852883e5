"""A copy of the calendar on its way into an archive: of one brand alone where that is wanted, and what it holds."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from smmdesk.store import driver

HISTORY = ("change", "step")
"""What was written when: it names no brand, and holds the words of all of them."""


def keep_only(path: Path, brand_id: str, watch: Callable[[], bool] = lambda: True) -> bool:
    """Take the rows of every other brand out of a copy, with all that hangs on them, and every word of them. False when
    `watch` ended it; the copy is of no use then."""
    try:
        with (
            closing(driver.dbapi.connect(str(path), isolation_level=None)) as copy,
            driver.watched(copy, watch),
        ):
            _keep_only(copy, brand_id)
        driver.compact(path, watch)
    except driver.EndedError:
        return False
    return True


def _keep_only(copy: driver.Connection, brand_id: str) -> None:
    copy.execute("PRAGMA secure_delete = ON")
    copy.execute("PRAGMA foreign_keys = OFF")  # parents go first: what hangs on them is looked for below
    copy.execute("BEGIN IMMEDIATE")
    tables = _columns(copy)
    copy.execute("DELETE FROM brand WHERE id <> ?", (brand_id,))
    for table, columns in tables.items():
        if "brand_id" in columns:
            copy.execute(f"DELETE FROM {table} WHERE brand_id <> ?", (brand_id,))
    for table in HISTORY:
        copy.execute(f"DELETE FROM {table}")
    while sum(_drop_orphans(copy, table, columns, tables) for table, columns in tables.items()):
        pass  # what hung on those goes in the next round
    copy.execute("COMMIT")


def contents(path: Path) -> tuple[int, list[str]]:
    """How many posts a copy holds outside the trash, and the SHA-256 of every file that it names."""
    with closing(driver.connect(path, read_only=True)) as copy:
        posts = int(copy.execute("SELECT count(*) FROM post WHERE deleted_at_us IS NULL").fetchone()[0])
        return posts, [row[0] for row in copy.execute("SELECT DISTINCT sha256 FROM asset ORDER BY sha256")]


def _columns(copy: driver.Connection) -> dict[str, tuple[str, ...]]:
    names = [row[0] for row in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    own = [name for name in names if not name.startswith("sqlite_")]
    return {name: tuple(row[1] for row in copy.execute(f"PRAGMA table_info({name})")) for name in own}


def _drop_orphans(
    copy: driver.Connection, table: str, columns: tuple[str, ...], tables: dict[str, tuple[str, ...]]
) -> int:
    """Rows whose post, channel, delivery… is gone; how many there were. A column is named after what it points to."""
    dropped = 0
    for column in columns:
        parent = column.removesuffix("_id")
        if column.endswith("_id") and parent in tables and parent != table and "id" in tables[parent]:
            gone = f"DELETE FROM {table} WHERE {column} <> '' AND {column} NOT IN (SELECT id FROM {parent})"
            dropped += copy.execute(gone).rowcount
    return dropped
