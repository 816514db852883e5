"""The deliveries of a post follow the post: made, moved, taken back. The machine's side of planning.

Nothing here decides that a post goes out; it only keeps what was scheduled in step with what the person changed.
A part on the platform's own list is left alone: it differs from its post, and the engine mends that (design.md §8).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Part, PartKind, State, Verdict
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import ledger

if TYPE_CHECKING:
    from smmdesk.store.store import Reader, Transaction

IN_FLIGHT = frozenset({State.CLAIMED, State.SENDING, State.PROCESSING, State.UNKNOWN})
DORMANT = frozenset({State.DRAFT, State.CANCELLED})
WAITING = frozenset({State.NEEDS_YOU, State.MISSED, State.RETRY_WAIT})
LISTED = frozenset({State.SCHEDULED, State.HANDED_OFF})


def is_armed(deliveries: Sequence[Delivery]) -> bool:
    """True when a person scheduled the post and at least one part still has to go out, or is out."""
    return any(part.state not in DORMANT for delivery in deliveries for part in delivery.parts)


def is_waiting(deliveries: Sequence[Delivery]) -> bool:
    """True when a time still means something: a part is scheduled, listed, or waits for a person or a retry."""
    return any(part.state in LISTED | WAITING for delivery in deliveries for part in delivery.parts)


def require_not_in_flight(reader: "Reader", post: Post) -> tuple[Delivery, ...]:
    """The deliveries of `post`. Raises ProblemError(too_late_to_change) while something is on its way or not known."""
    deliveries = reader.deliveries_of(post.id)
    parts = [part for delivery in deliveries for part in delivery.parts]
    if any(part.state in IN_FLIGHT or _is_unclear(reader, part) for part in parts):
        raise ProblemError("too_late_to_change", channel=_where(reader, deliveries))
    return deliveries


def require_changeable(reader: "Reader", post: Post) -> tuple[Delivery, ...]:
    """The deliveries of `post`. Raises ProblemError(too_late_to_change) when words or time may no longer change.

    Too late is: something is on its way, its outcome is not known, or it is out and nothing waits for the person.
    """
    deliveries = require_not_in_flight(reader, post)
    states = {part.state for delivery in deliveries for part in delivery.parts}
    if State.PUBLISHED in states and not states & WAITING:
        raise ProblemError("too_late_to_change", channel=_where(reader, deliveries))
    return deliveries


def _is_unclear(reader: "Reader", part: Part) -> bool:
    """A part that waits for a person because nobody could tell what became of it."""
    if part.state is not State.NEEDS_YOU or not part.tries:
        return False
    attempts = reader.attempts_of(part.id)
    last = [attempt for attempt in attempts if attempt.generation == part.generation][-1:]
    return any(attempt.verdict in (Verdict.UNKNOWN, Verdict.OPEN) for attempt in last)


def _where(reader: "Reader", deliveries: Sequence[Delivery]) -> str:
    busy = [d for d in deliveries if any(part.state not in DORMANT | LISTED for part in d.parts)]
    names = [channel.name for d in busy if (channel := reader.find(Channel, d.channel_id)) is not None]
    return ", ".join(names)


def set_time(tx: "Transaction", post: Post, moment: Moment | None) -> Post:
    """The one place that writes `Post.planned`, and with it `Delivery.due` of all that has not gone out."""
    post = tx.put(replace(post, planned=moment))
    if moment is not None:
        for delivery in tx.deliveries_of(post.id):
            if delivery.due != moment and any(not part.is_over or part.state in DORMANT for part in delivery.parts):
                tx.put(replace(delivery, due=moment))
    return post


def arm(tx: "Transaction", desk: Desk, post: Post, *, now: bool = False) -> None:
    """Make the deliveries of a scheduled post fit it: one per channel, one part per thing to send, all SCHEDULED.

    `post.planned` is set. Parts that are out stay out; channels that were taken away are cancelled.
    """
    assert post.planned is not None
    old = {delivery.channel_id: delivery for delivery in tx.deliveries_of(post.id)}
    for channel_id in post.channels:
        delivery = old.pop(channel_id, None) or _new_delivery(tx, desk, post, channel_id, now)
        if delivery.now != now and is_waiting((delivery,)):
            delivery = tx.put(replace(delivery, now=now))
        _fit_parts(tx, desk, delivery, wanted_parts(post, channel_id))
    for delivery in old.values():
        _drop(tx, delivery.parts)


def disarm(tx: "Transaction", post_id: str) -> None:
    """Take back what has not gone out: its parts become dormant; what a platform lists is recalled by the engine."""
    for delivery in tx.deliveries_of(post_id):
        for part in delivery.parts:
            if part.state in (State.SCHEDULED, State.NEEDS_YOU, State.MISSED):
                ledger.move(tx, part, State.DRAFT, problem=None)
            elif part.state is State.RETRY_WAIT:
                ledger.move(tx, ledger.move(tx, part, State.SCHEDULED), State.DRAFT, problem=None)


def wanted_parts(post: Post, channel_id: str) -> tuple[PartKind, ...]:
    """What has to be sent to a channel, in order: the root, each further part of the thread, the first comment."""
    content = post.content_for(channel_id)
    comment = (PartKind.FIRST_COMMENT,) if content.first_comment.strip() else ()
    return (PartKind.ROOT, *(PartKind.THREAD for _ in content.thread), *comment)


def _new_delivery(tx: "Transaction", desk: Desk, post: Post, channel_id: str, now: bool) -> Delivery:
    assert post.planned is not None
    return tx.put(
        Delivery(
            id=desk.clock.new_id(),
            brand_id=post.brand_id,
            channel_id=channel_id,
            due=post.planned,
            post_id=post.id,
            now=now,
            home=desk.device,
            created_at_us=desk.now_us(),
        )
    )


def _fit_parts(tx: "Transaction", desk: Desk, delivery: Delivery, wanted: tuple[PartKind, ...]) -> None:
    """Reuse parts by kind and order, wake the dormant ones, add what is missing, cancel what is too much."""
    spare = {kind: [part for part in delivery.parts if part.kind is kind] for kind in PartKind}
    parts: list[Part] = []
    for position, kind in enumerate(wanted):
        if spare[kind]:
            parts.append(_wake(tx, replace(spare[kind].pop(0), position=position)))
        else:
            parts.append(Part(desk.clock.new_id(), delivery.id, position, kind))
    left = [part for parts_of_kind in spare.values() for part in parts_of_kind]
    _drop(tx, left)
    fresh = tx.get(Delivery, delivery.id)
    ledger.set_parts(tx, fresh, parts, left)


def _wake(tx: "Transaction", part: Part) -> Part:
    """The part as SCHEDULED where its state allows it. What was frozen for an older try is rendered anew."""
    return part


def _drop(tx: "Transaction", parts: Sequence[Part]) -> None:
    for part in parts:
        if part.state in (State.SCHEDULED, State.RETRY_WAIT, State.MISSED, State.NEEDS_YOU):
            ledger.move(tx, part, State.CANCELLED, problem=None)
