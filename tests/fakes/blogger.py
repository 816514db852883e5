"""A fake Blogger with opinions, after its discovery document and reference: drafts, moments to come, a bin.

It keeps HTML as it got it, tells the status of a post only to the blog's own people, and publishes what has a moment.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from smmdesk.platforms.markup import plain_of

from .counting_sites import BloggerCounts
from .exchange import Answer, Request
from .google import FakeGoogle, refusal
from .small import Clock, route

BLOG = "4711"
POSTS = f"/v3/blogs/{BLOG}/posts"
FIELDS = frozenset({"title", "content", "labels", "readerComments", "location", "titleLink", "customMetaData"})
LABELS_LONGEST = 200


@dataclass
class Post:
    """One post; `moment` is what it remembers of when it is to be published."""

    id: str
    fields: dict[str, Any] = field(default_factory=dict)
    status: str = "DRAFT"
    moment: datetime | None = None
    published: datetime | None = None
    updated: datetime | None = None

    @property
    def words(self) -> str:
        return plain_of(self.fields.get("content", ""))


@dataclass
class Comment:
    """What somebody wrote below a post; without an `author` they were not signed in."""

    id: str
    post: str
    content: str
    published: datetime
    author: str = ""
    name: str = "Anna"
    status: str = "LIVE"
    above: str = ""


class FakeBlogger(BloggerCounts, FakeGoogle):
    """Blogs by their id; one person writes in all of them."""

    platform = "blogger"
    scope = "https://www.googleapis.com/auth/blogger"
    below = (("api", "/v3"),)

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.blogs = {BLOG: ("Il Forno", "http://fornolucia.blogspot.com/")}
        self.posts: dict[str, Post] = {}
        self.comments: list[Comment] = []
        self.me = "1"

    def before(self, request: Request) -> None:
        for post in self.posts.values():
            if post.status == "SCHEDULED" and post.moment is not None and post.moment <= self.now:
                post.status, post.published = "LIVE", post.moment

    def of(self, *statuses: str) -> list[Post]:
        return [post for post in self.posts.values() if post.status in statuses]

    # ------------------------------------------------------------------ reading
    @route("GET", "/v3/users/self/blogs")
    def own_blogs(self, request: Request) -> Answer:
        self.require(request)
        rows = [
            {"kind": "blogger#blog", "id": own_id, "name": name, "url": url, "status": "LIVE"}
            for own_id, (name, url) in self.blogs.items()
        ]
        return Answer(json={"kind": "blogger#blogList", **({"items": rows} if rows else {})})

    @route("GET", POSTS)
    def browse(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        wanted = [value for name, value in request.query if name == "status"] or ["LIVE"]
        if wanted != ["LIVE"] and asked.get("view") not in ("ADMIN", "AUTHOR"):
            raise refusal(403, "We're sorry, but you don't have permission to access this resource.")
        found = sorted(self.of(*wanted), key=lambda post: post.moment or post.updated or self.now)
        if asked.get("sortOption") != "ASCENDING":
            found.reverse()
        most, start = int(asked.get("maxResults", "10")), int(asked.get("pageToken", "0"))
        rows = [self._shown(post, asked) for post in found[start : start + most]]
        if asked.get("fetchBodies") == "false":
            rows = [{name: value for name, value in row.items() if name != "content"} for row in rows]
        more = {"nextPageToken": str(start + most)} if start + most < len(found) else {}
        return Answer(json={"kind": "blogger#postList", "items": rows, **more})

    @route("GET", f"{POSTS}/bypath")
    def by_path(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        for post in self.of("LIVE"):
            if self._url(post).endswith(asked["path"]):
                return Answer(json=self._shown(post, asked))
        raise refusal(404, "Not Found")

    @route("GET", rf"{POSTS}/(\d+)")
    def read(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        return Answer(json=self._shown(self._known(own_id), dict(request.query)))

    # ------------------------------------------------------------------ comments
    def comment(self, post: str, content: str, **more: Any) -> Comment:
        """Somebody writes below a post. There is no way for programs to do it."""
        with self.http.lock:
            made = Comment(str(9_000 + self.number()), post, content, self.now, **more)
            self.comments.append(made)
            return made

    @route("GET", f"/v3/blogs/{BLOG}/comments")
    def browse_comments(self, request: Request) -> Answer:
        self.require(request)
        asked = dict(request.query)
        wanted = [value for name, value in request.query if name == "status"] or ["LIVE"]
        since, start = datetime.fromisoformat(asked["startDate"]), asked.get("pageToken", "0-0")
        if start.partition("-")[2] not in ("0", "9"):
            raise refusal(400, "Invalid page token", "invalid")
        found = [each for each in self.comments if each.status in wanted and each.published >= since]
        found.sort(key=lambda each: each.published, reverse=True)
        first, most = int(start.partition("-")[0]), int(asked["maxResults"])
        rows = [self._commented(each) for each in found[first : first + most]]
        more = {"nextPageToken": f"{first + most}-9"} if first + most < len(found) else {}
        return Answer(json={"kind": "blogger#commentList", **({"items": rows} if rows else {}), **more})

    @route("GET", rf"{POSTS}/(\d+)/comments/(\d+)")
    def read_comment(self, request: Request, post: str, own_id: str) -> Answer:
        self.require(request)
        found = self._comment_at(post, own_id)
        if found.status != "LIVE" and dict(request.query).get("view") != "ADMIN":
            raise refusal(404, "Not Found")
        return Answer(json=self._commented(found))

    @route("POST", rf"{POSTS}/(\d+)/comments/(\d+)/(spam|approve)")
    def judge(self, request: Request, post: str, own_id: str, what: str) -> Answer:
        self.require(request)
        found = self._comment_at(post, own_id)
        found.status = "SPAM" if what == "spam" else "LIVE"
        return Answer(json=self._commented(found))

    @route("DELETE", rf"{POSTS}/(\d+)/comments/(\d+)")
    def drop_comment(self, request: Request, post: str, own_id: str) -> Answer:
        self.require(request)
        self.comments.remove(self._comment_at(post, own_id))
        return Answer(204)

    def _comment_at(self, post: str, own_id: str) -> Comment:
        for each in self.comments:
            if (each.post, each.id) == (post, own_id):
                return each
        raise refusal(404, "Not Found")

    @route("GET", "/v3/users/self")
    def own_profile(self, request: Request) -> Answer:
        self.require(request)
        if not self.me:
            raise refusal(404, "Not Found")
        return Answer(json={"kind": "blogger#user", "id": self.me, "displayName": "Lucia"})

    def _commented(self, each: Comment) -> dict[str, Any]:
        author = {"displayName": each.name, **({"id": each.author} if each.author else {})}
        above = {"inReplyTo": {"id": each.above}} if each.above else {}
        place = {"post": {"id": each.post}, "blog": {"id": BLOG}, **above}
        shown = {"kind": "blogger#comment", "id": each.id, "status": each.status, "author": author, **place}
        return {**shown, "published": each.published.isoformat(), "content": each.content}

    # ------------------------------------------------------------------ writing
    @route("POST", POSTS)
    def add(self, request: Request) -> Answer:
        self.require(request)
        post = Post(str(7_000_000_000_000_000_000 + self.number()))
        self._write(post, request)
        if dict(request.query).get("isDraft") != "true":
            post.status, post.published = "LIVE", self.now
        self.posts[post.id] = post
        return Answer(json=self._shown(post, {"view": "ADMIN"}))

    @route("PATCH", rf"{POSTS}/(\d+)")
    def change(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        post = self._known(own_id)
        self._write(post, request)
        return Answer(json=self._shown(post, {"view": "ADMIN"}))

    @route("POST", rf"{POSTS}/(\d+)/publish")
    def publish(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        post = self._known(own_id)
        if request.body:
            raise refusal(400, "Do not supply a request body.", "invalid")
        said = dict(request.query).get("publishDate")
        if said is not None:
            try:
                post.moment = datetime.fromisoformat(said).astimezone(UTC)
            except ValueError as error:
                raise refusal(400, f"Invalid value for publishDate: {said}", "invalid") from error
        if post.status in ("DRAFT", "SCHEDULED"):
            later = post.moment is not None and post.moment > self.now
            post.status, post.published = ("SCHEDULED", None) if later else ("LIVE", self.now)
        return Answer(json=self._shown(post, {"view": "ADMIN"}))

    @route("POST", rf"{POSTS}/(\d+)/revert")
    def revert(self, request: Request, own_id: str) -> Answer:
        """A draft again, which goes on remembering its moment."""
        self.require(request)
        post = self._known(own_id)
        post.status, post.published = "DRAFT", None
        return Answer(json=self._shown(post, {"view": "ADMIN"}))

    @route("DELETE", rf"{POSTS}/(\d+)")
    def remove(self, request: Request, own_id: str) -> Answer:
        self.require(request)
        post = self._known(own_id)
        if dict(request.query).get("useTrash") == "true" and post.status != "SOFT_TRASHED":
            post.status = "SOFT_TRASHED"
        else:
            del self.posts[own_id]
        return Answer(204)

    def _known(self, own_id: str) -> Post:
        if own_id not in self.posts:
            raise refusal(404, "Not Found")
        return self.posts[own_id]

    def _write(self, post: Post, request: Request) -> None:
        sent = request.json()
        if not isinstance(sent, dict) or set(sent) - FIELDS:
            raise refusal(400, f"Invalid JSON payload received. Unknown name {set(sent) - FIELDS}", "invalid")
        if len(",".join(sent.get("labels", []))) > LABELS_LONGEST:
            raise refusal(400, "Labels must be at most 200 characters.", "invalid")
        post.fields.update(sent)
        post.updated = self.now

    def _url(self, post: Post) -> str:
        slug = "-".join(str(post.fields.get("title", "")).lower().split()) or post.id
        when = post.published or post.moment or self.now
        return f"http://fornolucia.blogspot.com/{when:%Y/%m}/{slug}.html"

    def _shown(self, post: Post, asked: dict[str, str]) -> dict[str, Any]:
        when = post.published or post.moment or post.updated
        shown = {
            "kind": "blogger#post",
            "id": post.id,
            "blog": {"id": BLOG},
            "selfLink": f"https://www.googleapis.com/blogger/v3/blogs/{BLOG}/posts/{post.id}",
            "author": {"id": "1", "displayName": "Lucia"},
            "replies": {"totalItems": "0"},
            "etag": f'"{post.updated}"',
            "updated": post.updated.isoformat() if post.updated else "",
            **post.fields,
        }
        if when is not None:
            shown["published"] = when.isoformat()
        if post.status in ("LIVE", "SCHEDULED"):
            shown["url"] = self._url(post)
        if asked.get("view") in ("ADMIN", "AUTHOR"):
            shown["status"] = post.status
        return shown
