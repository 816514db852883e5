"""A reaction, and a redaction of what others wrote (client-server API of July 2026; tried on Synapse).

A reaction is an event of ours below theirs; a server takes the same one of one account once. It is found again among
the reactions to the message, and taken back by redacting it. Redacting what others wrote needs the room's power for it.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.matrix.events import event_id, is_removed
from smmdesk.platforms.matrix.rooms import NOT_FOUND
from smmdesk.platforms.matrix.server import Server, code_of, room_path
from smmdesk.platforms.moderating import Asked, Done

REACTION, HEART = "m.reaction", "❤️"
TWICE = frozenset({"M_DUPLICATE_ANNOTATION"})
MOST = 100


async def moderate(session: Session, asked: Asked) -> Done:
    server, room = Server.of(session), session.channel.remote_id
    if asked.op is Op.LIKE and asked.on:
        related = {"rel_type": "m.annotation", "event_id": asked.remote_id, "key": HEART}
        where = room_path(room, "send", REACTION, asked.key)
        answer = await server.call(
            "PUT", where, json={"m.relates_to": related}, irreversible=True, known=NOT_FOUND | TWICE
        )
        if answer.ok:
            event_id(answer.fields())
        return Done(gone=code_of(answer) in NOT_FOUND)
    target = asked.remote_id
    if asked.op is Op.LIKE:
        mine = await _mine(session, asked)
        if not mine:
            return Done()
        target = mine
    where = room_path(room, "redact", target, asked.key)
    answer = await server.call("PUT", where, json={}, irreversible=True, known=NOT_FOUND)
    if answer.ok:
        event_id(answer.fields())
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    if asked.op is Op.LIKE:
        return Done() if bool(await _mine(session, asked)) is asked.on else Absent()
    where = room_path(session.channel.remote_id, "event", asked.remote_id)
    answer = await Server.of(session).get(where, known=NOT_FOUND)
    return Done() if not answer.ok or is_removed(answer.fields()) else Absent()


async def _mine(session: Session, asked: Asked) -> str:
    """Our own reaction to the message; "" where there is none."""
    room = room_path(session.channel.remote_id, "relations", asked.remote_id, "m.annotation", REACTION)
    where = room.replace("client/v3/", "client/v1/", 1)
    answer = await Server.of(session).get(where, params=[("limit", str(MOST))], known=NOT_FOUND)
    rows = answer.fields().rows("chunk") if answer.ok else []
    return next((event_id(row) for row in rows if _is_mine(session, row)), "")


def _is_mine(session: Session, row: Fields) -> bool:
    related = row.child("content").child("m.relates_to")
    mine = row.values.get("sender") == session.channel.reported.get("user")
    return mine and related.values.get("key") == HEART and not is_removed(row)


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
