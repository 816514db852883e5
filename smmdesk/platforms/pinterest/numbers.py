"""How pins did, and who follows the account (API v5, description 5.23.0: pins/{id}/analytics).

Pin by pin: the call for a hundred of them is in beta, and refused to most apps. Sums are told of 90 days at most, so
from then on a pin is not asked for any more; reactions and comments are always those of its whole life.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, whole
from smmdesk.platforms.pinterest.account import ask, is_gone

GONE = frozenset({404})
DAYS = timedelta(days=89)
SUMS = {"IMPRESSION": Count.VIEWS, "SAVE": Count.SAVES, "OUTBOUND_CLICK": Count.CLICKS}
WHOLE_LIFE = {"TOTAL_REACTIONS": Count.LIKES, "TOTAL_COMMENTS": Count.ANSWERS}
EVERYWHERE = "all"


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt.id) if by_number([receipt]) else None

    return await one_by_one(receipts, one)


async def _one(session: Session, own_id: str) -> Counts | None:
    today = session.clock.now().astimezone(UTC).date()
    asked = (
        ("start_date", (today - DAYS).isoformat()),
        ("end_date", today.isoformat()),
        ("metric_types", ",".join((*SUMS, *WHOLE_LIFE))),
    )
    answer = await ask(session, "GET", f"pins/{own_id}/analytics", params=asked, also=GONE)
    if answer.says_gone(is_gone):
        return None
    told = _everywhere(answer.fields())
    sums, life = told.child("summary_metrics"), told.child("lifetime_metrics")
    counts = {count: whole(sums, name) for name, count in SUMS.items()}
    return counts_of(counts | {count: whole(life, name) for name, count in WHOLE_LIFE.items()})


def _everywhere(found: Fields) -> Fields:
    """The numbers of all apps together; how that entry is spelt is unverified (the description has none)."""
    name = next((name for name in found.values if name.casefold() == EVERYWHERE), EVERYWHERE)
    return found.child(name)


async def followers(session: Session) -> int | None:
    return whole((await ask(session, "GET", "user_account")).fields(), "follower_count")


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
