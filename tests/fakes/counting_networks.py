"""The numbers of posts as the fakes of social networks tell them, and what those refuse to tell."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from .counting import Counting, first, told
from .exchange import Answer, Request
from .graph import FakeGraph, graph_error, top_names, unknown_object

PLAYS = 130
"""Of every film, which its post counts otherwise."""


class GraphCounts(Counting, FakeGraph):
    """`dead`: names of metrics that Meta took away: one of them fails the whole call."""

    dead: frozenset[str] = frozenset()

    def measured(self, request: Request, values: dict[str, int | None], *, as_total: bool = False) -> Answer:
        """The metrics that were asked for."""
        asked = dict(request.query)["metric"].split(",")
        if unknown := [name for name in asked if name in self.dead or name not in values]:
            raise graph_error(100, f"(#100) The value must be a valid insights metric: {unknown[0]}")
        rows = [(name, values[name]) for name in asked if values[name] is not None]
        if as_total:
            return Answer(json={"data": [{"name": name, "total_value": {"value": number}} for name, number in rows]})
        shown = [{"name": name, "period": "lifetime", "values": [{"value": number}]} for name, number in rows]
        return Answer(json={"data": shown})

    def with_numbers(self, request: Request, more: dict[str, Any]) -> Answer:
        """An object with the fields `more` beside its own, as far as they were asked for."""
        asked = dict(request.query).get("fields", "")
        if not more.keys() & set(top_names(asked)):
            return self.plain(request)
        own = ",".join(name for name in asked.split(",") if top_names(name)[0] not in more)
        answer = self.plain(Request(request.method, request.path, (("fields", own),), request.headers, request.body))
        if answer.status == 200:
            answer.json |= told({name: value for name, value in more.items() if name in top_names(asked)})
        return answer


class FacebookCounts(GraphCounts):
    """Posts tell what people did, and how often they were seen by `insights`; a film alone has `video_insights`, with
    names of their own for reels and for other films."""

    _known: Any
    films: Any

    @first("GET", r"/v26\.0/([\d_]+)")
    def with_done(self, request: Request, number: str) -> Answer:
        fields = dict(request.query).get("fields", "")
        if fields == "id,followers_count":
            return self.page(request, number)
        if not any(name in fields for name in ("reactions", "comment", "like_count", "shares")):
            return self.plain(request)  # a film goes on with each look at it
        found, counts = self._known(number), self.numbers(number)
        if found is None:
            return self.plain(request)
        more: dict[str, Any] = {
            "reactions": {"data": [], "summary": {"total_count": counts["likes"]}},
            "comments": {"data": [], "summary": {"total_count": counts["answers"]}},
        }
        if "can_remove" in found:
            more = {"like_count": counts["likes"], "comment_count": counts["answers"]}
        elif "is_published" in found:
            more["shares"] = {"count": counts["shares"]} if counts["shares"] else None
        return self.with_numbers(request, more)

    @first("GET", r"/v26\.0/([\d_]+)/(insights|video_insights)")
    def insights(self, request: Request, number: str, edge: str) -> Answer:
        self.require(request, "pages_read_engagement", "read_insights")
        found, counts = self._known(number), self.numbers(number)
        if found is None:
            raise unknown_object(number)
        if (edge == "video_insights") is not (number in self.films):
            raise graph_error(100, f"(#100) Tried accessing nonexisting field ({edge})")
        if edge == "video_insights":
            name = "blue_reels_play_count" if self.films[number].edge == "video_reels" else "total_video_views"
            return self.measured(request, {name: PLAYS})
        seen = {"post_media_view": counts["views"], "post_total_media_view_unique": counts["reach"]}
        answer = self.measured(request, {**seen, "post_clicks": counts["clicks"]})
        day = {"period": "day", "values": [{"value": 0, "end_time": "2026-11-29T08:00:00+0000"}]}
        answer.json["data"] += [row | day for row in answer.json["data"] if row["name"].startswith("post_total")]
        return answer

    def page(self, request: Request, number: str) -> Answer:
        whose = self.require(request, "pages_read_engagement")
        if whose.owner != number:
            raise unknown_object(number)
        return Answer(json=told({"id": number, "followers_count": self.followed_by}))


class InstagramCounts(GraphCounts):
    """Media tell likes and comments themselves, the rest by `insights`; `shy`: stories that fewer than five saw."""

    media: Any
    comments: Any
    shy: frozenset[str] = frozenset()

    @first("GET", r"/v26\.0/(179\d+)")
    def with_likes(self, request: Request, number: str) -> Answer:
        counts = self.numbers(number)
        more: dict[str, Any] = {"like_count": counts["likes"], "comments_count": counts["answers"]}
        return self.with_numbers(request, more)

    @first("GET", r"/v26\.0/(179\d+)/insights")
    def insights(self, request: Request, number: str) -> Answer:
        self.require(request, "instagram_business_basic", "instagram_business_manage_insights")
        kind, counts = self._kind(number), self.numbers(number)
        if number in self.shy:
            raise graph_error(10, "(#10) Not enough viewers for the media to show insights")
        seen = {"views": counts["views"], "reach": counts["reach"], "shares": counts["shares"]}
        if kind == "STORY":
            return self.measured(request, {**seen, "replies": counts["answers"]})
        return self.measured(
            request, {**seen, "likes": counts["likes"], "comments": counts["answers"], "saved": counts["saves"]}
        )

    def _kind(self, number: str) -> str:
        found = next((each for each in self.media if each.id == number), None)
        if found is None:
            raise unknown_object(number)
        return "STORY" if found.kind == "STORIES" else "FEED"

    @first("GET", r"/v26\.0/me")
    def me_counted(self, request: Request) -> Answer:
        return self.with_numbers(request, {"followers_count": self.followed_by})


class ThreadsCounts(GraphCounts):
    """A post tells of itself by `insights`, an account by `threads_insights`."""

    posts: Any

    @first("GET", r"/v1\.0/(\d+)/insights")
    def insights(self, request: Request, number: str) -> Answer:
        self.require(request, "threads_basic", "threads_manage_insights")
        if all(post.id != number for post in self.posts):
            raise unknown_object(number)
        counts = self.numbers(number)
        seen = {"views": counts["views"], "likes": counts["likes"], "replies": counts["answers"]}
        return self.measured(request, {**seen, "reposts": counts["shares"], "quotes": 0, "shares": 0})

    @first("GET", r"/v1\.0/me/threads_insights")
    def account(self, request: Request) -> Answer:
        self.require(request, "threads_basic", "threads_manage_insights")
        return self.measured(request, {"followers_count": self.followed_by}, as_total=True)


class XCounts(Counting):
    """A hundred posts are one call; what is not there is named among the errors. `repost_count`: what a server calls
    it; those of the years before say retweet_count."""

    repost_count = "repost_count"

    live: Any
    said_names: str
    _require: Any
    _wanted: Any
    _history: Any

    @first("GET", "/2/tweets")
    def lookup(self, request: Request) -> Answer:
        self._require(request, "tweet.read", "users.read")
        ids, wanted = dict(request.query)["ids"].split(","), self._wanted(request)
        assert 1 <= len(ids) <= 100, "X takes a hundred"
        there = {post.id: post for post in self.live}
        rows = [self._counted(there[own_id], wanted) for own_id in ids if own_id in there]
        errors = [_missing(own_id) for own_id in ids if own_id not in there]
        beside = self._polls(request, [there[own_id] for own_id in ids if own_id in there])
        return Answer(json={**({"data": rows} if rows else {}), **({"errors": errors} if errors else {}), **beside})

    def _polls(self, request: Request, posts: list[Any]) -> dict[str, Any]:
        asked = dict(request.query)
        if asked.get("expansions") != "attachments.poll_ids":
            return {}
        wanted = {"id", "options", *asked["poll.fields"].split(",")}
        polls = [_x_poll(post) for post in posts if "poll" in post.body]
        return {"includes": {"polls": [{k: v for k, v in poll.items() if k in wanted} for poll in polls]}}

    def _counted(self, post: Any, wanted: set[str]) -> dict[str, Any]:
        counts = self.numbers(post.id)
        metrics = {
            "impression_count": counts["views"],
            "like_count": counts["likes"],
            "reply_count": counts["answers"],
            self.repost_count: counts["shares"],
            "quote_count": 0,
            "bookmark_count": counts["saves"],
        }
        asked: dict[str, Any] = {"public_metrics": told(metrics)} if "public_metrics" in wanted else {}
        if "attachments" in wanted and "poll" in post.body:
            asked["attachments"] = {"poll_ids": [f"9{post.id}"]}
        return {"id": post.id, "text": post.text, **self._history(post.id), **asked}

    @first("GET", "/2/users/me")
    def me_counted(self, request: Request) -> Answer:
        answer = self.plain(request)
        if answer.status == 200 and "public_metrics" in dict(request.query).get("user.fields", ""):
            metrics = {"followers_count": self.followed_by, "following_count": 3, "listed_count": 0, "like_count": 9}
            metrics |= {"post_count": 9, "media_count": 0}
            answer.json["data"]["public_metrics"] = told(metrics)
        return answer


def _x_poll(post: Any) -> dict[str, Any]:
    asked = post.body["poll"]
    rows = [
        {"position": number, "label": label, "votes": post.votes.each[number - 1]}
        for number, label in enumerate(asked["options"], 1)
    ]
    ends = post.at + timedelta(minutes=asked["duration_minutes"])
    status = "closed" if post.votes.over else "open"
    return {
        "id": f"9{post.id}",
        "options": rows,
        "voting_status": status,
        "end_datetime": f"{ends:%Y-%m-%dT%H:%M:%S}.000Z",
    }


def _missing(own_id: str) -> dict[str, Any]:
    return {
        "type": "https://api.x.com/2/problems/resource-not-found",
        "title": "Not Found Error",
        "detail": f"Could not find tweet with ids: [{own_id}].",
        "resource_id": own_id,
        "resource_type": "tweet",
        "parameter": "ids",
        "value": own_id,
    }


class LinkedInCounts(Counting):
    """Of posts of a company page; what nobody saw yet (`unseen`) has no element."""

    posts: Any
    _require: Any
    unseen: frozenset[str] = frozenset()

    @first("GET", "/rest/organizationalEntityShareStatistics")
    def statistics(self, request: Request) -> Answer:
        self._require(request, "rw_organization_admin", "r_organization_social")
        asked = dict(request.query)
        assert asked["q"] == "organizationalEntity"
        assert request.headers["x-restli-method"] == "FINDER"
        listed = "shares" if "shares" in asked else "ugcPosts"
        urns = [unquote(urn) for urn in asked[listed].removeprefix("List(").removesuffix(")").split(",")]
        assert all(urn.startswith("urn:li:share:" if listed == "shares" else "urn:li:ugcPost:") for urn in urns)
        there = {post.urn for post in self.posts if post.body["author"] == asked["organizationalEntity"]}
        rows = [self._counted(urn, listed.removesuffix("s")) for urn in urns if urn in there - self.unseen]
        return Answer(json={"elements": rows, "paging": {"start": 0, "count": 10, "links": []}})

    def _counted(self, urn: str, name: str) -> dict[str, Any]:
        counts = self.numbers(urn)
        total = {
            "impressionCount": counts["views"],
            "uniqueImpressionsCount": counts["reach"],
            "clickCount": counts["clicks"],
            "likeCount": counts["likes"],
            "commentCount": counts["answers"],
            "shareCount": counts["shares"],
            "engagement": 0.1,
        }
        return {name: urn, "totalShareStatistics": told(total)}

    @first("GET", r"/rest/networkSizes/(urn%3Ali%3Aorganization%3A\d+)")
    def followers(self, request: Request, _urn: str) -> Answer:
        self._require(request, "rw_organization_admin", "r_organization_social")
        assert dict(request.query)["edgeType"] == "COMPANY_FOLLOWED_BY_MEMBER"
        return Answer(json=told({"firstDegreeSize": self.followed_by}))
