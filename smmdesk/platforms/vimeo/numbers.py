"""How often films were played, and who follows the account (API 3.4).

Plays are told under the scope `stats` alone, to some plans alone (unverified), and are null else.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, whole
from smmdesk.platforms.vimeo.api import GONE, ask, is_gone, number_in

FIELDS = (("fields", "uri,stats.plays,metadata.connections.likes.total,metadata.connections.comments.total"),)
FOLLOWERS = (("fields", "uri,metadata.connections.followers.total"),)


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt.id) if by_number([receipt]) else None

    return await one_by_one(receipts, one)


async def _one(session: Session, own_id: str) -> Counts | None:
    answer = await ask(session, "GET", f"videos/{own_id}", params=FIELDS, also=GONE)
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    if number_in(found, "videos") != own_id:
        raise found.strange()
    return counts_of(
        {
            Count.VIEWS: whole(found.child("stats"), "plays"),
            Count.LIKES: _connected(found, "likes"),
            Count.ANSWERS: _connected(found, "comments"),
        }
    )


def _connected(found: Fields, name: str) -> int | None:
    return whole(found.child("metadata").child("connections").child(name), "total")


async def followers(session: Session) -> int | None:
    return _connected((await ask(session, "GET", "me", params=FOLLOWERS)).fields(), "followers")


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
