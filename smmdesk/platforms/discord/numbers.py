"""The reactions to a webhook's own message and the votes of its poll (API v10): it may read that by its id, and nothing
else of the channel.

A message that nobody reacted to has no list of reactions, and tells nothing.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, total, whole
from smmdesk.platforms.discord.messages import thread_in
from smmdesk.platforms.discord.webhook import Webhook, is_gone
from smmdesk.platforms.polls import each_poll, ends_of
from smmdesk.system.secrets import Secret


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def one(receipt: Receipt) -> Counts | None:
        found = await _message(session, receipt)
        if found is None:
            return None
        return counts_of({Count.LIKES: total(whole(row, "count") for row in found.rows("reactions"))})

    return await one_by_one(receipts, one)


async def _message(session: Session, receipt: Receipt) -> Fields | None:
    """None where it is gone, or a person gave its address."""
    if not by_number([receipt]):
        return None
    webhook = Webhook.of(session)
    answer = await webhook.call("GET", f"/messages/{receipt.id}", Secret(thread_in(session, receipt)))
    if is_gone(answer):
        return None
    found = answer.fields()
    if found.id() != receipt.id:
        raise found.strange()
    return found


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """An answer that nobody chose is not in the results; without results nothing is known."""

    async def one(receipt: Receipt) -> PollResult | None:
        found = await _message(session, receipt)
        poll = found.child("poll") if found is not None else None
        if poll is None or "answers" not in poll:
            return None
        results, known = poll.child("results"), "results" in poll
        votes = {row.number("id"): whole(row, "count") for row in results.rows("answer_counts")}
        choices = (
            Choice(
                row.child("poll_media").text("text", ""),
                votes.get(row.number("answer_id"), 0) if known else None,
            )
            for row in poll.rows("answers")
        )
        many, ends = poll.flag("allow_multiselect"), ends_of(poll, "expiry")
        return PollResult(tuple(choices), None, ends, results.flag("is_finalized"), many)

    return await each_poll(receipts, one)


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        return await poll_results(session, receipts)
