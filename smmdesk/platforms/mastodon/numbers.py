"""What a server counts of a status and of the account: what it saw of the network itself. Nobody counts views.

`GET /api/v1/statuses/:id` (read:statuses), one by one: the list of several came with 4.3 and most forks do not have it.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts, cleaned
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.mastodon.account import account_id
from smmdesk.platforms.mastodon.statuses import GONE, ask, is_gone


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    """See Insights."""
    told: dict[str, Counts] = {}
    for receipt in receipts:
        answer = await ask(session, "GET", f"v1/statuses/{quote(receipt.id, safe='')}", also=GONE)
        if answer.says_gone(is_gone):
            continue
        found = answer.fields()
        if found.id() != receipt.id:
            raise answer.strange()
        told[receipt.id] = _counts(found)
    return told


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
