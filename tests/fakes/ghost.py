"""A fake Ghost with opinions, after Ghost 6.65 (its source, and the server of tests/servers): it refuses what Ghost
refuses, and keeps what it got.

Every request carries a fresh token made for the Admin API; every change names the version that it changes.
"""

import base64
import hashlib
import hmac
import io
import json
import re
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image, UnidentifiedImageError

from .counting_sites import GhostCounts
from .exchange import Answer, Request, Upload
from .ghost_comments import GhostComments
from .small import Clock, RefusalError, SmallFake, route

ROOT = "/ghost/api/admin"
POST_FIELDS = frozenset(
    """title slug mobiledoc lexical html feature_image feature_image_alt feature_image_caption featured status locale
    visibility tiers meta_title meta_description updated_at published_at custom_excerpt canonical_url email_subject
    email_only authors tags""".split()  # noqa: SIM905
)
"""The fields that @tryghost/admin-api-schema 4.7.5 knows and no reader gives back; others are thrown away unsaid."""
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml")
LONGEST = {"title": 255, "slug": 191, "custom_excerpt": 300, "feature_image_alt": 191}
SEND = ("published", "scheduled")


@dataclass
class Post:
    """One post; `fields` are those that were sent. `mails` counts how often it left as a newsletter."""

    id: str
    fields: dict[str, Any] = field(default_factory=dict)
    newsletter: str = ""
    mails: int = 0

    @property
    def status(self) -> str:
        return str(self.fields.get("status", "draft"))

    @property
    def words(self) -> str:
        """The words of its paragraphs."""
        root = json.loads(self.fields.get("lexical") or "{}").get("root", {})
        return "\n\n".join(_words(block) for block in root.get("children", []) if block["type"] == "paragraph")


def _words(node: dict[str, Any]) -> str:
    if node["type"] == "linebreak":
        return "\n"
    return str(node.get("text", "")) + "".join(map(_words, node.get("children", [])))


class FakeGhost(GhostComments, GhostCounts, SmallFake):
    """A site with one administrator's key, `key`. `redirect_to`: its administration has another address."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.key = f"{secrets.token_hex(12)}:{secrets.token_hex(32)}"
        self.posts: dict[str, Post] = {}
        self.files: dict[str, bytes] = {}
        self.newsletters = [("weekly", "Notizie del forno")]
        self.cards: dict[str, dict[str, str]] = {}
        self.version = "6.65"
        self.redirect_to = ""
        self.may_publish = True

    # ------------------------------------------------------------------ what happens at the site
    def before(self, request: Request) -> None:
        for post in self.posts.values():
            if post.status == "scheduled" and _instant(post.fields["published_at"]) <= self.now:
                self._publish(post)

    def _publish(self, post: Post) -> None:
        post.fields["status"] = "published"
        if post.newsletter and not post.mails:
            post.mails = 1
        self._touch(post)

    def _touch(self, post: Post, instant: datetime | None = None) -> None:
        """Its database keeps whole seconds: two changes within one are one version."""
        post.fields["updated_at"] = _stamp((instant or self.now).replace(microsecond=0))

    def of(self, *statuses: str) -> list[Post]:
        return [post for post in self.posts.values() if post.status in statuses]

    def change(self, post: Post, **fields: Any) -> None:
        """Somebody changes it in Ghost's own editor, a second later at the soonest."""
        with self.http.lock:
            before = _instant(post.fields["updated_at"])
            post.fields.update(fields)
            self._touch(post, max(self.now, before + timedelta(seconds=1)))

    # ------------------------------------------------------------------ who asks
    def _require(self, request: Request) -> None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Ghost":
            said = "Unable to determine the authenticated user or integration."
            raise error(403, "NoPermissionError", "Authorization failed", context=said)
        head, claims, signature = token.split(".")
        own_id, _, secret = self.key.partition(":")
        if _read(head).get("kid") != own_id:
            raise error(401, "UnauthorizedError", "Unknown Admin API Key", "UNKNOWN_ADMIN_API_KEY")
        wanted = hmac.new(bytes.fromhex(secret), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        told, now = _read(claims), self.now.timestamp()
        fits = told["aud"] == "/admin/" and now < min(told["exp"], told["iat"] + 300)
        if not hmac.compare_digest(wanted, _bytes(signature)) or _read(head)["alg"] != "HS256" or not fits:
            raise error(401, "UnauthorizedError", "Invalid token: invalid signature", "INVALID_JWT")
        assert re.fullmatch(r"v\d+\.\d+", request.headers["accept-version"])

    # ------------------------------------------------------------------ routes
    def nothing_here(self, request: Request) -> Answer:
        if not request.path.endswith("/") and request.path.startswith(ROOT):
            return Answer(301, headers={"Location": f"{request.path}/"})
        return Answer(404, text="<html><h1>404</h1></html>", content_type="text/html")

    @route("GET", f"{ROOT}/site/")
    def site(self, request: Request) -> Answer:
        if self.redirect_to:
            return Answer(302, headers={"Location": f"{self.redirect_to}{ROOT}/site/"})
        page = "http://forno.example/"
        return Answer(json={"site": {"title": "Il Forno", "url": page, "version": self.version, "logo": None}})

    @route("GET", f"{ROOT}/newsletters/")
    def browse_newsletters(self, request: Request) -> Answer:
        self._require(request)
        rows = [{"id": secrets.token_hex(12), "slug": slug, "name": name} for slug, name in self.newsletters]
        return Answer(json={"newsletters": rows, "meta": {"pagination": {"page": 1, "next": None}}})

    @route("GET", f"{ROOT}/oembed/")
    def oembed(self, request: Request) -> Answer:
        self._require(request)
        url = dict(request.query)["url"]
        if url not in self.cards:
            said = f"No provider found for supplied URL. {url}"
            raise error(422, "ValidationError", "Validation error, cannot read oembed.", context=said)
        return Answer(json={"version": "1.0", "type": "bookmark", "url": url, "metadata": self.cards[url]})

    @route("POST", f"{ROOT}/images/upload/")
    def upload_image(self, request: Request) -> Answer:
        self._require(request)
        file = request.values().get("file")
        if not isinstance(file, Upload):
            raise error(422, "ValidationError", "Please select an image.")
        if file.mime not in IMAGES:
            raise error(415, "UnsupportedMediaTypeError", "Please select a valid image.")
        try:
            with Image.open(io.BytesIO(file.data)) as image:
                image.load()
        except (UnidentifiedImageError, OSError) as strange:
            said = "Image processing failed Unable to manipulate image."
            message = "Request not understood error, cannot upload image."
            raise error(400, "BadRequestError", message, context=said) from strange
        return Answer(201, json={"images": [{"url": self._keep(file), "ref": None}]})

    @route("POST", f"{ROOT}/media/upload/")
    def upload_media(self, request: Request) -> Answer:
        self._require(request)
        values = request.values()
        file, cover = values.get("file"), values.get("thumbnail")
        if not isinstance(file, Upload) or file.mime not in ("video/mp4", "video/webm"):
            raise error(415, "UnsupportedMediaTypeError", "Please select a valid media file.")
        cover_url = self._keep(cover) if isinstance(cover, Upload) else None
        row = {"url": self._keep(file), "ref": values.get("ref"), "thumbnail_url": cover_url}
        return Answer(201, json={"media": [row]})

    def _keep(self, file: Upload) -> str:
        url = f"http://forno.example/content/{self.number()}/{file.filename}"
        self.files[url] = file.data
        return url

    @route("GET", f"{ROOT}/posts/")
    def browse(self, request: Request) -> Answer:
        self._require(request)
        asked = dict(request.query)
        found = [post for post in self.posts.values() if _passes(post, asked.get("filter", ""))]
        latest_first = asked.get("order", "").endswith(" desc")
        found.sort(key=lambda post: str(post.fields.get("published_at")), reverse=latest_first)
        limit, page = min(int(asked.get("limit", "15")), 100), int(asked.get("page", "1"))
        rows = [self._shown(post) for post in found[(page - 1) * limit : page * limit]]
        following = page + 1 if page * limit < len(found) else None
        return Answer(json={"posts": rows, "meta": {"pagination": {"page": page, "limit": limit, "next": following}}})

    @route("GET", f"{ROOT}/posts/(slug/)?([^/]+)/")
    def read(self, request: Request, by_slug: str | None, named: str) -> Answer:
        self._require(request)
        found = [post for post in self.posts.values() if (post.fields["slug"] if by_slug else post.id) == named]
        if not by_slug and not re.fullmatch("[0-9a-f]{24}", named):
            raise invalid("Validation (matches) failed for id undefined.id", "read")
        if not found:
            raise not_found("read")
        return Answer(json={"posts": [self._shown(found[0])]})

    @route("POST", f"{ROOT}/posts/")
    def add(self, request: Request) -> Answer:
        self._require(request)
        sent = self._sent(request)
        post = Post(secrets.token_hex(12))
        self._save(post, {"title": "(Untitled)", "slug": "", "status": "draft", "published_at": None, **sent}, request)
        self.posts[post.id] = post
        return Answer(201, json={"posts": [self._shown(post)]})

    @route("PUT", f"{ROOT}/posts/([^/]+)/")
    def edit(self, request: Request, own_id: str) -> Answer:
        self._require(request)
        post = self.posts.get(own_id)
        if post is None:
            raise not_found("edit")
        sent = self._sent(request)
        if "updated_at" not in sent:
            raise invalid("Validation failed for 0.", "edit")
        changed = {name for name, value in sent.items() if name != "updated_at" and post.fields.get(name) != value}
        if changed and sent["updated_at"] != post.fields["updated_at"]:
            said = "Saving failed! Someone else is editing this post."
            raise error(409, "UpdateCollisionError", said, "UPDATE_COLLISION", context=said)
        self._save(post, sent, request)
        return Answer(json={"posts": [self._shown(post)]})

    @route("DELETE", f"{ROOT}/posts/([^/]+)/")
    def remove(self, request: Request, own_id: str) -> Answer:
        self._require(request)
        if self.posts.pop(own_id, None) is None:
            raise not_found("delete")
        return Answer(204)

    # ------------------------------------------------------------------ saving
    def _sent(self, request: Request) -> dict[str, Any]:
        body = request.json()
        if set(body) != {"posts"} or len(body["posts"]) != 1:
            raise error(422, "ValidationError", "Validation failed for posts.")
        [sent] = body["posts"]
        assert set(sent) <= POST_FIELDS, "Ghost throws away the others, unsaid"
        for name, most in LONGEST.items():
            if len(sent.get(name) or "") > most:
                raise invalid(f"Value in [posts.{name}] exceeds maximum length of {most} characters. posts.{name}")
        if sent.get("lexical") is not None:
            json.loads(sent["lexical"])["root"]["children"]
        return dict(sent)

    def _save(self, post: Post, sent: dict[str, Any], request: Request) -> None:
        before = post.status if post.fields else "draft"
        after = sent.get("status", before)
        if after != before and not self.may_publish:
            raise error(403, "NoPermissionError", "You do not have permission to edit posts")
        if before == "published" and after == "scheduled":
            raise invalid("Your post is already published, please reload your page.", "edit")
        self._require_moment(post, sent, after)
        _require_newsletter([slug for slug, _ in self.newsletters], before, after, request)
        fresh = {**post.fields, **sent}
        if (sent.get("slug") != post.fields.get("slug") and "slug" in sent) or not fresh["slug"]:
            fresh["slug"] = self._free_slug(fresh["slug"] or fresh["title"])
        post.fields = fresh
        if after == "published" and not post.fields.get("published_at"):
            post.fields["published_at"] = _stamp(self.now)
        self._mail(post, before, after, request)
        self._touch(post)

    def _require_moment(self, post: Post, sent: dict[str, Any], after: str) -> None:
        if after != "scheduled":
            return
        moment = sent.get("published_at") or post.fields.get("published_at")
        if not moment:
            raise invalid("Value in published_at cannot be blank.", "edit")
        moved = sent.get("published_at") != post.fields.get("published_at")
        if moved and _instant(moment) < self.now - timedelta(minutes=2):
            raise invalid("Date must be at least -2 minutes in the future.", "edit")

    def _mail(self, post: Post, before: str, after: str, request: Request) -> None:
        wish = dict(request.query).get("newsletter", "")
        if after in SEND and before not in SEND and wish:
            post.newsletter = wish
        if after == "draft":
            post.newsletter = ""
        if after == "published" and before != "published" and post.newsletter and not post.mails:
            post.mails = 1

    def _free_slug(self, wish: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", wish.lower()).strip("-") or "untitled"
        taken = {post.fields["slug"] for post in self.posts.values()}
        tried, number = slug, 1
        while tried in taken:
            number += 1
            tried = f"{slug}-{number}"
        return tried

    def _shown(self, post: Post) -> dict[str, Any]:
        shown = {name: post.fields.get(name) for name in POST_FIELDS - {"html", "mobiledoc"}}
        shows = post.fields["slug"] if post.status in ("published", "sent") else f"p/{uuid.UUID(post.id + '0' * 8)}"
        return {**shown, "id": post.id, "url": f"http://forno.example/{shows}/"}


def _require_newsletter(known: list[str], before: str, after: str, request: Request) -> None:
    """One that is not there is refused with the code of an accident where it is wanted at once."""
    wish = dict(request.query).get("newsletter", "")
    if not wish or after not in SEND or before in SEND or wish in known:
        return
    if after == "published":
        said = "The post does not have a newsletter relation"
        raise error(500, "EmailError", "Error sending email!", context=said)
    said = "The newsletter parameter doesn't match any active newsletter."
    raise error(400, "BadRequestError", "Request not understood error, cannot edit post.", context=said)


def _passes(post: Post, wish: str) -> bool:
    """Ghost's query language, as far as this program speaks it: `field:value`, `field:>='value'`, joined by `+`."""
    for condition in filter(None, wish.split("+")):
        name, _, value = condition.partition(":")
        said = str(post.fields.get(name))
        if value.startswith(">='") and value.endswith("'"):
            passes = datetime.fromisoformat(said) >= datetime.fromisoformat(value[3:-1]).replace(tzinfo=UTC)
        else:
            passes = said == value
        if not passes:
            return False
    return True


def error(status: int, kind: str, message: str, code: str | None = None, context: str | None = None) -> RefusalError:
    said = {
        "message": message,
        "context": context,
        "type": kind,
        "code": code,
        "id": secrets.token_hex(8),
        "details": None,
    }
    return RefusalError(Answer(status, json={"errors": [said]}))


def invalid(context: str, verb: str = "save") -> RefusalError:
    return error(422, "ValidationError", f"Validation error, cannot {verb} post.", context=context)


def not_found(verb: str) -> RefusalError:
    return error(404, "NotFoundError", f"Resource not found error, cannot {verb} post.", context="Post not found.")


def _read(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_bytes(part))
    return found


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _instant(said: str) -> datetime:
    return datetime.fromisoformat(said)
