"""A fake Google Business Profile with opinions, after the reference of v4 and what its users measured (Jul 2026).

Google's package describes accounts and places; local posts it does not, so that their rules stand here. `judges` is the
state that a new post has, `later` the one that it gets once `decide` is called.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .exchange import Answer, Request
from .google import FakeGoogle, refusal
from .small import Clock, route

ACCOUNT, PLACE = "accounts/11", "locations/22"
POSTS = f"/v4/{ACCOUNT}/{PLACE}/localPosts"
REVIEWS = f"/v4/{ACCOUNT}/{PLACE}/reviews"
STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
FIELDS = frozenset({"languageCode", "summary", "callToAction", "event", "offer", "media", "topicType"})
LINKED = frozenset({"BOOK", "ORDER", "SHOP", "LEARN_MORE", "SIGN_UP"})
NOT_LET_IN = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "RATE_LIMIT_EXCEEDED",
    "metadata": {"quota_limit_value": "0", "service": "mybusinessaccountmanagement.googleapis.com"},
}


@dataclass
class Post:
    """One local post."""

    id: str
    said: dict[str, Any]
    state: str
    created: datetime

    @property
    def words(self) -> str:
        return str(self.said.get("summary", ""))


@dataclass
class Review:
    """What somebody thinks of the place, and the one answer to it with its state. `shows` are pairs (format,
    address)."""

    id: str
    words: str
    stars: int
    author: str
    created: datetime
    changed: datetime
    answer: str = ""
    answered: datetime | None = None
    state: str = ""
    shows: list[tuple[str, str]] = field(default_factory=list)


class FakeGoogleBusiness(FakeGoogle):
    """One account, one place (or more)."""

    platform = "google_business"
    scope = "https://www.googleapis.com/auth/business.manage"
    below = (("api", "/v4"), ("accounts", "/v1"), ("information", "/v1"))

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.let_in = True
        self.places = {PLACE: ("Forno Lucia", "Via Roma 1")}
        self.judges = "LIVE"
        self.posts: dict[str, Post] = {}
        self.reviews: dict[str, Review] = {}
        self.judges_answers = "APPROVED"

    def require(self, request: Request) -> None:
        super().require(request)
        if not self.let_in:
            raise refusal(429, "Quota exceeded for quota metric 'Requests'", "rateLimitExceeded", [NOT_LET_IN])

    def of(self, state: str) -> list[Post]:
        return [post for post in self.posts.values() if post.state == state]

    # ------------------------------------------------------------------ accounts and places
    @route("GET", "/v1/accounts")
    def own_accounts(self, request: Request) -> Answer:
        self.require(request)
        return Answer(json={"accounts": [{"name": ACCOUNT, "accountName": "Lucia", "type": "PERSONAL"}]})

    @route("GET", f"/v1/{ACCOUNT}/locations")
    def own_places(self, request: Request) -> Answer:
        self.require(request)
        if not dict(request.query).get("readMask"):
            raise refusal(400, "Invalid field mask provided")
        return Answer(json={"locations": [self._place(name) for name in self.places]} if self.places else {})

    @route("GET", "/v1/(locations/[0-9]+)")
    def one_place(self, request: Request, name: str) -> Answer:
        self.require(request)
        if name not in self.places:
            raise refusal(404, "Requested entity was not found.")
        return Answer(json=self._place(name))

    def _place(self, name: str) -> dict[str, Any]:
        title, street = self.places[name]
        address = {"regionCode": "IT", "locality": "Trieste", "addressLines": [street]}
        maps = f"https://maps.google.com/maps?cid={name.partition('/')[2]}"
        return {"name": name, "title": title, "storefrontAddress": address, "metadata": {"mapsUri": maps}}

    # ------------------------------------------------------------------ local posts
    @route("GET", POSTS)
    def browse(self, request: Request) -> Answer:
        self.require(request)
        most = int(dict(request.query).get("pageSize", "20"))
        if most > 100:
            raise refusal(400, "pageSize may be 100 at most")
        rows = [self._shown(post) for post in sorted(self.posts.values(), key=lambda post: post.created, reverse=True)]
        return Answer(json={"localPosts": rows[:most]} if rows else {})

    @route("POST", POSTS)
    def add(self, request: Request) -> Answer:
        self.require(request)
        sent = request.json()
        self._require_fields(sent)
        post = Post(str(9_000_000 + self.number()), sent, self.judges, self.now)
        self.posts[post.id] = post
        return Answer(json=self._shown(post))

    @route("GET", rf"{POSTS}/(\w+)")
    def read(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        return Answer(json=self._shown(self._known(own_id)))

    @route("PATCH", rf"{POSTS}/(\w+)")
    def change(self, request: Request, own_id: str) -> Answer:
        """What the mask names and the body has not is taken away."""
        self.require(request)
        post, sent = self._known(own_id), request.json()
        mask = dict(request.query).get("updateMask", "").split(",")
        if "media" in mask or set(sent) - set(mask):
            raise refusal(400, "Invalid field mask provided")
        made = {name: value for name, value in post.said.items() if name not in mask} | sent
        self._require_fields(made)
        post.said, post.state = made, self.judges
        return Answer(json=self._shown(post))

    @route("DELETE", rf"{POSTS}/(\w+)")
    def remove(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        self._known(own_id)
        del self.posts[own_id]
        return Answer(json={})

    # ------------------------------------------------------------------ reviews
    def review(self, words: str, stars: int = 5, author: str = "Anna Pertot") -> Review:
        """Somebody writes one."""
        made = Review(f"AbFv{self.number():06}", words, stars, author, self.now, self.now)
        self.reviews[made.id] = made
        return made

    @route("GET", REVIEWS)
    def list_reviews(self, request: Request) -> Answer:
        """The newest written or changed first; a place is good for the list as it was."""
        self.require(request)
        asked = dict(request.query)
        most, place = int(asked["pageSize"]), asked.get("pageToken", "")
        if not 1 <= most <= 50 or asked.get("orderBy") != "updateTime desc":
            raise refusal(400, "Invalid pageSize or orderBy")
        rows = sorted(self.reviews.values(), key=lambda each: (each.changed, each.id), reverse=True)
        start = next((number for number, each in enumerate(rows) if each.id == place), -1) + 1
        if place and not start:
            raise refusal(400, "Invalid pageToken")
        shown = rows[start : start + most]
        more = {"nextPageToken": shown[-1].id} if start + most < len(rows) else {}
        return Answer(json={"reviews": [self._review(each) for each in shown], **more} if rows else {})

    @route("GET", rf"{REVIEWS}/(\w+)")
    def one_review(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        return Answer(json=self._review(self._reviewed(own_id)))

    @route("PUT", rf"{REVIEWS}/(\w+)/reply")
    def answer_review(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        found, sent = self._reviewed(own_id), request.json()
        if set(sent) != {"comment"} or not 1 <= len(sent["comment"].encode()) <= 4096:
            raise refusal(400, "Request contains an invalid argument.")
        found.answer, found.answered, found.state = sent["comment"], self.now, self.judges_answers
        return Answer(json=self._answer(found))

    @route("DELETE", rf"{REVIEWS}/(\w+)/reply")
    def unanswer(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        found = self._reviewed(own_id)
        if not found.answer:
            raise refusal(404, "Requested entity was not found.")
        found.answer = ""
        return Answer(json={})

    def _reviewed(self, own_id: str) -> Review:
        if own_id not in self.reviews:
            raise refusal(404, "Requested entity was not found.")
        return self.reviews[own_id]

    def _review(self, found: Review) -> dict[str, Any]:
        by = {"displayName": found.author} if found.author else {"isAnonymous": True}
        moments = {"createTime": found.created.isoformat(), "updateTime": found.changed.isoformat()}
        said = {"comment": found.words} if found.words else {}
        answer = {"reviewReply": self._answer(found)} if found.answer else {}
        media = {"reviewMediaItems": [_shown(*each) for each in found.shows]} if found.shows else {}
        name = f"{ACCOUNT}/{PLACE}/reviews/{found.id}"
        stars = STARS[found.stars - 1]
        node = {"name": name, "reviewId": found.id, "reviewer": by, "starRating": stars}
        return {**node, **moments, **said, **answer, **media}

    def _answer(self, found: Review) -> dict[str, Any]:
        at = found.answered or found.changed
        state = {"reviewReplyState": found.state} if found.state else {}
        return {"comment": found.answer, "updateTime": at.isoformat(), **state}

    def _known(self, own_id: str) -> Post:
        if own_id not in self.posts:
            raise refusal(404, "Requested entity was not found.")
        return self.posts[own_id]

    def _shown(self, post: Post) -> dict[str, Any]:
        name = f"{ACCOUNT}/{PLACE}/localPosts/{post.id}"
        url = f"https://local.google.com/place?id=1&lpsid={post.id}"
        created = post.created.isoformat()
        return {**post.said, "name": name, "state": post.state, "createTime": created, "searchUrl": url}

    def _require_fields(self, sent: dict[str, Any]) -> None:
        if set(sent) - FIELDS:
            raise refusal(400, f"Invalid JSON payload received. Unknown name {set(sent) - FIELDS}")
        if len(sent.get("summary", "")) > 1500:
            raise refusal(400, "Must be at most 1500 characters")
        topic, button = sent.get("topicType"), sent.get("callToAction")
        if topic not in ("STANDARD", "EVENT", "OFFER"):
            raise refusal(400, "Invalid topicType")
        if button is not None and (topic == "OFFER" or (button["actionType"] in LINKED) != ("url" in button)):
            raise refusal(400, "Invalid callToAction")
        if ("event" in sent) != (topic != "STANDARD") or ("offer" in sent) != (topic == "OFFER"):
            raise refusal(400, "event and offer do not fit the topicType")
        if "event" in sent:
            self._require_event(sent["event"])
        for item in sent.get("media", []):
            if item["mediaFormat"] != "PHOTO" or not re.match("https://", item.get("sourceUrl", "")):
                raise refusal(400, "PHOTO_FETCH_FAILED")

    def _require_event(self, event: dict[str, Any]) -> None:
        if not event.get("title") or len(event["title"]) > 58:
            raise refusal(400, "Must be at most 58 characters")
        wanted = {"startDate", "startTime", "endDate", "endTime"}
        if set(event.get("schedule", {})) != wanted:
            raise refusal(400, "The schedule is not whole")


def _shown(kind: str, address: str) -> dict[str, str]:
    """What hangs on a review: of a film its thumbnail, and where it lies."""
    film = {"videoUrl": f"{address}.mp4"} if kind == "VIDEO" else {}
    return {"thumbnailUrl": address, **film}
