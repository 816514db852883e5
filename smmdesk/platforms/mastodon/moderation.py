"""A favourite on what somebody wrote (POST /api/v1/statuses/:id/favourite, documentation of July 2026).

Twice is once. An answer to a status of ours is its author's: nobody else can hide or delete it.
"""

from urllib.parse import quote

from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.mastodon.statuses import GONE, ask, is_gone
from smmdesk.platforms.moderating import Asked, Done


async def moderate(session: Session, asked: Asked) -> Done:
    verb = "favourite" if asked.on else "unfavourite"
    answer = await ask(session, "POST", f"v1/statuses/{_id(asked)}/{verb}", irreversible=True, also=GONE)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    if answer.fields().flag("favourited") is not asked.on:
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await ask(session, "GET", f"v1/statuses/{_id(asked)}", also=GONE)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    found = answer.fields()
    found.id()  # a page that anybody may have written is no status
    return Done() if found.flag("favourited") is asked.on else Absent()


def _id(asked: Asked) -> str:
    return quote(asked.remote_id, safe="")


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
