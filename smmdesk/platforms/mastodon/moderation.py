"""A favourite on what somebody wrote, a boost of it, and a status of ours taken out of a quote (POST
/api/v1/statuses/:id/favourite, /reblog and, since 4.5, /quotes/:quoting_status_id/revoke; documentation of July 2026;
the last two are covered by write:statuses, as publishing is).

Twice is once: what is boosted already is answered as it stands. A boost has the audience that the account's posts have
as they come. An answer to a status of ours is its author's: nobody else can hide or delete it. A quote that was
revoked stays so (`Quote#reject!`, app/models/quote.rb of 4.5): its author may ask for it once more, nobody here.
"""

from urllib.parse import quote

from smmdesk.model.delivery import Op
from smmdesk.model.moderation import QUOTES_US
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Absent, CannotTell, RefusedError, Session
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.mastodon.statuses import GONE, ask, is_gone
from smmdesk.platforms.moderating import Asked, Done

VERBS = {
    (Op.LIKE, True): "favourite",
    (Op.LIKE, False): "unfavourite",
    (Op.PASS_ON, True): "reblog",
    (Op.PASS_ON, False): "unreblog",
}


OUT = frozenset({"revoked", "rejected", "deleted"})
"""States of a quote in which what it quoted is shown no more (entities/Quote)."""


async def moderate(session: Session, asked: Asked) -> Done:
    if asked.op is Op.UNQUOTE:
        return await _revoke(session, asked)
    verb = VERBS[asked.op, asked.on]
    answer = await ask(session, "POST", f"v1/statuses/{_id(asked)}/{verb}", irreversible=True, also=GONE)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    if _stands(answer.fields(), asked) is not asked.on:
        raise answer.strange()
    return Done()


async def _revoke(session: Session, asked: Asked) -> Done:
    """404 is also said of a status of ours that is gone: then the quote has nothing to show, or tells what it shows."""
    ours = quote(str(asked.data.get(QUOTES_US) or ""), safe="")
    if not ours:  # it was told again without it: somebody took it out elsewhere
        return await _out_by_now(session, asked, "…")
    answer = await ask(session, "POST", f"v1/statuses/{ours}/quotes/{_id(asked)}/revoke", irreversible=True, also=GONE)
    if answer.says_gone(is_gone):
        return await _out_by_now(session, asked, said_in(answer))
    if answer.fields().child("quote").text("state") not in OUT:
        raise answer.strange()
    return Done()


async def _out_by_now(session: Session, asked: Asked, said: str) -> Done:
    found = await look_at(session, asked)
    if not isinstance(found, Done):
        raise RefusedError(session.http.names.problem("refused", said=said))
    return found


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    answer = await ask(session, "GET", f"v1/statuses/{_id(asked)}", also=GONE)
    if answer.says_gone(is_gone):
        return Done(gone=True)
    found = answer.fields()
    found.id()  # a page that anybody may have written is no status
    if asked.op is Op.UNQUOTE:
        state = found.child("quote").text("state", "")
        return Done() if state in OUT else Absent() if state == "accepted" else CannotTell()
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
