"""How posts of a company page did, and who follows it (share statistics of the Community Management API, 202609).

Posts of a person tell nothing: r_member_postAnalytics is for partners. What nobody saw yet is left out of the answer.
How many posts one call may name is not documented (unverified: 20). Shares and posts with films have lists apart.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote

from smmdesk.model.delivery import Receipt
from smmdesk.model.moment import to_us
from smmdesk.model.numbers import Count, Counts
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.counted import counts_of, whole
from smmdesk.platforms.linkedin.account import ORGANISATION
from smmdesk.platforms.linkedin.api import Api, enc, is_gone
from smmdesk.platforms.linkedin.posts import GONE, POST, made_at
from smmdesk.platforms.polls import each_poll

LISTS = {"urn:li:share:": ("shares", "share"), "urn:li:ugcPost:": ("ugcPosts", "ugcPost")}
DAYS = {"ONE_DAY": 1, "THREE_DAYS": 3, "SEVEN_DAYS": 7, "FOURTEEN_DAYS": 14}
STATISTICS = "organizationalEntityShareStatistics"


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    page = session.channel.remote_id
    if not page.startswith(ORGANISATION):
        return {}
    told: dict[str, Counts] = {}
    for start, (listed, name) in LISTS.items():
        urns = [receipt.id for receipt in receipts if re.fullmatch(rf"{start}\d+", receipt.id)]
        if urns:
            told |= await _asked(session, listed, name, urns)
    return told


async def _asked(session: Session, listed: str, name: str, urns: Sequence[str]) -> Mapping[str, Counts]:
    """The list's own signs stay as they are, what stands in it is encoded (Rest.li 2.0)."""
    page = session.channel.remote_id
    named = ",".join(enc(urn) for urn in urns)
    path = f"{STATISTICS}?q=organizationalEntity&organizationalEntity={quote(page, safe='')}&{listed}=List({named})"
    rows = (await Api.of(session).ask("GET", path, "FINDER")).fields().rows("elements")
    told = {row.text(name, ""): _counts(row.child("totalShareStatistics")) for row in rows}
    return {urn: told[urn] for urn in urns if told.get(urn)}


def _counts(found: Fields) -> Counts:
    return counts_of(
        {
            Count.VIEWS: whole(found, "impressionCount"),
            Count.REACH: whole(found, "uniqueImpressionsCount"),
            Count.LIKES: whole(found, "likeCount"),
            Count.ANSWERS: whole(found, "commentCount"),
            Count.SHARES: whole(found, "shareCount"),
            Count.CLICKS: whole(found, "clickCount"),
        }
    )


async def poll_results(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
    """Of a page's posts; that voting ended is not told, but how long it lasts."""
    if not session.channel.remote_id.startswith(ORGANISATION):
        return {}
    api = Api.of(session)

    async def one(receipt: Receipt) -> PollResult | None:
        if not POST.fullmatch(receipt.id):
            return None
        answer = await api.ask("GET", f"posts/{enc(receipt.id)}", params=(("viewContext", "AUTHOR"),), also=GONE)
        if answer.says_gone(is_gone):
            return None
        post = answer.fields()
        poll = post.child("content").child("poll")
        return _poll(session, post, poll) if "options" in poll else None

    return await each_poll(receipts, one)


def _poll(session: Session, post: Fields, poll: Fields) -> PollResult:
    days = DAYS.get(poll.child("settings").text("duration", ""))
    ends = made_at(post) + timedelta(days=days) if days else None
    choices = (Choice(row.text("text", ""), whole(row, "voteCount")) for row in poll.rows("options"))
    closed = ends is not None and ends <= session.clock.now()
    return PollResult(tuple(choices), whole(poll, "uniqueVotersCount"), to_us(ends) if ends else None, closed)


async def followers(session: Session) -> int | None:
    page = session.channel.remote_id
    if not page.startswith(ORGANISATION):
        return None
    asked = (("edgeType", "COMPANY_FOLLOWED_BY_MEMBER"),)
    return whole(
        (await Api.of(session).ask("GET", f"networkSizes/{enc(page)}", params=asked)).fields(), "firstDegreeSize"
    )


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)

    async def poll_results(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, PollResult]:
        return await poll_results(session, receipts)
