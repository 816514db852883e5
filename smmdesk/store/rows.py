"""Values to rows and back, by field names: one `Spec` per noun, made from its dataclass and its table.

A field is one column of its name, except a Moment (three columns), a Receipt (five) and the content of a post, whose
plain fields are columns. Everything else that is nested is JSON text.
"""

import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from smmdesk.model.content import Content, LinkCard, Poll, ThreadItem, Wording
from smmdesk.model.delivery import Evidence, Receipt
from smmdesk.model.moment import Moment
from smmdesk.store.declared import Home
from smmdesk.store.plain import clean_text, dumps, loads
from smmdesk.store.statements import TABLES, Cell, Row

T = TypeVar("T")

CONTENT_COLUMNS = ("title", "text", "link", "options", "thread", "first_comment", "poll", "card")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a noun: its columns, how it becomes cells and how cells become it again."""

    name: str
    columns: tuple[str, ...]
    write: Callable[[Any], tuple[Cell, ...]]
    read: Callable[..., Any]


class Spec(Generic[T]):
    """How values of one type lie in their table. `kind` is the table's name and the kind in `Changes`."""

    def __init__(self, kind: str, value_type: type[T], made: tuple[Field, ...], hints: Mapping[str, Any]) -> None:
        table = TABLES[kind]
        self.kind, self.type, self.fields, self.hints = kind, value_type, made, hints
        self.columns = tuple(column for item in made for column in item.columns)
        personal = {item.name for item in made if all(table.columns[c].home is Home.PERSON for c in item.columns)}
        self.journaled = frozenset(personal - {"id", "brand_id"})
        self._by_name = {item.name: item for item in made}
        self._one = [(item.name, item.columns[0], item.write) for item in made if len(item.columns) == 1]
        self._more = [item for item in made if len(item.columns) > 1]
        places = {column: number for number, column in enumerate(self.columns)}
        self._as_it_is = [(name, places[column]) for name, column, _ in self._one if self._reader(name) is _same]
        self._read = [
            (name, self._reader(name), places[column])
            for name, column, _ in self._one
            if self._reader(name) is not _same
        ]
        self._read_more = [
            (item.name, item.read, places[item.columns[0]], places[item.columns[-1]] + 1) for item in self._more
        ]

    def _reader(self, name: str) -> Callable[..., Any]:
        return next(item.read for item in self.fields if item.name == name)

    def cells(self, value: T) -> dict[str, Cell]:
        """Column -> cell of the fields that lie in the row itself."""
        made: dict[str, Cell] = {column: write(getattr(value, name))[0] for name, column, write in self._one}
        for item in self._more:
            made.update(zip(item.columns, item.write(getattr(value, item.name)), strict=True))
        return made

    def cells_of(self, value: T, names: Iterable[str]) -> dict[str, Cell]:
        """Column -> cell of the fields `names` alone."""
        made: dict[str, Cell] = {}
        for name in names:
            item = self._by_name[name]
            made.update(zip(item.columns, item.write(getattr(value, name)), strict=True))
        return made

    def differing(self, one: T, other: T) -> list[str]:
        """The names of the fields that lie in the row itself and are not equal."""
        return [item.name for item in self.fields if getattr(one, item.name) != getattr(other, item.name)]

    def fields_of(self, cells: Mapping[str, Cell], names: Iterable[str]) -> dict[str, Any]:
        """The fields `names` as these cells will be read."""
        found = ((name, self._by_name[name]) for name in names)
        return {name: item.read(*[cells[column] for column in item.columns]) for name, item in found}

    def value(self, row: Row, **more: Any) -> T:
        """The value of a whole row, with `more` fields that lie elsewhere."""
        for name, place in self._as_it_is:
            more[name] = row[place]
        for name, read, place in self._read:
            more[name] = read(row[place])
        for name, read, start, end in self._read_more:
            more[name] = read(*row[start:end])
        return self.type(**more)

    def value_of(self, cells: Mapping[str, Cell], **more: Any) -> T:
        """The value that these cells will be read as."""
        return self.value(tuple([cells[name] for name in self.columns]), **more)


def spec_of(kind: str, value_type: type[T], elsewhere: frozenset[str] = frozenset()) -> Spec[T]:
    """The mapping of `value_type` to the table `kind`; `elsewhere` are fields that are no columns of it."""
    hints = typing.get_type_hints(value_type)
    table = TABLES[kind]
    made = tuple(
        _or_none(item.name)
        if hints[item.name] is str and item.name in table.columns and table.columns[item.name].null
        else field_of(item.name, hints[item.name], item.name in table.columns)
        for item in fields(value_type)  # type: ignore[arg-type]
        if item.name not in elsewhere
    )
    return Spec(kind, value_type, made, hints)


def field_of(name: str, hint: Any, one_column: bool) -> Field:
    """The field `name` of type `hint`, optional or not; `one_column` says that the table has a column of its name."""
    origin = typing.get_origin(hint)
    arguments = [argument for argument in typing.get_args(hint) if argument is not type(None)]
    optional = origin in (typing.Union, types.UnionType) and len(arguments) < len(typing.get_args(hint))
    inner = arguments[0] if optional and len(arguments) == 1 else hint
    if one_column:
        return Field(name, (name,), *_scalar(inner))
    if inner is Moment:
        return Field(name, (f"{name}_wall", f"{name}_zone", f"{name}_at_us"), _write_moment, _read_moment)
    if inner is Receipt:
        columns = tuple(f"{name}_{part}" for part in ("id", "url", "at_us", "evidence", "data"))
        return Field(name, columns, _write_receipt, _read_receipt)
    if inner is Content:
        return Field(name, CONTENT_COLUMNS, write_content, read_content)
    raise TypeError(f"no columns for {name}: {hint}")


def _or_none(name: str) -> Field:
    """A text that is "" for nothing, where its column has NULL for that."""
    return Field(name, (name,), lambda value: (_text(value) or None,), lambda cell: cell or "")


def _scalar(hint: Any) -> tuple[Callable[[Any], tuple[Cell, ...]], Callable[..., Any]]:
    if hint is bool:
        return (lambda value: (bool(value),)), bool
    if hint is str:
        return (lambda value: (_text(value),)), _same
    if hint in (int, float):
        return (lambda value: (value,)), _same
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return (lambda value: (None if value is None else value.value,)), _optional(hint)
    if isinstance(hint, type) and issubclass(hint, date):
        return (lambda value: (None if value is None else value.isoformat(),)), _optional(hint.fromisoformat)
    return (lambda value: (None if value is None else dumps(value),)), _optional(lambda text: loads(hint, text))


def _same(value: Any) -> Any:
    return value


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda cell: None if cell is None else read(cell)


def _write_moment(moment: Moment | None) -> tuple[Cell, ...]:
    if moment is None:
        return None, None, None
    return moment.wall.isoformat(), moment.zone, moment.instant_us


def _read_moment(wall: str | None, zone: str, at_us: int) -> Moment | None:
    return None if wall is None else Moment(datetime.fromisoformat(wall), zone)


def _write_receipt(receipt: Receipt | None) -> tuple[Cell, ...]:
    if receipt is None:
        return None, None, None, None, None
    return clean_text(receipt.id), clean_text(receipt.url), receipt.at_us, receipt.evidence.value, dumps(receipt.data)


def _read_receipt(id_: str, url: str, at_us: int, evidence: str | None, data: str) -> Receipt | None:
    if evidence is None:
        return None
    return Receipt(id_, url, at_us, Evidence(evidence), json.loads(data))


def write_content(content: Content | Wording) -> tuple[Cell, ...]:
    """The plain fields of a content or wording, as CONTENT_COLUMNS; media are written elsewhere."""
    return (
        _text(content.title),
        _text(content.text),
        _text(content.link),
        None if content.options is None else dumps(content.options),
        None if content.thread is None else dumps([item.text for item in content.thread]),
        _text(content.first_comment),
        None if content.poll is None else dumps(content.poll),
        None if content.card is None else dumps(content.card),
    )


def read_content(*cells: Any) -> Content:
    return Content(**content_fields(cells))


def content_fields(cells: Sequence[Any]) -> dict[str, Any]:
    """The fields of CONTENT_COLUMNS; thread items carry no media yet."""
    title, text, link, options, thread, first_comment, poll, card = cells
    return {
        "title": title,
        "text": text,
        "link": link,
        "options": None if options is None else json.loads(options),
        "thread": None if thread is None else tuple(map(ThreadItem, json.loads(thread))),
        "first_comment": first_comment,
        "poll": None if poll is None else loads(Poll, poll),
        "card": None if card is None else loads(LinkCard, card),
    }


def _text(text: str | None) -> str | None:
    return None if text is None else clean_text(text)
