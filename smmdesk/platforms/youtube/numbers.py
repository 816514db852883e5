"""How films did, and who follows the channel: statistics of the Data API v3, fifty films a call, one unit of its day.

Numbers are told as text. A film may hide its likes, and has no number of comments where they are switched off; a
channel may hide its subscribers, and rounds them to three digits. Reach and time watched are the Analytics API's, which
wants a permission of its own and lags some days.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, whole
from smmdesk.platforms.google import ask
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.youtube.channel import api_call

MOST_ID = 64


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    """Comments of ours are no films, and left out."""
    ids = list(dict.fromkeys(receipt.id for receipt in receipts if receipt.id and "comment" not in receipt.data))
    if not ids:
        return {}
    call = api_call(session.facts, "GET", "videos", part="statistics", id=",".join(ids))
    rows = (await ask(session.http, Access(session), call)).fields().rows("items")
    told = {row.id(): _counts(row.child("statistics")) for row in rows}
    return {own_id: told[own_id] for own_id in ids if told.get(own_id)}


def _counts(found: Fields) -> Counts:
    return counts_of(
        {
            Count.VIEWS: whole(found, "viewCount"),
            Count.LIKES: whole(found, "likeCount"),
            Count.ANSWERS: whole(found, "commentCount"),
        }
    )


async def followers(session: Session) -> int | None:
    call = api_call(session.facts, "GET", "channels", part="statistics", id=session.channel.remote_id)
    rows = (await ask(session.http, Access(session), call)).fields().rows("items")
    found = next((row.child("statistics") for row in rows if row.id() == session.channel.remote_id), None)
    return whole(found, "subscriberCount") if found is not None and not found.flag("hiddenSubscriberCount") else None


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
