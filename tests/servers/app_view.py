"""A small AppView behind the real Bluesky server: it knows people and what was written to them.

It refuses whoever comes without a server's word.

Bluesky's own AppView needs the whole network; this one stands in for the questions that are put to it. It is the
real server that decides what reaches it: it takes the account's access off and signs a word of its own.
"""

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Self

from ..fakes.exchange import Answer, Fault, Request
from ..fakes.loopback import LoopbackHttp

DID = "did:web:appview.test"
TYPEAHEAD = "app.bsky.actor.searchActorsTypeahead"
NOTIFICATIONS = "app.bsky.notification.listNotifications"
POSTS, PROFILE = "app.bsky.feed.getPosts", "app.bsky.actor.getProfile"
SEARCH, FEED = "app.bsky.feed.searchPosts", "app.bsky.feed.getAuthorFeed"
REASONS = ("like", "repost", "follow", "mention", "reply", "quote")


@dataclass
class AppView:
    """`people` are whom it knows, as profileViewBasic; `notes` by account what it has for them, the oldest first;
    `posts` by address what it counts of them, `followers` by account; `shown` are posts (postView), the oldest first;
    `asked_by` the accounts in whose name it was asked."""

    people: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    followers: dict[str, Any] = field(default_factory=dict)
    shown: list[dict[str, Any]] = field(default_factory=list)
    asked_by: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = LoopbackHttp(self._handle)

    def start(self) -> Self:
        self.http.start()
        return self

    def stop(self) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return self.http.url

    def knows(self, did: str, handle: str, name: str = "", **more: Any) -> None:
        """Somebody else of the network."""
        named = {"displayName": name} if name else {}
        self.people.append({"did": did, "handle": handle, **named, **more})

    def notify(self, did: str, reason: str, author: dict[str, Any], at: str, made: dict[str, Any], **more: Any) -> None:
        """Tell an account of a record: `made` is `{uri, cid, value}` as its server gives it, `at` when it was seen."""
        told = {"uri": made["uri"], "cid": made["cid"], "record": made["value"]}
        note = {**told, "author": author, "reason": reason, "isRead": False, "indexedAt": at, **more}
        self.notes.setdefault(did, []).append(note)

    def fail_next(self, method: str = TYPEAHEAD, **how: Any) -> Fault:
        return self.http.fail_next(f"/xrpc/{method}", **how)

    def _handle(self, request: Request) -> Answer:
        method = request.path.removeprefix("/xrpc/")
        answers = {TYPEAHEAD: self._found, NOTIFICATIONS: self._notified, POSTS: self._counted, PROFILE: self._profile}
        answers |= {SEARCH: self.told, FEED: self.told}
        if method not in answers:
            return _refused(501, "MethodNotImplemented", "not a method of this AppView")
        word = word_of(request)
        if word.get("aud", "").partition("#")[0] != DID or word.get("lxm") != method:
            return _refused(401, "BadJwtAudience", "the word is for somebody else")
        self.asked_by.append(word["iss"])
        return answers[method](request)

    def _counted(self, request: Request) -> Answer:
        """What it knows of the posts that are asked for; of others nothing is said."""
        uris = [value for name, value in request.query if name == "uris"]
        if not 1 <= len(uris) <= 25 or not all(uri.startswith("at://") for uri in uris):
            return _refused(400, "InvalidRequest", "uris must be 1 to 25 addresses of records")
        return Answer(json={"posts": [self._view(uri) for uri in uris if uri in self.posts]})

    def _view(self, uri: str) -> dict[str, Any]:
        """A postView of the lexicon."""
        did = uri.split("/")[2]
        author = {"did": did, "handle": "handle.invalid"}
        seen = {"record": {}, "cid": "bafyreicsktpt3gjnlnxg4sgnqchrvuoqtw2n6qbyhnsjwzsmpzvlbwrj7q"}
        return {"uri": uri, "author": author, "indexedAt": "2026-11-28T12:00:00Z", **seen, **self.posts[uri]}

    def _profile(self, request: Request) -> Answer:
        did = str(request.values().get("actor", ""))
        if did not in self.followers:
            return _refused(400, "InvalidRequest", "Profile not found")
        return Answer(json={"did": did, "handle": "handle.invalid", "followersCount": self.followers[did]})

    def shows(self, author: dict[str, Any], at: str, made: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Somebody published a record: `made` is `{uri, cid, value}` as their server gives it."""
        told = {"uri": made["uri"], "cid": made["cid"], "record": made["value"], "author": author, "indexedAt": at}
        self.shown.append({**told, **more})
        return self.shown[-1]

    def told(self, request: Request) -> Answer:
        """Posts that hold the words, or of one account; the newest first, the cursor names the last one told."""
        values, method = dict(request.query), request.path.removeprefix("/xrpc/")
        if not 1 <= int(values.get("limit", "25")) <= 100 or values.get("sort", "latest") != "latest":
            return _refused(400, "InvalidRequest", "Error: Params must have the right values")
        if method == SEARCH:
            found = [each for each in self.shown if _holds(each, values["q"].casefold().strip('"'))]
        elif all(values["actor"] not in (each["did"], each["handle"]) for each in self.people):
            return _refused(400, "InvalidRequest", "Profile not found")
        else:
            found = [
                each for each in self.shown if values["actor"] in (each["author"]["did"], each["author"]["handle"])
            ]
        uris = [each["uri"] for each in found]
        if "cursor" in values and values["cursor"] not in uris:
            return _refused(400, "InvalidRequest", "Malformed cursor")
        end = uris.index(values["cursor"]) if "cursor" in values else len(found)
        page = found[:end][::-1][: int(values.get("limit", "25"))]
        more = {"cursor": page[-1]["uri"]} if page and page[-1] is not found[0] else {}
        named = {"posts": page} if method == SEARCH else {"feed": [{"post": each} for each in page]}
        return Answer(json={**named, **more})

    def _notified(self, request: Request) -> Answer:
        """The newest first; the cursor names the last one told, so that new ones shift no page."""
        did = self.asked_by[-1]
        reasons = [value for name, value in request.query if name == "reasons"]
        values = dict(request.query)
        limit = int(values.get("limit", 50))
        if not 1 <= limit <= 100 or not set(reasons) <= set(REASONS):
            return _refused(400, "InvalidRequest", "limit must be from 1 to 100, and reasons be known")
        notes = self.notes.get(did, [])
        before = values.get("cursor", str(len(notes)))
        if not before.isdigit():
            return _refused(400, "InvalidRequest", "Malformed cursor")
        wanted = [(n, note) for n, note in enumerate(notes) if n < int(before) and note["reason"] in reasons]
        page = wanted[::-1][:limit]
        more = {"cursor": str(page[-1][0])} if len(wanted) > limit else {}
        return Answer(json={"notifications": [note for _number, note in page], **more})

    def _found(self, request: Request) -> Answer:
        values = request.values()
        limit = int(values.get("limit", 10))
        if not 1 <= limit <= 100:
            return _refused(400, "InvalidRequest", "limit must be from 1 to 100")
        wanted = str(values.get("q", "")).casefold()
        found = [each for each in self.people if wanted and _is_called(each, wanted)]
        return Answer(json={"actors": found[:limit]})


def _holds(post: dict[str, Any], wanted: str) -> bool:
    return wanted in str(post["record"].get("text", "")).casefold()


def _is_called(person: dict[str, Any], wanted: str) -> bool:
    name = str(person.get("displayName", "")).casefold()
    return str(person["handle"]).startswith(wanted) or any(word.startswith(wanted) for word in [name, *name.split()])


def word_of(request: Request) -> dict[str, Any]:
    """What the server's signed word says; its signature is the network's business."""
    parts = (request.bearer or "").split(".")
    if len(parts) != 3:
        return {}
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    return value


def _refused(status: int, name: str, message: str) -> Answer:
    return Answer(status, json={"error": name, "message": message})
