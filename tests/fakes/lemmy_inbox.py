"""What people wrote to the account of the fake Lemmy: replies, mentions and private messages, and who asks for them."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .exchange import Answer, Request
from .small import Clock, RefusalError, SmallFake, route

API = "/api/v3"
PEOPLE = {7: "lucia", 9: "anna", 11: "bea"}
MOST = 50


@dataclass
class Thing:
    """A post, a comment where `post_id` is set, a private message where `recipient` is."""

    id: int
    creator: int
    published: datetime
    name: str = ""
    body: str = ""
    url: str = ""
    alt_text: str = ""
    nsfw: bool = False
    language_id: int = 0
    community_id: int = 0
    post_id: int = 0
    deleted: bool = False
    removed: bool = False
    above: int = 0
    recipient: int = 0
    liked: bool = False


class Inbox(SmallFake):
    """`replies` and `mentions` are (own number, comment); nothing is ever taken out of them."""

    told_by, own_by, private_by = f"{API}/user/replies", f"{API}/user", f"{API}/private_message"
    rows_in = "replies"
    """Where replies, what the account wrote and private messages are told, and the list of the first."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.tokens = {secrets.token_urlsafe(20): 7}
        self.posts: list[Thing] = []
        self.comments: list[Thing] = []
        self.privates: list[Thing] = []
        self.replies: list[tuple[int, Thing]] = []
        self.mentions: list[tuple[int, Thing]] = []
        self.banned = ""
        self.moderates: set[int] = set()

    # ------------------------------------------------------------------ what others do
    def reply(self, post_id: int, body: str, above: int = 0, who: int = 9, mention: bool = False) -> Thing:
        """Somebody comments below a post or a comment, and the account is told."""
        with self.http.lock:
            made = Thing(self.number(), who, self.now, body=body, post_id=post_id, above=above)
            self.comments.append(made)
            (self.mentions if mention else self.replies).append((self.number(), made))
            return made

    def write(self, body: str, who: int = 9) -> Thing:
        """Somebody writes a private message to the account."""
        with self.http.lock:
            made = Thing(self.number(), who, self.now, body=body, recipient=7)
            self.privates.append(made)
            return made

    # ------------------------------------------------------------------ lists
    @route("GET", f"{API}/user/(replies|mention)")
    def told(self, request: Request, kind: str) -> Answer:
        self._me(request)
        name, own = ("replies", "comment_reply") if kind == "replies" else ("mentions", "person_mention")
        rows = []
        for number, comment in reversed(self.replies if kind == "replies" else self.mentions):
            whose = {"id": comment.creator, "name": PEOPLE[comment.creator], "actor_id": self._page(comment.creator)}
            rows.append({own: {"id": number}, **self._comment_view(comment), "creator": whose})
        return Answer(json={name: self._part(request, rows)})

    @route("GET", f"{API}/private_message/list")
    def private_list(self, request: Request) -> Answer:
        self._me(request)
        rows = [self._private(each) for each in reversed(self.privates)]
        return Answer(json={"private_messages": self._part(request, rows)})

    def _part(self, request: Request, rows: list[Any]) -> list[Any]:
        asked = dict(request.query)
        limit, page = int(asked["limit"]), int(asked["page"])
        if limit > MOST or asked["unread_only"] != "false":
            raise word(400, "couldnt_get_comments")
        return rows[(page - 1) * limit : page * limit]

    # ------------------------------------------------------------------ private messages
    @route("POST", f"{API}/private_message")
    def add_private(self, request: Request) -> Answer:
        me, sent = self._me(request), request.json()
        assert set(sent) == {"content", "recipient_id"}
        if sent["recipient_id"] not in PEOPLE:
            raise word(404, "not_found")
        if not sent["content"].strip() or len(sent["content"]) > 10_000:
            raise word(400, "invalid_body_field")
        made = Thing(self.number(), me, self.now, body=sent["content"], recipient=sent["recipient_id"])
        self.privates.append(made)
        return Answer(json={"private_message_view": self._private(made)})

    @route("PUT", f"{API}/private_message")
    def edit_private(self, request: Request) -> Answer:
        sent = request.json()
        found = self._own(self._me(request), self.privates, sent["private_message_id"])
        found.body = sent["content"]
        return Answer(json={"private_message_view": self._private(found)})

    @route("POST", f"{API}/private_message/delete")
    def delete_private(self, request: Request) -> Answer:
        sent = request.json()
        found = self._own(self._me(request), self.privates, sent["private_message_id"])
        found.deleted = sent["deleted"]
        return Answer(json={"private_message_view": self._private(found)})

    def _private(self, each: Thing) -> dict[str, Any]:
        creator = {"id": each.creator, "name": PEOPLE[each.creator], "actor_id": self._page(each.creator)}
        return {"private_message": self._shown(each), "creator": creator}

    def _page(self, who: int) -> str:
        return f"{self.url}/u/lucia" if who == 7 else f"https://lontano.example/u/{PEOPLE[who]}"

    # ------------------------------------------------------------------ inside
    def _me(self, request: Request) -> int:
        found = self.tokens.get(request.bearer or "")
        if found is None:
            raise word(401, "incorrect_login")
        if self.banned:
            raise word(400, self.banned)
        return found

    def _find(self, things: list[Thing], number: int, missing: str) -> Thing:
        for thing in things:
            if thing.id == number:
                return thing
        raise word(404, missing)

    def _own(self, me: int, things: list[Thing], number: int) -> Thing:
        found = self._find(things, number, "couldnt_find_post")
        if found.creator != me:
            raise word(400, "no_post_edit_allowed")
        return found

    def _shown(self, thing: Thing) -> dict[str, Any]:
        stamp = thing.published.astimezone(UTC).isoformat().replace("+00:00", "Z")
        shown = {"id": thing.id, "creator_id": thing.creator, "published": stamp}
        shown |= {"deleted": thing.deleted, "removed": thing.removed}
        if thing.recipient:
            return {**shown, "content": thing.body, "recipient_id": thing.recipient}
        if thing.post_id:
            return {**shown, "content": thing.body, "post_id": thing.post_id, "path": self._path(thing)}
        words = {"name": thing.name, "body": thing.body, "url": thing.url, "community_id": thing.community_id}
        return {**shown, **words, "ap_id": f"{self.url}/post/{thing.id}"}

    def _comment_view(self, comment: Thing) -> dict[str, Any]:
        """With what the server says beside it; a vote that is none is left out."""
        post = next((each for each in self.posts if each.id == comment.post_id), None)
        vote = {"my_vote": 1} if comment.liked else {}
        return {
            "comment": self._shown(comment),
            "community": {"id": post.community_id if post is not None else 0, "name": "pane"},
            **vote,
        }

    # ------------------------------------------------------------------ votes, and what moderators do
    @route("POST", f"{API}/comment/like")
    def like(self, request: Request) -> Answer:
        self._me(request)
        sent = request.json()
        assert set(sent) == {"comment_id", "score"}
        assert sent["score"] in (-1, 0, 1)
        found = self._find(self.comments, sent["comment_id"], "couldnt_find_comment")
        found.liked = sent["score"] == 1
        return Answer(json={"comment_view": self._comment_view(found)})

    @route("POST", f"{API}/comment/remove")
    def remove(self, request: Request) -> Answer:
        return self._removed(request, "not_a_mod_or_admin")

    def _removed(self, request: Request, no_right: str) -> Answer:
        self._me(request)
        sent = request.json()
        assert set(sent) == {"comment_id", "removed", "reason"}
        assert isinstance(sent["reason"], str)
        found = self._find(self.comments, sent["comment_id"], "couldnt_find_comment")
        if self._comment_view(found)["community"]["id"] not in self.moderates:
            raise word(400, no_right)
        found.removed = sent["removed"]
        return Answer(json={"comment_view": self._comment_view(found)})

    def _path(self, comment: Thing) -> str:
        above = next((each for each in self.comments if each.id == comment.above), None)
        return f"{self._path(above) if above is not None else '0'}.{comment.id}"


def word(status: int, error: str) -> RefusalError:
    return RefusalError(Answer(status, json={"error": error}))
