"""A fake Discourse with opinions: it refuses what Discourse refuses, and keeps what it got.

A topic's external id is taken once; the same words twice within five minutes and a title that is there are refused,
and of a new member (`trust` 0) more than one photo.
Each answer and mention is a row of its own in user_actions, which tells 30 at a time.
"""

import html
import io
import re
import secrets
from datetime import timedelta
from typing import Any

from PIL import Image, UnidentifiedImageError

from .counting_sites import DiscourseCounts
from .discourse_acts import NAMES, Action, Acts, Post, Topic, error, not_found
from .exchange import Answer, Request, Upload
from .outside import OutsideDiscourse
from .small import Clock, RefusalError, route
from .voting import without_none

SAME_FOR = timedelta(minutes=5)
CREATE_FIELDS = frozenset(
    ["title", "raw", "topic_id", "category", "reply_to_post_number", "external_id", "tags", "auto_track"]
)
"""What the described body of POST /posts.json holds, and `tags`, which every version takes."""


class FakeDiscourse(DiscourseCounts, Acts, OutsideDiscourse):
    """A forum where `lucia` has the key `key`; with `moderated` every post waits for a moderator."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.keys = {}
        self.files: dict[str, bytes] = {}
        self.moderated = False
        self.queue: list[dict[str, Any]] = []
        self.forbidden = False
        self.trust = 2

    @property
    def posts(self) -> list[Post]:
        """What visitors see."""
        return [post for topic in self.topics if not topic.deleted for post in topic.posts if not post.deleted]

    def approve(self) -> None:
        """A moderator lets everything out that waits."""
        with self.http.lock:
            for sent in self.queue:
                self._publish(sent)
            self.queue.clear()

    # ------------------------------------------------------------------ who asks
    def nothing_here(self, request: Request) -> Answer:
        return Answer(404, text="<html><h1>Oops!</h1></html>", content_type="text/html; charset=utf-8")

    @route("GET", "/site/basic-info.json")
    def basic_info(self, request: Request) -> Answer:
        return Answer(json={"title": "Forum del pane", "description": "", "logo_url": None})

    @route("GET", "/session/current.json")
    def current(self, request: Request) -> Answer:
        self._require(request)
        return Answer(json={"current_user": {"id": 5, "username": "lucia", "name": "Lucia", "trust_level": self.trust}})

    @route("GET", "/site.json")
    def site(self, request: Request) -> Answer:
        self._require(request)
        rows = [{"id": 3, "name": "Ricette", "permission": 1}, {"id": 4, "name": "Staff", "permission": 3}]
        return Answer(json={"categories": rows, "can_tag_topics": True})

    @route("GET", "/site/settings.json")
    def settings(self, request: Request) -> Answer:
        self._require(request)
        return Answer(
            json={"min_post_length": 5, "max_post_length": 32000, "max_image_size_kb": 4096, "title": "Forum"}
        )

    # ------------------------------------------------------------------ writing
    @route("POST", "/uploads.json")
    def upload(self, request: Request) -> Answer:
        self._require(request)
        sent = request.values()
        file = sent.get("file")
        if sent.get("upload_type") != "composer" or sent.get("synchronous") != "true" or not isinstance(file, Upload):
            raise error(422, "You need to specify an upload type.")
        if len(file.data) > 4096 * 1024:
            raise error(422, "Sorry, the image you are trying to upload is too big (maximum size is 4096 KB).")
        try:
            with Image.open(io.BytesIO(file.data)) as image:
                width, height = image.size
        except (UnidentifiedImageError, OSError) as strange:
            raise error(422, "Sorry, the file you are trying to upload is not authorized.") from strange
        short = f"upload://{secrets.token_hex(8)}.jpeg"
        self.files[short] = file.data
        size = {"width": width, "height": height, "short_url": short, "url": f"{self.url}/uploads/1.jpeg"}
        return Answer(json={"id": self.number(), "original_filename": file.filename, **size})

    @route("POST", "/posts.json")
    def create(self, request: Request) -> Answer:
        self._require(request)
        sent = request.json()
        assert set(sent) <= CREATE_FIELDS, f"Discourse describes no {set(sent) - CREATE_FIELDS}"
        if "user-api-key" in request.headers:
            sent.pop("external_id", None)  # for administrators' keys only; nothing is said about it
        if self.forbidden:
            raise error(403, "You are not permitted to view the requested resource.", "invalid_access")
        problems = self._problems(sent)
        if problems:
            raise RefusalError(Answer(422, json={"action": "create_post", "errors": problems}))
        if self.moderated:
            self.queue.append(sent)
            waiting = {"id": self.number(), "raw": sent["raw"]}
            return Answer(json={"success": True, "action": "enqueued", "pending_post": waiting, "pending_count": 1})
        return Answer(json=self._shown(self._publish(sent)))

    def _problems(self, sent: dict[str, Any]) -> list[str]:
        found = []
        if not 5 <= len(sent["raw"]) <= 32_000:
            found.append("Body is too short (minimum is 5 characters)")
        if self.trust == 0 and sent["raw"].count("](upload://") > 1:
            found.append("Sorry, new users can only put one embedded media item in a post.")
        if "topic_id" in sent:
            assert isinstance(sent["topic_id"], int)
            topic = self._topic(sent["topic_id"])
            there = [post.number for post in topic.posts if not post.deleted] if topic is not None else []
            if sent.get("reply_to_post_number", 1) not in there:
                found.append("The post you are replying to is missing" if topic is not None else "Topic is missing")
            return found
        if not 4 <= len(sent["title"]) <= 255:
            found.append("Title is too short (minimum is 4 characters)")
        if sent.get("external_id") in [topic.external_id for topic in self.topics if topic.external_id]:
            found.append("External ID has already been taken")
        if len(sent.get("external_id", "")) > 50:
            found.append("External ID is too long")
        if sent.get("category", 3) != 3:
            found.append("You are not permitted to post in this category")
        if any(post.raw == sent["raw"] and self.now - post.at < SAME_FOR for post in self.posts):
            found.append("Body is too similar to what you recently posted")
        return found

    def _publish(self, sent: dict[str, Any]) -> Post:
        topic = self._topic(sent["topic_id"]) if "topic_id" in sent else None
        if topic is None:
            tags = list(sent.get("tags", []))
            topic = Topic(self.number(), sent["title"], sent.get("external_id", ""), sent.get("category", 1), tags, [])
            self.topics.append(topic)
        above = sent.get("reply_to_post_number", 0)
        post = Post(self.number(), topic, len(topic.posts) + 1, sent["raw"], self.now, above=above)
        topic.posts.append(post)
        self.actions.append(Action(5 if post.number > 1 else 4, post, self.now))
        return post

    @route("PUT", r"/posts/(\d+)\.json")
    def edit(self, request: Request, number: str) -> Answer:
        self._require(request)
        post = self._post(int(number))
        post.raw = request.json()["post"]["raw"]
        return Answer(json={"post": self._shown(post)})

    @route("DELETE", r"/t/(\d+)\.json")
    def delete_topic(self, request: Request, number: str) -> Answer:
        self._require(request)
        topic = self._topic(int(number))
        if topic is None:
            raise not_found()
        topic.deleted = True
        return Answer(200, text="")

    @route("DELETE", r"/posts/(\d+)\.json")
    def delete_post(self, request: Request, number: str) -> Answer:
        self._require(request)
        post = self._post(int(number))
        if post.user != 5 and not self.staff:
            raise error(403, "You are not permitted to view the requested resource.", "invalid_access")
        post.deleted = True
        self.actions = [action for action in self.actions if action.post is not post]
        return Answer(200, json=None, data=b"null")

    # ------------------------------------------------------------------ reading
    @route("GET", r"/t/external_id/([\w-]+)\.json")
    def by_external_id(self, request: Request, named: str) -> Answer:
        self._require(request)
        for topic in self.topics:
            if topic.external_id == named and not topic.deleted:
                query = "?include_raw=true" if "include_raw" in dict(request.query) else ""
                return Answer(302, headers={"Location": f"{self.url}/t/{topic.slug}/{topic.id}.json{query}"})
        raise not_found()

    @route("GET", r"/t/(?:[\w-]*[a-z][\w-]*/)?(\d+)\.json")
    def read_topic(self, request: Request, number: str) -> Answer:
        self._require(request)
        topic = self._topic(int(number))
        if topic is None:
            raise not_found()
        rows = [self._shown(post) for post in topic.posts if not post.deleted]
        if "include_raw" not in dict(request.query):
            rows = [{name: value for name, value in row.items() if name != "raw"} for row in rows]
        said = {"id": topic.id, "title": topic.title, "slug": topic.slug, "deleted_at": None}
        return Answer(json={**said, "post_stream": {"posts": rows, "stream": [row["id"] for row in rows]}})

    @route("GET", r"/posts/(\d+)\.json")
    def read_post(self, request: Request, number: str) -> Answer:
        self._require(request)
        return Answer(json=self._shown(self._post(int(number))))

    @route("GET", r"/posts/by_number/(\d+)/(\d+)\.json")
    def by_number(self, request: Request, number: str, place: str) -> Answer:
        self._require(request)
        topic = self._topic(int(number))
        if int(number) in self.hidden_topics:
            raise error(403, "You are not permitted to view the requested resource.", "invalid_access")
        for post in topic.posts if topic is not None else []:
            if post.number == int(place) and not post.deleted:
                return Answer(json=self._shown(post))
        raise not_found()

    @route("GET", "/topics/created-by/lucia.json")
    def created(self, request: Request) -> Answer:
        self._require(request)
        rows = [
            {"id": topic.id, "title": topic.title, "slug": topic.slug, "created_at": self._stamp(topic.posts[0])}
            for topic in reversed(self.topics)
            if not topic.deleted
        ]
        return Answer(json={"topic_list": {"topics": rows}})

    # ------------------------------------------------------------------ inside
    def _topic(self, number: int) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == number and not topic.deleted), None)

    def _post(self, number: int) -> Post:
        for post in self.posts:
            if post.id == number:
                return post
        raise not_found()

    def _stamp(self, post: Post) -> str:
        return self._said(post.at)

    def _shown(self, post: Post) -> dict[str, Any]:
        at = self._stamp(post)
        place = {"topic_id": post.topic.id, "topic_slug": post.topic.slug, "post_number": post.number}
        name = NAMES[post.user]
        more = {"user_id": post.user, "username": name, "name": name.title(), "version": 1}
        more |= {"deleted_at": None, "user_deleted": False, "reply_to_post_number": post.above or None}
        more |= self._summed(post) | _polls(post)
        return {"id": post.id, "raw": post.raw, "cooked": "", "created_at": at, "updated_at": at, **place, **more}


def _polls(post: Post) -> dict[str, Any]:
    """What the poll plugin adds to a post that asks one."""
    asked = re.search(r"\[poll ([^\]]*)\]\n(.*?)\n\[/poll\]", post.raw, re.DOTALL)
    if asked is None:
        return {}
    said = dict(pair.split("=") for pair in asked[1].split())
    shy, votes = said["results"] == "on_close" and not post.votes.over, post.votes
    options = [
        without_none(
            {
                "id": f"{number:032x}",
                "html": html.escape(html.unescape(line[2:]).replace("\\", "")),
                "votes": None if shy else votes.told(number),
            }
        )
        for number, line in enumerate(asked[2].splitlines())
    ]
    status = "closed" if votes.over else "open"
    more = {"results": said["results"], "close": said["close"], "options": options, "voters": votes.voters}
    return {"polls": [{"name": "poll", "type": said["type"], "status": status, **more}]}
