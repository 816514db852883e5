"""A favourite on what somebody wrote, and a boost of it (POST /api/v1/statuses/:id/favourite and /reblog, documentation
of July 2026; a boost is covered by write:statuses, as publishing is).

Twice is once: what is boosted already is answered as it stands. A boost has the audience that the account's posts have
as they come. An answer to a status of ours is its author's: nobody else can hide or delete it.
"""

from urllib.parse import quote

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.mastodon.statuses import GONE, ask, is_gone
from smmdesk.platforms.moderating import Asked, Done

VERBS = {
    (Op.LIKE, True): "favourite",
    (Op.LIKE, False): "unfavourite",
    (Op.PASS_ON, True): "reblog",
    (Op.PASS_ON, False): "unreblog",
}


async def moderate(session: Session, asked: Asked) -> Done:
    verb = VERBS[asked.op, asked.on]
    answer = await ask(session, "POST", f"v1/statuses/{_id(asked)}/{verb}", irreversible=True, also=GONE)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    if _stands(answer.fields(), asked) is not asked.on:
        raise answer.strange()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await ask(session, "GET", f"v1/statuses/{_id(asked)}", also=GONE)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    found = answer.fields()
    found.id()  # a page that anybody may have written is no status
    return Done() if _stands(found, asked) is asked.on else Absent()


def _stands(found: Fields, asked: Asked) -> bool:
    """As the status says; what was boosted stands inside of the boost, which is a status of ours."""
    if asked.op is Op.LIKE:
        return found.flag("favourited")
    boosted = found.child("reblog")
    return (boosted if "id" in boosted else found).flag("reblogged")


def _id(asked: Asked) -> str:
    return quote(asked.remote_id, safe="")


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
