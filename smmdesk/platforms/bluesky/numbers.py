"""What the network counts of a post and of the account: `app.bsky.feed.getPosts` and `app.bsky.actor.getProfile`.

Both are questions for the AppView (lexicons of August 2026), which the account's own server passes on; where that names
none, the open one is asked without a sign-in. Views are not counted.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts, cleaned
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.bluesky.heard import NONE_THERE, has_none
from smmdesk.platforms.bluesky.records import POST
from smmdesk.platforms.bluesky.xrpc import Xrpc, address, refused

POSTS, PROFILE = "app.bsky.feed.getPosts", "app.bsky.actor.getProfile"
NAMES = {
    Count.LIKES: ("likeCount",),
    Count.ANSWERS: ("replyCount",),
    Count.SHARES: ("repostCount", "quoteCount"),
    Count.SAVES: ("bookmarkCount",),
}


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    """See Insights. What is gone there is left out of the answer."""
    wanted = {_uri(session, receipt): receipt.id for receipt in receipts}
    answer = await ask(session, POSTS, [("uris", uri) for uri in wanted])
    if not answer.ok:
        raise refused(session.http, answer)
    found = answer.fields()
    told = {row.text("uri", ""): _counts(row) for row in found.rows("posts")}
    return {wanted[uri]: counts for uri, counts in told.items() if uri in wanted}


async def followers(session: Session) -> int | None:
    """See CountsFollowers. An account that the network does not know yet is told of with 400."""
    answer = await ask(session, PROFILE, [("actor", session.channel.remote_id)])
    if not answer.ok:
        return None
    found = answer.fields()
    if found.text("did") != session.channel.remote_id:
        raise found.strange()
    return cleaned({Count.REACH: found.values.get("followersCount")}).get(Count.REACH)


async def ask(session: Session, method: str, params: Sequence[tuple[str, str]]) -> Answer:
    """A question for the AppView."""
    answer = await Xrpc(session).ask(method, params, also=NONE_THERE)
    if not answer.ok and has_none(answer):
        url = address(session.facts.endpoints["app_view"], method)
        answer = await session.http.get(url, params=tuple(params), also=NONE_THERE)
    return answer


def _counts(row: Fields) -> Counts:
    """A kind that the network counts under two names is told where one of them is."""
    told: dict[Count, int] = {}
    for kind, names in NAMES.items():
        known = [cleaned({kind: row.values.get(name)}) for name in names]
        numbers = [counts[kind] for counts in known if kind in counts]
        if numbers:
            told[kind] = sum(numbers)
    return told


def _uri(session: Session, receipt: Receipt) -> str:
    """The record's address; of a link that a person gave only the key is known."""
    return receipt.id if receipt.id.startswith("at://") else f"at://{session.channel.remote_id}/{POST}/{receipt.id}"
