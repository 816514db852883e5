"""How posts of an account did, and who follows it (Threads API v1.0, insights guide of April 2026).

Both are told with threads_manage_insights alone. Reposts, quotes and shares are told apart; here they are one.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, require, total, whole
from smmdesk.platforms.meta_insights import measured
from smmdesk.platforms.polls import each_poll, ends_of
from smmdesk.platforms.threads.account import lasting_graph_of

PERMISSION = "threads_manage_insights"
METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")
PASSED_ON = ("reposts", "quotes", "shares")
FOLLOWERS = "followers_count"
LETTERS = "abcd"
MOST_PARTS = 1.5
"""Parts of one add up to no more."""
_EACH = ",".join(f"option_{letter},option_{letter}_votes_percentage" for letter in LETTERS)
POLL = f"id,poll_attachment{{{_EACH},total_votes,expiration_timestamp}}"


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


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """What part of all votes each answer has is told, and how many these are."""
    graph = await lasting_graph_of(session)

    async def one(receipt: Receipt) -> PollResult | None:
        answer = await graph.read(receipt.id, POLL, gone=True) if by_number([receipt]) else None
        if answer is None or meta.is_unknown(answer):
            return None
        found = answer.fields()
        poll = found.child("poll_attachment") if found.id() == receipt.id else None
        return _poll(session, poll) if poll is not None and "option_a" in poll else None

    return await each_poll(receipts, one)


def _poll(session: Session, poll: Fields) -> PollResult:
    letters = [letter for letter in LETTERS if f"option_{letter}" in poll]
    parts = [poll.values.get(f"option_{letter}_votes_percentage") for letter in letters]
    known = [float(part) if isinstance(part, int | float) and 0 <= part <= 100 else None for part in parts]
    of = 100 if sum(part or 0 for part in known) > MOST_PARTS else 1  # "0.10", says the guide; hundredths elsewhere
    total = whole(poll, "total_votes")
    votes = [round(part / of * total) if part is not None and total is not None else None for part in known]
    choices = (Choice(poll.text(f"option_{letter}"), each) for letter, each in zip(letters, votes, strict=True))
    ends = ends_of(poll, "expiration_timestamp")
    closed = ends is not None and ends <= to_us(session.clock.now())
    return PollResult(tuple(choices), total, ends, closed)


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

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        return await poll_results(session, receipts)
