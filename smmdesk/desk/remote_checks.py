"""What became of posts on the platforms after they went out: are they still there? Reads only.

A connector's look-up of a deletion asks for exactly one remote post by its own id, so it tells "gone" from "there" with
certainty. What it cannot tell stays as it was.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.connecting import open_session
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, Op, Part, State
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms import connector
from smmdesk.platforms.base import Absent, ConnectorError, Job, Outgoing, Published, Session
from smmdesk.store import ledger, outbox

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

LOOKED_AT = timedelta(days=30)
AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """How many posts were found there, found removed, and not found out; problems by channel id."""

    there: int = 0
    removed: int = 0
    unknown: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()


async def look_at_published(desk: "Desk") -> Looked:
    """Ask the platforms about what went out in the last thirty days, newest first; note what was removed there."""
    since_us = to_us(desk.clock.now() - LOOKED_AT)
    with desk.store.reading() as reader:
        deliveries = [delivery for delivery in outbox.gone_out(reader, AT_MOST) if _is_recent(delivery, since_us)]
        channels = reader.many(Channel, {delivery.channel_id for delivery in deliveries})
    by_channel: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        by_channel[delivery.channel_id].append(delivery)
    counts = {"there": 0, "removed": 0, "unknown": 0}
    problems: list[tuple[str, Problem]] = []
    for channel_id, found in by_channel.items():
        try:
            await _look_on(desk, channels[channel_id], found, counts)
        except ProblemError as error:
            problems.append((channel_id, error.problem))
        except ConnectorError as error:
            problems.append((channel_id, error.problem))
        except TimeoutError:
            platform = desk.facts(channels[channel_id].platform).name
            problems.append((channel_id, Problem("server_unreachable", {"platform": platform})))
    return Looked(**counts, problems=tuple(problems))


def _is_recent(delivery: Delivery, since_us: int) -> bool:
    receipt = delivery.parts[0].receipt if delivery.parts else None
    return receipt is not None and bool(receipt.id) and receipt.at_us >= since_us


async def _look_on(desk: "Desk", channel: Channel, deliveries: list[Delivery], counts: dict[str, int]) -> None:
    if not channel.can_send or not desk.facts(channel.platform).sends_by_itself:
        return
    session = await open_session(desk, channel)
    for delivery in deliveries:
        part = delivery.parts[0]
        gone = await _is_gone(desk, session, delivery, part)
        if gone is None:
            counts["unknown"] += 1
            continue
        counts["removed" if gone else "there"] += 1
        _note(desk, part, gone)


async def _is_gone(desk: "Desk", session: Session, delivery: Delivery, part: Part) -> bool | None:
    """Whether the remote post is gone; None when the platform cannot tell."""
    job = Job(
        part_id=part.id,
        kind=part.kind,
        op=Op.DELETE,
        key=part.key,
        outgoing=Outgoing(text=""),
        due=delivery.due.instant,
        prepared=part.prepared,
        receipt=part.receipt,
    )
    async with asyncio.timeout(desk.policy.call_deadline.total_seconds()):
        answer = await connector(session.channel.platform).look_up(session, job)
    if isinstance(answer, Published):
        return True
    return False if isinstance(answer, Absent) else None


def _note(desk: "Desk", part: Part, gone: bool) -> None:
    with desk.store.transaction() as tx:
        current = tx.find(Part, part.id)
        if current is not None and current.state is State.PUBLISHED and current.removed is not gone:
            ledger.note(tx, current, removed=gone)
