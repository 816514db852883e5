"""How often posts of a page were seen, and what people did with them (Graph API v26.0; names of metrics since June
2026, when everything named impressions was taken away).

What people did stands on the post itself, and is told to whoever may read the page; how often it was seen is told with
read_insights alone (and the task ANALYZE). Stories and comments have no insights.

A film is two things: its post has `insights`, the film alone `video_insights` (reference of that edge of Video, v25,
read on 29 November 2026), with one list of metrics for reels and one for other films; what is of the other list is left
out of an answer, or refuses the call. Two other programs, read the same day, found the plays of a reel on the film and
never on its post (August and September 2026).
"""

from collections.abc import Mapping, Sequence

from smmdesk.model.delivery import Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms import meta
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import RefusedError, Session
from smmdesk.platforms.counted import counts_of, may, one_by_one, whole
from smmdesk.platforms.facebook import posts
from smmdesk.platforms.facebook.account import graph_of
from smmdesk.platforms.facebook.posts import COMMENT, REEL, STORY, VIDEO
from smmdesk.platforms.meta_insights import measured

PERMISSION = "read_insights"
METRICS = {
    "post_media_view": Count.VIEWS,
    "post_total_media_view_unique": Count.REACH,
    "post_clicks": Count.CLICKS,
}
FILM_METRICS = ("blue_reels_play_count", "total_video_views")
"""Plays of a reel (without those of the same person again), and views of three seconds of another film."""
DONE = "id,reactions.summary(total_count).limit(0),comments.summary(true).limit(0)"
SAID = "id,like_count,comment_count"


async def insights(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
    async def ask(receipt: Receipt) -> Counts | None:
        return await _one(session, receipt)

    return await one_by_one(receipts, ask)


async def _one(session: Session, receipt: Receipt) -> Counts | None:
    shape, where = receipt.data.get("shape"), _where(session, receipt)
    if shape == STORY or not where:
        return None
    fields = SAID if shape == COMMENT else f"{DONE},shares" if "_" in where else DONE
    answer = await graph_of(session).read(where, fields, gone=True)
    if meta.is_unknown(answer):
        return None
    found = answer.fields()
    found.id()  # a page that anybody may have written tells nothing
    if shape == COMMENT:
        return counts_of({Count.LIKES: whole(found, "like_count"), Count.ANSWERS: whole(found, "comment_count")})
    return {**_done(found), **await _seen(session, where, _film(receipt, where))}


def _where(session: Session, receipt: Receipt) -> str:
    """Of a film its post, where that is known: a post tells more. Empty for a pasted address that hides its number."""
    post = str(receipt.data.get("post") or "")
    if receipt.data.get("shape") in (REEL, VIDEO) and post:
        return post if "_" in post else f"{session.channel.remote_id}_{post}"
    try:
        return posts.object_of(session, receipt)
    except RefusedError:
        return ""


def _film(receipt: Receipt, where: str) -> str:
    """The number of the film itself; empty for a post without one."""
    if receipt.data.get("shape") in (REEL, VIDEO):
        return str(receipt.data.get("video") or receipt.id)
    return "" if "_" in where else where


def _done(found: Fields) -> Counts:
    def summed(name: str) -> int | None:
        return whole(found.child(name).child("summary"), "total_count")

    shares = whole(found.child("shares"), "count")
    return counts_of({Count.LIKES: summed("reactions"), Count.ANSWERS: summed("comments"), Count.SHARES: shares})


async def _seen(session: Session, where: str, film: str) -> Counts:
    """What the post tells, and of a film its plays where the post has no views. Nothing where the permission is
    missing: what people did is told all the same."""
    if not may(session, PERMISSION):
        return {}
    graph, told = graph_of(session), dict[Count, int | None]()
    try:
        if "_" in where:
            named = await measured(graph, f"{where}/insights", tuple(METRICS)) or {}
            told = {count: named.get(name) for name, count in METRICS.items()}
        if film and told.get(Count.VIEWS) is None:
            named = await measured(graph, f"{film}/video_insights", FILM_METRICS) or {}
            told[Count.VIEWS] = next((named[name] for name in FILM_METRICS if name in named), None)
    except RefusedError as error:
        if error.problem.code != "permission_missing":
            raise
        return {}
    return counts_of(told)


async def followers(session: Session) -> int | None:
    return whole(await graph_of(session).get(session.channel.remote_id, "id,followers_count"), "followers_count")


class Numbers:
    """The verbs, for the connector."""

    async def insights(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Counts]:
        return await insights(session, receipts)

    async def followers(self, session: Session) -> int | None:
        return await followers(session)
