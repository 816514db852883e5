"""A like, and taking away what members wrote where the key may (staff, those who look after a category).

Discourse of 2026: `POST post_actions`, `DELETE post_actions/ID` (type 2 is the like), `DELETE posts/ID`. Whether we
like a post and may delete it, it says itself (`actions_summary`, `can_delete`). Staff see what was deleted and can
bring it back. There is no hiding by program: posts are hidden by what members report.
"""

from smmdesk.model.delivery import Op, Receipt
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, RefusedError, Session
from smmdesk.platforms.discourse.forum import NO, ask, error_type, is_gone, said_in
from smmdesk.platforms.discourse.topics import read_post
from smmdesk.platforms.moderating import Asked, Done

LIKE = 2


async def moderate(session: Session, asked: Asked) -> Done:
    """Whoever likes twice, or takes back what is none, is refused there: so it is looked before."""
    post = await read_post(session, Receipt(asked.remote_id))
    if post is None:
        return Done(gone=asked.op is not Op.DELETE)
    if asked.op is Op.LIKE and is_liked(post) is asked.on:
        return Done()
    number = post.number("id")
    if asked.op is Op.DELETE:
        answer = await ask(session, "DELETE", f"posts/{number}.json", irreversible=True, also=NO)
    elif asked.on:
        body = {"id": number, "post_action_type_id": LIKE, "flag_topic": False}
        answer = await ask(session, "POST", "post_actions.json", json=body, irreversible=True, also=NO)
    else:
        place = f"post_actions/{number}.json"
        params = (("post_action_type_id", str(LIKE)),)
        answer = await ask(session, "DELETE", place, params=params, irreversible=True, also=NO)
    if is_gone(answer):
        return Done(gone=asked.op is not Op.DELETE)
    if not answer.ok:
        code = "may_not_publish" if error_type(answer) == "invalid_access" else "refused"
        raise RefusedError(session.http.names.problem(code, said=said_in(answer)))
    if asked.op is Op.LIKE and is_liked(answer.fields()) is not asked.on:
        raise answer.strange()
    if asked.op is Op.DELETE and answer.is_html:
        raise answer.strange()  # a Wi-Fi's page says nothing of it
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    post = await read_post(session, Receipt(asked.remote_id))
    if post is None:
        return Done(gone=asked.op is not Op.DELETE)
    return Done() if asked.op is Op.LIKE and is_liked(post) is asked.on else Absent()


def is_liked(post: Fields) -> bool:
    """Whether our own like is among what a post was given."""
    return any(row.number("id", 0) == LIKE and row.flag("acted") for row in post.rows("actions_summary"))


def may(post: Fields) -> list[str]:
    """What this member may do with it, by the forum's own word."""
    rows = [row for row in post.rows("actions_summary") if row.number("id", 0) == LIKE]
    can_like = any(row.flag("can_act") or row.flag("can_undo") for row in rows)
    return [*(["like"] if can_like else []), *(["delete"] if post.flag("can_delete") else [])]


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
