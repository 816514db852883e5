"""Values of the model as JSON values and back, by the type hints of their fields.

Used for nested values in a column, for the journal and for archives: one way to write a Moment, a Content, a Receipt.
"""

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from smmdesk.model.problem import Problem
from smmdesk.model.problem_texts import TEXTS

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]


def clean_text(text: str) -> str:
    """`text` without what no database takes: NUL is dropped, half a surrogate pair becomes one U+FFFD."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def to_plain(value: Any) -> Plain:
    """`value` as dicts, lists and scalars. Raises TypeError for what has no such form."""
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is None:
        writer = _WRITERS[kind] = _make_writer(kind)
    return writer(value)


Writer = Callable[[Any], Plain]
_WRITERS: dict[type, Writer] = {}


def _make_writer(kind: type) -> Writer:
    if kind in (bool, int, float, type(None)):
        return _same
    if kind is str:
        return clean_text
    if issubclass(kind, StrEnum):
        return lambda value: str(value.value)
    if issubclass(kind, str):
        return lambda value: clean_text(str(value))
    if issubclass(kind, date):  # datetime is one
        return lambda value: str(value.isoformat())
    if issubclass(kind, Mapping):
        return lambda value: {clean_text(str(key)): to_plain(item) for key, item in value.items()}
    if issubclass(kind, tuple | list | frozenset):
        return lambda value: [to_plain(item) for item in value]
    if is_dataclass(kind):
        names = tuple(item.name for item in fields(kind))
        return lambda value: {name: to_plain(getattr(value, name)) for name in names}
    raise TypeError(f"no plain form of {kind.__name__}")


def from_plain(hint: Any, data: Any) -> Any:
    """The value of type `hint` that `to_plain` wrote as `data`. Unknown names in a dict are ignored."""
    return _reader(hint)(data)


def dumps(value: Any) -> str:
    """`value` as compact JSON text with sorted keys (the same value is the same text)."""
    return _encode(to_plain(value))


def loads(hint: Any, text: str) -> Any:
    """The value of type `hint` from JSON text."""
    return _reader(hint)(json.loads(text))


Reader = Callable[[Any], Any]


@lru_cache(maxsize=256)
def _reader(hint: Any) -> Reader:
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _reader_of_union(arguments)
    if origin is tuple:
        return _reader_of_tuple(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _reader_of_mapping(arguments[1])
    if isinstance(hint, type):
        if is_dataclass(hint):
            return _reader_of_dataclass(hint)
        if issubclass(hint, StrEnum):
            return hint
        if issubclass(hint, date):
            return hint.fromisoformat
        if issubclass(hint, float):
            return float
    return lambda data: data


def _reader_of_union(arguments: tuple[Any, ...]) -> Reader:
    """Optional values; a union of scalars (an option's value) is read as it stands."""
    inner = [argument for argument in arguments if argument is not type(None)]
    read = _reader(inner[0]) if len(inner) == 1 else _same
    return lambda data: None if data is None else read(data)


def _reader_of_tuple(arguments: tuple[Any, ...]) -> Reader:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        read = _reader(arguments[0])
        return lambda data: tuple(map(read, data))
    reads = tuple(_reader(argument) for argument in arguments)
    return lambda data: tuple(read(item) for read, item in zip(reads, data, strict=True))


def _reader_of_mapping(item: Any) -> Reader:
    read = _reader(item)
    return lambda data: {key: read(value) for key, value in data.items()}


def _read_problem(data: Any) -> Problem:
    """A problem that another version of the program named reads as one of ours."""
    code = data["code"] if data["code"] in TEXTS else "app_fault"
    return Problem(code, data["values"])


def _reader_of_dataclass(kind: type) -> Reader:
    if kind is Problem:
        return _read_problem
    hints = typing.get_type_hints(kind)
    readers = [(item.name, _reader(hints[item.name])) for item in fields(kind)]
    return lambda data: kind(**{name: read(data[name]) for name, read in readers if name in data})


def _same(data: Any) -> Any:
    return data
