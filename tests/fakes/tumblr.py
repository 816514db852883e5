"""A fake Tumblr with opinions (github.com/tumblr/docs, Oct 2024): it refuses what Tumblr does, and keeps what it got.

A post gets another id when it goes out; the id it had as a draft leads nowhere then, and is told as `genesis_post_id`.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .counting_sites import TumblrCounts
from .exchange import Answer, Request, Upload
from .oauth1 import FakeSigned
from .outside import OutsideTumblr
from .small import Clock, RefusalError, route

UUID = "t:0aY0xL2Fi1OFJg4YxpmegQ"
BLOG = r"/v2/blog/(t:[^/]+)"
PARENT = ("parent_tumblelog_uuid", "parent_post_id", "reblog_key")
OWN = ("content", "layout", "state", "publish_on", "date", "tags", "source_url", "slug", "interactability_reblog")
FIELDS = frozenset((*OWN, *PARENT))
STATES = ("published", "queue", "draft", "private")


@dataclass
class Post:
    """`genesis` is the id it had before it went out."""

    id: str
    content: list[dict[str, Any]]
    state: str
    tags: list[str] = field(default_factory=list)
    reblogs: str = "everyone"
    genesis: str = ""
    publish_on: datetime | None = None
    at: datetime | None = None
    parent: tuple[object, ...] = ()

    @property
    def words(self) -> str:
        return "\n\n".join(block["text"] for block in self.content if block["type"] == "text")


class FakeTumblr(TumblrCounts, OutsideTumblr):
    """The account of lucia, with the blogs `fornolucia` and `dolci`. `converting` looks pass before a film is ready."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.oauth = FakeSigned()
        self.posts: list[Post] = []
        self.files: dict[str, bytes] = {}
        self.converting = 0
        self.daily = 250
        self.keeps_tags = False
        self.notes: list[dict[str, Any]] = []
        self.says = ""
        self.page = 20

    @staticmethod
    def addresses(url: str) -> dict[str, str]:
        """What lets the program's endpoints lead here."""
        pages = {"request": f"{url}/oauth/request_token", "authorize": f"{url}/oauth/authorize"}
        return {"api": f"{url}/v2", **pages, "token": f"{url}/oauth/access_token"}

    def of(self, state: str) -> list[Post]:
        return [post for post in self.posts if post.state == state]

    def before(self, request: Request) -> None:
        """What waits goes out at its moment."""
        self.oauth.bases = {self.url, *filter(None, [self.says])}
        for post in self.of("queued"):
            if post.publish_on is not None and post.publish_on <= self.now:
                self.publish(post)

    def publish(self, post: Post) -> None:
        post.genesis, post.id = post.id, self._id()
        post.state, post.at, post.publish_on = "published", self.now, None

    def _id(self) -> str:
        return str(712_345_678_901_234_000 + self.number())

    # ------------------------------------------------------------------ signing in
    @route("POST", "/oauth/request_token")
    def request_token(self, request: Request) -> Answer:
        return self.oauth.request_token(request, self.now)

    @route("GET", "/oauth/authorize")
    def authorize(self, request: Request) -> Answer:
        return self.oauth.authorize(request)

    @route("GET", "/oauth/access_token")
    def access_token(self, request: Request) -> Answer:
        return self.oauth.access_token(request, self.now)

    def _me(self, request: Request, blog: str = UUID) -> None:
        assert request.headers.get("user-agent", "").startswith("smmdesk/"), "Tumblr blocks those without a name"
        try:
            self.oauth.checked(request, self.now)
        except RefusalError as error:
            raise refusal(401, "Unauthorized") from error
        if blog != UUID:
            raise refusal(404, "Not Found")

    @route("GET", "/v2/user/info")
    def user(self, request: Request) -> Answer:
        self._me(request)
        blogs = [
            {"name": "dolci", "uuid": "t:dolci", "title": "", "primary": False},
            {"name": "fornolucia", "uuid": UUID, "title": "Forno Lucia", "primary": True},
        ]
        return said({"user": {"name": "fornolucia", "blogs": blogs}})

    # ------------------------------------------------------------------ posts
    @route("POST", f"{BLOG}/posts")
    def add(self, request: Request, blog: str) -> Answer:
        self._me(request, blog)
        sent, files = self._sent(request)
        if len(self.posts) >= self.daily:
            raise refusal(403, "Forbidden", 8023, "You have reached the daily posting limit")
        post = Post(self._id(), [], "draft")
        self.posts.append(post)
        try:
            self._fill(post, sent, files)
        except RefusalError:
            self.posts.remove(post)
            raise
        return said({"id": post.id, "state": post.state, "display_text": "Saved"}, 201)

    @route("PUT", f"{BLOG}/posts/([0-9]+)")
    def edit(self, request: Request, blog: str, own_id: str) -> Answer:
        self._me(request, blog)
        post = self._find(own_id)
        self._fill(post, *self._sent(request))
        return said({"id": post.id, "state": post.state, "display_text": "Updated"})

    def _sent(self, request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
        """JSON, or a form whose first part is the JSON."""
        if request.mime == "application/json":
            return request.json(), {}
        values = request.values()
        assert next(iter(values)) == "json", "the JSON comes first"
        return json.loads(values.pop("json")), values

    def _fill(self, post: Post, sent: dict[str, Any], files: dict[str, Upload]) -> None:
        unknown = sent.keys() - FIELDS
        assert not unknown, f"Tumblr knows no {unknown}"
        parent = parent_named(self, post, sent)
        if not isinstance(sent.get("content"), list) or sent["state"] not in STATES:
            raise refusal(400, "Bad Request", 8001, "'content' must be an array")
        if not sent["content"] and not parent:
            raise refusal(400, "Bad Request", 8001, "'content' is empty")
        if parent and any(block["type"] == "video" for block in sent["content"]):
            raise refusal(403, "Forbidden", 8008, "Videos cannot be uploaded in reblogs")
        content = [self._block(block, files) for block in sent["content"]]
        assert not files, "each file belongs to a block"
        post.parent = parent
        post.content, post.reblogs = content, sent.get("interactability_reblog", "everyone")
        if sent.get("tags") or not self.keeps_tags:
            post.tags = [tag for tag in sent.get("tags", "").split(",") if tag]
        if sent["state"] == "queue":
            due = datetime.fromisoformat(sent["publish_on"])
            if due <= self.now:
                raise refusal(400, "Bad Request", 8001, "publish_on must be in the future")
            post.state, post.publish_on = "queued", due.astimezone(UTC)
        elif sent["state"] == "published" and post.state != "published":
            self.publish(post)
        else:
            post.state = sent["state"]

    def _block(self, block: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
        if block["type"] == "text":
            for mark in block.get("formatting", []):
                assert block["text"][mark["start"] : mark["end"]] == mark["url"]
            if len(block["text"]) > 4096:
                raise refusal(400, "Bad Request", 8001, "a text block is too long")
            return block
        if block["type"] == "link":
            assert block["url"].startswith("http")
            return block
        media = block["media"][0] if block["type"] == "image" else block["media"]
        kept = media if "url" in media else self._kept(media, files)
        return {**block, "media": [kept] if block["type"] == "image" else kept}

    def _kept(self, media: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
        file = files.pop(media["identifier"])
        if file.data[:4] not in (b"\xff\xd8\xff\xe0", b"\x89PNG") and b"ftyp" not in file.data[:12]:
            raise refusal(400, "Bad Request", 8005, "That file is not something we can take")
        url = f"https://64.media.tumblr.com/{self.number()}/{file.filename}"
        self.files[url] = file.data
        return {"url": url, "type": media["type"], "width": media.get("width", 540), "height": media.get("height", 405)}

    @route("GET", f"{BLOG}/posts/([0-9]+)")
    def read(self, request: Request, blog: str, own_id: str) -> Answer:
        self._me(request, blog)
        post = self._find(own_id)
        if self.converting and any(block["type"] == "video" for block in post.content):
            self.converting -= 1
            return said({**self._shown(post), "state": "transcoding"})
        return said(self._shown(post))

    @route("GET", f"{BLOG}/posts(/draft|/queue)?")
    def listed(self, request: Request, blog: str, which: str | None) -> Answer:
        self._me(request, blog)
        asked = dict(request.query)
        assert asked["npf"] == "true"
        limit = int(asked.get("limit", "20"))
        assert limit <= 20
        rows = self.of({None: "published", "/draft": "draft", "/queue": "queued"}[which])
        if which is None:
            rows = sorted(rows, key=lambda post: post.at or self.now, reverse=True)
            if "before" in asked:
                rows = [post for post in rows if post.at and post.at.timestamp() < int(asked["before"])]
        start = int(asked.get("offset", "0"))
        return said({"posts": [self._shown(post) for post in rows[start : start + limit]]})

    def note(self, post: str, said: str, who: str = "anna", kind: str = "reply") -> dict[str, Any]:
        """Somebody writes below a post. There is no way for programs to do it."""
        with self.http.lock:
            made = {"id": str(self.number()), "type": kind, "timestamp": int(self.now.timestamp()), "reply_text": said}
            made |= {"target_post_id": post, "from_tumblelog_name": who, "unread": True}
            self.notes.append(made)
            return made

    @route("GET", f"{BLOG}/notifications")
    def activity(self, request: Request, blog: str) -> Answer:
        self._me(request, blog)
        asked = dict(request.query)
        assert asked["rollups"] == "false"
        wanted = [value for name, value in request.query if name == "types[]"]
        rows = [row for row in self.notes if row["type"] in wanted]
        rows.sort(key=lambda row: int(row["timestamp"]), reverse=True)
        if "before" in asked:
            rows = [row for row in rows if row["timestamp"] < int(asked["before"])]
        links = {"next": {"href": "/v2/blog/…"}} if len(rows) > self.page else {}
        return said({"notifications": rows[: self.page], "_links": links})

    @route("POST", f"{BLOG}/post/delete")
    def delete(self, request: Request, blog: str) -> Answer:
        self._me(request, blog)
        self.posts.remove(self._find(request.values()["id"]))
        return said({"id": 1})

    def _find(self, own_id: str) -> Post:
        found = next((post for post in self.posts if post.id == own_id), None)
        if found is None:
            raise refusal(404, "Not Found")
        return found

    def _shown(self, post: Post) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": int(post.id), "id_string": post.id, "state": post.state, "content": post.content}
        shown |= {"tags": post.tags, "summary": post.words[:40]}
        shown |= {"genesis_post_id": post.genesis} if post.genesis else {}
        shown |= {"timestamp": int(post.at.timestamp())} if post.at else {}
        if post.publish_on is not None:
            shown |= {"queued_state": "scheduled", "scheduled_publish_time": int(post.publish_on.timestamp())}
        return shown

    def age(self, post: Post, span: timedelta) -> None:
        """Let it have gone out earlier."""
        post.at = (post.at or self.now) - span


def said(response: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, json={"meta": {"status": status, "msg": "OK"}, "response": response})


def refusal(status: int, msg: str, code: int = 0, title: str = "") -> RefusalError:
    body: dict[str, Any] = {"meta": {"status": status, "msg": msg}, "response": []}
    if code:
        body["errors"] = [{"title": title, "code": code}]
    return RefusalError(Answer(status, json=body))


def parent_named(fake: FakeTumblr, post: Post, sent: dict[str, Any]) -> tuple[object, ...]:
    """What is passed on; an edit of a reblog names it again."""
    named = tuple(sent[name] for name in PARENT if name in sent)
    if named and named not in [fake.parent_of(one) for one in fake.others]:
        raise refusal(400, "Bad Request", 8002, "The post to reblog cannot be found")
    if post.parent and named != post.parent:
        raise refusal(400, "Bad Request", 8002, "A reblog stays one of the same post")
    return named
