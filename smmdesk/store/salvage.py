"""Bringing over what can still be read of a damaged database into the copy that takes its place."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from smmdesk.store import driver
from smmdesk.store.faults import DamagedError
from smmdesk.store.statements import TABLES as KNOWN

# Parents before what points to them. Sign-ins come over too: they are sealed, and the channel still has its id.
TABLES = (
    *("brand", "channel", "label", "campaign", "asset", "series", "evergreen", "post", "person", "message"),
    *("slot", "day_note", "snippet", "template", "saved_filter", "pause"),
)
BELOW_POST = ("post_channel", "post_label", "post_wording", "post_media")
BIRTH_STATES = {"claimed": "scheduled", "sending": "unknown", "processing": "unknown"}


def bring_over(damaged: Path, sound: Path) -> int:
    """Write rows that are newer in `damaged` into `sound`; returns how many nouns came over.

    All or nothing: raises DamagedError or a driver's error, and `sound` is as before, when the result would not hold
    together.
    """
    with closing(_opened(damaged)) as source, closing(driver.connect(sound, durable=True)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        target.execute("BEGIN IMMEDIATE")
        brought = sum(_newer_rows(source, target, table) for table in TABLES)
        brought += _deliveries(source, target)
        if target.execute("PRAGMA foreign_key_check").fetchone() is not None:
            target.execute("ROLLBACK")
            raise DamagedError("what was read does not hold together")
        target.execute("PRAGMA user_version = 0")  # the caches are made again
        target.execute("COMMIT")
    return brought


def _opened(damaged: Path) -> driver.Connection:
    try:
        source = driver.connect(damaged, read_only=True, torn=True)
        source.text_factory = lambda data: data.decode("utf-8", "replace")  # a letter that is lost is not the text
        return source
    except (driver.Error, UnicodeError) as error:  # whatever the reason, also a disk that cannot read it
        raise DamagedError(str(error)) from error


def _newer_rows(source: driver.Connection, target: driver.Connection, table: str) -> int:
    known = dict(target.execute(f"SELECT id, revision FROM {table}").fetchall())
    names = _columns(table)
    place = names.index("id"), names.index("revision")
    brought = 0
    for row in _readable(source, table, names):
        if not _is_newer(row[place[0]], row[place[1]], known):
            continue
        _replace(target, table, names, row)
        if table == "post":
            for child in BELOW_POST:
                _children(source, target, child, row[place[0]])
        brought += 1
    return brought


def _is_newer(own_id: object, revision: object, known: Mapping[str, int]) -> bool:
    """Never what is no row of its table: a page of another one may lie in its place."""
    return isinstance(own_id, str) and isinstance(revision, int) and revision > known.get(own_id, 0)


def _children(source: driver.Connection, target: driver.Connection, table: str, post_id: str) -> None:
    target.execute(f"DELETE FROM {table} WHERE post_id = ?", (post_id,))
    names = _columns(table)
    for row in _readable(source, table, names, "WHERE post_id = ?", (post_id,)):
        _replace(target, table, names, row)


def _deliveries(source: driver.Connection, target: driver.Connection) -> int:
    """Deliveries whose parts are newer; a part that was being sent becomes unknown, so that it is looked up."""
    brought = _newer_rows(source, target, "delivery")
    names = _columns("part")
    known = dict(target.execute("SELECT id, revision FROM part").fetchall())
    attempts = _columns("attempt")
    state = names.index("state")
    for row in _readable(source, "part", names):
        part_id = row[names.index("id")]
        if not _is_newer(part_id, row[names.index("revision")], known):
            continue
        cells = list(row)
        cells[state] = BIRTH_STATES.get(row[state], row[state])
        target.execute("DELETE FROM part WHERE id = ?", (part_id,))
        _replace(target, "part", names, tuple(cells))
        for attempt in _readable(source, "attempt", attempts, "WHERE part_id = ?", (part_id,)):
            _replace(target, "attempt", attempts, attempt)
        brought += 1
    return brought


def _readable(
    source: driver.Connection, table: str, names: list[str], where: str = "", cells: tuple[Any, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """The rows up to where the file can no longer be read, from both ends."""
    listed = ", ".join(f'"{name}"' for name in names)
    seen: set[tuple[Any, ...]] = set()
    for order in ("", "ORDER BY 1 DESC"):
        try:
            for row in source.execute(f"SELECT {listed} FROM {table} {where} {order}", cells):
                if row not in seen:
                    seen.add(row)
                    yield row
            return
        except driver.DatabaseError:
            continue


def _replace(target: driver.Connection, table: str, names: list[str], row: tuple[Any, ...]) -> None:
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    target.execute(f"INSERT OR REPLACE INTO {table} ({listed}) VALUES ({marks})", row)


def _columns(table: str) -> list[str]:
    return list(KNOWN[table].columns)
