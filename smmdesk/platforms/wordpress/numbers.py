"""How many comments stand below an article (wp/v2, core 5.6 to 7.1). Who read it only plug-ins count, each its own way;
the statistics of WordPress.com want an app and a sign-in of its own.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, one_by_one
from smmdesk.platforms.wordpress.site import ask, is_gone

ALL = "x-wp-total"
GONE = frozenset({404, 410})
MOST_DIGITS = 12


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt.id) if by_number([receipt]) else None

    return await one_by_one(receipts, one)


async def _one(session: Session, own_id: str) -> Counts | None:
    """The post is looked at first: of one that is gone the list of comments is just empty."""
    there = await ask(
        session, "GET", f"posts/{own_id}", params=(("_fields", "id,status"), ("context", "edit")), also=GONE
    )
    if there.says_gone(is_gone) or there.fields().text("status", "") == "trash":
        return None
    if str(there.fields().number("id")) != own_id:
        raise there.strange()
    answer = await ask(session, "GET", "comments", params=(("post", own_id), ("per_page", "1"), ("_fields", "id")))
    answer.rows()  # a page that anybody may have written has no list
    said = answer.headers.get(ALL, "")
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
        return None
    return {Count.ANSWERS: int(said)}


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
