"""A Threads with one account, which refuses what the Threads API refuses and keeps what it got.

Threads API v1.0 (Apr 2026): containers are inert, live for a day and are published once; photos and films are fetched
from open addresses; 250 posts and 1000 replies in 24 hours; a token can be renewed from its second day on.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from smmdesk.model.counting import threads as counted

from .counting_networks import ThreadsCounts
from .exchange import Answer, Request
from .graph import FakeGraph, graph_error, stamp, unknown_object
from .small import Clock, route
from .voting import NOBODY, Votes

BASIC, PUBLISH, REPLY = "threads_basic", "threads_content_publish", "threads_manage_replies"
READ_REPLIES, MENTIONS = "threads_read_replies", "threads_manage_mentions"
SCOPES = (BASIC, PUBLISH, REPLY, READ_REPLIES, MENTIONS, "threads_manage_insights", "threads_delete")
FIELDS = frozenset(
    (
        *("media_type", "text", "image_url", "video_url", "alt_text", "is_carousel_item", "children", "reply_to_id"),
        *("reply_control", "link_attachment", "topic_tag", "poll_attachment", "quote_post_id", "text_attachment"),
        *("is_ghost_post", "is_spoiler_media", "crossreshare_to_ig"),
    )
)
SHARES = "threads_share_to_instagram"
"""A permission that an app has only where somebody added it."""
GHOST = frozenset({"media_type", "text", "is_ghost_post"})
CONTROLS = ("everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only")
LIVES, LONG = timedelta(hours=24), timedelta(days=60)
USER, NAME = "9001", "fornolucia"


@dataclass
class Container:
    id: str
    said: dict[str, Any]
    at: datetime
    looks: int = 0
    published: str = ""
    error: str = ""


@dataclass
class Post:
    id: str
    text: str
    at: datetime
    said: dict[str, Any]
    parent: str = ""
    children: list[dict[str, Any]] = field(default_factory=list)
    user: str = NAME
    hidden: bool = False
    votes: Votes = NOBODY


class FakeThreads(ThreadsCounts, FakeGraph):
    """`works_for`: for so many looks a file is at work; `shy_s`: so long a new post cannot be answered yet;
    `fails`: what is wrong with every container; `most`: how many posts it takes in 24 hours; `allowed`: the
    permissions that the app has: one more refuses the whole sign-in."""

    version: ClassVar[str] = "v1.0"

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.granted = set(SCOPES)
        self.allowed = set(SCOPES)
        self.made: dict[str, datetime] = {}
        self.codes: set[str] = set()
        self.containers: dict[str, Container] = {}
        self.posts: list[Post] = []
        self.others: list[Post] = []
        self.mentions: list[Post] = []
        self.most, self.works_for, self.shy_s = 250, 1, 0.0
        self.fails = ""

    # ------------------------------------------------------------------ signing in
    def long_token(self) -> str:
        """A token of 60 days."""
        token = self.token(USER, *self.granted, lives=LONG)
        self.made[token] = self.now
        return token

    @route("GET", r"/oauth/authorize")
    def authorize(self, request: Request) -> Answer:
        query = dict(request.query)
        right = query.get("client_id") == self.app_id and query.get("redirect_uri") == "https://localhost/"
        if not right or query.get("response_type") != "code" or not set(query["scope"].split(",")) <= self.allowed:
            return Answer(400, text="<html>Invalid request</html>", content_type="text/html")
        code = f"code-{self.number()}"
        self.codes.add(code)
        self.granted &= set(query["scope"].split(","))
        back = urlencode({"code": code, "state": query["state"]})
        return Answer(302, headers={"Location": f"{query['redirect_uri']}?{back}#_"})

    @route("POST", r"/oauth/access_token")
    def take_code(self, request: Request) -> Answer:
        values = request.values()
        self.require_app(values)
        if values.get("code") not in self.codes or values.get("grant_type") != "authorization_code":
            raise graph_error(100, "This authorization code has been used")
        self.codes.discard(values["code"])
        token = self.token(USER, *self.granted, lives=timedelta(hours=1))
        return Answer(json={"access_token": token, "user_id": int(USER)})

    @route("GET", r"/access_token")
    def take_long(self, request: Request) -> Answer:
        query = dict(request.query)
        self.require_app(query)
        if query.get("grant_type") != "th_exchange_token" or query.get("access_token") not in self.tokens:
            raise graph_error(190, "Invalid access token")
        return self._long()

    @route("GET", r"/refresh_access_token")
    def renew(self, request: Request) -> Answer:
        query = dict(request.query)
        old = query.get("access_token", "")
        found = self.tokens.get(old)
        if query.get("grant_type") != "th_refresh_token" or found is None or (found.ends and found.ends <= self.now):
            raise graph_error(190, "Error validating access token: Session has expired", subcode=463)
        if self.now - self.made[old] < timedelta(hours=24):
            raise graph_error(100, "Access token must be at least 24 hours old to be refreshed")
        return self._long()

    def _long(self) -> Answer:
        lives = int(LONG.total_seconds())
        return Answer(json={"access_token": self.long_token(), "token_type": "bearer", "expires_in": lives})

    @route("GET", r"/v1\.0/debug_token")
    def debug(self, request: Request) -> Answer:
        return self.inspect(request)

    @route("GET", r"/v1\.0/me")
    def me(self, request: Request) -> Answer:
        self.require(request, BASIC)
        return Answer(json=self.shown(request, {"id": USER, "username": NAME, "name": "Forno Lucia"}))

    # ------------------------------------------------------------------ containers
    @route("GET", r"/v1\.0/me/threads_publishing_limit")
    def limits(self, request: Request) -> Answer:
        self.require(request, BASIC, PUBLISH)
        lately = [post for post in self.posts if self.now - post.at < LIVES]
        row = {
            "quota_usage": len([post for post in lately if not post.parent]),
            "config": {"quota_total": self.most, "quota_duration": 86_400},
            "reply_quota_usage": len([post for post in lately if post.parent]),
            "reply_config": {"quota_total": 1000, "quota_duration": 86_400},
        }
        return Answer(json={"data": [{name: row[name] for name in dict(request.query)["fields"].split(",")}]})

    @route("POST", r"/v1\.0/(\d+)/threads")
    def create(self, request: Request, user: str) -> Answer:
        said = request.values()
        also = {"reply_to_id": REPLY, "crossreshare_to_ig": SHARES}
        token = self.require(request, BASIC, PUBLISH, *(scope for name, scope in also.items() if name in said))
        assert user == USER
        assert set(said) <= FIELDS, f"unknown fields {set(said) - FIELDS}"
        self._check(said, MENTIONS in token.scopes)
        _check_kinds(said)
        if "quote_post_id" in said and self._post(said["quote_post_id"]) is None:
            raise unknown_object(said["quote_post_id"])
        made = Container(str(17_000 + self.number()), said, self.now)
        self.containers[made.id] = made
        return Answer(json={"id": made.id})

    def _check(self, said: dict[str, Any], may_answer_others: bool) -> None:
        kind = said.get("media_type")
        assert kind in ("TEXT", "IMAGE", "VIDEO", "CAROUSEL")
        if counted(said.get("text", "")) > 500 or (kind == "TEXT" and not said.get("text")):
            raise graph_error(100, "Param text must be at most 500 characters long.", said="Testo troppo lungo")
        if kind != "TEXT" and {"link_attachment", "poll_attachment"} & set(said):
            raise graph_error(100, "Link and poll attachments are for text posts only")
        if said.get("reply_control", "everyone") not in CONTROLS or not _is_topic(said.get("topic_tag", "x")):
            raise graph_error(100, "Invalid parameter")
        if "poll_attachment" in said:
            names = list(json.loads(said["poll_attachment"]))
            assert names == [f"option_{letter}" for letter in "abcd"[: len(names)]]
            assert len(names) >= 2
        if kind in ("IMAGE", "VIDEO") and not str(said.get(f"{kind.lower()}_url", "")).startswith("https://"):
            raise graph_error(100, "The media could not be fetched from this URI.", said="Foto non trovata")
        if kind == "CAROUSEL":
            children = said["children"].split(",")
            ready = [self.containers[child] for child in children if self._status(self.containers[child]) == "FINISHED"]
            if not 2 <= len(children) <= 20 or len(ready) < len(children):
                raise graph_error(100, "Invalid children")
        if "reply_to_id" in said:
            above = self._post(said["reply_to_id"])
            if above is not None and self._root(above).user != NAME and not may_answer_others:
                raise graph_error(10, "Application does not have permission for this action", status=403)
            if above is None or (self.now - above.at).total_seconds() < self.shy_s:
                raise graph_error(24, "The requested resource does not exist", subcode=4_279_009)

    def _status(self, container: Container) -> str:
        if container.published:
            return "PUBLISHED"
        if self.now - container.at > LIVES:
            return "EXPIRED"
        if container.error:
            return "ERROR"
        return (
            "FINISHED" if container.said["media_type"] == "TEXT" or container.looks >= self.works_for else "IN_PROGRESS"
        )

    @route("POST", r"/v1\.0/(\d+)/threads_publish")
    def publish(self, request: Request, user: str) -> Answer:
        self.require(request, BASIC, PUBLISH)
        container = self.containers.get(request.values().get("creation_id", ""))
        if container is None or self._status(container) != "FINISHED":
            raise graph_error(24, "The requested resource does not exist", subcode=4_279_009, said="Il post non esiste")
        said = container.said
        children = [self.containers[child].said for child in said.get("children", "").split(",") if child]
        post = Post(
            str(18_000 + self.number()), said.get("text", ""), self.now, said, said.get("reply_to_id", ""), children
        )
        container.published = post.id
        self.posts.append(post)
        return Answer(json={"id": post.id})

    # ------------------------------------------------------------------ reading
    @route("GET", r"/v1\.0/me/(threads|replies|ghost_posts)")
    def list_posts(self, request: Request, which: str) -> Answer:
        """Those of a day are on a list of their own."""
        self.require(request, BASIC)
        since = int(dict(request.query).get("since", 0))
        of_a_day = which == "ghost_posts"
        found = [post for post in self.posts if ("is_ghost_post" in post.said) is of_a_day]
        found = [post for post in found if bool(post.parent) == (which == "replies")]
        return self.paged(request, [self._shown(post) for post in reversed(found) if post.at.timestamp() >= since])

    def _shown(self, post: Post) -> dict[str, Any]:
        place = f"https://www.threads.com/@{post.user}/post/D{post.id}"
        shown = {"id": post.id, "text": post.text or None, "timestamp": stamp(post.at), "permalink": place}
        above = {"replied_to": {"id": post.parent}, "root_post": {"id": self._root(post).id}} if post.parent else {}
        none = {"replied_to": None, "root_post": None}
        has_replies = any(each.parent == post.id for each in (*self.posts, *self.others))
        asked = {"poll_attachment": _poll(post) if "poll_attachment" in post.said else None}
        return {**shown, "username": post.user, "has_replies": has_replies, **none, **above, **asked, **_media(post)}

    # ------------------------------------------------------------------ what people write
    def say(self, below: str, text: str, user: str = "anna") -> Post:
        """Somebody answers a post, or writes one that names the account (below "")."""
        made = Post(str(18_000 + self.number()), text, self.now, {}, below, user=user)
        self.others.append(made)
        if not below:
            self.mentions.append(made)
        return made

    def _post(self, number: str) -> Post | None:
        return next((post for post in (*self.posts, *self.others) if post.id == number), None)

    def _root(self, post: Post) -> Post:
        above = self._post(post.parent) if post.parent else None
        return self._root(above) if above is not None else post

    @route("GET", r"/v1\.0/(\d+)/conversation")
    def conversation(self, request: Request, number: str) -> Answer:
        """All answers below a post of ours, the newest first; nothing, and no error, without the right to read them."""
        token = self.require(request, BASIC)
        post = self._post(number)
        if post is None:
            raise unknown_object(number)
        assert dict(request.query).get("reverse") == "true"
        every = sorted((*self.posts, *self.others), key=lambda each: int(each.id), reverse=True)
        found = [each for each in every if each.parent and self._root(each) is post]
        return self.paged(request, [self._shown(each) for each in found if READ_REPLIES in token.scopes])

    @route("GET", r"/v1\.0/me/mentions")
    def named(self, request: Request) -> Answer:
        self.require(request, BASIC, MENTIONS)
        return self.paged(request, [self._shown(each) for each in reversed(self.mentions)])

    @route("GET", r"/v1\.0/(\d+)")
    def read(self, request: Request, number: str) -> Answer:
        self.require(request, BASIC)
        container = self.containers.get(number)
        if container is not None:
            container.looks += 1
            container.error = self.fails
            said = {"id": number, "status": self._status(container), "error_message": container.error or None}
            return Answer(json=self.shown(request, said))
        for post in self.posts:
            if post.id == number:
                return Answer(json=self.shown(request, self._shown(post)))
        for other in self.others:
            if other.id == number:
                stands = "HIDDEN" if other.hidden else "NOT_HUSHED"
                return Answer(json=self.shown(request, {"id": number, "hide_status": stands}))
        raise unknown_object(number)

    @route("POST", r"/v1\.0/(\d+)/manage_reply")
    def manage_reply(self, request: Request, number: str) -> Answer:
        """An answer just below a post of ours."""
        self.require(request, BASIC, "threads_manage_replies")
        found = next((each for each in self.others if each.id == number), None)
        if found is None or found.parent not in {post.id for post in self.posts}:
            raise unknown_object(number)
        found.hidden = {"true": True, "false": False}[request.values()["hide"]]
        return Answer(json={"success": True})

    @route("POST", r"/v1\.0/(\d+)/repost")
    def repost(self, request: Request, number: str) -> Answer:
        """A post of ours that shows one of somebody's; a second one as well (what Threads does then is not documented:
        the worse is taken)."""
        self.require(request, BASIC, PUBLISH)
        if not any(each.id == number for each in (*self.others, *self.posts)):
            raise unknown_object(number)
        self.posts.append(made := Post(str(18_000 + self.number()), "", self.now, {"reposts": number}))
        return Answer(json={"id": made.id})

    @route("DELETE", r"/v1\.0/(\d+)")
    def delete(self, request: Request, number: str) -> Answer:
        self.require(request, BASIC, "threads_delete")
        if not any(post.id == number for post in self.posts):
            raise unknown_object(number)
        self.posts = [post for post in self.posts if post.id != number]
        return Answer(json={"success": True, "deleted_id": number})


def _check_kinds(said: dict[str, Any]) -> None:
    """Long texts and posts of a day are of words alone, hidden files are files."""
    kind = said["media_type"]
    if "text_attachment" in said:
        told = json.loads(said["text_attachment"])
        assert set(told) == {"plaintext"}
        if kind != "TEXT" or "poll_attachment" in said or not 1 <= len(told["plaintext"]) <= 10_000:
            raise graph_error(100, "Text attachments are for text-only posts")
    if "is_ghost_post" in said and (kind != "TEXT" or set(said) - GHOST):
        raise graph_error(100, "Ghost posts are text-only posts")
    if "is_spoiler_media" in said and (kind == "TEXT" or "is_carousel_item" in said):
        raise graph_error(100, "Media spoilers work with media only")


def _is_topic(topic: str) -> bool:
    return 1 <= len(topic) <= 50 and not set(topic) & set(".&")


def _media(post: Post) -> dict[str, Any]:
    """What a post shows; `said["shows"]` are the pairs (media_type, address) of somebody else's."""
    shown = [{"media_type": kind, "media_url": url} for kind, url in post.said.get("shows", ())]
    none = {"media_type": "TEXT_POST", "media_url": None, "children": None, "reposted_post": None}
    if "reposts" in post.said:
        return {**none, "media_type": "REPOST_FACADE", "reposted_post": {"id": post.said["reposts"]}}
    if len(shown) > 1:
        return {**none, "media_type": "CAROUSEL_ALBUM", "children": {"data": shown}}
    return {**none, **(shown[0] if shown else {})}


def _poll(post: Post) -> dict[str, Any]:
    """Parts of one, and all votes together; it ends after a day."""
    asked, votes = json.loads(post.said["poll_attachment"]), post.votes
    parts = {f"{name}_votes_percentage": round(votes.each[n] / (votes.total or 1), 2) for n, name in enumerate(asked)}
    return {**asked, **parts, "total_votes": votes.total, "expiration_timestamp": stamp(post.at + timedelta(days=1))}
