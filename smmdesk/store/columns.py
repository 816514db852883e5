"""Columns that say where their values belong (design.md §9). A test holds that every column says it.

`person`: a person's field, journaled. `machine`: what the program found out or decided, one home. `secret`: never
leaves this computer. `local`: can be made again from the rest.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, Integer, LargeBinary, MetaData, Text

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Home(StrEnum):
    PERSON = "person"
    MACHINE = "machine"
    SECRET = "secret"  # noqa: S105 - the name of a class of columns
    LOCAL = "local"


HOMES = {str(home) for home in Home}


def named_metadata() -> MetaData:
    """A schema whose constraints all get names, so that a migration can name them."""
    return MetaData(naming_convention=NAMES)


class Columns:
    """Makes columns of one home: `person.text("name")`. Not null unless said."""

    def __init__(self, home: Home) -> None:
        self._info = {"home": str(home)}

    def text(self, name: str, *more: Any, null: bool = False, **options: Any) -> Column[Any]:
        return Column(name, Text, *more, nullable=null, info=self._info, **options)

    def number(self, name: str, *more: Any, null: bool = False, **options: Any) -> Column[Any]:
        return Column(name, Integer, *more, nullable=null, info=self._info, **options)

    def instant(self, name: str, *more: Any, null: bool = False, **options: Any) -> Column[Any]:
        """Microseconds since 1970 UTC."""
        return Column(name, BigInteger, *more, nullable=null, info=self._info, **options)

    def flag(self, name: str, **options: Any) -> Column[Any]:
        return Column(name, Boolean, nullable=False, info=self._info, **options)

    def fraction(self, name: str, **options: Any) -> Column[Any]:
        return Column(name, Float, nullable=False, info=self._info, **options)

    def data(self, name: str, *, null: bool = False, **options: Any) -> Column[Any]:
        """JSON text, read and written by `plain`."""
        return Column(name, Text, nullable=null, info=self._info, **options)

    def octets(self, name: str) -> Column[Any]:
        return Column(name, LargeBinary, nullable=False, info=self._info)


person = Columns(Home.PERSON)
machine = Columns(Home.MACHINE)
secret = Columns(Home.SECRET)
local = Columns(Home.LOCAL)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """A named check that the column holds one of the names."""
    names = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({names})", name=f"{column}_known")


def moment(columns: Columns, name: str, null: bool = False) -> tuple[Column[Any], Column[Any], Column[Any]]:
    """The three columns of a Moment: wall time as ISO text, zone, and the derived instant that is searched."""
    return (
        columns.text(f"{name}_wall", null=null),
        columns.text(f"{name}_zone", null=null),
        columns.instant(f"{name}_at_us", null=null),
    )
