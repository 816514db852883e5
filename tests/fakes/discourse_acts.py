"""What a fake Discourse's members wrote, and the rows that it keeps of who did what to whom (user_actions)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .discourse_keys import UserKeys
from .exchange import Answer, Request
from .small import Clock, RefusalError, route

PER_CHUNK = 30
NAMES = {5: "lucia", 9: "anna"}


@dataclass
class Post:
    id: int
    topic: "Topic"
    number: int
    raw: str
    at: datetime
    user: int = 5
    deleted: bool = False
    above: int = 0


@dataclass
class Action:
    """A row of what a member did, or others did to them (user_actions)."""

    kind: int
    post: Post
    at: datetime


@dataclass
class Topic:
    id: int
    title: str
    external_id: str
    category: int
    tags: list[str]
    posts: list[Post]
    deleted: bool = False

    @property
    def slug(self) -> str:
        return self.title.lower().replace(" ", "-")


class Acts(UserKeys):
    """`topics` with their posts, and a row of `actions` for each of what was done."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.key = secrets.token_hex(32)
        self.topics: list[Topic] = []
        self.actions: list[Action] = []
        self.hidden_topics: set[int] = set()

    def _require(self, request: Request) -> None:
        if "user-api-key" in request.headers:
            if not self.knows(request):
                raise error(403, "You are not permitted to view the requested resource.", "invalid_access")
            return
        if request.headers.get("api-username") != "lucia" or request.headers.get("api-key") != self.key:
            raise error(403, "The API username or key is invalid.", "invalid_access")

    def answer(self, topic: Topic, raw: str, above: int = 0, kind: int = 6) -> Post:
        """Somebody else writes in a topic: an answer to lucia (6), a mention of her (7) or a quote (9)."""
        with self.http.lock:
            post = Post(self.number(), topic, len(topic.posts) + 1, raw, self.now, 9, above=above)
            topic.posts.append(post)
            self.actions.append(Action(kind, post, self.now))
            return post

    @route("GET", "/user_actions.json")
    def user_actions(self, request: Request) -> Answer:
        self._require(request)
        asked = dict(request.query)
        assert asked["username"] == "lucia"
        kinds, skip = [int(kind) for kind in asked["filter"].split(",")], int(asked["offset"])
        rows = sorted((one for one in self.actions if one.kind in kinds), key=lambda one: one.at, reverse=True)
        rows = [one for one in rows if not one.post.deleted and not one.post.topic.deleted]
        return Answer(json={"user_actions": [self._acted(one) for one in rows[skip : skip + PER_CHUNK]]})

    def _acted(self, action: Action) -> dict[str, Any]:
        post = action.post
        row = {"action_type": action.kind, "created_at": self._said(action.at), "excerpt": post.raw[:300]}
        row |= {"topic_id": post.topic.id, "post_number": post.number, "post_id": None, "slug": post.topic.slug}
        row |= {"acting_user_id": post.user, "acting_username": NAMES[post.user], "deleted": False, "hidden": None}
        return {**row, **({"reply_to_post_number": post.above or None} if action.kind == 5 else {})}

    @staticmethod
    def _said(at: datetime) -> str:
        return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def error(status: int, said: str, kind: str = "") -> RefusalError:
    return RefusalError(Answer(status, json={"errors": [said], **({"error_type": kind} if kind else {})}))


def not_found() -> RefusalError:
    return error(404, "The requested URL or resource could not be found.", "not_found")
