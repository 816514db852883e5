"""A vote for what somebody wrote, and taking a comment away where the account looks after the community.

Lemmy 0.19 (comment/like, comment/remove) and 1.0 (its version 3 takes votes; comment/remove of version 4 alone). Each
call says how it is to be. What a moderator takes away can be shown again; the server keeps a public list of it.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.lemmy.heard import is_liked
from smmdesk.platforms.lemmy.posts import BEFORE, kind_in, read_view
from smmdesk.platforms.lemmy.server import API, API_4, NO, ask, speaks_4
from smmdesk.platforms.moderating import Asked, Done


async def moderate(session: Session, asked: Asked) -> Done:
    kind, number = _place(asked)
    if asked.op is Op.LIKE:
        body: dict[str, object] = {f"{kind}_id": number, "score": 1 if asked.on else 0}
        answer = await ask(session, "POST", f"{kind}/like", json=body, irreversible=True, also=NO)
    else:
        api = API_4 if await speaks_4(session) else API
        body = {f"{kind}_id": number, "removed": asked.on, "reason": ""}
        answer = await ask(session, "POST", f"{kind}/remove", api=api, json=body, irreversible=True, also=NO)
    if not answer.ok:
        return Done(gone=True)
    _require(answer, asked, kind)
    return Done()


def _require(answer: Answer, asked: Asked, kind: str) -> None:
    """What came back is about this message and says that it is so: a Wi-Fi's page says nothing of it."""
    view = answer.fields().child(f"{kind}_view")
    is_so = is_liked(view, kind) if asked.op is Op.LIKE else view.child(kind).flag("removed")
    if view.child(kind).number("id") != _place(asked)[1] or is_so is not asked.on:
        raise answer.strange()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    kind, number = _place(asked)
    view = await read_view(session, number, kind)
    if view is None or view.child(kind).flag("deleted"):
        return Done(gone=True)
    is_so = is_liked(view, kind) if asked.op is Op.LIKE else view.child(kind).flag("removed")
    return Done() if is_so is asked.on else Absent()


def _place(asked: Asked) -> tuple[str, int]:
    kind = kind_in(asked.remote_id)
    return kind, int(asked.remote_id.removeprefix(BEFORE[kind]))


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
