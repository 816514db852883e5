"""Tables as plain values: the one place that names them, read by whoever writes SQL, without a library.

`metadata` makes SQLAlchemy's schema of the same values for CREATE statements and for comparing with the migrations;
importing SQLAlchemy takes longer than opening a window, so nothing that runs at every start may need it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Home(StrEnum):
    """Where the values of a column belong (`columns` says what each means)."""

    PERSON = "person"
    MACHINE = "machine"
    SECRET = "secret"  # noqa: S105 - the name of a class of columns
    LOCAL = "local"


class Type(StrEnum):
    """What a column holds, in types that every database has."""

    TEXT = "text"
    INTEGER = "integer"
    BIG = "big"
    FLAG = "flag"
    FLOAT = "float"
    OCTETS = "octets"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`target` is table.column; `ondelete` what becomes of this row when that one goes."""

    target: str
    ondelete: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`counted`: a number that the database gives to a new row."""

    name: str
    type: Type
    home: Home
    points_to: ForeignKey | None = None
    null: bool = False
    primary_key: bool = False
    unique: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """Over `columns` (with DESC behind, the largest first), of the rows that fulfil `where` (SQL). Named after its
    columns unless `name` says otherwise."""

    columns: tuple[str, ...]
    name: str | None = None
    unique: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows have the same `columns`; named after them unless said."""

    columns: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition (SQL) that every row fulfils, and its name."""

    condition: str
    name: str


@dataclass(frozen=True, slots=True)
class Table:
    """`rowid`: has SQLite's hidden row number; without, rows lie in the order of the primary key."""

    name: str
    columns: Mapping[str, Column]
    rules: tuple[Index | Unique | Check, ...]
    rowid: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables by name, in the order of their making."""

    tables: dict[str, Table] = field(default_factory=dict)

    def table(self, name: str, *parts: Column | Index | Unique | Check, rowid: bool = True) -> Table:
        """Add a table. Raises ValueError when a name is taken, or an index or rule names a column that is not there."""
        columns = {part.name: part for part in parts if isinstance(part, Column)}
        rules = tuple(part for part in parts if not isinstance(part, Column))
        named = {column.split()[0] for rule in rules if not isinstance(rule, Check) for column in rule.columns}
        if name in self.tables or len(columns) + len(rules) < len(parts) or named - columns.keys():
            raise ValueError(f"table {name}: a name twice, or a column that is not there")
        made = self.tables[name] = Table(name, columns, rules, rowid)
        return made
