"""Comments below a channel's films are held back, shown, and taken away (Data API v3, revision of November 2026).

`POST comments/setModerationStatus` says how it is to be, so twice is once; `rejected` takes a comment away for good.
A comment that is asked for by its id does not tell its moderation status: one that begins a thread is looked for among
those held back below its film, of an answer nobody can tell. There is no like of comments for programs.
"""

from dataclasses import replace

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.google import ask, is_gone
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.youtube.channel import api_call

GONE = frozenset({404, 410})
HELD_MOST = 100


async def moderate(session: Session, asked: Asked) -> Done:
    status = "rejected" if asked.op is Op.DELETE else "heldForReview" if asked.on else "published"
    call = api_call(session.facts, "POST", "comments/setModerationStatus", id=asked.remote_id, moderationStatus=status)
    answer = await ask(session.http, Access(session), replace(call, irreversible=True, also=GONE))
    if answer.says_gone(is_gone):
        return Done(gone=asked.op is not Op.DELETE)
    if answer.body.strip():
        raise answer.strange()  # a Wi-Fi's page says nothing of it
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    if asked.op is Op.DELETE:
        rows = await _rows(session, "comments", id=asked.remote_id)
        return CannotTell() if asked.remote_id in rows else Done()
    film, thread = asked.data.get("film"), asked.data.get("comment")
    if not isinstance(film, str) or not film or thread != asked.remote_id:
        return CannotTell()
    wish = {"videoId": film, "moderationStatus": "heldForReview", "maxResults": str(HELD_MOST)}
    held = await _rows(session, "commentThreads", **wish)
    if asked.remote_id in held:
        return Done() if asked.on else Absent()
    if len(held) == HELD_MOST:
        return CannotTell()
    return Absent() if asked.on else Done()


async def _rows(session: Session, what: str, **asked: str) -> list[str]:
    call = replace(api_call(session.facts, "GET", what, part="id", **asked), also=GONE)
    answer = await ask(session.http, Access(session), call)
    if answer.says_gone(is_gone):
        return []
    found = answer.fields()
    if not found.text("kind", "").startswith("youtube#comment"):
        raise answer.strange()
    return [row.id() for row in found.rows("items")]


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
