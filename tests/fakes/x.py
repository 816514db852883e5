"""A fake X with opinions: its API v2 under one app, which charges for what it takes and rewrites every address.

Bodies of errors are those that X sends (twitter-community reports of 2023 to 2026 and OpenAPI 2.167). It keeps no key
of ours; the same words again within a day are refused.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from PIL import Image, UnidentifiedImageError

from smmdesk.model.counting import weighted

from .counting_networks import XCounts
from .exchange import Answer, Request, Upload
from .oauth import FakeAuthorization
from .small import Clock, RefusalError, SmallFake, route
from .voting import NOBODY, Votes

ME, HANDLE = "1580000000000000001", "fornolucia"
BIRTH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
SAME_FOR, MEDIA_LIVES = timedelta(days=1), timedelta(days=1)
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,!?)]|\b[\w-]+\.example\b")
WRITES = ("tweet.read", "tweet.write", "users.read")
BODY = {"text", "media", "poll", "reply", "reply_settings", "made_with_ai", "paid_partnership"}
REPLIES = {"following", "mentionedUsers", "subscribers", "verified"}
PROBLEMS = "https://api.x.com/2/problems"


@dataclass
class Medium:
    """A file on its way or there. `work` is how often its processing is still asked for in vain."""

    id: str
    mime: str
    category: str
    total: int
    at: datetime
    pieces: dict[int, bytes] = field(default_factory=dict)
    data: bytes = b""
    alt: str = ""
    work: int = 0

    @property
    def key(self) -> str:
        return f"3_{self.id}"


@dataclass
class Post:
    id: str
    text: str
    at: datetime
    conversation: str
    answers: str
    media: list[Medium]
    body: dict[str, Any]
    addresses: list[tuple[str, str]]
    deleted: bool = False
    votes: Votes = NOBODY


class XAccount(SmallFake):
    """Who asks, and who pays. `charged` is what it was asked to pay for; `credit` how much of it is left."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.auth = FakeAuthorization(any_port=True, secret_in="none", lives_s=7200)
        self.posts: list[Post] = []
        self.media: dict[str, Medium] = {}
        self.charged: list[str] = []
        self.credit: int | None = None
        self.subscription = "None"
        self.said_names = "tweet.fields"
        self.closed = ""
        self.works_for, self.fails_at = 2, ""
        self.revoked: list[str] = []

    # ------------------------------------------------------------------ who asks
    def nothing_here(self, request: Request) -> Answer:
        return Answer(404, json={"title": "Not Found", "type": "about:blank", "status": 404, "detail": "Not Found"})

    def _require(self, request: Request, *scopes: str) -> None:
        granted = self.auth.access.get(request.bearer or "")
        if granted is None:
            raise plain(401, "Unauthorized", "Unauthorized")
        if self.closed:
            raise plain(403, "Forbidden", self.closed)
        if not set(scopes) <= set(granted.split()):
            raise plain(403, "Forbidden", "You are not permitted to perform this action.")

    def _charge(self, what: str) -> None:
        if self.credit is not None and self.credit <= 0:
            said = "Your enrolled account [42] does not have any credits to fulfill this request."
            problem = {"title": "CreditsDepleted", "detail": said, "type": f"{PROBLEMS}/credits"}
            raise RefusalError(Answer(402, json=problem, content_type="application/problem+json"))
        self.credit = self.credit - 1 if self.credit is not None else None
        self.charged.append(what)

    @route("GET", "/i/oauth2/authorize")
    def authorize(self, request: Request) -> Answer:
        return self.auth._authorize(dict(request.query))

    @route("POST", "/2/oauth2/token")
    def token(self, request: Request) -> Answer:
        return self.auth._token(request)

    @route("POST", "/2/oauth2/revoke")
    def revoke(self, request: Request) -> Answer:
        values = request.values()
        assert values["client_id"] == self.auth.client_id
        self.revoked.append(values["token"])
        return Answer(json={"revoked": True})

    @route("GET", "/2/users/me")
    def me(self, request: Request) -> Answer:
        self._require(request, "tweet.read", "users.read")
        user = {"id": ME, "name": "Forno Lucia", "username": HANDLE}
        more = (
            {"subscription_type": self.subscription} if "subscription_type" in _fields(request, "user.fields") else {}
        )
        return Answer(json={"data": {**user, **more}})

    def _new_id(self) -> str:
        """A snowflake: its moment stands in it."""
        return str((round((self.now - BIRTH).total_seconds() * 1000) << 22) + self.number())


class XFiles(XAccount):
    """Files, in pieces; a film is worked on for `works_for` questions."""

    @route("POST", "/2/media/upload/initialize")
    def initialize(self, request: Request) -> Answer:
        self._require(request, "media.write")
        asked = request.json()
        most = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000, "tweet_video": 512_000_000}[asked["media_category"]]
        if asked["total_bytes"] > most:
            raise invalid("total_bytes", f"The file size exceeds {most} bytes.")
        self._charge("media")
        made = Medium(self._new_id(), asked["media_type"], asked["media_category"], asked["total_bytes"], self.now)
        self.media[made.id] = made
        return Answer(json={"data": {"id": made.id, "media_key": made.key, "expires_after_secs": 86_400}})

    @route("POST", r"/2/media/upload/(\d+)/append")
    def append(self, request: Request, media_id: str) -> Answer:
        self._require(request, "media.write")
        sent, medium = request.values(), self._medium(media_id)
        assert isinstance(sent["media"], Upload)
        if len(sent["media"].data) > 5 * 1024 * 1024:
            raise invalid("media", "Segment size must be at most 5 MB.")
        medium.pieces[int(sent["segment_index"])] = sent["media"].data
        return Answer(json={"data": {"expires_at": round(self.now.timestamp()) + 86_400}})

    @route("POST", r"/2/media/upload/(\d+)/finalize")
    def finalize(self, request: Request, media_id: str) -> Answer:
        self._require(request, "media.write")
        assert not request.body
        medium = self._medium(media_id)
        data = b"".join(medium.pieces[number] for number in sorted(medium.pieces))
        if len(data) != medium.total or sorted(medium.pieces) != list(range(len(medium.pieces))):
            raise invalid("media_id", "Segments do not add up to provided total file size.")
        if medium.category != "tweet_video":
            _require_image(data)
        medium.data, medium.work = data, self.works_for if medium.category != "tweet_image" else 0
        return Answer(json={"data": self._told_medium(medium)})

    @route("GET", "/2/media/upload")
    def status(self, request: Request) -> Answer:
        self._require(request, "media.write")
        query = dict(request.query)
        assert query["command"] == "STATUS"
        medium = self._medium(query["media_id"])
        medium.work = max(0, medium.work - 1)
        return Answer(json={"data": self._told_medium(medium)})

    def _told_medium(self, medium: Medium) -> dict[str, Any]:
        told = {"id": medium.id, "media_key": medium.key, "size": medium.total, "expires_after_secs": 86_400}
        if medium.category == "tweet_image":
            return told
        if self.fails_at and medium.work == 0:
            error = {"code": 3, "name": "InvalidMedia", "message": self.fails_at}
            return {**told, "processing_info": {"state": "failed", "progress_percent": 1, "error": error}}
        state = {"state": "in_progress", "check_after_secs": 5} if medium.work else {"state": "succeeded"}
        return {**told, "processing_info": {**state, "progress_percent": 50 if medium.work else 100}}

    @route("POST", "/2/media/metadata")
    def metadata(self, request: Request) -> Answer:
        self._require(request, "media.write")
        asked = request.json()
        medium = self._medium(asked["id"])
        if medium.category == "tweet_video":
            raise invalid("id", "Alt text is only supported for images and GIFs.")
        if len(asked["metadata"]["alt_text"]["text"]) > 1000:
            raise invalid("metadata", "Alt text must be at most 1000 characters.")
        self._charge("alt")
        medium.alt = asked["metadata"]["alt_text"]["text"]
        return Answer(json={"data": {"id": medium.id, "associated_metadata": asked["metadata"]}})

    def _medium(self, media_id: str) -> Medium:
        medium = self.media.get(media_id)
        if medium is None or self.now - medium.at > MEDIA_LIVES:
            raise invalid("media_id", "Invalid media id.")
        return medium


class FakeX(XCounts, XFiles):
    """One account and one app."""

    @property
    def live(self) -> list[Post]:
        return [post for post in self.posts if not post.deleted]

    # ------------------------------------------------------------------ posts
    @route("POST", "/2/tweets")
    def create(self, request: Request) -> Answer:
        self._require(request, *WRITES)
        asked = request.json()
        assert asked.keys() <= BODY, asked.keys() - BODY
        media = self._attached(asked)
        self._require_words(asked, media)
        answered = self._answered(asked)
        if any(post.text == asked["text"] and self.now - post.at < SAME_FOR for post in self.live):
            raise plain(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        addresses = [(found, f"https://t.co/{self.number():010d}") for found in ADDRESS.findall(asked["text"])]
        self._charge("post with link" if addresses else "post")
        own_id = self._new_id()
        conversation = answered.conversation if answered is not None else own_id
        answers = answered.id if answered is not None else ""
        post = Post(own_id, asked["text"], self.now, conversation, answers, media, asked, addresses)
        self.posts.append(post)
        return Answer(201, json={"data": {"id": own_id, "text": self._shown(post), **self._history(own_id)}})

    def _attached(self, asked: dict[str, Any]) -> list[Medium]:
        found = [self.media.get(media_id) for media_id in asked.get("media", {}).get("media_ids", [])]
        there = [one for one in found if one is not None and one.data and self.now - one.at < MEDIA_LIVES]
        if len(there) < len(found) or any(one.work for one in there):
            raise invalid("media.media_ids", "Your media IDs are invalid.")
        if len(there) > 1 and any(one.category != "tweet_image" for one in there):
            raise invalid("media.media_ids", "You may upload 4 photos or 1 animated GIF or 1 video in a Tweet.")
        return there

    def _require_words(self, asked: dict[str, Any], media: list[Medium]) -> None:
        if not asked["text"].strip() and not media:
            raise invalid("text", "Your Tweet text is empty.")
        most = 280 if self.subscription == "None" else 25_000
        if weighted(asked["text"]) > most:
            raise plain(403, "Forbidden", "You are not permitted to perform this action.")
        if asked.get("reply_settings", "verified") not in REPLIES:
            raise invalid("reply_settings", "reply_settings is not one of them.")
        if "poll" in asked and media:
            raise invalid("poll", "A Tweet may have a poll or media, not both.")
        if "poll" in asked:
            options, minutes = asked["poll"]["options"], asked["poll"]["duration_minutes"]
            if not 2 <= len(options) <= 4 or max(map(len, options)) > 25 or not 5 <= minutes <= 10_080:
                raise invalid("poll", "The poll is not one.")

    def _answered(self, asked: dict[str, Any]) -> Post | None:
        if "reply" not in asked:
            return None
        for post in self.live:
            if post.id == asked["reply"]["in_reply_to_tweet_id"]:
                return post
        raise plain(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")

    @route("DELETE", r"/2/tweets/(\d+)")
    def delete(self, request: Request, own_id: str) -> Answer:
        self._require(request, *WRITES)
        post = next((post for post in self.live if post.id == own_id), None)
        if post is None:
            return Answer(json={"errors": [not_found(own_id)]})
        post.deleted = True
        return Answer(json={"data": {"deleted": True}})

    # ------------------------------------------------------------------ reading
    @route("GET", r"/2/tweets/(\d+)")
    def read(self, request: Request, own_id: str) -> Answer:
        self._require(request, "tweet.read", "users.read")
        wanted = self._wanted(request)
        for post in self.live:
            if post.id == own_id:
                return Answer(json={"data": self._told(post, wanted)})
        return Answer(json={"errors": [not_found(own_id)]})

    @route("GET", rf"/2/users/{ME}/tweets")
    def timeline(self, request: Request) -> Answer:
        self._require(request, "tweet.read", "users.read")
        query, wanted = dict(request.query), self._wanted(request)
        since, most = datetime.fromisoformat(query["start_time"]), int(query["max_results"])
        found = [post for post in reversed(self.live) if post.at >= since]
        skip = int(query.get("pagination_token", "0"))
        page = found[skip : skip + most]
        meta: dict[str, Any] = {"result_count": len(page)}
        if len(found) > skip + most:
            meta["next_token"] = str(skip + most)
        rows = {"data": [self._told(post, wanted) for post in page]} if page else {}
        return Answer(json={**rows, "meta": meta})

    def _wanted(self, request: Request) -> set[str]:
        """The fields that were asked for, by the names that this server knows."""
        for name, _value in request.query:
            if name.endswith(".fields") and name not in (self.said_names, "poll.fields"):
                known = f"[id,start_time,end_time,{self.said_names}]"
                raise invalid(name, f"The query parameter [{name}] is not one of {known}")
        return _fields(request, self.said_names)

    def _told(self, post: Post, wanted: set[str]) -> dict[str, Any]:
        urls = [_address(short, full) for full, short in post.addresses]
        urls += [{**_address(_media_link(post), "pic"), "media_key": one.key} for one in post.media]
        long = "note_tweet" if self.said_names == "tweet.fields" else "note_post"
        told = {
            "created_at": post.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "conversation_id": post.conversation,
            **({"entities": {"urls": urls}} if urls else {}),
            **({"attachments": {"media_keys": [one.key for one in post.media]}} if post.media else {}),
            **({long: {"text": self._shown(post), "entities": {"urls": urls}}} if weighted(post.text) > 280 else {}),
        }
        words = self._shown(post)[:280]
        kept = {name: value for name, value in told.items() if name in wanted}
        return {"id": post.id, "text": words, **self._history(post.id), **kept}

    def _shown(self, post: Post) -> str:
        text = escape(post.text, quote=False)
        for full, short in post.addresses:
            text = text.replace(escape(full, quote=False), short, 1)
        return f"{text} {_media_link(post)}".strip() if post.media else text

    def _history(self, own_id: str) -> dict[str, list[str]]:
        name = "edit_history_tweet_ids" if self.said_names == "tweet.fields" else "edit_history_post_ids"
        return {name: [own_id]}


def _fields(request: Request, name: str) -> set[str]:
    return set(dict(request.query).get(name, "").split(","))


def _media_link(post: Post) -> str:
    return f"https://t.co/m{post.id[-9:]}"


def _address(short: str, full: str) -> dict[str, Any]:
    shown = "pic.x.com/abc" if full == "pic" else full.split("://")[-1][:25]
    whole = full if "://" in full else f"http://{full}"
    return {"start": 0, "end": 23, "url": short, "expanded_url": whole, "display_url": shown}


def _require_image(data: bytes) -> None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.verify()
    except (UnidentifiedImageError, OSError) as strange:
        raise invalid("media", "Media type unrecognized.") from strange


# ------------------------------------------------------------------ refusals
def plain(status: int, title: str, said: str) -> RefusalError:
    """As X's gateway refuses."""
    problem = {"title": title, "detail": said, "type": "about:blank", "status": status}
    return RefusalError(Answer(status, json=problem, content_type="application/problem+json"))


def invalid(name: str, said: str) -> RefusalError:
    """As X's API refuses a parameter."""
    problem = {
        "errors": [{"parameters": {name: ["…"]}, "message": said}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"{PROBLEMS}/invalid-request",
    }
    return RefusalError(Answer(400, json=problem, content_type="application/problem+json"))


def not_found(own_id: str) -> dict[str, str]:
    return {
        "value": own_id,
        "detail": f"Could not find tweet with id: [{own_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "id",
        "resource_id": own_id,
        "type": f"{PROBLEMS}/resource-not-found",
    }


def described(requests: list[Request]) -> Iterator[Request]:
    """What X's description is held against: what X's API itself took. The words of its gateway stand nowhere, nor does
    the `error` that its guide to uploads shows beside a state of `failed`.
    """
    for request in requests:
        answer = request.answer
        taken = answer is not None and answer.status < 400 and b'"failed"' not in answer.content()
        if taken and request.path.startswith("/2/") and "/oauth2/" not in request.path:
            yield request
