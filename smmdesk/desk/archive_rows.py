"""Whether the rows of an archive are what a smmdesk writes. Its database is a stranger's, or was edited by hand: SQLite
keeps a word where a number belongs, and a hash that is none, a zone of nowhere or a rule without sense would stand in
the way of every later look at the calendar."""

import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from smmdesk.desk.import_errors import ImportBadError
from smmdesk.desk.recurrence import parts_of
from smmdesk.model.channel import Channel
from smmdesk.model.moment import LATEST_US, zone_of
from smmdesk.model.problem import ProblemError
from smmdesk.model.series import Series
from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

_COUNTS = ("_us", "_px", "_bytes", "_ms", "_s", "_hours", "_days", "pages", "revision")
_HASH, _LANGUAGE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[^./\\:\x00-\x1f]{0,100}")
"""A table may have called a language as people do: "Italiano (CH)"."""
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
Fits = Callable[[Any], bool]
V = TypeVar("V")


def sound(desk: "Desk", read: Callable[[], Iterable[V]]) -> list[V]:
    """What `read` gives, when each of it is as we write it. Raises ImportBadError."""
    try:
        found = list(read())
        fit = all(_of(one)(one) for one in found)
        for one in found if fit else ():
            _require_known(desk, one)
    except (*_UNREADABLE, ProblemError) as error:
        raise strange() from error
    if not fit:
        raise strange()
    return found


def _of(one: object) -> Fits:
    kind: Any = type(one)
    return _fits(kind)


def strange() -> ImportBadError:
    """What is said of an archive whose database is not as we write it."""
    return ImportBadError(_("The calendar in it is damaged, or of a newer smmdesk."))


def _require_known(desk: "Desk", one: object) -> None:
    """A platform that we know, a rule that means something. Raises ProblemError."""
    if isinstance(one, Channel):
        desk.shown_facts(one)
    elif isinstance(one, Series):
        parts_of(one.rrule)


# ------------------------------------------------------------------ values by their declared types
@lru_cache(maxsize=512)
def _fits(hint: Any) -> Fits:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        several = [_fits(one) for one in arguments]
        return lambda value: any(fits(value) for fits in several)
    if origin is tuple:
        return _fits_tuple(arguments)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _fits(arguments[1])
        return lambda value: isinstance(value, Mapping) and all(map(inner, value.values()))
    if not isinstance(hint, type) or hint is object:
        return lambda _value: True
    if is_dataclass(hint):
        return _fits_fields(hint)
    kinds = (int, float) if hint is float else hint
    return lambda value: isinstance(value, kinds)


def _fits_tuple(arguments: tuple[Any, ...]) -> Fits:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _fits(arguments[0])
        return lambda value: isinstance(value, tuple) and all(map(inner, value))
    several = [_fits(one) for one in arguments]
    return lambda value: (
        isinstance(value, tuple)
        and len(value) == len(several)
        and all(fits(item) for fits, item in zip(several, value, strict=True))
    )


def _fits_fields(kind: type) -> Fits:
    hints = typing.get_type_hints(kind)
    wanted = [
        (each.name, _plain(hints[each.name]), _fits(hints[each.name]), _means(each.name)) for each in fields(kind)
    ]

    def fits(value: Any) -> bool:
        if not isinstance(value, kind):
            return False
        for name, plain, right, means in wanted:
            cell = getattr(value, name)
            if type(cell) not in plain and not right(cell):
                return False
            if means is not None and not means(cell):
                return False
        return True

    return fits


def _plain(hint: Any) -> frozenset[type]:
    """The types of which every value fits: they are most of an archive, and need no second look."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return frozenset[type]().union(*map(_plain, typing.get_args(hint)))
    if not isinstance(hint, type) or hint is object or is_dataclass(hint) or typing.get_origin(hint) is not None:
        return frozenset()
    return frozenset((int, float) if hint is float else (hint,))


def _means(name: str) -> Fits | None:
    """What a field of this name holds, beyond its type; None where anything may stand."""
    if name == "sha256":
        return lambda cell: _HASH.fullmatch(cell) is not None
    if name == "zone":
        return lambda cell: not cell or zone_of(cell) is not None
    if name == "language":
        return lambda cell: cell is None or _LANGUAGE.fullmatch(cell) is not None
    if name.endswith(_COUNTS):
        return lambda cell: not isinstance(cell, int | float) or 0 <= cell <= LATEST_US  # no size comes near it either
    return None
