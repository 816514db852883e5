"""The reactions to a webhook's own message (API v10): it may read that by its id, and nothing else of the channel.

A message that nobody reacted to has no list of reactions, and tells nothing.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, one_by_one, total, whole
from smmdesk.platforms.discord.messages import thread_in
from smmdesk.platforms.discord.webhook import Webhook, is_gone
from smmdesk.system.secrets import Secret


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    webhook = Webhook.of(session)

    async def one(receipt: Receipt) -> Counts | None:
        if not by_number([receipt]):
            return None
        answer = await webhook.call("GET", f"/messages/{receipt.id}", Secret(thread_in(session, receipt)))
        if is_gone(answer):
            return None
        found = answer.fields()
        if found.id() != receipt.id:
            raise found.strange()
        return counts_of({Count.LIKES: total(whole(row, "count") for row in found.rows("reactions"))})

    return await one_by_one(receipts, one)


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)
