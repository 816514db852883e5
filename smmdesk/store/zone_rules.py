"""When the rules of a zone change (new tzdata), what is planned keeps its wall time: its instant is derived anew.

The database keeps the instant beside the wall time, to search by it. This looks for rows whose instant is no longer
what the rules say, writes it, and remembers which posts were touched until the person has seen them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from smmdesk.model.moment import Moment, to_us
from smmdesk.store import db_settings
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Row
from smmdesk.store.store import Store
from smmdesk.store.transaction import Transaction
from smmdesk.system.clock import Clock

NOTICE = "zone_notice"
"""Database setting: post id -> the instant that it had before, until the person has seen the list."""
NOTICE_MOST = 500
_NOT_OUT = "SELECT 1 FROM part WHERE delivery_id = delivery.id AND state"
WIDEST = timedelta(hours=27)
"""No rule moves an instant further: zones lie between UTC-12 and UTC+14."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A moment in a table: the name of its columns, and which rows still matter."""

    name: str
    where: str


_MOMENTS = {
    "series": _Kept("start", "? IS NOT NULL"),
    "post": _Kept("planned", "planned_at_us >= ?"),
    "delivery": _Kept(
        "due",
        f"(due_at_us >= ? AND EXISTS ({_NOT_OUT} <> 'published')) "
        f"OR EXISTS ({_NOT_OUT} NOT IN ('published', 'cancelled', 'draft'))",
    ),
}


@dataclass(frozen=True, slots=True)
class Shifted:
    """A row whose zone has other rules now. `was_us` is the instant that it had, microseconds UTC."""

    id: str
    moment: Moment
    was_us: int


def resolve_again(store: Store, clock: Clock) -> tuple[Shifted, ...]:
    """Give everything that is still to come the instant that the rules of today say; returns the posts it concerned.

    Writes nothing where nothing differs, which is nearly always. Raises ProblemError as a transaction does.
    """
    from_us = to_us(clock.now() - WIDEST)
    with store.reading() as reader:
        if not any(_of_table(reader, table, from_us) for table in _MOMENTS):
            return ()
    with store.transaction() as tx:
        found = {table: _of_table(tx, table, from_us) for table in _MOMENTS}
        for table, shifted in found.items():
            for row in shifted:
                _write(tx, table, row)
        _remember(tx, found["post"])
    return found["post"]


def _write(tx: Transaction, table: str, row: Shifted) -> None:
    at_us = row.moment.instant_us
    rows_of(tx).update(table, {f"{_MOMENTS[table].name}_at_us": at_us}, id=row.id)
    if table == "delivery":
        rows_of(tx).update("part", {"due_at_us": at_us}, delivery_id=row.id)
    tx.touch(table, row.id)


def noticed(reader: Reader) -> dict[str, int]:
    """Posts that moved with the rules of their zone and that the person has not seen yet, with their former instant."""
    found: dict[str, int] = db_settings.get(reader, NOTICE, {})
    return found


def forget_notice(tx: Transaction) -> None:
    """The person has seen the list."""
    db_settings.remove(tx, NOTICE)


def _remember(tx: Transaction, posts: Iterable[Shifted]) -> None:
    """A post that moves twice keeps the instant that the person knew."""
    known = noticed(tx)
    for post in posts:
        if post.id in known or len(known) < NOTICE_MOST:
            known.setdefault(post.id, post.was_us)
    if known:
        db_settings.put(tx, NOTICE, known)


def _of_table(reader: Reader, table: str, from_us: int) -> tuple[Shifted, ...]:
    """Rows that are not over yet and whose instant is no longer right; what is past stays as it happened."""
    kept = _MOMENTS[table]
    found = rows_of(reader).query(
        f"SELECT id, {kept.name}_wall, {kept.name}_zone, {kept.name}_at_us FROM {table} "
        f"WHERE {kept.where} ORDER BY {kept.name}_at_us, id",
        (from_us,),
    )
    return tuple(_shifted(found))


def _shifted(found: Iterable[Row]) -> Iterable[Shifted]:
    for row_id, wall, zone, at_us in found:
        moment = Moment(datetime.fromisoformat(wall), zone)
        if moment.instant_us != at_us:
            yield Shifted(row_id, moment, at_us)
