"""Comments below an account's posts are hidden, shown again and deleted (Instagram Platform, November 2026).

`POST /{comment} hide=true|false` says how it is to be; nobody likes a comment through the interface.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms import meta
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.http import Call
from smmdesk.platforms.instagram.account import graph_of
from smmdesk.platforms.moderating import Asked, Done


async def moderate(session: Session, asked: Asked) -> Done:
    graph = graph_of(session)
    url = f"{graph.base}/{asked.remote_id}"
    if asked.op is Op.DELETE:
        call = Call(method="DELETE", url=url, irreversible=True)
    else:
        call = Call(method="POST", url=url, form={"hide": "true" if asked.on else "false"}, irreversible=True)
    answer = await graph.call(call, unknown_too=True)
    if meta.is_unknown(answer):
        return Done(gone=asked.op is not Op.DELETE)
    if not meta.says_done(answer):
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await graph_of(session).read(asked.remote_id, "id,hidden", gone=True)
    if meta.is_unknown(answer):
        return Done(gone=asked.op is not Op.DELETE)
    found = answer.fields()
    found.id()  # a page that anybody may have written is no comment
    return Done() if asked.op is Op.HIDE and found.flag("hidden") is asked.on else Absent()


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
