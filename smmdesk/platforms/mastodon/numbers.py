"""What a server counts of a status and of the account: what it saw of the network itself. Nobody counts views.

`GET /api/v1/statuses/:id` (read:statuses), one by one: the list of several came with 4.3 and most forks do not have it.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts, cleaned
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import whole
from smmdesk.platforms.mastodon.account import account_id
from smmdesk.platforms.mastodon.statuses import GONE, ask, is_gone
from smmdesk.platforms.polls import each_poll, ends_of


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    """See Insights."""
    told: dict[str, Counts] = {}
    for receipt in receipts:
        found = await _status(session, receipt)
        if found is not None:
            told[receipt.id] = _counts(found)
    return told


async def _status(session: Session, receipt: Receipt) -> Fields | None:
    """None where the server says that it is gone."""
    answer = await ask(session, "GET", f"v1/statuses/{quote(receipt.id, safe='')}", also=GONE)
    if answer.says_gone(is_gone):
        return None
    found = answer.fields()
    if found.id() != receipt.id:
        raise answer.strange()
    return found


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """See TellsPolls. The votes of each answer are null while a poll that hides them goes on."""

    async def one(receipt: Receipt) -> PollResult | None:
        found = await _status(session, receipt)
        poll = found.child("poll") if found is not None else None
        if poll is None or "options" not in poll:
            return None
        choices = (Choice(row.text("title", ""), whole(row, "votes_count")) for row in poll.rows("options"))
        many = poll.flag("multiple")
        voters = whole(poll, "voters_count")
        voters = whole(poll, "votes_count") if voters is None and not many else voters
        return PollResult(tuple(choices), voters, ends_of(poll, "expires_at"), poll.flag("expired"), many)

    return await each_poll(receipts, one)


def _counts(status: Fields) -> Counts:
    """Quotes (counted since 4.5) pass a post on as boosts do."""
    said = {
        Count.LIKES: status.values.get("favourites_count"),
        Count.ANSWERS: status.values.get("replies_count"),
        Count.SHARES: status.values.get("reblogs_count"),
    }
    counts = cleaned(said)
    quotes = cleaned({Count.SHARES: status.values.get("quotes_count")})
    if Count.SHARES in counts:
        counts[Count.SHARES] += quotes.get(Count.SHARES, 0)
    return counts


async def followers(session: Session) -> int | None:
    """See CountsFollowers."""
    answer = await ask(session, "GET", "v1/accounts/verify_credentials")
    found = answer.fields()
    if found.id() != account_id(session):
        raise answer.strange()
    return cleaned({Count.REACH: found.values.get("followers_count")}).get(Count.REACH)
