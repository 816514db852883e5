"""What became of posts on the platforms after they went out: are they still there, as we sent them? Reads only.

The engine asks by itself, calmly (`Watch`); the command `sync` asks about everything at once. What was changed there
is kept on the part beside what we sent, which is never touched (fault 92).
A connector's look-up of a deletion asks for exactly one remote post by its own id, so it tells "gone" from "there" with
certainty. What it cannot tell stays as it was.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from smmdesk.desk.deciding import us
from smmdesk.desk.jobs import words_of
from smmdesk.desk.rounds import what_stood
from smmdesk.desk.sessions import open_session
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import CHANGED_THERE, Delivery, Evidence, Op, Part, PartKind, Receipt, State
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem
from smmdesk.platforms import connector_of
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Connector,
    Job,
    Published,
    ReadsBack,
    Said,
    Session,
)
from smmdesk.store import ledger, outbox

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

LOOKED_AT = timedelta(days=30)
AT_MOST = 200
WORDS_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Looked:
    """How many posts were found there, found removed, and not found out; problems by channel id.

    `changed` of those that are there say something else than we sent.
    """

    there: int = 0
    changed: int = 0
    removed: int = 0
    unknown: int = 0
    problems: tuple[tuple[str, Problem], ...] = ()


@dataclass(frozen=True, slots=True)
class There:
    """It is there; its words cannot be read."""


Found = Said | There | Absent
"""What a look found: what it says, or only that it is there, or that it is gone."""


async def look_at_published(desk: "Desk") -> Looked:
    """Ask the platforms about what went out in the last thirty days, newest first; note what was removed or
    changed there."""
    since_us = to_us(desk.clock.now() - LOOKED_AT)
    with desk.store.reading() as reader:
        deliveries = [delivery for delivery in outbox.gone_out(reader, AT_MOST) if _is_recent(delivery, since_us)]
        channels = reader.many(Channel, {delivery.channel_id for delivery in deliveries})
    by_channel: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        by_channel[delivery.channel_id].append(delivery)
    counts = {"there": 0, "changed": 0, "removed": 0, "unknown": 0}
    problems: list[tuple[str, Problem]] = []
    for channel_id, found in by_channel.items():
        try:
            await _look_on(desk, channels[channel_id], found, counts)
        except Exception as error:
            problems.append((channel_id, what_stood(desk, channels[channel_id], error)))
    return Looked(**counts, problems=tuple(problems))


def _is_recent(delivery: Delivery, since_us: int) -> bool:
    receipt = delivery.parts[0].receipt if delivery.parts else None
    return receipt is not None and bool(receipt.id) and receipt.at_us >= since_us


async def _look_on(desk: "Desk", channel: Channel, deliveries: list[Delivery], counts: dict[str, int]) -> None:
    if not channel.can_send or not desk.facts_for(channel).sends_by_itself:
        return
    session = await open_session(desk, channel)
    for delivery in deliveries:
        found = [await _asked(desk, session, delivery, part) for part in delivery.parts if part.is_known_there]
        told = [one for one in found if one is not None]
        if not told:
            counts["unknown"] += 1
            continue
        counts["removed" if any(isinstance(one, Absent) for one in told) else "there"] += 1
        counts["changed"] += any(isinstance(one, Said) and not one.same for one in told)


async def _asked(desk: "Desk", session: Session, delivery: Delivery, part: Part) -> Found | None:
    found = await ask(connector_of(session.facts), desk, session, delivery, part)
    if found is not None:
        note(desk, part, found)
    return found


async def ask(platform: Connector, desk: "Desk", session: Session, delivery: Delivery, part: Part) -> Found | None:
    """One question about one part. None: the platform cannot tell.

    What a person published and only told us of is not compared: nobody knows which words they took.
    """
    job = _job(delivery, part)
    ours = part.rendered and part.receipt is not None and part.receipt.evidence is not Evidence.HUMAN
    async with asyncio.timeout(desk.policy.call_deadline.total_seconds()):
        if ours and isinstance(platform, ReadsBack):
            found = await platform.read_back(session, job)
            return None if isinstance(found, CannotTell) else found
        answer = await platform.look_up(session, job)
    if isinstance(answer, Published):  # the deletion took effect
        return Absent()
    return There() if isinstance(answer, Absent) else None


def _job(delivery: Delivery, part: Part) -> Job:
    return Job(
        part_id=part.id,
        kind=part.kind,
        op=Op.DELETE,
        key=part.key,
        outgoing=words_of(part.rendered),
        due=delivery.due.instant,
        prepared=part.prepared,
        root=None if part.kind is PartKind.ROOT else _root_of(delivery),
        receipt=part.receipt,
    )


def _root_of(delivery: Delivery) -> Receipt | None:
    """What its threads and first comments hang on; some platforms find them below it alone."""
    return next((part.receipt for part in delivery.parts if part.kind is PartKind.ROOT), None)


def note(desk: "Desk", part: Part, found: Found) -> None:
    """Write down what is new, and (not every minute) that somebody looked; a part that went on meanwhile stays."""
    gone = isinstance(found, Absent)
    with desk.store.transaction() as tx:
        current = tx.find(Part, part.id)
        if current is None or current.state is not State.PUBLISHED:
            return
        changes: dict[str, Any] = {}
        if desk.now_us() - (current.looked_at_us or 0) > us(desk.policy.watch_first):
            changes["looked_at_us"] = desk.now_us()
        if current.removed is not gone:
            changes["removed"] = gone
        # what was said before smmdesk has no words of ours that it could differ from
        prepared = _with_words(current.prepared, found) if isinstance(found, Said) and current.rendered else None
        if prepared is not None and prepared != current.prepared:
            changes["prepared"] = prepared
        if changes:
            ledger.note(tx, current, **changes)


def _with_words(prepared: Mapping[str, object], said: Said) -> dict[str, object]:
    """What was made of a part, with what was changed there or without it."""
    others = {name: value for name, value in prepared.items() if name != CHANGED_THERE}
    if said.same:
        return others
    return {**others, CHANGED_THERE: {"there": said.there[:WORDS_MOST], "ours": said.ours[:WORDS_MOST]}}
