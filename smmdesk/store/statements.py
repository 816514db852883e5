"""SQL text made once by SQLAlchemy Core and run by the bare driver: the schema stays the one source of names.

Running Core statements through its engine costs 60–100 µs each, a dropped post needs twenty of them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

from smmdesk.store import local_tables, sending_tables, tables
from smmdesk.store.driver import Connection

TABLES: dict[str, Table] = {**tables.metadata.tables, **local_tables.metadata.tables}
assert sending_tables.part.name in TABLES

_DIALECT = sqlite.dialect(paramstyle="qmark")

Cell = None | bool | int | float | str | bytes
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL with `?` marks, and the names of the values they take, in order."""

    text: str
    names: tuple[str, ...]

    def cells(self, values: Mapping[str, Cell]) -> list[Cell]:
        return [values[name] for name in self.names]


def compiled(statement: ClauseElement) -> Sql:
    """A Core statement as text for the driver. Its parameters must be named (`bindparam`)."""
    made = statement.compile(dialect=_DIALECT)
    return Sql(str(made), tuple(made.positiontup or ()))  # type: ignore[attr-defined]


def where(table: Table, names: Iterable[str], prefix: str = "is_") -> list[Any]:
    """A condition for each name: `name` equals its value, `name?` is NULL, `name@` is in its JSON list."""
    return [_condition(table, name, prefix) for name in names]


def _condition(table: Table, name: str, prefix: str) -> Any:
    if name.endswith("?"):
        return table.c[name[:-1]].is_(None)
    if name.endswith("@"):
        listed = func.json_each(bindparam(prefix + name)).table_valued("value")
        return table.c[name[:-1]].in_(select(listed.c.value))
    return table.c[name] == bindparam(prefix + name)


def conditions(equal: Mapping[str, Any]) -> dict[str, Cell]:
    """Values as conditions of `where`: None asks for NULL, a tuple or set for any of its members."""
    made: dict[str, Cell] = {}
    for name, value in equal.items():
        if value is None:
            made[f"{name}?"] = None
        elif isinstance(value, tuple | frozenset | set | list):
            made[f"{name}@"] = json.dumps([str(item) if isinstance(item, str) else item for item in value])
        else:
            made[name] = str(value) if isinstance(value, str) else value
    return made


@lru_cache(maxsize=512)
def select_sql(table: str, columns: tuple[str, ...], names: tuple[str, ...], order: tuple[str, ...] = ()) -> Sql:
    """`columns` of the rows that fulfil the conditions `names`."""
    target = TABLES[table]
    statement = select(*(target.c[name] for name in columns)).where(*where(target, names, ""))
    return compiled(statement.order_by(*(target.c[name] for name in order)))


@lru_cache(maxsize=256)
def children_sql(
    table: str, columns: tuple[str, ...], key: str, parent: str, names: tuple[str, ...], order: tuple[str, ...]
) -> Sql:
    """`columns` of the rows of `table` whose `key` is the id of a `parent` row that fulfils `names`."""
    target, owner = TABLES[table], TABLES[parent]
    if names == ("id",):
        condition = target.c[key] == bindparam("id")
    else:
        condition = target.c[key].in_(select(owner.c.id).where(*where(owner, names, "")))
    statement = select(*(target.c[name] for name in columns)).where(condition)
    return compiled(statement.order_by(*(target.c[name] for name in order)))


@lru_cache(maxsize=64)
def insert_sql(table: str) -> Sql:
    return compiled(insert(TABLES[table]))


@lru_cache(maxsize=512)
def update_sql(table: str, changed: tuple[str, ...], names: tuple[str, ...]) -> Sql:
    """Sets `changed` where each of `names` equals the value given as `is_<name>`."""
    target = TABLES[table]
    return compiled(update(target).where(*where(target, names)).values({name: bindparam(name) for name in changed}))


@lru_cache(maxsize=128)
def delete_sql(table: str, names: tuple[str, ...]) -> Sql:
    target = TABLES[table]
    return compiled(delete(target).where(*where(target, names, "")))


class Rows:
    """One connection inside one transaction, as the modules of the store use it. Ends with its transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | None = connection

    @property
    def connection(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("this transaction is over")
        return self._connection

    def end(self) -> None:
        self._connection = None

    def query(self, text: str, cells: Sequence[Cell] = ()) -> list[Row]:
        return self.connection.execute(text, cells).fetchall()

    def first(self, text: str, cells: Sequence[Cell] = ()) -> Row | None:
        row: Row | None = self.connection.execute(text, cells).fetchone()
        return row

    def select(
        self, table: str, columns: tuple[str, ...], values: Mapping[str, Cell], order: tuple[str, ...] = ()
    ) -> list[Row]:
        """`columns` of the rows that fulfil the conditions `values`."""
        sql = select_sql(table, columns, tuple(values), order)
        return self.query(sql.text, sql.cells(values))

    def children(
        self,
        table: str,
        columns: tuple[str, ...],
        key: str,
        parent: str,
        values: Mapping[str, Cell],
        order: tuple[str, ...],
    ) -> list[Row]:
        """`columns` of the rows of `table` that belong to the `parent` rows that fulfil `values`."""
        sql = children_sql(table, columns, key, parent, tuple(values), order)
        return self.query(sql.text, sql.cells(values))

    def insert(self, table: str, values: Mapping[str, Cell]) -> None:
        sql = insert_sql(table)
        self.connection.execute(sql.text, sql.cells(values))

    def insert_many(self, table: str, values: Sequence[Mapping[str, Cell]]) -> None:
        if not values:
            return
        sql = insert_sql(table)
        self.connection.executemany(sql.text, [sql.cells(row) for row in values])

    def update(self, table: str, values: Mapping[str, Cell], **equal: Cell) -> int:
        """Sets `values` where the columns equal `equal`; returns how many rows changed."""
        sql = update_sql(table, tuple(values), tuple(equal))
        cells = sql.cells({**values, **{f"is_{name}": cell for name, cell in equal.items()}})
        return self.connection.execute(sql.text, cells).rowcount

    def delete_many(self, table: str, name: str, cells: Sequence[Cell]) -> None:
        """Removes the rows whose column `name` holds one of `cells`."""
        sql = delete_sql(table, (name,))
        self.connection.executemany(sql.text, [(cell,) for cell in cells])

    def delete(self, table: str, **equal: Cell) -> int:
        sql = delete_sql(table, tuple(equal))
        return self.connection.execute(sql.text, sql.cells(equal)).rowcount
