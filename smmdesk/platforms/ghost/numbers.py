"""What a newsletter's readers did, and how many members a site has (Admin API v6.0).

The key of an integration is not let at the statistics of pages: opened letters, clicked links and the thumbs of
readers are all there is, and only for posts that went out by e-mail. Each reader who opened counts once.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, is_pasted, one_by_one, whole
from smmdesk.platforms.ghost.admin import ask, is_gone
from smmdesk.platforms.ghost.posts import the_post

GONE = frozenset({404})
ASKED = (("include", "email,count.clicks,count.positive_feedback"),)
ONE = (("limit", "1"), ("fields", "id"))


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return None if is_pasted(receipt) else await _one(session, receipt.id)

    return await one_by_one(receipts, one)


async def _one(session: Session, own_id: str) -> Counts | None:
    answer = await ask(session, "GET", f"posts/{own_id}/", params=ASKED, also=GONE)
    if answer.says_gone(is_gone):
        return None
    found = the_post(answer)
    if found.id() != own_id:
        raise found.strange()
    return _counts(found)


def _counts(found: Fields) -> Counts:
    """A post that went to nobody by e-mail has an empty letter: nothing is told of it."""
    letter = found.child("email")
    if not letter.values:
        return {}
    return counts_of(
        {
            Count.REACH: whole(letter, "opened_count"),
            Count.CLICKS: whole(found.child("count"), "clicks"),
            Count.LIKES: whole(found.child("count"), "positive_feedback"),
        }
    )


async def followers(session: Session) -> int | None:
    """Members, whether they pay or not; the one that comes along is not looked at."""
    found = (await ask(session, "GET", "members/", params=ONE)).fields()
    return whole(found.child("meta").child("pagination"), "total")


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
