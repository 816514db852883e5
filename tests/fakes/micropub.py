"""A site that takes posts by Micropub and lets people in by IndieAuth; it refuses what such a site refuses.

After W3C Micropub and IndieAuth (11 July 2024). It keeps no key of ours: the same post twice is two posts.
"""

import base64
import hashlib
import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from PIL import Image

from .exchange import Answer, Request, Upload
from .loopback import LoopbackHttp

PASTED = "a-pasted-key"
OF_A_LINK = {"bookmark-of", "repost-of", "like-of", "in-reply-to"}
KNOWN = OF_A_LINK | {
    "name",
    "content",
    "category",
    "mp-slug",
    "post-status",
    "mp-syndicate-to",
    "published",
    "photo",
    "video",
}


class RefusalError(Exception):
    """What is answered instead."""

    def __init__(self, status: int, error: str, words: str = "") -> None:
        super().__init__(words)
        self.status, self.body = status, {"error": error, "error_description": words or error}


@dataclass
class Post:
    """One page of the site."""

    path: str
    properties: dict[str, list[Any]]
    deleted: bool = False
    built: bool = True


@dataclass
class Grant:
    """What somebody agreed to in the browser."""

    client_id: str
    redirect_uri: str
    challenge: str
    scope: str


class FakeMicropub:
    """`posts` are the pages of the site, oldest first. `lists`: it answers q=source without an address too.

    `builds`: it takes its time for a page and says 202. `lives_s`: how long its keys live (0: for ever).
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.http = LoopbackHttp(self._handle)
        self.now = now
        self.posts: list[Post] = []
        self.files: dict[str, bytes] = {}
        self.keys: dict[str, str] = {PASTED: "create update delete media"}
        self.refreshes: set[str] = set()
        self.grants: dict[str, Grant] = {}
        self.builds, self.lists, self.metadata = False, True, True
        self.lives_s = 0
        self.me = ""
        self.media_elsewhere = ""

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return self.http.url

    def live(self) -> list[Post]:
        return [post for post in self.posts if not post.deleted]

    # ------------------------------------------------------------------ answering
    def _handle(self, request: Request) -> Answer:
        try:
            return self._asked(request)
        except RefusalError as refusal:
            return Answer(refusal.status, json=refusal.body)

    def _asked(self, request: Request) -> Answer:
        pages: dict[str, Callable[[Request], Answer]] = {
            "/": self._home,
            "/.well-known/oauth-authorization-server": self._told_metadata,
            "/token": self._token,
            "/revoke": self._revoke,
            "/micropub": self._micropub,
            "/media": self._media,
        }
        if request.path in pages:
            return pages[request.path](request)
        for post in self.posts:
            if post.path == request.path and post.built:
                return Answer(410 if post.deleted else 200, text="<html>pane</html>", content_type="text/html")
        return Answer(404, text="nothing here", content_type="text/html")

    def _home(self, request: Request) -> Answer:
        links = {"micropub": "/micropub", "authorization_endpoint": "/auth", "token_endpoint": "/token"}
        html = "".join(f'<link rel="{rel}" href="{href}">' for rel, href in links.items())
        header = (
            {"Link": '</.well-known/oauth-authorization-server>; rel="indieauth-metadata"'} if self.metadata else {}
        )
        return Answer(text=f"<html><head>{html}</head></html>", content_type="text/html", headers=header)

    # ------------------------------------------------------------------ IndieAuth
    def _told_metadata(self, request: Request) -> Answer:
        names = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "revocation_endpoint": "/revoke"}
        found = {name: f"{self.url}{path}" for name, path in names.items()}
        return Answer(json={"issuer": f"{self.url}/", "code_challenge_methods_supported": ["S256"], **found})

    def agree(self, authorize_url: str) -> str:
        """What the person's browser does when they agree: the address that it goes back to."""
        parts = urlsplit(authorize_url)
        asked = dict(Request("GET", parts.path, _pairs(parts.query), {}, b"").query)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["me"].startswith(self.url)
        client, back = urlsplit(asked["client_id"]), urlsplit(asked["redirect_uri"])
        assert (client.scheme, client.hostname, client.path) == ("http", "127.0.0.1", "/")
        assert client.netloc == back.netloc, "another place has to be named in the client's own page"
        code = secrets.token_urlsafe(16)
        grant = Grant(asked["client_id"], asked["redirect_uri"], asked["code_challenge"], asked["scope"])
        self.grants[code] = grant
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url + '/'})}"

    def _token(self, request: Request) -> Answer:
        values = request.values()
        if values.get("action") == "revoke":
            self.keys.pop(values["token"], None)
            return Answer(200)
        if values["grant_type"] == "refresh_token":
            if values["refresh_token"] not in self.refreshes:
                raise RefusalError(400, "invalid_grant")
            self.refreshes.discard(values["refresh_token"])
            return self._granted("create update delete media")
        grant = self.grants.pop(values["code"], None)
        made = base64.urlsafe_b64encode(hashlib.sha256(values["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if grant is None or grant.challenge != made or grant.client_id != values["client_id"]:
            raise RefusalError(400, "invalid_grant")
        assert grant.redirect_uri == values["redirect_uri"]
        return self._granted(grant.scope)

    def _granted(self, scope: str) -> Answer:
        key, refresh = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.keys[key] = scope
        told: dict[str, Any] = {
            "access_token": key,
            "token_type": "Bearer",
            "scope": scope,
            "me": self.me or f"{self.url}/",
        }
        if self.lives_s:
            self.refreshes.add(refresh)
            told |= {"expires_in": self.lives_s, "refresh_token": refresh}
        return Answer(json=told)

    def _revoke(self, request: Request) -> Answer:
        self.keys.pop(request.values()["token"], None)
        return Answer(200)

    # ------------------------------------------------------------------ Micropub
    def _scope(self, request: Request, wanted: str) -> None:
        if request.bearer not in self.keys:
            raise RefusalError(401, "unauthorized")
        if wanted and wanted not in self.keys[request.bearer].split():
            raise RefusalError(403, "insufficient_scope", f"{wanted} is needed")

    def _micropub(self, request: Request) -> Answer:
        if request.method == "GET":
            return self._question(request)
        body = request.json()
        action = body.get("action", "create")
        self._scope(request, action)
        if action == "create":
            return self._create(body)
        post = self._post(body["url"])
        if action == "delete":
            post.deleted = True
            return Answer(204)
        assert action == "update"
        post.properties |= body["replace"]
        return Answer(204)

    def _create(self, body: dict[str, Any]) -> Answer:
        assert body["type"] == ["h-entry"]
        properties = body["properties"]
        assert properties.keys() <= KNOWN, properties.keys() - KNOWN
        assert all(isinstance(values, list) and values for values in properties.values())
        if not properties.keys() & {"content", "photo", "video", "name"}:
            raise RefusalError(400, "invalid_request", "an empty post")
        for photo in properties.get("photo", []):
            assert (photo["value"] if isinstance(photo, dict) else photo) in self.files
        slug = (properties.get("mp-slug") or [f"p{len(self.posts) + 1}"])[0]
        post = Post(f"/{slug}", dict(properties), built=not self.builds)
        self.posts.append(post)
        return Answer(202 if self.builds else 201, headers={"Location": f"{self.url}{post.path}"})

    def _post(self, url: str) -> Post:
        for post in self.posts:
            if url == f"{self.url}{post.path}":
                return post
        raise RefusalError(400, "invalid_request", "no such post")

    def _question(self, request: Request) -> Answer:
        self._scope(request, "")
        asked = dict(request.query)
        if asked["q"] == "config":
            media = self.media_elsewhere or f"{self.url}/media"
            targets = [{"uid": "https://social.example/@forno", "name": "Mastodon"}, {"uid": "a,b", "name": "x"}]
            return Answer(json={"media-endpoint": media, "syndicate-to": targets, "q": ["config", "source"]})
        assert asked["q"] == "source"
        if "url" in asked:
            post = self._post(asked["url"])
            if post.deleted:
                raise RefusalError(400, "invalid_request", "this post was deleted")
            return Answer(json={"type": ["h-entry"], "properties": self._told(post)})
        if not self.lists:
            raise RefusalError(400, "invalid_request", "url is missing")
        newest = list(reversed(self.live()))[: int(asked.get("limit", "20"))]
        return Answer(json={"items": [{"type": ["h-entry"], "properties": self._told(post)} for post in newest]})

    def _told(self, post: Post) -> dict[str, Any]:
        return {**post.properties, "url": [f"{self.url}{post.path}"]}

    def _media(self, request: Request) -> Answer:
        self._scope(request, "media")
        upload = request.values().get("file")
        if not isinstance(upload, Upload):
            raise RefusalError(400, "invalid_request", "file is missing")
        if upload.mime.startswith("image/"):
            Image.open(io.BytesIO(upload.data)).verify()
        url = f"{self.url}/files/{secrets.token_hex(6)}"
        self.files[url] = upload.data
        return Answer(201, headers={"Location": url})


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(query, keep_blank_values=True))
