"""Values as plain data (dicts, lists, texts, numbers) and back: for JSON, archives and fingerprints.

`to_plain(from_plain(kind, data)) == data` for all values of the model; `from_plain` believes nothing it is given.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """`value` made of what JSON knows. Dataclasses become dicts by field name, dates ISO texts, enums their value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [to_plain(entry) for entry in value]
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """A value of `kind` from plain data; unknown names are ignored, missing ones take their default.

    Raises ValueError naming the place where the data does not fit.
    """
    value: T = _read(kind, data, kind.__name__)
    return value


@lru_cache(maxsize=64)
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, data: Any, place: str) -> Any:
    if kind is Any or kind is object:
        return data
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), data, place)
    if origin is tuple:
        return _read_tuple(get_args(kind), data, place)
    if origin is not None and issubclass(origin, Mapping):
        of = get_args(kind)[1]
        return {str(key): _read(of, entry, f"{place}.{key}") for key, entry in _expect(data, dict, place).items()}
    if is_dataclass(kind):
        return _read_dataclass(kind, data, place)
    if issubclass(kind, Enum):
        return _convert(kind, data, place)
    if kind in (datetime, date):
        return _convert(kind.fromisoformat, _expect(data, str, place), place)
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return _expect(data, kind, place)


def _read_union(kinds: tuple[Any, ...], data: Any, place: str) -> Any:
    if data is None and type(None) in kinds:
        return None
    for kind in kinds:
        if kind is type(None):
            continue
        try:
            return _read(kind, data, place)
        except ValueError:
            continue
    raise ValueError(place)


def _read_tuple(kinds: tuple[Any, ...], data: Any, place: str) -> tuple[Any, ...]:
    entries = _expect(data, list, place)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], entry, f"{place}.{number}") for number, entry in enumerate(entries))
    if len(entries) != len(kinds):
        raise ValueError(place)
    return tuple(_read(kind, entry, place) for kind, entry in zip(kinds, entries, strict=True))


def _read_dataclass(kind: Any, data: Any, place: str) -> Any:
    given = _expect(data, dict, place)
    hints = _hints(kind)
    values = {}
    for item in fields(kind):
        if item.name in given:
            values[item.name] = _read(hints[item.name], given[item.name], f"{place}.{item.name}")
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"{place}.{item.name}")
    return _convert(lambda entries: kind(**entries), values, place)


def _convert(make: Any, data: Any, place: str) -> Any:
    try:
        return make(data)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(place) from error


def _expect(data: Any, kind: type[Any], place: str) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise ValueError(place)
    return data
