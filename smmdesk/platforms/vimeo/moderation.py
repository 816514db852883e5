"""Comments below our own films are taken away (`DELETE /videos/ID/comments/ID`, API 3.4, scope interact).

There is no hiding, and no like of a comment.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.moderating import Asked, Done
from smmdesk.platforms.vimeo.api import COMMENT_FIELDS, GONE, ask, is_gone, number_in


async def moderate(session: Session, asked: Asked) -> Done:
    assert asked.op is Op.DELETE, "nothing else is offered"
    answer = await ask(session, "DELETE", _route(asked), irreversible=True, also=GONE)
    if not answer.says_gone(is_gone) and answer.status != 204:
        raise answer.strange()  # a Wi-Fi's page says nothing of it
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await ask(session, "GET", _route(asked), params=(COMMENT_FIELDS,), also=GONE)
    if answer.says_gone(is_gone):
        return Done()
    number_in(answer.fields(), "comments")
    return Absent()


def _route(asked: Asked) -> str:
    """A comment's id is that of its film and its own."""
    film, _, comment = asked.remote_id.partition("/")
    return f"videos/{film}/comments/{comment}"


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
