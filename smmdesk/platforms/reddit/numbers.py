"""How posts did, for those who still have keys (api/info, November 2026): a hundred are one call.

The score is what the votes for it leave over those against it, and Reddit makes it a little inexact on purpose; how
often a post was seen is not told (view_count is null). A post that was removed or deleted tells nothing.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, whole
from smmdesk.platforms.reddit.api import ask
from smmdesk.platforms.reddit.posts import full_name, is_away


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    told = {named: _counts(post) for named, post in (await _posts(session, receipts)).items()}
    return {named: counts for named, counts in told.items() if counts}


async def _posts(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Fields]:
    """Those that are still there, by remote id."""
    names = {full_name(receipt): receipt.id for receipt in receipts if receipt.id}
    if not names:
        return {}
    found = (await ask(session, "GET", "api/info", params=(("id", ",".join(names)),))).fields()
    if found.text("kind") != "Listing":
        raise found.strange()
    told: dict[str, Fields] = {}
    for row in found.child("data").rows("children"):
        post = row.child("data")
        named = names.get(post.id("name"))
        if named and not is_away(post):
            told[named] = post
    return told


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """The votes of each answer are told once voting ended (or to who voted), how many there are before."""
    polls = {named: post.child("poll_data") for named, post in (await _posts(session, receipts)).items()}
    return {named: _poll(session, poll) for named, poll in polls.items() if "options" in poll}


def _poll(session: Session, poll: Fields) -> PollResult:
    choices = (Choice(row.text("text", ""), whole(row, "vote_count")) for row in poll.rows("options"))
    ends_ms = whole(poll, "voting_end_timestamp")
    ends_us = ends_ms * 1000 if ends_ms is not None else None
    closed = ends_us is not None and ends_us <= to_us(session.clock.now())
    return PollResult(tuple(choices), whole(poll, "total_vote_count"), ends_us, closed)


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

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        return await poll_results(session, receipts)
