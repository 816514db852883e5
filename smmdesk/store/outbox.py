"""What the outbox and the badges read: open deliveries, the last ones that went out, and counts."""

from smmdesk.model.delivery import Delivery, State
from smmdesk.model.moves import TERMINAL
from smmdesk.store.nouns import DELIVERIES
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import conditions

_LIVE_POST = (
    "AND (delivery.post_id IS NULL OR EXISTS (SELECT 1 FROM post WHERE post.id = delivery.post_id "
    "AND post.deleted_at_us IS NULL))"
)
_PAUSED = "(SELECT id FROM channel WHERE paused)"
_IN_USE = "AND delivery.brand_id NOT IN (SELECT id FROM brand WHERE archived)"


def open_deliveries(reader: Reader, brand_id: str = "") -> tuple[Delivery, ...]:
    """Deliveries with a part that is not over, by due moment; of posts in the trash what a platform still lists.

    Of one brand, or of all that are in use.
    """
    which, cells = _which(brand_id)
    return _load(
        reader,
        "SELECT DISTINCT delivery.id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        "WHERE (part.state = 'handed_off' "
        f"OR (part.state NOT IN ('published', 'cancelled', 'draft') {_LIVE_POST})) {which}",
        cells,
    )


def gone_out(reader: Reader, most: int = 200, brand_id: str | None = "") -> tuple[Delivery, ...]:
    """The deliveries whose root part went out last, at most `most`, by due moment.

    Of one brand, of all that are in use, or with None of those that are put away too.
    """
    which, cells = _which(brand_id)
    return _load(
        reader,
        "SELECT delivery.id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        f"WHERE part.state = 'published' AND part.position = 0 {_LIVE_POST} {which} "
        "ORDER BY part.receipt_at_us DESC LIMIT ?",
        (*cells, most),
    )


def next_out(reader: Reader, now_us: int, *, from_here: bool = False) -> Delivery | None:
    """The delivery whose moment comes first of all that are scheduled, here or on a platform's own list; not what a
    pause keeps here. `from_here`: only what this computer sends."""
    listed = "" if from_here else "part.state = 'handed_off' OR "
    found = _load(
        reader,
        "SELECT delivery.id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        f"WHERE ({listed}part.state IN ('scheduled', 'claimed') AND part.channel_id NOT IN {_PAUSED}) "
        "AND part.position = 0 AND part.due_at_us >= ? "
        f"{_LIVE_POST} {_IN_USE} ORDER BY part.due_at_us LIMIT 1",
        (now_us,),
    )
    return found[0] if found else None


def waiting_for_person(reader: Reader) -> int:
    """How many deliveries need a decision: the badge of the outbox."""
    return _count(reader, f"part.state IN ('needs_you', 'missed') {_IN_USE}")


def waiting_for_ok(reader: Reader, until_us: int) -> tuple[str, ...]:
    """The posts that wait for somebody's OK and are planned until this instant, the earliest first, also those whose
    time is past; without those of the example week."""
    found = rows_of(reader).query(
        "SELECT id FROM post WHERE stage = 'review' AND planned_at_us <= ? "
        "AND deleted_at_us IS NULL AND NOT sample AND brand_id IN (SELECT id FROM brand WHERE NOT archived) "
        "ORDER BY planned_at_us, id",
        (until_us,),
    )
    return tuple(row[0] for row in found)


def waiting_for_computer(reader: Reader) -> int:
    """How many deliveries go out only while this computer is on; not what a pause keeps here."""
    waiting = f"part.state IN ('scheduled', 'claimed', 'retry_wait') AND part.channel_id NOT IN {_PAUSED}"
    return _count(reader, f"({waiting} OR part.state IN ('sending', 'processing')) {_IN_USE}")


def of_other_computer(reader: Reader, device: str) -> int:
    """How many deliveries another computer is to send, was sending, or has on a platform's list: they came with an
    archive."""
    open_ = ", ".join(f"'{state}'" for state in State if state not in TERMINAL)
    return _count(reader, f"part.state IN ({open_}) AND delivery.home NOT IN ('', ?) {_IN_USE}", device)


def on_their_way(reader: Reader) -> int:
    """How many deliveries are being sent at this moment."""
    return _count(reader, "part.state IN ('claimed', 'sending')")


def waiting_on_channel(reader: Reader, channel_id: str) -> int:
    """How many deliveries of a channel are not out yet and wait here; not what its platform's own list sends."""
    waits = "part.state NOT IN ('published', 'cancelled', 'draft', 'handed_off') AND part.channel_id = ?"
    return _count(reader, waits, channel_id)


def due_from(reader: Reader, channel_id: str, from_us: int) -> int:
    """How many deliveries of a channel this computer sends at that instant (microseconds UTC) or later."""
    later = "part.state IN ('scheduled', 'retry_wait') AND part.channel_id = ? AND part.due_at_us >= ?"
    return _count(reader, later, channel_id, from_us)


def _which(brand_id: str | None) -> tuple[str, tuple[str, ...]]:
    if brand_id is None:
        return "", ()
    return ("AND delivery.brand_id = ?", (brand_id,)) if brand_id else (_IN_USE, ())


def _load(reader: Reader, statement: str, cells: tuple[int | str, ...]) -> tuple[Delivery, ...]:
    ids = tuple(row[0] for row in rows_of(reader).query(statement, cells))
    found: list[Delivery] = DELIVERIES.load(rows_of(reader), conditions({"id": ids})) if ids else []
    return tuple(sorted(found, key=lambda delivery: (delivery.due.instant_us, delivery.id)))


def _count(reader: Reader, condition: str, *cells: str | int) -> int:
    row = rows_of(reader).first(
        "SELECT count(DISTINCT part.delivery_id) FROM part "
        "JOIN delivery ON delivery.id = part.delivery_id "
        f"WHERE {condition} AND part.state NOT IN ('published', 'cancelled', 'draft') {_LIVE_POST}",
        cells,
    )
    return int(row[0]) if row is not None else 0
