"""How topics and answers did on a forum (Discourse, its OpenAPI of 20 August 2026).

A topic tells how often it was viewed and how many answers it has; a post tells how many read and liked it.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, one_by_one, whole
from smmdesk.platforms.discourse.forum import ask_gently
from smmdesk.platforms.discourse.topics import place_of, read_post
from smmdesk.platforms.markup import plain_of
from smmdesk.platforms.polls import each_poll, ends_of

LIKE = 2
"""Its number among the things that members do with a post."""


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        topic, place = place_of(receipt)
        return await _topic(session, topic) if place == 1 else await _answer(session, receipt)

    return await one_by_one(receipts, one)


async def _topic(session: Session, number: int) -> Counts | None:
    found = await ask_gently(session, f"t/{number}.json")
    if found is None or "deleted_at" in found:
        return None
    if found.number("id") != number:
        raise found.strange()
    stands = whole(found, "posts_count")
    first = next(iter(found.child("post_stream").rows("posts")), None)
    is_first = first is not None and first.values.get("post_number") == 1
    told = _post(first) if first is not None and is_first else {}
    answers = stands - 1 if stands else None
    return {**counts_of({Count.VIEWS: whole(found, "views"), Count.ANSWERS: answers}), **told}


async def _answer(session: Session, receipt: Receipt) -> Counts | None:
    found = await read_post(session, receipt)
    if found is None:
        return None
    return {**_post(found), **counts_of({Count.ANSWERS: whole(found, "reply_count")})}


def _post(found: Fields) -> Counts:
    liked = next((row for row in found.rows("actions_summary") if row.values.get("id") == LIKE), None)
    return counts_of({Count.REACH: whole(found, "reads"), Count.LIKES: whole(liked, "count") if liked else None})


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """The votes of each answer are left out while a poll that hides them goes on."""

    async def one(receipt: Receipt) -> PollResult | None:
        found = await read_post(session, receipt)
        poll = next(iter(found.rows("polls")), None) if found is not None else None
        if poll is None:
            return None
        choices = (Choice(plain_of(row.text("html", "")), whole(row, "votes")) for row in poll.rows("options"))
        closed, many = poll.text("status", "") == "closed", poll.text("type", "") == "multiple"
        return PollResult(tuple(choices), whole(poll, "voters"), ends_of(poll, "close"), closed, many)

    return await each_poll(receipts, one)


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        return await poll_results(session, receipts)
