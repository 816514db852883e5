"""The journal of what people changed: undo, history, "who changed this" (design.md §1 and §9).

Each transaction that changed a person's field writes one step with its changes, in the same commit. A step with a label
can be undone; one without that takes another back is half done: it goes on, or goes back, until `settle` or `drop`.
Field names are the model's; of a post also those of its content, and `wordings.<channel id>`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smmdesk.store.nouns import KINDS, NOUNS
from smmdesk.store.plain import Plain, dumps
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Cell, Row, Rows

if TYPE_CHECKING:
    from smmdesk.store.transaction import Transaction

WHOLE = "*"
_TAKEN_AWAY = (WHOLE, "deleted_at_us")
_STEP = ("id", "device", "seq", "stamp", "at_us", "person", "label", "undoes")


@dataclass(frozen=True, slots=True)
class Step:
    """One intent of a person. `stamp` orders the steps of all desks; `undoes` is the step it takes back, or empty."""

    id: str
    device: str
    seq: int
    stamp: int
    at_us: int
    person: str
    label: str
    undoes: str = ""

    @property
    def is_half(self) -> bool:
        """Whether it has taken back only some of `undoes` so far."""
        return not self.label


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row: `value` after the step, `prev` before it, as JSON values. `field` "*" is the whole row:
    made when `prev` is None, erased when `value` is None."""

    kind: str
    id: str
    field: str
    value: Plain
    prev: Plain

    @property
    def made(self) -> bool:
        return self.field == WHOLE and self.prev is None and self.value is not None

    @property
    def erased(self) -> bool:
        return self.field == WHOLE and self.value is None


@dataclass(frozen=True, slots=True)
class Inverse:
    """What taking a step back would write: `values` with their old fields, and ids by kind that the step had made.

    `conflicts` are the changes whose field somebody has changed since; with any of them the step cannot be taken back.
    """

    values: tuple[Any, ...] = ()
    made: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[FieldChange, ...] = ()


class StepWriter:
    """Collects the changes of one transaction and writes them as one step at its end."""

    def __init__(self, step_id: str, device: str, label: str, undoes: str, person: str) -> None:
        self._id, self._device, self._label, self._undoes, self._person = step_id, device, label, undoes, person
        self._changes: dict[tuple[str, str, str], tuple[Plain, Plain]] = {}
        self._fields: dict[tuple[str, str], set[str]] = {}  # those changed, by row

    @property
    def step_id(self) -> str:
        return self._id

    @property
    def is_written(self) -> bool:
        """Whether there was anything to write."""
        return bool(self._changes)

    def add(self, kind: str, row_id: str, field: str, value: Plain, prev: Plain) -> None:
        """Remember a change; a second one of the same field keeps the first `prev`."""
        key = (kind, row_id, field)
        first = self._changes.get(key)
        self._changes[key] = (value, prev if first is None else first[1])
        self._fields.setdefault((kind, row_id), set()).add(field)

    def add_difference(self, kind: str, row_id: str, new: dict[str, Plain], old: dict[str, Plain]) -> None:
        """Remember every field that differs."""
        for field in {**old, **new}:
            if new.get(field) != old.get(field):
                self.add(kind, row_id, field, new.get(field), old.get(field))

    def forget(self, kind: str, row_id: str) -> None:
        """Drop what was collected about an erased row."""
        for field in self._fields.pop((kind, row_id), ()):
            del self._changes[kind, row_id, field]

    def write(self, rows: Rows, now_us: int) -> None:
        """Write the step; into the step of that id where it exists (typing saved bit by bit is one step)."""
        if not self._changes:
            return
        first = number = self._begin(rows, now_us)
        made: list[dict[str, Cell]] = []
        for (kind, row_id, field), (value, prev) in self._changes.items():
            same = {"kind": kind, "row_id": row_id, "field": field}
            is_new = field == WHOLE and prev is None  # made just now: nothing of it was said before
            if first and not is_new and rows.update("change", {"value": _text(value)}, step_id=self._id, **same):
                continue
            made.append({"step_id": self._id, "number": number, **same, "value": _text(value), "prev": _text(prev)})
            number += 1
        if made:
            rows.insert_many("change", made)

    def _begin(self, rows: Rows, now_us: int) -> int:
        """Make the step's row unless it is there; returns the number of its next change."""
        row = rows.first(
            "SELECT (SELECT max(number) FROM change WHERE step_id = step.id) FROM step WHERE id = ?", (self._id,)
        )
        if row is not None:
            return int(row[0] if row[0] is not None else -1) + 1
        seq = rows.query("SELECT coalesce(max(seq), 0) + 1 FROM step WHERE device = ?", (self._device,))[0][0]
        last = rows.query("SELECT coalesce(max(stamp), 0) FROM step")[0][0]
        cells = (self._id, self._device, seq, max(now_us, last + 1), now_us, self._person, self._label, self._undoes)
        rows.insert("step", dict(zip(_STEP, cells, strict=True)))
        return 0


def steps(reader: Reader, device: str, limit: int = 200) -> tuple[Step, ...]:
    """The steps of a device that can be undone, and those that are half done, newest first: what undo and redo walk
    over."""
    found = rows_of(reader).query(
        f"SELECT {', '.join(_STEP)} FROM step WHERE device = ? AND (label <> '' OR {_IS_HALF}) "
        "ORDER BY seq DESC LIMIT ?",
        (device, limit),
    )
    return tuple(Step(*row) for row in found)


_IS_HALF = "(undoes <> '' AND EXISTS (SELECT 1 FROM change WHERE step_id = step.id))"


def last_step(reader: Reader, device: str) -> Step | None:
    """The newest step of a device that can be undone."""
    return next((step for step in steps(reader, device, 10) if not step.is_half), None)


def settle(tx: "Transaction", step_id: str, label: str) -> None:
    """A step that was half done is whole: it has a name, and is the newest of its device."""
    rows = rows_of(tx)
    rows.connection.execute(
        "UPDATE step SET label = ?, seq = (SELECT max(seq) + 1 FROM step AS other WHERE other.device = step.device), "
        "stamp = (SELECT max(stamp) + 1 FROM step AS other) WHERE id = ?",
        (label, step_id),
    )
    tx.touch("step", step_id)


def drop(tx: "Transaction", step_id: str) -> None:
    """Forget a step that changed nothing in the end."""
    rows_of(tx).delete("step", id=step_id)
    tx.touch("step", step_id)


def rows_of_step(reader: Reader, step_id: str) -> list[tuple[str, str]]:
    """The kind and id of everything that a step left otherwise than it was, what it wrote last first."""
    found = rows_of(reader).query(
        "SELECT kind, row_id FROM change WHERE step_id = ? AND value IS NOT prev GROUP BY kind, row_id "
        "ORDER BY max(number) DESC",
        (step_id,),
    )
    return [(row[0], row[1]) for row in found]


def size(reader: Reader, step_id: str) -> int:
    """How many changes a step holds."""
    row = rows_of(reader).first("SELECT count(*) FROM change WHERE step_id = ?", (step_id,))
    return int(row[0]) if row is not None else 0


def writes(reader: Reader, step_id: str, kind: str, but: Iterable[str] = ()) -> bool:
    """Whether a step changed a field of a kind, other than those named."""
    return bool(fields(reader, step_id, kind) - set(but))


def fields(reader: Reader, step_id: str, kind: str) -> frozenset[str]:
    """The names of the fields of a kind that a step changed."""
    found = rows_of(reader).query("SELECT DISTINCT field FROM change WHERE step_id = ? AND kind = ?", (step_id, kind))
    return frozenset(row[0] for row in found)


def passed(reader: Reader, step_id: str, kind: str, field: str, value: Plain, prev: Plain = None) -> bool:
    """Whether a step set a field of any row of a kind to a value, from `prev` where it is given."""
    asked = "SELECT 1 FROM change WHERE step_id = ? AND kind = ? AND field = ? AND value = ?"
    cells: list[Cell] = [step_id, kind, field, _text(value)]
    if prev is not None:
        asked, cells = f"{asked} AND prev = ?", [*cells, _text(prev)]
    return rows_of(reader).first(f"{asked} LIMIT 1", cells) is not None


def before(reader: Reader, step_id: str, kind: str, field: str) -> frozenset[str]:
    """What stood in a field of words, in the rows of a kind, before a step changed it."""
    asked = "SELECT DISTINCT prev FROM change WHERE step_id = ? AND kind = ? AND field = ? AND prev IS NOT NULL"
    return frozenset(str(_read(row[0])) for row in rows_of(reader).query(asked, (step_id, kind, field)))


def made(reader: Reader, step_id: str, kind: str) -> list[str]:
    """The ids of what a step made of a kind."""
    found = rows_of(reader).query(
        "SELECT row_id FROM change WHERE step_id = ? AND kind = ? AND field = ? AND prev IS NULL ORDER BY number",
        (step_id, kind, WHOLE),
    )
    return [row[0] for row in found]


def is_filled_by_others(reader: Reader, kind: str, brand_id: str, step_id: str) -> bool:
    """Whether a brand holds anything of a kind, also in the trash, that a step has not written."""
    asked = (
        f"SELECT 1 FROM {kind} WHERE brand_id = ? AND NOT EXISTS (SELECT 1 FROM change "
        f"WHERE change.kind = ? AND row_id = {kind}.id AND step_id = ?) LIMIT 1"
    )
    return rows_of(reader).first(asked, (brand_id, kind, step_id)) is not None


def step_changes(
    reader: Reader, step_id: str, only: Iterable[tuple[str, str]] | None = None
) -> tuple[FieldChange, ...]:
    """All changes of a step, in the order they were made, or those of some rows (kind and id)."""
    asked, among = "SELECT kind, row_id, field, value, prev, number FROM change WHERE step_id = ?", ""
    if only is None:
        found = rows_of(reader).query(f"{asked} ORDER BY number", (step_id,))
    else:
        by_kind: dict[str, list[str]] = {}
        for kind, row_id in only:
            by_kind.setdefault(kind, []).append(row_id)
        among = " AND kind = ? AND row_id IN (SELECT value FROM json_each(?))"
        found = [
            row
            for kind, ids in by_kind.items()
            for row in rows_of(reader).query(asked + among, (step_id, kind, dumps(ids)))
        ]
        found.sort(key=lambda row: row[-1])
    return tuple(_change(row[:-1]) for row in found)


def history(reader: Reader, kind: str, row_id: str, limit: int = 100) -> tuple[tuple[Step, FieldChange], ...]:
    """Who changed what in a row, newest first."""
    found = rows_of(reader).query(
        f"SELECT {', '.join('step.' + name for name in _STEP)}, kind, row_id, field, value, prev "
        "FROM change JOIN step ON step.id = change.step_id WHERE kind = ? AND row_id = ? "
        "ORDER BY stamp DESC, number DESC LIMIT ?",
        (kind, row_id, limit),
    )
    size = len(_STEP)
    return tuple((Step(*row[:size]), _change(row[size:])) for row in found)


def inverse(
    reader: Reader, step_id: str, only: Iterable[tuple[str, str]] | None = None, *, resumes: bool = False
) -> Inverse:
    """What would take a step back, or some rows of it; writes nothing. `resumes`: what was taken back already is no
    conflict."""
    values: dict[tuple[str, str], Any] = {}
    made: list[tuple[str, str]] = []
    conflicts: list[FieldChange] = []
    for change in step_changes(reader, step_id, only):
        key = (change.kind, change.id)
        current = values.get(key) or reader.find(KINDS[change.kind], change.id)
        if change.made and current is not None:
            made.append(key)
        elif change.field == WHOLE or current is None:
            conflicts.append(change)
        elif _holds(current, change.field, change.value):
            values[key] = NOUNS[type(current)].with_field(current, change.field, change.prev)
        elif not (resumes and _holds(current, change.field, change.prev)):
            conflicts.append(change)
    return Inverse(tuple(values.values()), tuple(made), tuple(conflicts))


def stands_on(reader: Reader, step_id: str, newer: Iterable[str]) -> str:
    """The first of the newer steps without which the step cannot be taken back, else empty: it touched the same thing,
    names one that the step made, or took one away that the step's old values name."""
    under = step_changes(reader, step_id)
    touched = {(change.kind, change.id) for change in under}
    made = {change.id for change in under if change.made}
    before = " ".join(f"{change.field} {_text(change.prev) or ''}" for change in under)

    def stands(change: FieldChange) -> bool:
        if (change.kind, change.id) in touched or (change.field in _TAKEN_AWAY and change.id in before):
            return True
        said = f"{change.field} {_text(change.value) or ''}"
        return any(one in said for one in made)

    return next((each for each in newer if any(map(stands, step_changes(reader, each)))), "")


def _holds(current: Any, field: str, plain: Plain) -> bool:
    return NOUNS[type(current)].journaled(current).get(field) == plain


def forget(rows: Rows, kind: str, row_id: str) -> None:
    """Remove every word that the journal holds about an erased row. A step of nothing else is offered for undo no more:
    it would do nothing, and stand before those that can be taken back."""
    steps = rows.query("SELECT DISTINCT step_id FROM change WHERE kind = ? AND row_id = ?", (kind, row_id))
    rows.delete("change", kind=kind, row_id=row_id)
    rows.connection.executemany(
        "UPDATE step SET label = '' WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change WHERE step_id = step.id)", steps
    )


def forget_before(rows: Rows, before_us: int) -> int:
    """Remove the steps from before an instant; returns how many."""
    return rows.connection.execute("DELETE FROM step WHERE at_us < ?", (before_us,)).rowcount


def _change(row: Row) -> FieldChange:
    kind, row_id, field, value, prev = row
    return FieldChange(kind, row_id, field, _read(value), _read(prev))


def _text(value: Plain) -> str | None:
    return None if value is None else dumps(value)


def _read(text: str | None) -> Plain:
    return None if text is None else json.loads(text)
