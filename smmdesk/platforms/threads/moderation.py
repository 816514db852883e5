"""Answers just below a post of ours are hidden and shown again, posts of others reposted (Threads API, November 2026).

`POST /{answer}/manage_reply hide=true|false` (threads_manage_replies) says how it is to be; whether it is so stands in
`hide_status`. There is no like for programs, and what others wrote can be deleted by nobody but them.

`POST /{post}/repost` (threads_content_publish) makes a post of ours, a REPOST_FACADE that names what it shows in
`reposted_post`; it is taken back as any post of ours is deleted (threads_delete). What a second repost does is not
documented: ours is looked for first, and one that is not found (yet) after a lost answer is in doubt.
developers.facebook.com/documentation/threads/posts/reposts, /delete-posts, read on 29 November 2026; that a repost is
deleted so is unverified.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import Absent, CannotTell, RefusedError, Session
from smmdesk.platforms.http import Call
from smmdesk.platforms.meta import Graph, TooManyError
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.threads.account import graph_of

HIDDEN, REPOST = "HIDDEN", "REPOST_FACADE"
PAGES = 5


async def moderate(session: Session, asked: Asked) -> Done:
    graph = await graph_of(session)
    if asked.op is Op.PASS_ON:
        return await (_repost if asked.on else _take_back)(session, graph, asked)
    wish = {"hide": "true" if asked.on else "false"}
    call = Call(method="POST", url=f"{graph.base}/{asked.remote_id}/manage_reply", form=wish, irreversible=True)
    answer = await graph.call(call, unknown_too=True)
    return _done(answer) or Done(gone=True)


def _done(answer: Answer) -> Done | None:
    """None where there is no such thing."""
    if meta.is_unknown(answer):
        return None
    if not meta.says_done(answer):
        raise answer.strange()
    return Done()


async def _repost(session: Session, graph: Graph, asked: Asked) -> Done:
    if await _reposted(graph, asked):
        return Done()
    call = Call(method="POST", url=f"{graph.base}/{asked.remote_id}/repost", irreversible=True)
    answer = await graph.call(call, unknown_too=True)
    if meta.is_unknown(answer):
        return Done(gone=True)
    answer.fields().id()
    return Done()


async def _take_back(session: Session, graph: Graph, asked: Asked) -> Done:
    """Raises RefusedError where so much was posted since that it is not found any more."""
    own = await _reposted(graph, asked)
    if own is None:
        raise RefusedError(session.http.names.problem("refused", said="…"))
    if own:
        _done(await graph.delete(own))
    return Done()


async def _reposted(graph: Graph, asked: Asked) -> str | None:
    """The id of our repost of it; "" for none, None where the list goes on behind what is read."""
    try:
        async for row in graph.rows("me/threads", "id,media_type,reposted_post", PAGES):
            shown = row.child("reposted_post")
            if row.text("media_type", "") == REPOST and "id" in shown and shown.id() == asked.remote_id:
                return row.id()
    except TooManyError:
        return None
    return ""


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    graph = await graph_of(session)
    if asked.op is Op.PASS_ON:
        own = await _reposted(graph, asked)
        if own is None or (asked.on and not own):  # it may not be in the list yet
            return CannotTell()
        return Done() if bool(own) is asked.on else Absent()
    answer = await graph.read(asked.remote_id, "id,hide_status", gone=True)
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
