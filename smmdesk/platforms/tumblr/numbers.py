"""How posts did, and who follows the blog (tumblr/docs, api.md: notes in the mode "conversation", followers).

How often a post was seen is not told; how many replied is no number of its own there.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, whole
from smmdesk.platforms.tumblr.api import GoneError, ask, removed


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt.id) if by_number([receipt]) else None

    return await one_by_one(receipts, one)


async def _one(session: Session, own_id: str) -> Counts | None:
    try:
        found = await ask(session, "GET", "notes", params=(("id", own_id), ("mode", "conversation")))
    except GoneError:
        return None
    return counts_of({Count.LIKES: whole(found, "total_likes"), Count.SHARES: whole(found, "total_reblogs")})


async def followers(session: Session) -> int | None:
    try:
        return whole(await ask(session, "GET", "followers", params=(("limit", "1"),)), "total_users")
    except GoneError as error:
        raise removed(session) from error


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
