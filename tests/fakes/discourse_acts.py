"""What a fake Discourse's members wrote, and the rows that it keeps of who did what to whom (user_actions)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .discourse_keys import UserKeys
from .exchange import Answer, Request
from .small import Clock, RefusalError, route
from .voting import NOBODY, Votes

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
    liked: bool = False
    votes: Votes = NOBODY


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
        self.staff = True

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

    # ------------------------------------------------------------------ likes
    @route("POST", "/post_actions.json")
    def act(self, request: Request) -> Answer:
        self._require(request)
        sent = request.json()
        assert set(sent) == {"id", "post_action_type_id", "flag_topic"}
        assert sent["post_action_type_id"] == 2
        post = self._liked_post(sent["id"])
        if post.user == 5 or post.liked:
            raise error(403, "You are not permitted to view the requested resource.", "invalid_access")
        post.liked = True
        return Answer(json=self._summed(post))

    @route("DELETE", r"/post_actions/(\d+)\.json")
    def take_back(self, request: Request, number: str) -> Answer:
        self._require(request)
        assert dict(request.query) == {"post_action_type_id": "2"}
        post = self._liked_post(int(number))
        if not post.liked:
            raise not_found()
        post.liked = False
        return Answer(json=self._summed(post))

    def _liked_post(self, number: int) -> Post:
        for topic in self.topics:
            for post in topic.posts:
                if post.id == number and not (post.deleted or topic.deleted):
                    return post
        raise not_found()

    def _summed(self, post: Post) -> dict[str, Any]:
        """What a post was given, and what the member may do with it."""
        row: dict[str, Any] = {"id": 2, **({"count": 1, "acted": True, "can_undo": True} if post.liked else {})}
        row |= {"can_act": True} if post.user != 5 and not post.liked else {}
        may = self.staff or post.user == 5
        return {"id": post.id, "actions_summary": [row] if len(row) > 1 else [], "can_delete": may}

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
