"""SQL text made of the declared tables and run by the bare driver: no name in it that the schema does not have.

A condition is a name and how it is compared: `name` equals its value, `name?` is NULL, `name@` is in its JSON list.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from smmdesk.store import (
    contribution_tables,
    folder_tables,
    listening_tables,
    local_tables,
    number_tables,
    planning_tables,
    sending_tables,
    tables,
)
from smmdesk.store.declared import Table
from smmdesk.store.driver import Connection

TABLES: dict[str, Table] = {**tables.schema.tables, **local_tables.schema.tables}
_NAMED = (
    *(sending_tables.part, planning_tables.slot, listening_tables.lookout),
    *(number_tables.latest, number_tables.polls, contribution_tables.contribution, planning_tables.approval_note),
    folder_tables.idea_folder,
)
assert {table.name for table in _NAMED} <= TABLES.keys()

Cell = None | bool | int | float | str | bytes
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL with `?` marks, and the names of the values they take, in order."""

    text: str
    names: tuple[str, ...]

    def cells(self, values: Mapping[str, Cell]) -> list[Cell]:
        return [values[name] for name in self.names]


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


def _names(table: str, names: Iterable[str]) -> str:
    """The columns of a table as a list. Raises KeyError for one that it does not have."""
    return ", ".join(_name(table, name) for name in names)


def _name(table: str, name: str) -> str:
    return f'"{TABLES[table].name}"."{TABLES[table].columns[name].name}"'


def _where(table: str, names: Iterable[str]) -> str:
    """The conditions, in words of SQL; empty when there are none."""
    said = " AND ".join(_condition(table, name) for name in names)
    return f" WHERE {said}" if said else ""


def _condition(table: str, name: str) -> str:
    if name.endswith("?"):
        return f"{_name(table, name[:-1])} IS NULL"
    if name.endswith("@"):
        return f"{_name(table, name[:-1])} IN (SELECT value FROM json_each(?))"
    return f"{_name(table, name)} = ?"


def _marked(names: Iterable[str]) -> tuple[str, ...]:
    """The conditions that take a value."""
    return tuple(name for name in names if not name.endswith("?"))


@lru_cache(maxsize=512)
def select_sql(table: str, columns: tuple[str, ...], names: tuple[str, ...], order: tuple[str, ...] = ()) -> Sql:
    """`columns` of the rows that fulfil the conditions `names`."""
    text = f'SELECT {_names(table, columns)} FROM "{table}"{_where(table, names)}{_ordered(table, order)}'
    return Sql(text, _marked(names))


def _ordered(table: str, order: tuple[str, ...]) -> str:
    return f" ORDER BY {_names(table, order)}" if order else ""


@lru_cache(maxsize=256)
def children_sql(
    table: str, columns: tuple[str, ...], key: str, parent: str, names: tuple[str, ...], order: tuple[str, ...]
) -> Sql:
    """`columns` of the rows of `table` whose `key` is the id of a `parent` row that fulfils `names`."""
    whose = f'IN (SELECT {_name(parent, "id")} FROM "{parent}"{_where(parent, names)})'
    condition = f"{_name(table, key)} {'= ?' if names == ('id',) else whose}"
    text = f'SELECT {_names(table, columns)} FROM "{table}" WHERE {condition}{_ordered(table, order)}'
    return Sql(text, _marked(names))


@lru_cache(maxsize=64)
def insert_sql(table: str) -> Sql:
    names = tuple(TABLES[table].columns)
    listed = ", ".join(f'"{name}"' for name in names)
    return Sql(f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * len(names))})', names)


@lru_cache(maxsize=512)
def update_sql(table: str, changed: tuple[str, ...], names: tuple[str, ...]) -> Sql:
    """Sets `changed` where each of `names` equals the value given as `is_<name>`."""
    settings = ", ".join(f'"{TABLES[table].columns[name].name}" = ?' for name in changed)
    text = f'UPDATE "{table}" SET {settings}{_where(table, names)}'
    return Sql(text, (*changed, *(f"is_{name}" for name in _marked(names))))


@lru_cache(maxsize=128)
def delete_sql(table: str, names: tuple[str, ...]) -> Sql:
    return Sql(f'DELETE FROM "{table}"{_where(table, names)}', _marked(names))


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
