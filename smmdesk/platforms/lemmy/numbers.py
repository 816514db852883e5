"""How posts and comments did on a Lemmy server (API v3, 0.19). Who saw them is not counted; nobody follows a person."""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, one_by_one, whole
from smmdesk.platforms.lemmy.posts import COMMENT, POST, is_away, kind_in, number_of
from smmdesk.platforms.lemmy.server import GONE_FOR_GOOD, NO, ask, is_gone

ANSWERS = {POST: "comments", COMMENT: "child_count"}


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt) if kind_in(receipt.id) in ANSWERS else None

    return await one_by_one(receipts, one)


async def _one(session: Session, receipt: Receipt) -> Counts | None:
    kind, number = kind_in(receipt.id), number_of(receipt)
    answer = await ask(session, "GET", kind, params=(("id", str(number)),), also=NO | {GONE_FOR_GOOD})
    if answer.says_gone(is_gone):
        return None
    view = answer.fields().child(f"{kind}_view")
    if view.child(kind).number("id") != number:
        raise view.strange()
    if is_away(view.child(kind)):
        return None
    counted = view.child("counts")
    return counts_of({Count.LIKES: whole(counted, "upvotes"), Count.ANSWERS: whole(counted, ANSWERS[kind])})


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
