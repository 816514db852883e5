"""The database of another desk, as it comes in an archive: checked, brought up to date, and read bit by bit."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from smmdesk.model.delivery import Delivery
from smmdesk.store import backups, driver, migrate
from smmdesk.store.nouns import noun_of
from smmdesk.store.plain import dumps
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Rows
from smmdesk.store.transaction import Transaction
from smmdesk.store.versions import HEAD


class NotOursError(Exception):
    """A table or column of ours is not in it."""


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Read a copy that is nobody's desk: what only a screen needs of it is not made again.

    An older file is migrated where it lies. Raises ProblemError backup_bad when it is damaged, foreign or of a newer
    program, NotOursError while it is read, and sqlite errors (full).
    """
    if backups.verify(path).version != HEAD:
        migrate.upgrade(path)
    with closing(driver.connect(path, read_only=True)) as connection:
        connection.execute("BEGIN")
        rows = Rows(connection)
        try:
            yield Reader(rows)
        except driver.OperationalError as error:
            if str(error).startswith("no such "):
                raise NotOursError from error
            raise
        finally:
            rows.end()


def ids(reader: Reader, kind: type[Any]) -> list[str]:
    """The ids of everything of a kind, also of what lies in the trash, in the order in which it is read."""
    noun = noun_of(kind)
    return [row[0] for row in rows_of(reader).select(noun.kind, ("id",), {}, noun.order)]


def not_here(reader: Reader, kind: type[Any], wanted: Sequence[str]) -> list[str]:
    """Those of `wanted` that do not stand here, not even in the trash, in their order."""
    asked = f"SELECT id FROM {noun_of(kind).kind} WHERE id IN (SELECT value FROM json_each(?))"
    known = {row[0] for row in rows_of(reader).query(asked, (dumps(list(wanted)),))}
    return [id_ for id_ in wanted if id_ not in known]


def in_trash(reader: Reader, kind: type[Any], wanted: Sequence[str]) -> list[str]:
    """Those of `wanted` that lie in the trash here, in their order."""
    asked = f"SELECT id FROM {noun_of(kind).kind} WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at_us > 0"
    known = {row[0] for row in rows_of(reader).query(asked, (dumps(list(wanted)),))}
    return [id_ for id_ in wanted if id_ in known]


def taken_out(reader: Reader, kind: type[Any], wanted: Sequence[str]) -> list[str]:
    """Those of `wanted` that lie in the trash because a step was undone, not because a person threw them away, be it by
    doing that again."""
    trashed = in_trash(reader, kind, wanted)
    asked = (
        "SELECT row_id, undoes, max(stamp) FROM change JOIN step ON step.id = step_id "
        "WHERE kind = ? AND row_id IN (SELECT value FROM json_each(?)) AND field = 'deleted_at_us' GROUP BY row_id"
    )
    found = rows_of(reader).query(asked, (noun_of(kind).kind, dumps(trashed)))
    first = {step_id: _first_of(reader, step_id) for step_id in {undoes for _id, undoes, _stamp in found if undoes}}
    undone = {
        row_id
        for row_id, undoes, _stamp in found
        if undoes and not _threw_away(reader, first[undoes], noun_of(kind).kind, row_id)
    }
    return [id_ for id_ in trashed if id_ in undone]


def _first_of(reader: Reader, step_id: str) -> str:
    """The step that was taken back, done again, and so on."""
    asked = (
        "WITH RECURSIVE back(id, undoes, far) AS (SELECT id, undoes, 0 FROM step WHERE id = ? UNION ALL "
        "SELECT step.id, step.undoes, far + 1 FROM step JOIN back ON step.id = back.undoes WHERE far < 999) "
        "SELECT id FROM back ORDER BY far DESC LIMIT 1"
    )
    found = rows_of(reader).first(asked, (step_id,))
    return str(found[0]) if found is not None else step_id


def _threw_away(reader: Reader, step_id: str, kind: str, row_id: str) -> bool:
    asked = (
        "SELECT 1 FROM change WHERE step_id = ? AND kind = ? AND row_id = ? AND field = 'deleted_at_us' "
        "AND value IS NOT NULL"
    )
    return rows_of(reader).first(asked, (step_id, kind, row_id)) is not None


def forget_deliveries(tx: Transaction, deliveries: Sequence[Delivery]) -> None:
    """Remove deliveries of which nothing was ever tried, with their parts and what hangs on those."""
    for delivery in deliveries:
        rows_of(tx).delete("delivery", id=delivery.id)
        for part in delivery.parts:
            tx.touch("part", part.id)
        tx.touch("delivery", delivery.id)
    tx.forget_known()


def holds_any(reader: Reader, kind: type[Any], brand_id: str) -> bool:
    """Whether a brand has anything of a kind, also in the trash."""
    asked = f"SELECT 1 FROM {noun_of(kind).kind} WHERE brand_id = ? LIMIT 1"
    return rows_of(reader).first(asked, (brand_id,)) is not None
