"""Columns that say where their values belong (design.md §9).

`person`: a person's field, journaled. `machine`: what the program found out or decided, one home. `secret`: never
leaves this computer. `local`: can be made again from the rest.
"""

from collections.abc import Iterable
from enum import StrEnum

from smmdesk.store.declared import Check, Column, ForeignKey, Home, Index, Type, Unique


class Columns:
    """Makes columns of one home: `person.text("name")`. Not null unless said."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def text(
        self,
        name: str,
        points_to: ForeignKey | None = None,
        *,
        null: bool = False,
        primary_key: bool = False,
        unique: bool = False,
    ) -> Column:
        return Column(name, Type.TEXT, self._home, points_to, null, primary_key, unique)

    def number(self, name: str, *, null: bool = False, primary_key: bool = False, counted: bool = False) -> Column:
        return Column(name, Type.INTEGER, self._home, null=null, primary_key=primary_key, counted=counted)

    def instant(self, name: str, *, null: bool = False, primary_key: bool = False) -> Column:
        """Microseconds since 1970 UTC."""
        return Column(name, Type.BIG, self._home, null=null, primary_key=primary_key)

    def flag(self, name: str, *, null: bool = False) -> Column:
        return Column(name, Type.FLAG, self._home, null=null)

    def fraction(self, name: str) -> Column:
        return Column(name, Type.FLOAT, self._home)

    def data(self, name: str, *, null: bool = False) -> Column:
        """JSON text, read and written by `plain`."""
        return Column(name, Type.TEXT, self._home, null=null)

    def octets(self, name: str) -> Column:
        return Column(name, Type.OCTETS, self._home)


person = Columns(Home.PERSON)
machine = Columns(Home.MACHINE)
secret = Columns(Home.SECRET)
local = Columns(Home.LOCAL)


def one_of(column: str, values: Iterable[StrEnum]) -> Check:
    """A named check that the column holds one of the names."""
    names = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({names})", f"{column}_known")


def index(*columns: str, name: str | None = None, unique: bool = False, where: str = "") -> Index:
    return Index(columns, name, unique, where)


def unique(*columns: str, name: str | None = None) -> Unique:
    return Unique(columns, name)


def moment(columns: Columns, name: str, null: bool = False) -> tuple[Column, Column, Column]:
    """The three columns of a Moment: wall time as ISO text, zone, and the derived instant that is searched."""
    return (
        columns.text(f"{name}_wall", null=null),
        columns.text(f"{name}_zone", null=null),
        columns.instant(f"{name}_at_us", null=null),
    )
