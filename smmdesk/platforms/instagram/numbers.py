"""How posts, reels and stories of an account did (Instagram Platform v26.0; names of metrics since April 2025, when
impressions and plays became views).

Likes and comments stand on the post itself; everything else is told with instagram_business_manage_insights alone, up
to two days late. Stories tell for 24 hours, and nothing while fewer than five people saw them.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms import meta
from smmdesk.platforms.base import RefusedError, Session
from smmdesk.platforms.counted import by_number, counts_of, may, one_by_one, whole
from smmdesk.platforms.instagram.account import graph_of
from smmdesk.platforms.meta_insights import measured

PERMISSION = "instagram_business_manage_insights"
METRICS = {
    "views": Count.VIEWS,
    "reach": Count.REACH,
    "likes": Count.LIKES,
    "comments": Count.ANSWERS,
    "shares": Count.SHARES,
    "saved": Count.SAVES,
}
OF_STORIES = {"views": Count.VIEWS, "reach": Count.REACH, "replies": Count.ANSWERS, "shares": Count.SHARES}
MEDIA, COMMENT = "id,media_product_type,like_count,comments_count", "id,like_count"


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def ask(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt) if by_number([receipt]) else None

    return await one_by_one(receipts, ask)


async def _one(session: Session, receipt: Receipt) -> Counts | None:
    is_comment = bool(receipt.data.get("comment"))
    answer = await graph_of(session).read(receipt.id, COMMENT if is_comment else MEDIA, gone=True)
    if meta.is_unknown(answer):
        return None
    found = answer.fields()
    found.id()  # a page that anybody may have written tells nothing
    likes = whole(found, "like_count")
    if is_comment:
        return counts_of({Count.LIKES: likes})
    if found.text("media_product_type", "") == "STORY":
        return await _measured(session, receipt.id, OF_STORIES)
    known = counts_of({Count.LIKES: likes, Count.ANSWERS: whole(found, "comments_count")})
    return {**known, **await _measured(session, receipt.id, METRICS)}


async def _measured(session: Session, media: str, metrics: Mapping[str, Count]) -> Counts:
    """Nothing where the permission is missing, and of a story that hardly anybody saw: Instagram has one code for both
    (10)."""
    if not may(session, PERMISSION):
        return {}
    try:
        told = await measured(graph_of(session), f"{media}/insights", tuple(metrics))
    except RefusedError as error:
        if error.problem.code != "permission_missing":
            raise
        return {}
    return counts_of({count: (told or {}).get(name) for name, count in metrics.items()})


async def followers(session: Session) -> int | None:
    return whole(await graph_of(session).get("me", "id,followers_count"), "followers_count")


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
