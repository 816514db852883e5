"""How posts did, for those who still have keys (api/info, November 2026): a hundred are one call.

The score is what the votes for it leave over those against it, and Reddit makes it a little inexact on purpose; how
often a post was seen is not told (view_count is null). A post that was removed or deleted tells nothing.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, whole
from smmdesk.platforms.reddit.api import ask
from smmdesk.platforms.reddit.posts import full_name, is_away


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    names = {full_name(receipt): receipt.id for receipt in receipts if receipt.id}
    if not names:
        return {}
    found = (await ask(session, "GET", "api/info", params=(("id", ",".join(names)),))).fields()
    if found.text("kind") != "Listing":
        raise found.strange()
    told: dict[str, Counts] = {}
    for row in found.child("data").rows("children"):
        post = row.child("data")
        named = names.get(post.id("name"))
        if named and not is_away(post):
            told[named] = _counts(post)
    return {named: counts for named, counts in told.items() if counts}


def _counts(found: Fields) -> Counts:
    return counts_of(
        {
            Count.LIKES: whole(found, "score"),
            Count.ANSWERS: whole(found, "num_comments"),
            Count.SHARES: whole(found, "num_crossposts"),
        }
    )


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
