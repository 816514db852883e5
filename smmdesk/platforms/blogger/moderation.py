"""Comments below a blog's posts are marked as spam, approved, and taken away (Blogger v3, revision 20260707).

`comments.markAsSpam`, `comments.approve` (also of what waited), `comments.delete`: each says how it is to be, and the
comment's status says what stands there. Nobody likes a comment there.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import Absent, CannotTell, RefusedError, Session
from smmdesk.platforms.google import ask, is_gone
from smmdesk.platforms.http import Call
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.own_app import Access

GONE = frozenset({404, 410})
SHOWN, AWAY = "LIVE", frozenset({"SPAM", "PENDING"})


async def moderate(session: Session, asked: Asked) -> Done:
    if asked.op is Op.DELETE:
        answer = await _call(session, asked, "DELETE", "", irreversible=True)
        if not answer.says_gone(is_gone) and answer.body.strip():
            raise answer.strange()  # a Wi-Fi's page says nothing of it
        return Done()
    answer = await _call(session, asked, "POST", "/spam" if asked.on else "/approve", irreversible=True)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    if answer.fields().id() != asked.remote_id or _is_away(answer) is not asked.on:
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await _call(session, asked, "GET", "", view=True)
    if answer.says_gone(is_gone):
        return Done(gone=asked.op is not Op.DELETE)
    if answer.fields().id() != asked.remote_id:
        raise answer.strange()
    return Done() if asked.op is Op.HIDE and _is_away(answer) is asked.on else Absent()


def _is_away(answer: Answer) -> bool:
    status = answer.fields().text("status", "").upper()
    if status != SHOWN and status not in AWAY:
        raise answer.strange()
    return status in AWAY


async def _call(
    session: Session, asked: Asked, method: str, what: str, *, irreversible: bool = False, view: bool = False
) -> Answer:
    """About one comment; its post stands in the address."""
    post, blog = str(asked.data.get("post") or ""), session.channel.remote_id
    if not post:  # heard before this was noted
        raise RefusedError(session.http.names.problem("no_moderation_there"))
    url = f"{session.facts.endpoints['api']}/blogs/{blog}/posts/{post}/comments/{asked.remote_id}{what}"
    params = (("view", "ADMIN"),) if view else ()
    call = Call(method=method, url=url, params=params, irreversible=irreversible, also=GONE)
    return await ask(session.http, Access(session), call)


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
