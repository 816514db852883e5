"""A fake Reddit with opinions: it refuses what Reddit refuses, often with status 200, and keeps what it got.

Whoever does not say in the wanted form who calls is sent away. A link that is in the subreddit already is refused
unless it is asked to come again; nothing else protects from a second copy.
"""

import html
import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

from .counting_sites import RedditCounts
from .exchange import Answer, Request, Upload
from .oauth import FakeAuthorization
from .outside import OutsideReddit
from .small import Clock, RefusalError, SmallFake, route
from .voting import NOBODY, Votes, without_none

AGENT = re.compile(r"desktop:app-4711:v[\d.]+ \(by /u/lucia\)")
SCOPES = "identity read submit edit flair history mysubreddits"
WORDS = ["api_type", "sr", "title", "text", "nsfw", "spoiler", "sendreplies", "flair_id", "validate_on_submit"]
FORM = frozenset([*WORDS, "kind", "url", "resubmit", "video_poster_url"])
GALLERY = frozenset([*WORDS, "items", "show_error_list"])
POLL = frozenset([*WORDS, "resubmit", "options", "duration"])
NO_RULES = {"is_flair_required": False, "body_restriction_policy": "none", "title_text_min_length": None}


@dataclass
class Thing:
    """A post, or (`above`) a comment."""

    name: str
    sr: str
    title: str
    text: str
    at: float
    sent: dict[str, Any]
    above: str = ""
    deleted: bool = False
    removed: str = ""
    votes: Votes = NOBODY


class AskedReddit(SmallFake):
    """Who asks, the subreddit r/italy with its rules, and the store for files."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.app = FakeAuthorization(pkce=False, secret_in="basic", any_port=True, rotates=False)
        self.things: dict[str, Thing] = {}
        self.files: dict[str, bytes] = {}
        self.leases: dict[str, str] = {}
        self.waiting: list[Thing] = []
        self.rules: dict[str, Any] = dict(NO_RULES)
        self.about: dict[str, Any] = {"submission_type": "any", "allow_images": True}
        self.errors: list[list[str]] = []
        self.ratelimit: float | None = None
        self.worked_up = False

    @property
    def posts(self) -> list[Thing]:
        return [thing for thing in self.things.values() if not thing.deleted and not thing.removed and not thing.above]

    def work_up(self) -> None:
        with self.http.lock:
            self.things |= {thing.name: thing for thing in self.waiting}
            self.waiting.clear()

    # ------------------------------------------------------------------ who asks
    @route("GET", "/api/v1/authorize")
    def authorize(self, request: Request) -> Answer:
        assert dict(request.query)["duration"] == "permanent"
        return self.app.handle(Request("GET", "/authorize", request.query, request.headers, request.body))

    @route("POST", "/api/v1/access_token")
    def grant(self, request: Request) -> Answer:
        self._require_agent(request)
        return self.app.handle(Request("POST", "/token", request.query, request.headers, request.body))

    @route("POST", "/api/v1/revoke_token")
    def take_back(self, request: Request) -> Answer:
        self._require_agent(request)
        assert request.headers["authorization"].startswith("Basic ")
        self.app.refresh.pop(request.values()["token"], None)
        return Answer(204)

    def _require_agent(self, request: Request) -> None:
        if not AGENT.fullmatch(request.headers.get("user-agent", "")):
            raise refused(429, "Too Many Requests")

    def _require(self, request: Request, scope: str) -> None:
        self._require_agent(request)
        if request.bearer not in self.app.access:
            raise refused(401, "Unauthorized")
        if scope not in self.app.access[request.bearer].split():
            raise refused(403, "Forbidden")

    @route("GET", "/api/v1/me")
    def me(self, request: Request) -> Answer:
        self._require(request, "identity")
        return Answer(json={"id": "1abc", "name": "lucia", "subreddit": {"display_name": "u_lucia"}})

    @route("GET", "/subreddits/mine/subscriber")
    def mine(self, request: Request) -> Answer:
        self._require(request, "mysubreddits")
        return _listing([{"kind": "t5", "data": {"display_name": name}} for name in ("pane", "italy")])

    # ------------------------------------------------------------------ the subreddit
    @route("GET", r"/r/([\w-]+)/about")
    def read_about(self, request: Request, sr: str) -> Answer:
        self._require(request, "read")
        if sr.casefold() not in ("italy", "u_lucia"):
            return Answer(302, headers={"Location": f"{self.url}/subreddits/search?q={sr}"})
        name = "italy" if sr.casefold() == "italy" else sr
        return Answer(json={"kind": "t5", "data": {"display_name": name, "user_is_banned": False, **self.about}})

    @route("GET", r"/api/v1/([\w-]+)/post_requirements")
    def requirements(self, request: Request, sr: str) -> Answer:
        self._require(request, "submit")
        return Answer(json=self.rules)

    @route("GET", r"/r/([\w-]+)/api/link_flair_v2")
    def flairs(self, request: Request, sr: str) -> Answer:
        self._require(request, "flair")
        return Answer(json=[{"id": "f-1", "text": "Cibo", "type": "text"}, {"id": "f-2", "text": "Arte "}])

    # ------------------------------------------------------------------ files
    @route("POST", r"/api/media/asset\.json")
    def lease(self, request: Request) -> Answer:
        self._require(request, "submit")
        sent = request.values()
        asset, key = secrets.token_hex(6), f"rte_images/{secrets.token_hex(4)}"
        assert set(sent) == {"filepath", "mimetype", "raw_json"}
        self.leases[key] = asset
        fields = [{"name": "acl", "value": "private"}, {"name": "key", "value": key}]
        return Answer(json={"args": {"action": f"{self.url}/store", "fields": fields}, "asset": {"asset_id": asset}})

    @route("POST", "/store")
    def store(self, request: Request) -> Answer:
        assert "authorization" not in request.headers, "the store gets no access of ours"
        sent = request.values()
        file = sent.get("file")
        names = re.findall(rb'form-data; name="([^"]+)"', request.body)
        if sent.get("key") not in self.leases or not isinstance(file, Upload) or names[-1] != b"file":
            return Answer(403, text="<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")
        self.files[sent["key"]] = file.data
        return Answer(201, text="<PostResponse/>", content_type="application/xml")

    def _is_file(self, url: str) -> bool:
        return url.removeprefix(f"{self.url}/store/") in self.files


class FakeReddit(RedditCounts, AskedReddit, OutsideReddit):
    """Lucia's account, which follows r/italy. `rules` and `about` are the subreddit's; with `errors` the next posts
    are refused; `worked_up`: photos and films are posts at once, else when `work_up` is called."""

    # ------------------------------------------------------------------ writing
    @route("POST", "/api/submit")
    def submit(self, request: Request) -> Answer:
        sent = self._sent(request, FORM)
        kind, url = sent["kind"], sent.get("url", "")
        if kind in ("image", "video") and not self._is_file(url):
            return _no("INVALID_URL", "that media is not ours", "url")
        if kind == "video" and not self._is_file(sent.get("video_poster_url", "")):
            return _no("BAD_URL", "a video needs a poster", "video_poster_url")
        if kind == "link" and sent["resubmit"] == "false" and any(post.sent.get("url") == url for post in self.posts):
            return _no("ALREADY_SUB", "that link has already been submitted", "url")
        return self._post(sent, later=kind in ("image", "video"))

    @route("POST", r"/api/submit_gallery_post\.json")
    def gallery(self, request: Request) -> Answer:
        sent = self._sent(request, GALLERY)
        known = {asset for key, asset in self.leases.items() if key in self.files}
        if not 2 <= len(sent["items"]) <= 20 or not {item["media_id"] for item in sent["items"]} <= known:
            return _no("BAD_GALLERY", "media is missing", "items")
        return self._post(sent)

    @route("POST", "/api/submit_poll_post")
    def poll(self, request: Request) -> Answer:
        sent = self._sent(request, POLL)
        if not 2 <= len(sent["options"]) <= 6 or not 1 <= sent["duration"] <= 7:
            return _no("BAD_POLL", "options or duration", "options")
        return self._post(sent)

    def _sent(self, request: Request, fields: frozenset[str]) -> dict[str, Any]:
        self._require(request, "submit")
        sent = {name: value for name, value in request.values().items() if name != "raw_json"}
        assert set(sent) <= fields, f"Reddit knows no {set(sent) - fields}"
        assert sent["api_type"] == "json"
        return sent

    def _post(self, sent: dict[str, Any], later: bool = False) -> Answer:
        if self.errors:
            beside = {"ratelimit": self.ratelimit} if self.ratelimit is not None else {}
            return Answer(json={"json": {"errors": self.errors, **beside}})
        if not 1 <= len(sent["title"]) <= 300:
            return _no("TOO_LONG", "this is too long (max: 300)", "title")
        if self.rules["is_flair_required"] and not sent.get("flair_id"):
            return _no("SUBMIT_VALIDATION_FLAIR_REQUIRED", "Your post must contain post flair.", "flair")
        name = f"t3_{self.number():x}p"
        post = Thing(name, sent["sr"], sent["title"], sent["text"], self.now.timestamp(), sent)
        if later and not self.worked_up:
            self.waiting.append(post)
            data = {"user_submitted_page": f"{self.url}/user/lucia/submitted/", "websocket_url": "wss://ws.example/x"}
            return Answer(json={"json": {"errors": [], "data": data}})
        self.things[name] = post
        page = f"https://www.reddit.com/r/{post.sr}/comments/{name[3:]}/pane/"
        return Answer(json={"json": {"errors": [], "data": {"id": name[3:], "name": name, "url": page}}})

    @route("POST", "/api/comment")
    def comment(self, request: Request) -> Answer:
        self._require(request, "submit")
        sent = request.values()
        above = self.things.get(sent["thing_id"])
        if above is None or above.deleted:
            return _no("DELETED_COMMENT", "that comment has been deleted", "parent")
        name = f"t1_{self.number():x}c"
        self.things[name] = Thing(name, above.sr, "", sent["text"], self.now.timestamp(), sent, above.name)
        return self._things(self.things[name])

    @route("POST", "/api/editusertext")
    def change(self, request: Request) -> Answer:
        self._require(request, "edit")
        sent = request.values()
        self.things[sent["thing_id"]].text = sent["text"]
        return self._things(self.things[sent["thing_id"]])

    def _things(self, thing: Thing) -> Answer:
        return Answer(json={"json": {"errors": [], "data": {"things": [self._shown(thing, plain=True)]}}})

    @route("POST", "/api/del")
    def delete(self, request: Request) -> Answer:
        self._require(request, "edit")
        thing = self.things.get(request.values()["id"])
        if thing is not None:
            thing.deleted = True
        return Answer(json={})

    # ------------------------------------------------------------------ reading
    @route("GET", "/api/info")
    def info(self, request: Request) -> Answer:
        self._require(request, "read")
        asked = dict(request.query)
        thing = self.things.get(asked["id"])
        return _listing([self._shown(thing, "raw_json" in asked)] if thing is not None else [])

    @route("GET", "/user/lucia/(submitted|comments)")
    def written(self, request: Request, kind: str) -> Answer:
        self._require(request, "history")
        found = [thing for thing in self.things.values() if bool(thing.above) == (kind == "comments")]
        found = [thing for thing in reversed(found) if not thing.deleted]
        return _listing([self._shown(thing, "raw_json" in dict(request.query)) for thing in found])

    def _shown(self, thing: Thing, plain: bool) -> dict[str, Any]:
        """As Reddit tells a thing: without raw_json its signs are HTML's."""
        text = thing.text if plain else html.escape(thing.text, quote=False)
        words = {"body": text, "link_id": thing.above} if thing.above else {"selftext": text, "title": thing.title}
        page = f"/r/{thing.sr}/comments/{(thing.above or thing.name)[3:]}/pane/"
        more = {"author": "[deleted]" if thing.deleted else "lucia", "removed_by_category": thing.removed or None}
        own = {"id": thing.name[3:], "name": thing.name, "subreddit": thing.sr, "created_utc": thing.at}
        poll = {"poll_data": _poll(thing)} if "options" in thing.sent else {}
        return {"kind": thing.name[:2], "data": {**own, **words, **more, "permalink": page, **poll}}


def _listing(children: list[dict[str, Any]]) -> Answer:
    return Answer(json={"kind": "Listing", "data": {"children": children, "after": None}})


def _no(code: str, said: str, name: str) -> Answer:
    return Answer(json={"json": {"errors": [[code, said, name]]}})


def refused(status: int, said: str) -> RefusalError:
    return RefusalError(Answer(status, json={"message": said, "error": status}))


def _poll(thing: Thing) -> dict[str, Any]:
    """What each answer has is told once it is over."""
    votes = replace(thing.votes, shy=True)
    rows = [
        without_none({"id": str(number), "text": text, "vote_count": votes.told(number)})
        for number, text in enumerate(thing.sent["options"])
    ]
    ends_ms = round((thing.at + 86_400 * thing.sent["duration"]) * 1000)
    return {"options": rows, "total_vote_count": votes.total, "voting_end_timestamp": ends_ms, "user_selection": None}
