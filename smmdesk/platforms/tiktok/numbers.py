"""How public videos did (API v2: video/query): twenty are one call, under video.list.

A post that is not public, or whose number TikTok did not tell yet, is none of them. How many follow is told under
user.info.stats alone, which is not asked for: an app that has it not could not sign in any more.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, require, whole
from smmdesk.platforms.tiktok.api import ask

PERMISSION = "video.list"
NOT_ALLOWED = frozenset({401})
"""TikTok says so of a permission that is missing, as of an access that ended."""
FIELDS = "id,view_count,like_count,comment_count,share_count"


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    require(session, PERMISSION)
    ids = by_number(receipts)
    if not ids:
        return {}
    asked = {"filters": {"video_ids": ids}}
    found = await ask(session, "video/query/", asked, params=(("fields", FIELDS),), also=NOT_ALLOWED)
    told = {row.id(): _counts(row) for row in found.rows("videos")}
    return {own_id: told[own_id] for own_id in ids if told.get(own_id)}


def _counts(found: Fields) -> Counts:
    return counts_of(
        {
            Count.VIEWS: whole(found, "view_count"),
            Count.LIKES: whole(found, "like_count"),
            Count.ANSWERS: whole(found, "comment_count"),
            Count.SHARES: whole(found, "share_count"),
        }
    )


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
