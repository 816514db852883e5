"""A fake Lemmy (0.19, API v3) with opinions: it refuses what Lemmy refuses, and keeps what it got.

Nothing protects from a second copy here, as there: the same post twice is two posts.
"""

import io
import secrets
from typing import Any

from PIL import Image, UnidentifiedImageError

from .counting_sites import LemmyCounts
from .exchange import Answer, Request, Upload
from .lemmy_inbox import API, Inbox, Thing, word
from .outside import OutsideLemmy
from .small import Clock, route

POST_FIELDS = frozenset(
    ["name", "community_id", "url", "body", "alt_text", "nsfw", "language_id", "custom_thumbnail", "post_id"]
)
MIMES = ("image/jpeg", "image/png", "image/gif", "image/webp")


class FakeLemmy(LemmyCounts, Inbox, OutsideLemmy):
    """A server with lucia (password `password`), the community `pane` and one far away that nobody here read yet."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.files: dict[str, bytes] = {}
        self.communities = {"pane": 3}
        self.far = {"!forno@lontano.example": 4}
        self.totp = ""
        self.version = "0.19.11"
        self.languages = [{"id": 0, "code": "und"}, {"id": 37, "code": "en"}, {"id": 73, "code": "it"}]
        self.allowed_languages = {0, 37, 73}

    @property
    def token(self) -> str:
        return next(iter(self.tokens))

    # ------------------------------------------------------------------ who asks
    @route("GET", f"{API}/site")
    def site(self, request: Request) -> Answer:
        me = self.tokens.get(request.bearer or "")
        person = {"id": me, "name": "lucia", "display_name": "Lucia", "actor_id": f"{self.url}/u/lucia"}
        looked_after = [{"community": {"id": number}} for number in sorted(self.moderates)]
        mine = {"my_user": {"local_user_view": {"person": person}, "moderates": looked_after}} if me is not None else {}
        view = {"site": {"name": "Forum del pane"}}
        return Answer(json={"site_view": view, "version": self.version, "all_languages": self.languages, **mine})

    @route("POST", f"{API}/user/login")
    def login(self, request: Request) -> Answer:
        sent = request.json()
        if (sent["username_or_email"], sent["password"]) != ("lucia", "password"):
            raise word(401, "incorrect_login")
        if self.totp and "totp_2fa_token" not in sent:
            raise word(400, "missing_totp_token")
        if self.totp and sent["totp_2fa_token"] != self.totp:
            raise word(400, "incorrect_totp_token")
        if self.banned:
            raise word(400, self.banned)
        token = secrets.token_urlsafe(20)
        self.tokens[token] = 7
        return Answer(json={"jwt": token, "registration_created": False, "verify_email_sent": False})

    @route("POST", f"{API}/user/logout")
    def logout(self, request: Request) -> Answer:
        self._me(request)
        del self.tokens[request.bearer or ""]
        return Answer(json={"success": True})

    # ------------------------------------------------------------------ communities
    @route("GET", f"{API}/community")
    def community(self, request: Request) -> Answer:
        number = self.communities.get(dict(request.query)["name"])
        if number is None:
            raise word(404, "not_found")
        return Answer(json={"community_view": {"community": {"id": number, "name": "pane"}}})

    @route("GET", f"{API}/resolve_object")
    def resolve(self, request: Request) -> Answer:
        self._me(request)
        wish = dict(request.query)["q"]
        if wish not in self.far:
            raise word(404, "couldnt_find_object")
        self.communities[wish[1:]] = self.far[wish]
        return Answer(json={"community": {"community": {"id": self.far[wish], "name": "forno"}}})

    # ------------------------------------------------------------------ photos
    @route("POST", "/pictrs/image")
    def upload(self, request: Request) -> Answer:
        self._me(request)
        file = request.values().get("images[]")
        if not isinstance(file, Upload) or file.mime not in MIMES:
            return Answer(400, json={"msg": "Unsupported media type"})
        try:
            with Image.open(io.BytesIO(file.data)) as image:
                image.load()
        except (UnidentifiedImageError, OSError):
            return Answer(400, json={"msg": "Error in MagickWand, image is invalid"})
        name = f"{secrets.token_hex(8)}.jpeg"
        self.files[f"{self.url}/pictrs/image/{name}"] = file.data
        return Answer(201, json={"msg": "ok", "files": [{"file": name, "delete_token": secrets.token_hex(4)}]})

    # ------------------------------------------------------------------ posts
    @route("POST", f"{API}/post")
    def add_post(self, request: Request) -> Answer:
        me, sent = self._me(request), self._checked(request)
        if sent.get("community_id") not in self.communities.values():
            raise word(404, "not_found")
        post = Thing(self.number(), me, self.now, **{k: v for k, v in sent.items() if k != "post_id"})
        self.posts.append(post)
        return Answer(json={"post_view": {"post": self._shown(post)}})

    @route("PUT", f"{API}/post")
    def edit_post(self, request: Request) -> Answer:
        sent = self._checked(request)
        post = self._own(self._me(request), self.posts, sent.pop("post_id"))
        for name, value in sent.items():
            setattr(post, name, value)
        return Answer(json={"post_view": {"post": self._shown(post)}})

    def _checked(self, request: Request) -> dict[str, Any]:
        sent: dict[str, Any] = request.json()
        unknown = set(sent) - POST_FIELDS
        assert not unknown, f"Lemmy knows no {unknown}"
        if not 3 <= len(sent["name"]) <= 200 or "\n" in sent["name"]:
            raise word(400, "invalid_post_title")
        if len(sent.get("body") or "") > 50_000:
            raise word(400, "invalid_body_field")
        if len(sent.get("url") or "") > 2000 or not str(sent.get("url", "http")).startswith("http"):
            raise word(400, "invalid_url")
        if sent.get("language_id", 0) not in self.allowed_languages:
            raise word(400, "language_not_allowed")
        return sent

    @route("GET", f"{API}/post")
    def read_post(self, request: Request) -> Answer:
        post = self._find(self.posts, int(dict(request.query)["id"]), "couldnt_find_post")
        return Answer(json={"post_view": {"post": self._shown(post)}})

    @route("GET", f"{API}/user")
    def person(self, request: Request) -> Answer:
        self._me(request)
        asked = dict(request.query)
        limit, page = int(asked["limit"]), int(asked["page"])
        if limit > 50:
            raise word(400, "couldnt_get_posts")
        posts, comments = (
            sorted(
                (each for each in things if not each.deleted and each.creator == 7),
                key=lambda each: each.published,
                reverse=True,
            )
            for things in (self.posts, self.comments)
        )
        here = slice((page - 1) * limit, page * limit)
        return Answer(
            json={
                "person_view": {"person": {"id": 7}},
                "posts": [{"post": self._shown(each)} for each in posts[here]],
                "comments": [{"comment": self._shown(each)} for each in comments[here]],
            }
        )

    # ------------------------------------------------------------------ comments
    @route("POST", f"{API}/comment")
    def add_comment(self, request: Request) -> Answer:
        me, sent = self._me(request), request.json()
        self._find(self.posts, sent["post_id"], "couldnt_find_post")
        if "parent_id" in sent:
            above = self._find(self.comments, sent["parent_id"], "couldnt_find_comment")
            if above.post_id != sent["post_id"]:
                raise word(400, "couldnt_create_comment")
        if not sent["content"].strip() or len(sent["content"]) > 10_000:
            raise word(400, "invalid_body_field")
        made = Thing(self.number(), me, self.now, body=sent["content"], post_id=sent["post_id"])
        made.above = sent.get("parent_id", 0)
        self.comments.append(made)
        return Answer(json={"comment_view": {"comment": self._shown(made)}})

    @route("PUT", f"{API}/comment")
    def edit_comment(self, request: Request) -> Answer:
        sent = request.json()
        found = self._own(self._me(request), self.comments, sent["comment_id"])
        found.body = sent["content"]
        return Answer(json={"comment_view": {"comment": self._shown(found)}})

    @route("GET", f"{API}/comment")
    def read_comment(self, request: Request) -> Answer:
        found = self._find(self.comments, int(dict(request.query)["id"]), "couldnt_find_comment")
        return Answer(json={"comment_view": self._comment_view(found)})

    @route("POST", f"{API}/(post|comment)/delete")
    def delete(self, request: Request, kind: str) -> Answer:
        sent = request.json()
        found = self._own(self._me(request), self.posts if kind == "post" else self.comments, sent[f"{kind}_id"])
        found.deleted = sent["deleted"]
        return Answer(json={f"{kind}_view": {kind: self._shown(found)}})
