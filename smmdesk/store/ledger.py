"""Every move of a part, as a compare-and-set: state, revision and lease must still be what the mover read.

The database holds the same rules by itself (a trigger made from MOVES, checks, unique indexes), so that no other way
of writing can break them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.moves import check_move
from smmdesk.model.problem import ProblemError
from smmdesk.store.driver import IntegrityError
from smmdesk.store.nouns import DELIVERIES, PART_SPEC
from smmdesk.store.reader import Reader, rows_of
from smmdesk.store.statements import Cell, conditions
from smmdesk.store.transaction import Transaction

CLAIMABLE = (State.SCHEDULED, State.RETRY_WAIT)
ASLEEP = (State.DRAFT, State.CANCELLED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Due:
    """A part that waits for its turn, with its delivery."""

    delivery: Delivery
    part: Part


def move(tx: Transaction, part: Part, to: State, **changes: Any) -> Part:
    """Move a part and set `changes` on it; returns it as it is now.

    Raises ForbiddenMoveError for a move that MOVES does not have, ProblemError("conflict") when the part is no longer
    what `part` says, ProblemError("two_alike") when another part of the channel already has this receipt.
    """
    check_move(part.state, to)
    return _write(tx, part, {**changes, "state": to})


def note(tx: Transaction, part: Part, **changes: Any) -> Part:
    """Set fields of a part that stays in its state (what `prepare` made, a timer, a link that came later).

    Raises ProblemError("conflict") as `move` does.
    """
    if "state" in changes:
        raise TypeError("a state changes through move")
    return _write(tx, part, changes)


def claim(tx: Transaction, part: Part, lease: str, lease_until_us: int, **changes: Any) -> Part:
    """Take a part for this engine: nobody else may move it until the lease ends.

    Raises ProblemError("conflict") when it is no longer waiting, or an earlier part is not published (I4).
    """
    open_before = (
        "SELECT 1 FROM part WHERE delivery_id = ? AND position < ? AND state NOT IN ('published', 'cancelled', 'draft')"
    )
    if part.position and rows_of(tx).first(open_before, (part.delivery_id, part.position)) is not None:
        raise ProblemError("conflict")
    return move(tx, part, State.CLAIMED, lease=lease, lease_until_us=lease_until_us, **changes)


def due_parts(reader: Reader, until_us: int, limit: int = 1000) -> tuple[Due, ...]:
    """Parts that wait and whose moment (or retry) has come by `until_us`, earliest first.

    Only of approved posts that are not in the trash (or of replies), and only when every earlier part of the delivery
    is published.
    """
    found = rows_of(reader).query(
        "SELECT part.id, part.delivery_id FROM part JOIN delivery ON delivery.id = part.delivery_id "
        "LEFT JOIN post ON post.id = delivery.post_id "
        "WHERE part.state IN ('scheduled', 'retry_wait') AND part.due_at_us <= ? "
        "AND (part.state = 'scheduled' OR coalesce(part.wake_at_us, 0) <= ?) "
        "AND (delivery.post_id IS NULL OR (post.stage = 'approved' AND post.deleted_at_us IS NULL)) "
        "AND NOT EXISTS (SELECT 1 FROM part AS earlier WHERE earlier.delivery_id = part.delivery_id "
        "AND earlier.position < part.position AND earlier.state NOT IN ('published', 'cancelled', 'draft')) "
        "ORDER BY part.due_at_us, part.id LIMIT ?",
        (until_us, until_us, limit),
    )
    return _with_deliveries(reader, found)


def open_parts(reader: Reader, *states: State, wake_until_us: int | None = None) -> tuple[Due, ...]:
    """Parts in these states (all that are not over when none is named), by their timer.

    With `wake_until_us` only those whose timer has come.
    """
    wanted = states or tuple(state for state in State if state not in ASLEEP)
    marks = ", ".join("?" * len(wanted))
    cells: list[Cell] = [state.value for state in wanted]
    timer = ""
    if wake_until_us is not None:
        timer = "AND wake_at_us <= ?"
        cells.append(wake_until_us)
    found = rows_of(reader).query(
        f"SELECT id, delivery_id FROM part WHERE state IN ({marks}) "
        f"AND state NOT IN ('published', 'cancelled', 'draft') {timer} ORDER BY wake_at_us, id",
        cells,
    )
    return _with_deliveries(reader, found)


def wished_parts(reader: Reader) -> tuple[Due, ...]:
    """Published parts with which something is to be done on their platform."""
    found = rows_of(reader).query("SELECT id, delivery_id FROM part WHERE wish IS NOT NULL ORDER BY id")
    return _with_deliveries(reader, found)


def parts_to_look_at(reader: Reader, since_us: int, before_us: int, again_us: int, limit: int) -> tuple[Due, ...]:
    """Published parts that went out between the two instants and that nobody looked at there after `again_us`, those
    that waited longest first. Without those that are removed, or known to us without the platform's own id."""
    found = rows_of(reader).query(
        "SELECT id, delivery_id FROM part WHERE state = 'published' AND receipt_id <> '' AND removed = 0 "
        "AND receipt_at_us BETWEEN ? AND ? AND coalesce(looked_at_us, 0) < ? AND wish IS NULL "
        "ORDER BY coalesce(looked_at_us, 0), receipt_at_us DESC, id LIMIT ?",
        (since_us, before_us, again_us, limit),
    )
    return _with_deliveries(reader, found)


def next_wake_us(reader: Reader) -> int | None:
    """The earliest instant at which something wants to move by itself, or None."""
    row = rows_of(reader).first(
        "SELECT min(at_us) FROM ("
        "SELECT min(due_at_us) AS at_us FROM part WHERE state IN ('scheduled', 'retry_wait') AND state = 'scheduled' "
        "UNION ALL SELECT min(wake_at_us) FROM part WHERE state IN "
        "('retry_wait', 'claimed', 'sending', 'processing', 'unknown', 'handed_off') "
        "AND state NOT IN ('published', 'cancelled', 'draft'))"
    )
    return None if row is None or row[0] is None else int(row[0])


def owner_of(reader: Reader, channel_id: str, remote_id: str) -> Part | None:
    """The part that already has this remote id on this channel (I13: a look-up must not bind it twice)."""
    row = rows_of(reader).first(
        "SELECT id FROM part WHERE channel_id = ? AND receipt_id = ? AND receipt_id IS NOT NULL LIMIT 1",
        (channel_id, remote_id),
    )
    return None if row is None else reader.find(Part, row[0])


def listable_parts(
    reader: Reader, channel_id: str, window_us: tuple[int, int], now_us: int, without: str, limit: int
) -> tuple[Due, ...]:
    """Scheduled parts of one channel that a platform's own list may take: of approved posts, alone in their delivery,
    due within the window, earliest first. Those with `without` among what was prepared are left out."""
    found = rows_of(reader).query(
        # Read along the index of what is due until enough are found: bare equalities lead the planner away from it.
        "SELECT part.id, part.delivery_id FROM part CROSS JOIN delivery CROSS JOIN post "
        "WHERE delivery.id = part.delivery_id AND post.id = delivery.post_id "
        "AND part.state IN ('scheduled', 'retry_wait') AND part.state <> 'retry_wait' "
        "AND part.due_at_us BETWEEN ? AND ? AND coalesce(part.channel_id, '') = ? AND coalesce(part.kind, '') = 'root' "
        "AND coalesce(part.wake_at_us, 0) <= ? AND instr(part.prepared, ?) = 0 AND delivery.now = 0 "
        "AND post.stage = 'approved' AND post.deleted_at_us IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM part AS other WHERE other.delivery_id = part.delivery_id "
        "AND other.id <> part.id AND other.state NOT IN ('cancelled', 'draft')) "
        "ORDER BY part.due_at_us, part.id LIMIT ?",
        (*window_us, channel_id, now_us, without, limit),
    )
    return _with_deliveries(reader, found)


def published_since(reader: Reader, since_us: int) -> int:
    """How many parts went live since an instant."""
    row = rows_of(reader).first(
        "SELECT count(*) FROM part WHERE state = 'published' AND receipt_at_us >= ?",
        (since_us,),
    )
    return 0 if row is None else int(row[0])


def owned_ids(reader: Reader, channel_id: str, but_part: str, most: int = 2000) -> frozenset[str]:
    """The remote ids that the other parts of a channel have, the newest `most`: none of them is what is looked for."""
    found = rows_of(reader).query(
        "SELECT receipt_id FROM part WHERE channel_id = ? AND id <> ? AND receipt_id IS NOT NULL AND receipt_id <> '' "
        "ORDER BY receipt_at_us DESC LIMIT ?",
        (channel_id, but_part, most),
    )
    return frozenset(row[0] for row in found)


def known_ids(reader: Reader, channel_id: str) -> frozenset[str]:
    """All remote ids that parts of a channel have."""
    sql = "SELECT receipt_id FROM part WHERE channel_id = ? AND receipt_id IS NOT NULL AND receipt_id <> ''"
    return frozenset(row[0] for row in rows_of(reader).query(sql, (channel_id,)))


def release_leases(tx: Transaction, now_us: int, *, mine: str = "", all_of_them: bool = False) -> tuple[Part, ...]:
    """Put right what an engine left behind when it died: CLAIMED becomes SCHEDULED, SENDING becomes UNKNOWN.

    Only leases that have ended, and none of `mine`; with `all_of_them` (the engine's lock proves that no other engine
    lives) every lease but `mine`. Returns the parts as they are now.
    """
    released = []
    for due in open_parts(tx, State.CLAIMED, State.SENDING):
        part = due.part
        ended = all_of_them or part.lease_until_us is None or part.lease_until_us <= now_us
        if not ended or (mine and part.lease == mine):
            continue
        to = State.SCHEDULED if part.state is State.CLAIMED else State.UNKNOWN
        released.append(move(tx, part, to, lease="", lease_until_us=None, wake_at_us=now_us))
    return tuple(released)


def take_lease(tx: Transaction, name: str, token: str, device: str, now_us: int, until_us: int) -> bool:
    """Take or prolong a named lease (the engine's); False while another holder's has not ended."""
    rows = rows_of(tx)
    row = rows.first("SELECT token, until_us FROM lease WHERE name = ?", (name,))
    if row is not None and row[0] != token and row[1] > now_us:
        return False
    rows.delete("lease", name=name)
    rows.insert("lease", {"name": name, "token": token, "device": device, "until_us": until_us})
    return True


def end_lease(tx: Transaction, name: str, token: str) -> None:
    """Give a lease back; one that another holder took meanwhile stays."""
    rows_of(tx).delete("lease", name=name, token=token)


def _write(tx: Transaction, old: Part, changes: Mapping[str, Any]) -> Part:
    if "id" in changes or "delivery_id" in changes:
        raise TypeError("a part keeps its id and delivery")
    rows, names = rows_of(tx), (*changes, "revision")
    wanted = replace(old, **{**changes, "revision": old.revision + 1})
    before, after = PART_SPEC.cells_of(old, names), PART_SPEC.cells_of(wanted, names)
    changed = {name: cell for name, cell in after.items() if before[name] != cell}
    same = {"id": old.id, "state": old.state.value, "revision": old.revision, "lease": old.lease}
    new = replace(old, **PART_SPEC.fields_of(after, names))
    try:
        written = rows.update("part", changed, **same)
    except IntegrityError as error:
        if "part.receipt_id" in str(error):
            raise ProblemError("two_alike", channel=_channel_name(tx, new)) from error
        raise
    if written != 1:
        raise ProblemError("conflict")
    tx.touch_part(old, new)
    return new


def _channel_name(reader: Reader, part: Part) -> str:
    row = rows_of(reader).first(
        "SELECT channel.name FROM delivery JOIN channel ON channel.id = delivery.channel_id WHERE delivery.id = ?",
        (part.delivery_id,),
    )
    return "" if row is None else str(row[0])


def _with_deliveries(reader: Reader, found: Iterable[tuple[Any, ...]]) -> tuple[Due, ...]:
    pairs = list(found)
    if not pairs:
        return ()
    wanted = conditions({"id": tuple({delivery_id for _, delivery_id in pairs})})
    deliveries = {delivery.id: delivery for delivery in DELIVERIES.load(rows_of(reader), wanted)}
    parts = {part.id: part for delivery in deliveries.values() for part in delivery.parts}
    return tuple(Due(deliveries[delivery_id], parts[part_id]) for part_id, delivery_id in pairs)
