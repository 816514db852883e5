"""Somebody's own receiver of signed posts: it checks what Standard Webhooks wants checked, and keeps what it took."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any, Self

from .exchange import Answer, Request, Upload
from .loopback import LoopbackHttp

KEY = "whsec_" + base64.b64encode(b"a very secret key of 24b").decode()
PATH = "hooks/a1b2c3?user=forno"


@dataclass
class Taken:
    """One post that the receiver took."""

    id: str
    data: dict[str, Any]
    files: list[bytes] = field(default_factory=list)


class FakeReceiver:
    """`posts` are those that are out there now. `keeps_s`: it promises to take the same id once only, and does.

    `key` empty: it takes what is not signed. `gives` is what it answers, else its own number and a page.
    """

    def __init__(self, key: str = KEY, keeps_s: int = 0) -> None:
        self.http = LoopbackHttp(self._handle)
        self.key, self.keeps_s = key, keeps_s
        self.posts: list[Taken] = []
        self.events: list[dict[str, Any]] = []
        self.gives: Answer | None = None
        self._seen: dict[str, Answer] = {}

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return f"{self.http.url}/{PATH}"

    def _handle(self, request: Request) -> Answer:
        if request.path != "/hooks/a1b2c3" or dict(request.query) != {"user": "forno"}:
            return Answer(404, json={"error": "no such hook"})
        if request.method == "OPTIONS":
            return Answer(204, headers={"webhook-id-kept": str(self.keeps_s)} if self.keeps_s else {})
        if request.method != "POST":
            return Answer(405, json={"error": "POST only"})
        body, uploads = _opened(request)
        if self.key and not self._is_signed(request, body):
            return Answer(401, json={"error": "the signature is not good"})
        own_id = request.headers["webhook-id"]
        if self.keeps_s and own_id in self._seen:
            return self._seen[own_id]
        self._seen[own_id] = self._take(own_id, json.loads(body), uploads)
        return self._seen[own_id]

    def _is_signed(self, request: Request, body: bytes) -> bool:
        """As the reference does it (standardwebhooks.com): over id, timestamp and the raw body."""
        signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + body
        raw = base64.b64decode(self.key.removeprefix("whsec_"))
        good = base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
        return any(
            hmac.compare_digest(given, f"v1,{good}")
            for given in request.headers.get("webhook-signature", "").split(" ")
        )

    def _take(self, own_id: str, event: dict[str, Any], uploads: dict[str, Upload]) -> Answer:
        data = event["data"]
        self.events.append(event)
        if event["type"] == "post.publish":
            files = [_matching(entry, uploads) for entry in data["media"]]
            assert len(files) == len(uploads), "a file that nobody described"
            self.posts.append(Taken(own_id, data, files))
        elif event["type"] == "post.update":
            for post in self.posts:
                if post.data["id"] == data["id"]:
                    post.data = {**post.data, **data, "media": post.data["media"]}
        else:
            assert event["type"] == "post.delete"
            self.posts = [post for post in self.posts if post.data["id"] != data["id"]]
        return self.gives or Answer(json={"id": f"r-{data['id']}", "url": f"https://forno.example/{data['id']}"})


def _opened(request: Request) -> tuple[bytes, dict[str, Upload]]:
    """The signed bytes, and the files beside them."""
    if request.mime != "multipart/form-data":
        return request.body, {}
    values = request.values()
    files = {name: value for name, value in values.items() if isinstance(value, Upload)}
    return str(values["payload_json"]).encode(), files


def _matching(entry: dict[str, Any], uploads: dict[str, Upload]) -> bytes:
    """The file of an entry: the hash in the signed part vouches for it."""
    upload = uploads[entry["file"]]
    assert hashlib.sha256(upload.data).hexdigest() == entry["sha256"]
    assert (upload.filename, upload.mime, len(upload.data)) == (entry["filename"], entry["mime"], entry["size"])
    return upload.data
