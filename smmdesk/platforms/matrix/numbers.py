"""Reactions to a message, answers in its thread, and who is in the room (client-server API of July 2026).

A reaction is an event below the message; a thread's length stands beside the event where the server bundles it.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, one_by_one, whole
from smmdesk.platforms.matrix.events import is_removed
from smmdesk.platforms.matrix.moderation import REACTION
from smmdesk.platforms.matrix.rooms import NOT_FOUND
from smmdesk.platforms.matrix.server import Server, room_path

PAGE, MOST_PAGES = 100, 10


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt.id) if receipt.id.startswith("$") else None

    return await one_by_one(receipts, one)


async def _one(session: Session, event: str) -> Counts | None:
    where = room_path(session.channel.remote_id, "event", event)
    answer = await Server.of(session).get(where, known=NOT_FOUND)
    if not answer.ok:
        return None
    found = answer.fields()
    if found.text("event_id") != event:
        raise found.strange()
    if is_removed(found):
        return None
    thread = found.child("unsigned").child("m.relations").child("m.thread")
    return counts_of({Count.LIKES: await _reactions(session, event), Count.ANSWERS: whole(thread, "count")})


async def _reactions(session: Session, event: str) -> int | None:
    """How many reacted; None where there are more than are read."""
    room = room_path(session.channel.remote_id, "relations", event, "m.annotation", REACTION)
    where, counted, place = room.replace("client/v3/", "client/v1/", 1), 0, ""
    for _ in range(MOST_PAGES):
        asked = [("limit", str(PAGE)), *([("from", place)] if place else [])]
        answer = await Server.of(session).get(where, params=asked, known=NOT_FOUND)
        if not answer.ok:
            return None
        found = answer.fields()
        if not isinstance(found.values.get("chunk"), list):
            raise found.strange()
        counted += sum(not is_removed(row) for row in found.rows("chunk"))
        before, place = place, found.text("next_batch", "")
        if not place or place == before:
            return counted
    return None


async def followers(session: Session) -> int | None:
    """Who is in the room, this account among them."""
    answer = await Server.of(session).get(room_path(session.channel.remote_id, "joined_members"))
    joined = answer.fields().values.get("joined")
    return len(joined) if isinstance(joined, dict) else None


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
