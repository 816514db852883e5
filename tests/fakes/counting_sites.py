"""The numbers of posts as the fakes of sites for films, photos, pages and forums tell them."""

from datetime import date
from typing import Any

from .counting import Counting, first, told
from .exchange import Answer, Request
from .small import Clock


class TikTokCounts(Counting):
    """Twenty public videos are one call, under a permission of its own."""

    posts: Any
    _require: Any
    refuse: Any

    @first("POST", "/v2/video/query/")
    def query(self, request: Request) -> Answer:
        self._require(request, "video.list")
        fields = dict(request.query)["fields"].split(",")
        ids = request.json()["filters"]["video_ids"]
        assert 1 <= len(ids) <= 20, "TikTok takes twenty"
        there = [str(work.number) for work in self.posts if work.number]
        rows = [self._counted(own_id, fields) for own_id in ids if own_id in there]
        return Answer(json={"data": {"videos": rows}, "error": {"code": "ok", "message": "", "log_id": "1"}})

    def _counted(self, own_id: str, fields: list[str]) -> dict[str, Any]:
        counts = self.numbers(own_id)
        known = {"view_count": "views", "like_count": "likes", "comment_count": "answers", "share_count": "shares"}
        assert set(fields) <= {"id", *known}
        return told({"id": own_id, **{name: counts[count] for name, count in known.items() if name in fields}})


class YouTubeCounts(Counting):
    """Fifty films are one call; numbers are text. `hides_followers`: the channel does not tell its subscribers."""

    films: Any
    require: Any
    hides_followers = False

    @first("GET", "/youtube/v3/videos")
    def statistics(self, request: Request) -> Answer:
        asked = dict(request.query)
        if asked.get("part") != "statistics":
            return self.plain(request)
        self.require(request)
        ids = asked["id"].split(",")
        assert len(ids) <= 50, "YouTube takes fifty"
        rows = [self._counted(own_id) for own_id in ids if own_id in self.films]
        return Answer(json={"kind": "youtube#videoListResponse", "items": rows})

    def _counted(self, own_id: str) -> dict[str, Any]:
        counts = self.numbers(own_id)
        known = {"viewCount": counts["views"], "likeCount": counts["likes"], "commentCount": counts["answers"]}
        texts = {name: str(number) for name, number in told(known).items()}
        return {"kind": "youtube#video", "id": own_id, "statistics": {**texts, "favoriteCount": "0"}}

    @first("GET", "/youtube/v3/channels")
    def of_channel(self, request: Request) -> Answer:
        asked = dict(request.query)
        if asked.get("part") != "statistics":
            return self.plain(request)
        self.require(request)
        known = {"viewCount": "9000", "hiddenSubscriberCount": self.hides_followers}
        known |= {"subscriberCount": "0" if self.hides_followers else str(self.followed_by)}
        row = {"kind": "youtube#channel", "id": asked["id"], "statistics": known}
        return Answer(json={"kind": "youtube#channelListResponse", "items": [row]})


class BloggerCounts(Counting):
    """A post tells how many comments it has."""

    @first("GET", r"/v3/blogs/\d+/posts/(\d+)")
    def with_replies(self, request: Request, own_id: str) -> Answer:
        answer = self.plain(request)
        if answer.status == 200:
            answer.json["replies"] = told({"totalItems": _text(self.numbers(own_id)["answers"])})
        return answer


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


class PinterestCounts(Counting):
    """A pin's sums of 90 days, and its reactions and comments of all its life."""

    pins: Any
    _pin: Any
    _require: Any
    _held: Any

    @first("GET", r"/v5/pins/(\d+)/analytics")
    def analytics(self, request: Request, own_id: str) -> Answer:
        self._require(request, "boards:read", "pins:read")
        self._pin(own_id)
        asked, counts = dict(request.query), self.numbers(own_id)
        since, until = date.fromisoformat(asked["start_date"]), date.fromisoformat(asked["end_date"])
        assert until == self.now.date()
        assert (until - since).days <= 90, "Pinterest tells of 90 days"
        wanted = asked["metric_types"].split(",")
        sums = {"IMPRESSION": counts["views"], "SAVE": counts["saves"], "OUTBOUND_CLICK": counts["clicks"]}
        life = {"TOTAL_REACTIONS": counts["likes"], "TOTAL_COMMENTS": counts["answers"]}
        assert set(wanted) <= {*sums, *life}
        answer = {"ALL": {"daily_metrics": [], "lifetime_metrics": told(life), "summary_metrics": told(sums)}}
        self._held("PinAnalyticsResponse", answer)
        return Answer(json=answer)

    @first("GET", "/v5/user_account")
    def with_followers(self, request: Request) -> Answer:
        answer = self.plain(request)
        if answer.status == 200:
            answer.json["follower_count"] = self.followed_by
        return answer


class FlickrCounts(Counting):
    """Photos tell views and comments, and who likes them by another method."""

    photo: Any

    @first("GET", "/services/rest/")
    def called(self, request: Request) -> Answer:
        asked = dict(request.query)
        if asked["method"] == "flickr.photos.getFavorites":
            counts = self.numbers(self.photo(asked["photo_id"]).id)
            photo = told({"id": asked["photo_id"], "total": _text(counts["likes"]), "person": []})
            return Answer(json={"photo": photo, "stat": "ok"})
        answer = self.plain(request)
        if asked["method"] == "flickr.photos.getInfo" and answer.json.get("stat") == "ok":
            counts = self.numbers(asked["photo_id"])
            more = {"views": _text(counts["views"]), "comments": told({"_content": _text(counts["answers"])})}
            answer.json["photo"] |= told(more)
        return answer


class VimeoCounts(Counting):
    """Plays are null where the plan is not told them."""

    @first("GET", "/videos/([0-9]+)")
    def with_plays(self, request: Request, own_id: str) -> Answer:
        answer = self.plain(request)
        if answer.status == 200 and "stats.plays" in dict(request.query).get("fields", ""):
            counts = self.numbers(own_id)
            connected = {
                name: {"total": counts[count]} for name, count in (("likes", "likes"), ("comments", "answers"))
            }
            more = {"stats": {"plays": counts["views"]}, "metadata": {"connections": connected}}
            return Answer(json={"uri": answer.json["uri"], **more})
        return answer

    @first("GET", "/me")
    def with_followers(self, request: Request) -> Answer:
        answer = self.plain(request)
        if answer.status == 200:
            answer.json["metadata"] = {"connections": {"followers": {"total": self.followed_by}}}
        return answer


class RedditCounts(Counting):
    """A hundred things are one call."""

    things: Any
    _require: Any
    _shown: Any

    @first("GET", "/api/info")
    def info(self, request: Request) -> Answer:
        self._require(request, "read")
        names = dict(request.query)["id"].split(",")
        assert len(names) <= 100, "Reddit takes a hundred"
        rows = [self._shown(self.things[name], True) for name in names if name in self.things]
        for row in rows:
            counts = self.numbers(row["data"]["name"].removeprefix("t3_"))
            known = {"score": counts["likes"], "num_comments": counts["answers"], "num_crossposts": counts["shares"]}
            row["data"] |= {**told(known), "view_count": None}
        return Answer(json={"kind": "Listing", "data": {"children": rows, "after": None}})


class TumblrCounts(Counting):
    """Notes, told apart in the mode "conversation" alone."""

    _me: Any
    _find: Any

    @first("GET", r"/v2/blog/([\w:.-]+)/notes")
    def notes_of(self, request: Request, blog: str) -> Answer:
        self._me(request, blog)
        asked = dict(request.query)
        assert asked["mode"] == "conversation"
        counts = self.numbers(self._find(asked["id"]).id)
        known = {"total_likes": counts["likes"], "total_reblogs": counts["shares"], "total_notes": 12}
        return Answer(json={"meta": {"status": 200, "msg": "OK"}, "response": {"notes": [], **told(known)}})

    @first("GET", r"/v2/blog/([\w:.-]+)/followers")
    def followers(self, request: Request, blog: str) -> Answer:
        self._me(request, blog)
        users = told({"total_users": self.followed_by, "users": []})
        return Answer(json={"meta": {"status": 200, "msg": "OK"}, "response": users})


class GhostCounts(Counting):
    """`mailed`: posts that went out by e-mail too; of the others nothing is told."""

    _require: Any

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.mailed: set[str] = set()

    @first("GET", r"/ghost/api/admin/posts/([0-9a-f]{24})/")
    def with_letter(self, request: Request, own_id: str) -> Answer:
        answer = self.plain(request)
        if answer.status == 200 and "include" in dict(request.query):
            counts, [post] = self.numbers(own_id), answer.json["posts"]
            letter = {"email_count": 100, "opened_count": counts["reach"], "status": "submitted"}
            post["email"] = told(letter) if own_id in self.mailed else None
            post["count"] = told({"clicks": counts["clicks"], "positive_feedback": counts["likes"]})
        return answer

    @first("GET", "/ghost/api/admin/members/")
    def members(self, request: Request) -> Answer:
        self._require(request)
        assert dict(request.query)["limit"] == "1"
        pages = {"page": 1, "limit": 1, "pages": 212, **told({"total": self.followed_by}), "next": 2, "prev": None}
        return Answer(json={"members": [{"id": "6" * 24}], "meta": {"pagination": pages}})


class DiscourseCounts(Counting):
    """A topic counts its posts and views, a post who read and liked it."""

    @first("GET", r"/t/(\d+)\.json")
    def topic_counted(self, request: Request, number: str) -> Answer:
        answer, counts = self.plain(request), self.numbers(number)
        if answer.status == 200:
            answers = counts["answers"]
            answer.json |= told({"views": counts["views"], "posts_count": None if answers is None else answers + 1})
            for row in answer.json["post_stream"]["posts"][:1]:
                row |= self._read(number)
        return answer

    @first("GET", r"/posts/(\d+)\.json")
    def post_counted(self, request: Request, number: str) -> Answer:
        answer = self.plain(request)
        if answer.status == 200:
            answer.json |= self._read(number) | told({"reply_count": self.numbers(number)["answers"]})
        return answer

    def _read(self, number: str) -> dict[str, Any]:
        counts = self.numbers(number)
        liked = [{"id": 2, "count": counts["likes"]}] if counts["likes"] else []
        return told({"reads": counts["reach"], "actions_summary": [*liked, {"id": 3, "can_act": True}]})


class LemmyCounts(Counting):
    """Counts stand beside the thing."""

    @first("GET", "/api/v3/(post|comment)")
    def view_counted(self, request: Request, kind: str) -> Answer:
        answer = self.plain(request)
        if answer.status == 200:
            counts = self.numbers(dict(request.query)["id"])
            below = "comments" if kind == "post" else "child_count"
            known = {"score": counts["likes"], "upvotes": counts["likes"], "downvotes": 0, below: counts["answers"]}
            answer.json[f"{kind}_view"]["counts"] = told(known)
        return answer
