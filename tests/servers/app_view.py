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
REASONS = ("like", "repost", "follow", "mention", "reply", "quote")


@dataclass
class AppView:
    """`people` are whom it knows, as profileViewBasic; `notes` by account what it has for them, the oldest first;
    `posts` by address what it counts of them, `followers` by account; `asked_by` the accounts in whose name it was
    asked."""

    people: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    followers: dict[str, Any] = field(default_factory=dict)
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
        if method not in answers:
            return _refused(501, "MethodNotImplemented", "not a method of this AppView")
        word = _word_of(request)
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


def _is_called(person: dict[str, Any], wanted: str) -> bool:
    name = str(person.get("displayName", "")).casefold()
    return str(person["handle"]).startswith(wanted) or any(word.startswith(wanted) for word in [name, *name.split()])


def _word_of(request: Request) -> dict[str, Any]:
    """What the server's signed word says; its signature is the network's business."""
    parts = (request.bearer or "").split(".")
    if len(parts) != 3:
        return {}
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    return value


def _refused(status: int, name: str, message: str) -> Answer:
    return Answer(status, json={"error": name, "message": message})
