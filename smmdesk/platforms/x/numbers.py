"""How posts did, and who follows the account: the public metrics of a post and of an account (API v2, 2.167).

A hundred posts are one call; each that is told costs a little (`Facts.price.read`), once in a day. Who asks for the
account itself pays nothing. Clicks are told for 30 days only, and fail the call for every older post, so they are not
asked for. A repost is a retweet under its older name.
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import by_number, counts_of, total, whole
from smmdesk.platforms.polls import ends_of
from smmdesk.platforms.x.api import Api

METRICS = "public_metrics"
POLL = (("expansions", "attachments.poll_ids"), ("poll.fields", "end_datetime,options,voting_status"))
PASSED_ON = (("repost_count", "retweet_count"), ("quote_count",))


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    ids = by_number(receipts)
    if not ids:
        return {}
    api = Api(session)
    answer = await api.posts("tweets", (METRICS,), (("ids", ",".join(ids)),))
    if not answer.ok:
        raise api.error(answer)
    told = {row.id(): _counts(row.child(METRICS)) for row in answer.fields().rows("data")}
    return {own_id: told[own_id] for own_id in ids if told.get(own_id)}


def _counts(found: Fields) -> Counts:
    return counts_of(
        {
            Count.VIEWS: whole(found, "impression_count"),
            Count.LIKES: whole(found, "like_count"),
            Count.ANSWERS: whole(found, "reply_count"),
            Count.SHARES: total(_first(found, names) for names in PASSED_ON),
            Count.SAVES: whole(found, "bookmark_count"),
        }
    )


def _first(found: Fields, names: Sequence[str]) -> int | None:
    return next((number for name in names if (number := whole(found, name)) is not None), None)


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """Polls come beside the posts that ask them, and are in the price of these."""
    ids = by_number(receipts)
    if not ids:
        return {}
    api = Api(session)
    answer = await api.posts("tweets", ("attachments",), (("ids", ",".join(ids)), *POLL))
    if not answer.ok:
        raise api.error(answer)
    found = answer.fields()
    polls = {row.id(): row for row in found.child("includes").rows("polls")}
    asked = {row.id(): row.child("attachments").texts("poll_ids") for row in found.rows("data")}
    return {own_id: _poll(polls[name]) for own_id in ids for name in asked.get(own_id, ())[:1] if name in polls}


def _poll(found: Fields) -> PollResult:
    choices = (Choice(row.text("label", ""), whole(row, "votes")) for row in found.rows("options"))
    closed = found.text("voting_status", "") == "closed"
    return PollResult(tuple(choices), None, ends_of(found, "end_datetime"), closed)


async def followers(session: Session) -> int | None:
    answer = await Api(session).ask("GET", "users/me", params=(("user.fields", METRICS),))
    return whole(answer.fields().child("data").child(METRICS), "followers_count")


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        return await poll_results(session, receipts)
