"""A Facebook with one person and their pages, which refuses what the Pages API refuses and keeps what it got.

Graph API v26.0 (Aug 2026): photos lie unpublished until a post takes them, films have the phases start, transfer and
finish, the list takes ten minutes to 75 days (reels 29), the same words twice in a row are refused, nothing else stands
against a second copy.
"""

import io
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import Image, UnidentifiedImageError

from .counting_networks import FacebookCounts
from .exchange import Answer, Request, Upload
from .facebook_films import MOST, MOST_REEL, FacebookFilms, Story
from .facebook_login import ENGAGE, LIST, OTHERS, PUBLISH, READ
from .graph import graph_error, stamp, top_names, unknown_object
from .meta_talk import FacebookTalk
from .small import Clock, route

FEED_FIELDS = frozenset(
    {"message", "link", "published", "scheduled_publish_time", "unpublished_content_type", "fields"}
)
PHOTO_FIELDS = frozenset({"source", "published", "temporary", "alt_text_custom"})


NESTED = re.compile(
    r"\bcomments\.filter\(stream\)\.order\(chronological\)\.since\((\d+)\)\.limit\((\d+)\)\{((?:[^{}]|\{[^{}]*\})*)\}"
)


@dataclass
class Photo:
    id: str
    data: bytes
    alt: str
    temporary: bool
    used_by: str = ""


@dataclass
class Post:
    """What stands on a page, or waits for its moment there."""

    id: str
    page: str
    message: str
    at: datetime
    link: str = ""
    photos: list[Photo] = field(default_factory=list)
    due: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.due is None


@dataclass
class Comment:
    id: str
    below: str
    author: str
    message: str
    at: datetime
    hidden: bool = False
    liked: bool = False
    attached: dict[str, Any] | None = None
    names: tuple[str, str] = ("", "")
    photo: Photo | None = None


@dataclass
class Tagged:
    """A post of somebody's that names the page; `photos` are addresses."""

    id: str
    message: str
    at: datetime
    author: str = ""
    photos: tuple[str, ...] = ()


class FakeFacebook(FacebookCounts, FacebookFilms, FacebookTalk):
    """`refuses_twins`: the same words twice in a row are refused (error 506). `shows_people`: who wrote is told."""

    shows_people = True

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.posts: list[Post] = []
        self.photos: dict[str, Photo] = {}
        self.comments: list[Comment] = []
        self.tagged: list[Tagged] = []
        self.refuses_twins = True

    # ------------------------------------------------------------------ the feed
    @route("POST", r"/v26\.0/(\d+)/feed")
    def feed(self, request: Request, page: str) -> Answer:
        self.require_page(request, page, PUBLISH)
        sent = request.values()
        attached = sent.pop("attached_media", {})
        assert set(sent) <= FEED_FIELDS, f"unknown fields {set(sent) - FEED_FIELDS}"
        if not sent.get("message") and not sent.get("link") and not attached:
            raise graph_error(100, "(#100) Nothing to post", said="Scrivi qualcosa")
        photos = [self._taken(json.loads(value)["media_fbid"], sent) for _, value in sorted(attached.items())]
        live = [post for post in self.posts if post.is_live]
        if self.refuses_twins and not photos and live and live[-1].message == sent.get("message"):
            raise graph_error(506, "Duplicate status message")
        due = self.due_of(sent, MOST)
        post = Post(
            f"{page}_{self.number()}", page, sent.get("message", ""), self.now, sent.get("link", ""), photos, due
        )
        for photo in photos:
            photo.used_by = post.id
        self.posts.append(post)
        return Answer(json=self.shown(request, self._shown(post)))

    def _taken(self, number: str, sent: dict[str, Any]) -> Photo:
        photo = self.photos.get(number)
        if photo is None or photo.used_by:
            raise graph_error(100, "(#100) Photo is already used or not there", said="Foto già usata")
        if sent.get("published") == "false" and not photo.temporary:
            raise graph_error(100, "(#100) Photos of a scheduled post must be temporary")
        return photo

    @route("POST", r"/v26\.0/(\d+)/photos")
    def photo(self, request: Request, page: str) -> Answer:
        self.require_page(request, page, PUBLISH)
        sent = request.values()
        assert set(sent) <= PHOTO_FIELDS, f"unknown fields {set(sent) - PHOTO_FIELDS}"
        file = sent.get("source")
        assert isinstance(file, Upload)
        assert sent.get("published") == "false", "a published photo is a post of its own"
        if len(file.data) > 10_000_000:
            raise graph_error(1366046, "Photo too big", said="Le foto devono essere più piccole di 10 MB")
        try:
            Image.open(io.BytesIO(file.data)).verify()
        except (UnidentifiedImageError, OSError) as strange:
            raise graph_error(324, "Missing or invalid image file") from strange
        made = Photo(str(self.number()), file.data, sent.get("alt_text_custom", ""), sent.get("temporary") == "true")
        self.photos[made.id] = made
        return Answer(json={"id": made.id})

    @route("POST", r"/v26\.0/(\d+)/photo_stories")
    def photo_story(self, request: Request, page: str) -> Answer:
        self.require_page(request, page, PUBLISH)
        photo = self._taken(str(request.values().get("photo_id")), {})
        story = Story(str(self.number()), photo.id, self.now)
        photo.used_by = story.post_id
        self.stories.append(story)
        return Answer(json={"success": True, "post_id": story.post_id})

    # ------------------------------------------------------------------ reading
    def before(self, request: Request) -> None:
        for post in self.posts:
            if post.due is not None and post.due <= self.now:
                post.at, post.due = post.due, None
        for film in self.films.values():
            if film.due is not None and film.due <= self.now:
                film.state, film.due = "published", None

    @route("GET", r"/v26\.0/(\d+)/(published_posts|scheduled_posts)")
    def list_posts(self, request: Request, page: str, edge: str) -> Answer:
        self.require_page(request, page, READ)
        since = int(dict(request.query).get("since", 0))
        found = [post for post in self.posts if post.is_live == (edge == "published_posts")]
        found = [post for post in found if post.at.timestamp() >= since]
        rows = [{**self._shown(post), "comments": self._below(request, post)} for post in reversed(found)]
        return self.paged(request, rows)

    def _below(self, request: Request, post: Post) -> dict[str, Any] | None:
        """The comments of a post and the answers to them, as asked for inside of a list of posts."""
        asked = NESTED.search(dict(request.query).get("fields", ""))
        if asked is None:
            return None
        since, limit, names = int(asked[1]), int(asked[2]), top_names(asked[3])
        places = {post.id} | {each.id for each in self.comments if each.below == post.id}
        found = [each for each in self.comments if each.below in places and int(each.at.timestamp()) > since]
        rows = [self._said(each) for each in found[:limit]]
        shown = [{name: row[name] for name in names if row.get(name) is not None} for row in rows]
        paging = {"cursors": {"after": "x"}, **({"next": f"{self.url}/more"} if len(found) > limit else {})}
        return {"data": shown, "paging": paging} if shown else None

    def _shown(self, post: Post) -> dict[str, Any]:
        rows = [{"target": {"id": photo.id}} for photo in post.photos]
        attachments: dict[str, Any] = {"data": rows}
        if len(rows) > 1:
            attachments = {"data": [{"target": {"id": post.id}, "subattachments": {"data": rows}}]}
        return {
            "id": post.id,
            "message": post.message or None,
            "created_time": stamp(post.at),
            "permalink_url": f"https://www.facebook.com/{post.page}/posts/{post.id.rpartition('_')[2]}",
            "is_published": post.is_live,
            "scheduled_publish_time": int(post.due.timestamp()) if post.due is not None else None,
            "attachments": attachments if rows else None,
        }

    def _known(self, number: str) -> dict[str, Any] | None:
        for post in self.posts:
            if post.id == number:
                return self._shown(post)
        for comment in self.comments:
            if comment.id == number:
                return self._said(comment)
        for story in self.stories:
            if story.post_id == number:
                return {"id": story.post_id}
        for tagged in self.tagged:
            if tagged.id == number:
                return {"id": number}
        film = self.films.get(number)
        if film is None:
            return None
        found = {"id": film.id, "description": film.description, "created_time": stamp(self.now)}
        found |= {"status": self.status_of(film), "permalink_url": f"/reel/{film.id}/"}
        return {**found, "published": film.state == "published"}

    @route("GET", r"/v26\.0/([\d_]+)")
    def read(self, request: Request, number: str) -> Answer:
        if number in self.pages:
            return self.seen_page(request, number)
        self.require(request, READ)
        found = self._known(number)
        if found is None:
            raise unknown_object(number)
        return Answer(json=self.shown(request, found))

    # ------------------------------------------------------------------ changing
    @route("POST", r"/v26\.0/([\d_]+)")
    def change(self, request: Request, number: str) -> Answer:
        whose = self.require(request, PUBLISH)
        sent = request.values()
        for comment in self.comments:
            if comment.id == number and comment.author == whose.owner:
                comment.message = sent["message"]
                return Answer(json={"success": True})
            if comment.id == number:
                self.require(request, ENGAGE)
                assert set(sent) == {"is_hidden"}, "what others say is not ours to change"
                comment.hidden = sent["is_hidden"] == "true"
                return Answer(json={"success": True})
        if number in self.films:
            assert set(sent) <= {"description", "title", "scheduled_publish_time"}
            film = self.films[number]
            film.description = sent.get("description", film.description)
            if "scheduled_publish_time" in sent:
                film.due = self.due_of({"published": "false", **sent}, MOST_REEL)
            return Answer(json={"success": True})
        post = next((each for each in self.posts if each.id == number), None)
        if post is None:
            raise unknown_object(number)
        assert set(sent) <= {"message", "scheduled_publish_time", "is_published"}
        post.message = sent.get("message", post.message)
        if "scheduled_publish_time" in sent:
            if post.is_live:
                raise graph_error(100, "(#100) You cannot reschedule a published post")
            post.due = self.due_of({"published": "false", **sent}, MOST)
        if sent.get("is_published") == "true" and not post.is_live:
            post.at, post.due = self.now, None
        return Answer(json={"success": True})

    @route("DELETE", r"/v26\.0/([\d_]+)")
    def delete(self, request: Request, number: str) -> Answer:
        self.require(request, PUBLISH)
        if self._known(number) is None:
            raise unknown_object(number)
        self.posts = [post for post in self.posts if post.id != number]
        self.comments = [each for each in self.comments if number not in (each.id, each.below)]
        self.stories = [each for each in self.stories if each.post_id != number]
        self.films.pop(number, None)
        return Answer(json={"success": True})

    # ------------------------------------------------------------------ comments
    @route("POST", r"/v26\.0/([\d_]+)/comments")
    def comment(self, request: Request, below: str) -> Answer:
        whose = self.require(request, ENGAGE)
        if self._known(below) is None:
            raise unknown_object(below)
        sent = request.values()
        assert set(sent) <= {"message", "attachment_id", "fields"}, sent
        message = sent.get("message", "")
        photo = self._taken(sent["attachment_id"], {}) if "attachment_id" in sent else None
        if not (message or photo) or len(message) > 8000:
            raise graph_error(100, "(#100) The comment is empty or too long")
        made = Comment(f"{below}_{self.number()}", below, whose.owner, message, self.now, photo=photo)
        if photo is not None:
            photo.used_by = made.id
        self.comments.append(made)
        return Answer(json=self.shown(request, self._said(made)))

    def _said(self, comment: Comment) -> dict[str, Any]:
        place = f"https://www.facebook.com/{comment.below}?comment_id={comment.id.rpartition('_')[2]}"
        at = stamp(comment.at)
        author = {"id": comment.author, "name": f"Nome {comment.author}"} if comment.author else None
        above = {"id": comment.below} if comment.below in [each.id for each in self.comments] else None
        return {
            "id": comment.id,
            "message": comment.message,
            "created_time": at,
            "permalink_url": place,
            "from": author if self.shows_people else {},
            "parent": above,
            "user_likes": comment.liked,
            "is_hidden": comment.hidden,
            "can_like": True,
            "can_hide": comment.author != comment.below.partition("_")[0],
            "can_remove": True,
            "attachment": comment.attached,
            "message_tags": _tags(comment),
            "can_reply_privately": comment.id not in self.answered and self.talk_comment(comment.id) is not None,
            "private_reply_conversation": {"id": self.answered[comment.id]} if comment.id in self.answered else None,
        }

    @route("POST", r"/v26\.0/([\d_]+)/likes")
    @route("DELETE", r"/v26\.0/([\d_]+)/likes")
    def like(self, request: Request, number: str) -> Answer:
        self.require(request, ENGAGE)
        found = next((each for each in self.comments if each.id == number), None)
        if found is None:
            raise unknown_object(number)
        found.liked = request.method == "POST"
        return Answer(json={"success": True})

    # ------------------------------------------------------------------ where people name the page
    def name_it(self, message: str, *photos: str) -> Tagged:
        """Somebody names the page in a post of their own."""
        made = Tagged(f"777_{self.number()}", message, self.now, photos=photos)
        self.tagged.append(made)
        return made

    @route("GET", r"/v26\.0/(\d+)/tagged")
    def list_tagged(self, request: Request, page: str) -> Answer:
        self.require_page(request, page, OTHERS)
        self.require(request, LIST)
        return self.paged(request, [_of_others(each) for each in reversed(self.tagged)])

    def say(self, below: str, message: str, author: str = "777") -> Comment:
        """Somebody comments there; nobody is told who, where `author` is empty."""
        made = Comment(f"{below.partition('_')[2] or below}_{self.number()}", below, author, message, self.now)
        self.comments.append(made)
        return made

    @route("GET", r"/v26\.0/([\d_]+)/comments")
    def list_comments(self, request: Request, below: str) -> Answer:
        self.require(request, READ)
        rows = [self._said(each) for each in reversed(self.comments) if each.below == below]
        return self.paged(request, rows)


def _tags(comment: Comment) -> list[dict[str, Any]] | None:
    """Whom a comment names before its words: (account, name)."""
    account, name = comment.names
    return [{"id": account, "name": name, "type": "user", "offset": 0, "length": len(name)}] if name else None


def _of_others(post: Tagged) -> dict[str, Any]:
    """A post of a person's own: who wrote it is not told."""
    photos = [{"media_type": "photo", "media": {"image": {"src": url, "width": 9, "height": 9}}} for url in post.photos]
    album = {"media_type": "album", "media": {"image": {"src": "first"}}, "subattachments": {"data": photos}}
    return {
        "id": post.id,
        "message": post.message or None,
        "created_time": stamp(post.at),
        "permalink_url": f"https://www.facebook.com/{post.id}",
        "from": {"id": post.author, "name": f"Nome {post.author}"} if post.author else None,
        "attachments": {"data": [album] if len(photos) > 1 else photos} if photos else None,
    }
