"""How posts of an account did, and who follows it (Threads API v1.0, insights guide of April 2026).

Both are told with threads_manage_insights alone. Reposts, quotes and shares are told apart; here they are one.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, require, total
from smmdesk.platforms.meta_insights import measured
from smmdesk.platforms.threads.account import lasting_graph_of

PERMISSION = "threads_manage_insights"
METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")
PASSED_ON = ("reposts", "quotes", "shares")
FOLLOWERS = "followers_count"


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    require(session, PERMISSION)
    graph = await lasting_graph_of(session)

    async def ask(receipt: Receipt) -> Counts | None:
        told = await measured(graph, f"{receipt.id}/insights", METRICS) if by_number([receipt]) else None
        return _counts(told) if told else None

    return await one_by_one(receipts, ask)


def _counts(told: Mapping[str, int]) -> Counts:
    return counts_of(
        {
            Count.VIEWS: told.get("views"),
            Count.LIKES: told.get("likes"),
            Count.ANSWERS: told.get("replies"),
            Count.SHARES: total(told.get(name) for name in PASSED_ON),
        }
    )


async def followers(session: Session) -> int | None:
    require(session, PERMISSION)
    told = await measured(await lasting_graph_of(session), "me/threads_insights", (FOLLOWERS,))
    return (told or {}).get(FOLLOWERS)


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
