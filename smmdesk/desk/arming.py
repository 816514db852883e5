"""The deliveries of a post follow the post: made, moved, taken back. The machine's side of planning.

Nothing here decides that a post goes out; it only keeps what was scheduled in step with what the person changed.
A part on the platform's own list is left alone: it differs from its post, and the engine mends that (design.md §8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smmdesk.desk.outcomes import UNCLEAR, ours_again
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part, PartKind, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import ledger

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

TOO_LATE = ("too_late_to_change", "not_clear_yet", "out_already")
"""The codes of what keeps a post from being changed."""
IN_FLIGHT = frozenset({State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN})
DORMANT = frozenset({State.DRAFT, State.CANCELLED})
ASKING = frozenset({State.NEEDS_YOU, State.MISSED})
WAITING = ASKING | {State.RETRY_WAIT}
LISTED = frozenset({State.SCHEDULED, State.HANDED_OFF})
REMOVABLE = DORMANT | {State.SCHEDULED}
PARKED = 1000
"""Where positions stand while they change places: two parts never share one."""


def parts_of(deliveries: Iterable[Delivery]) -> list[Part]:
    return [part for delivery in deliveries for part in delivery.parts]


def is_armed(deliveries: Iterable[Delivery]) -> bool:
    """True when a person scheduled the post: some part still has to go out, or is out."""
    return any(part.state not in DORMANT for part in parts_of(deliveries))


# ------------------------------------------------------------------ may it change?
def require_changeable(reader: "Reader", post: Post) -> tuple[Delivery, ...]:
    """The deliveries of `post`. Raises ProblemError when words or time may no longer change, with the code that says
    why: too_late_to_change, not_clear_yet, out_already.

    Too late is: something is on its way, its outcome is not known, or it is out and nothing waits for the person.
    """
    deliveries = require_not_in_flight(reader, post)
    states = {part.state for part in parts_of(deliveries)}
    if State.PUBLISHED in states and not states & WAITING:
        raise _too_late(reader, deliveries, "out_already")
    return deliveries


def is_changeable(reader: "Reader", post: Post) -> bool:
    """Whether `require_changeable` lets it pass."""
    try:
        require_changeable(reader, post)
    except ProblemError:
        return False
    return True


def require_not_in_flight(reader: "Reader", post: Post) -> tuple[Delivery, ...]:
    """The deliveries of `post`. Raises ProblemError(too_late_to_change) while something is on its way, and
    ProblemError(not_clear_yet) while nobody knows whether it is out."""
    deliveries = reader.deliveries_of(post.id)
    parts = tuple(parts_of(deliveries))
    if any(part.state in IN_FLIGHT and part.state is not State.UNKNOWN for part in parts):
        raise _too_late(reader, deliveries, "too_late_to_change")
    if any(part.state is State.UNKNOWN or _is_unclear(reader, part) for part in parts):
        raise _too_late(reader, deliveries, "not_clear_yet")
    return deliveries


def _is_unclear(reader: "Reader", part: Part) -> bool:
    """A part that waits for a person because nobody could tell what became of it."""
    if part.state is not State.NEEDS_YOU:
        return False
    if part.problem is not None and part.problem.code in UNCLEAR:
        return True
    mine = [attempt for attempt in reader.attempts_of(part.id) if attempt.generation == part.generation]
    return any(one.is_in_doubt or (part.receipt is None and one.may_be_live) for one in mine)


def _too_late(reader: "Reader", deliveries: Iterable[Delivery], code: str) -> ProblemError:
    busy = [d for d in deliveries if any(part.state not in DORMANT | LISTED for part in d.parts)]
    channels = reader.many(Channel, [delivery.channel_id for delivery in busy])
    return ProblemError(code, channel=", ".join(channel.name for channel in channels.values()))


# ------------------------------------------------------------------ time
def set_time(tx: "Transaction", post: Post, moment: Moment | None) -> Post:
    """The one place that writes `Post.planned`, and with it `Delivery.due` of all that has not gone out."""
    post = tx.put(replace(post, planned=moment))
    if moment is None:
        return post
    for delivery in tx.deliveries_of(post.id):
        if delivery.due != moment and any(part.state is not State.PUBLISHED for part in delivery.parts):
            tx.put(replace(delivery, due=moment))
    return post


# ------------------------------------------------------------------ arming
def arm(tx: "Transaction", desk: "Desk", post: Post, *, now: bool = False) -> None:
    """A person schedules the post: one delivery per channel, every part that is not out SCHEDULED at `post.planned`."""
    for delivery in _deliveries_for(tx, desk, post):
        if delivery.now != now and any(part.state is not State.PUBLISHED for part in delivery.parts):
            delivery = tx.put(replace(delivery, now=now))
        _fit(tx, desk, delivery, post, DORMANT | WAITING)


def follow(tx: "Transaction", desk: "Desk", before: Post, post: Post) -> None:
    """A scheduled post was edited: its deliveries get the same channels and parts.

    What a person took back on a channel stays back; what waits for the person keeps waiting, so that half a sentence
    does not go out by itself.
    """
    for delivery in _deliveries_for(tx, desk, post):
        new = delivery.channel_id not in before.channels or is_armed((delivery,))
        _fit(tx, desk, delivery, post, DORMANT | {State.RETRY_WAIT} if new else frozenset())


def disarm(tx: "Transaction", post_id: str) -> None:
    """Take back what has not gone out: its parts become dormant; what a platform lists is recalled by the engine."""
    for part in parts_of(tx.deliveries_of(post_id)):
        if part.state is State.RETRY_WAIT:
            part = ledger.move(tx, part, State.SCHEDULED)
        if part.state is State.SCHEDULED or part.state in ASKING:
            ledger.move(tx, part, State.DRAFT, **_fresh(part))


def miss_again(tx: "Transaction", post: Post, part_ids: Iterable[str]) -> None:
    """A decision about missed parts is taken back: they wait for the person again, those after them for their turn."""
    for part_id in part_ids:
        missed = tx.get(Part, part_id)
        delivery = tx.get(Delivery, missed.delivery_id)
        for part in delivery.parts:
            if part.position >= missed.position and part.state is State.DRAFT:
                ledger.move(tx, part, State.SCHEDULED)
        channel = tx.get(Channel, delivery.channel_id)
        problem = Problem("missed", {"channel": channel.name})
        ledger.move(tx, tx.get(Part, part_id), State.MISSED, problem=problem)
        tx.put(replace(tx.get(Delivery, delivery.id), now=False))


def wanted_parts(post: Post, channel_id: str) -> tuple[PartKind, ...]:
    """What has to be sent to a channel, in order: the root, each further part of the thread, the first comment."""
    content = post.content_for(channel_id)
    comment = (PartKind.FIRST_COMMENT,) if content.first_comment.strip() else ()
    return (PartKind.ROOT, *(PartKind.THREAD for _ in content.thread), *comment)


def _deliveries_for(tx: "Transaction", desk: "Desk", post: Post) -> list[Delivery]:
    """One delivery per channel of the post, made where it is missing; those of other channels are taken back."""
    assert post.planned is not None
    old = {delivery.channel_id: delivery for delivery in tx.deliveries_of(post.id)}
    made = []
    for channel_id in post.channels:
        found = old.pop(channel_id, None)
        made.append(found if found is not None else _new_delivery(tx, desk, post, channel_id, post.planned))
    for delivery in old.values():
        for part in delivery.parts:
            _cancel(tx, part)
    return made


def _new_delivery(tx: "Transaction", desk: "Desk", post: Post, channel_id: str, due: Moment) -> Delivery:
    delivery_id, made = desk.clock.new_id(), desk.now_us()
    wanted = Delivery(delivery_id, post.brand_id, channel_id, due, post_id=post.id, created_at_us=made)
    kinds = enumerate(wanted_parts(post, channel_id))
    return tx.put(
        replace(wanted, parts=tuple(Part(desk.clock.new_id(), delivery_id, place, kind) for place, kind in kinds))
    )


def _fit(tx: "Transaction", desk: "Desk", delivery: Delivery, post: Post, wakes: frozenset[State]) -> None:
    """Give the delivery the parts that its post has now, and wake those in a state of `wakes`.

    Parts are reused by kind and order. What is too much goes, or is cancelled where something was tried already.
    """
    wanted = wanted_parts(post, delivery.channel_id)
    if tuple(part.kind for part in delivery.parts) == wanted:
        for part in delivery.parts:
            if part.state in wakes:
                _wake(tx, part)
        return
    spare = {kind: [part for part in delivery.parts if part.kind is kind] for kind in PartKind}
    order = [spare[kind].pop(0) if spare[kind] else kind for kind in wanted]
    surplus = [part for kind in PartKind for part in spare[kind]]
    kept = [part for part in surplus if part.state not in REMOVABLE or tx.attempts_of(part.id)]
    left = {part.id for part in surplus} - {part.id for part in kept}
    tx.put(replace(delivery, parts=tuple(part for part in delivery.parts if part.id not in left)))
    for part in kept:
        _cancel(tx, part)
    _place(tx, delivery.id, [*order, *kept])
    fresh = tx.get(Delivery, delivery.id)
    new = tuple(
        Part(desk.clock.new_id(), delivery.id, place, kind)
        for place, kind in enumerate(order)
        if isinstance(kind, PartKind)
    )
    if new:
        fresh = tx.put(replace(fresh, parts=(*fresh.parts, *new)))
    dropped = {part.id for part in kept}
    for part in fresh.parts:
        if part.state in wakes and part.id not in dropped:
            _wake(tx, part)


def _place(tx: "Transaction", delivery_id: str, order: Sequence[Part | PartKind]) -> None:
    """Put the existing parts at their places in `order`."""
    places = {part.id: place for place, part in enumerate(order) if isinstance(part, Part)}
    moving = [part for part in tx.get(Delivery, delivery_id).parts if part.position != places[part.id]]
    parked = [ledger.note(tx, part, position=PARKED + part.position) for part in moving]
    for part in parked:
        ledger.note(tx, part, position=places[part.id])


def _wake(tx: "Transaction", part: Part) -> None:
    if part.state is State.CANCELLED:
        part = ledger.move(tx, part, State.DRAFT)
    ledger.move(tx, part, State.SCHEDULED, **_fresh(part))


def _cancel(tx: "Transaction", part: Part) -> None:
    if part.state is State.SCHEDULED or part.state in WAITING:
        ledger.move(tx, part, State.CANCELLED, **_fresh(part))


def _fresh(part: Part) -> dict[str, Any]:
    """What is written on a part that begins again: what was frozen for an older try is rendered anew."""
    used = part.rendered or part.prepared or part.key or part.tries
    return ours_again(part) if used else {"problem": None, "wake_at_us": None}
