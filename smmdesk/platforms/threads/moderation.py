"""Answers just below a post of ours are hidden and shown again (Threads API, November 2026; threads_manage_replies).

`POST /{answer}/manage_reply hide=true|false` says how it is to be; whether it is so stands in `hide_status`. There is
no like for programs, and what others wrote can be deleted by nobody but them.
"""

from smmdesk.platforms import meta
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.http import Call
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.threads.account import graph_of

HIDDEN = "HIDDEN"


async def moderate(session: Session, asked: Asked) -> Done:
    graph = await graph_of(session)
    wish = {"hide": "true" if asked.on else "false"}
    call = Call(method="POST", url=f"{graph.base}/{asked.remote_id}/manage_reply", form=wish, irreversible=True)
    answer = await graph.call(call, unknown_too=True)
    if meta.is_unknown(answer):
        return Done(gone=True)
    if not meta.says_done(answer):
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await (await graph_of(session)).read(asked.remote_id, "id,hide_status", gone=True)
    if meta.is_unknown(answer):
        return Done(gone=True)
    found = answer.fields()
    found.id()  # a page that anybody may have written is no answer
    return Done() if (found.text("hide_status", "") == HIDDEN) is asked.on else Absent()


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
