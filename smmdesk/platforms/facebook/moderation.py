"""Comments below a page's posts are liked, hidden and deleted as the page (Graph API v26.0; pages_manage_engagement).

`POST|DELETE /{comment}/likes`, `POST /{comment} is_hidden`, `DELETE /{comment}`: each says how it is to be. What is
hidden is still seen by who wrote it and by their friends.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, RefusedError, Session
from smmdesk.platforms.facebook import posts
from smmdesk.platforms.facebook.account import graph_of
from smmdesk.platforms.http import Call
from smmdesk.platforms.moderating import Asked, Done

NAMES = {Op.LIKE: "user_likes", Op.HIDE: "is_hidden"}


async def moderate(session: Session, asked: Asked) -> Done:
    graph, place = graph_of(session), asked.remote_id
    if asked.op is Op.LIKE:
        call = Call(method="POST" if asked.on else "DELETE", url=f"{graph.base}/{place}/likes", irreversible=True)
    elif asked.op is Op.HIDE:
        wish = {"is_hidden": "true" if asked.on else "false"}
        call = Call(method="POST", url=f"{graph.base}/{place}", form=wish, irreversible=True)
    else:
        call = Call(method="DELETE", url=f"{graph.base}/{place}", irreversible=True)
    answer = await graph.call(call, unknown_too=True)
    if not meta.is_unknown(answer):
        if not meta.says_done(answer):
            raise answer.strange()
        return Done()
    if await _read(session, asked) is not None:
        raise RefusedError(session.http.names.problem("permission_missing", said=asked.op.value))
    return Done(gone=asked.op is not Op.DELETE)


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    found = await _read(session, asked)
    if found is None:
        return Done(gone=asked.op is not Op.DELETE)
    name = NAMES.get(asked.op)
    return Done() if name is not None and found.flag(name) is asked.on else Absent()


async def _read(session: Session, asked: Asked) -> Fields | None:
    """The comment as it stands; None where it is gone."""
    name = NAMES.get(asked.op)
    return await posts.read(session, asked.remote_id, f"id,{name}" if name else "id")


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
