"""How many comments stand below an article (Blogger API v3). Views are told of a whole blog only."""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.blogger.blog import read
from smmdesk.platforms.counted import counts_of, one_by_one, whole


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        found = await read(session, receipt.id, receipt)
        return counts_of({Count.ANSWERS: whole(found.child("replies"), "totalItems")}) if found is not None else None

    return await one_by_one(receipts, one)


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
