"""A fake TikTok API v2 with opinions: it refuses what TikTok refuses, often with status 200, and keeps what it got.

Pieces of a film must come in order and fit to the byte; the last one publishes. An upload that is never finished ends
after an hour. An app that was not reviewed publishes for its owner alone.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .counting_sites import TikTokCounts
from .exchange import Answer, Request
from .oauth import FakeAuthorization
from .small import Clock, RefusalError, SmallFake, route

SCOPES = "user.info.basic,user.info.profile,video.publish,video.upload,video.list"
LEVELS = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
SETTINGS = frozenset(
    [
        "privacy_level", "disable_comment", "brand_content_toggle", "brand_organic_toggle", "disable_duet",
        "disable_stitch", "is_aigc", "video_cover_timestamp_ms", "title", "description", "auto_add_music",
    ]
)  # fmt: skip
LIVES = timedelta(hours=1)


@dataclass
class Publishing:
    """What a publish id stands for: a film that goes up, or photos; `status` as TikTok tells it."""

    id: str
    direct: bool
    info: dict[str, Any]
    at: Any
    size: int = 0
    chunk: int = 0
    count: int = 0
    data: bytes = b""
    pieces: int = 0
    photos: list[str] = field(default_factory=list)
    status: str = "PROCESSING_UPLOAD"
    reason: str = ""
    number: int = 0


class FakeTikTok(TikTokCounts, SmallFake):
    """Lucia's account. `reviewed`: the app may publish for everyone. `slow`: TikTok works on what it got until `work`
    is called. `verified`: where photos may lie."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.app = FakeAuthorization(
            client_id_name="client_key", separator=",", any_port=True, challenge="hex", lives_s=86_400
        )
        self.works: dict[str, Publishing] = {}
        self.urls: dict[str, str] = {}
        self.reviewed, self.slow, self.verified = True, False, "https://files.example/"
        self.levels, self.closed = list(LEVELS), {"comment_disabled": False, "duet_disabled": False}
        self.error = ""
        self.fails = ""

    @property
    def posts(self) -> list[Publishing]:
        """What stands on the account."""
        return [work for work in self.works.values() if work.status == "PUBLISH_COMPLETE"]

    def work(self) -> None:
        """TikTok finishes everything that it got whole."""
        for work in self.works.values():
            if work.status.startswith("PROCESSING") and work.pieces == work.count:
                self._finish(work)

    def _finish(self, work: Publishing) -> None:
        work.status = "PUBLISH_COMPLETE" if work.direct else "SEND_TO_USER_INBOX"
        if self.fails:
            work.status, work.reason = "FAILED", self.fails
        if work.status == "PUBLISH_COMPLETE" and work.info["privacy_level"] == LEVELS[0]:
            work.number = 7_300_000_000_000_000_000 + self.number()

    # ------------------------------------------------------------------ who asks
    @route("GET", "/v2/auth/authorize/")
    def authorize(self, request: Request) -> Answer:
        return self.app.handle(Request("GET", "/authorize", request.query, request.headers, request.body))

    @route("POST", "/v2/oauth/token/")
    def grant(self, request: Request) -> Answer:
        answer = self.app.handle(Request("POST", "/token", request.query, request.headers, request.body))
        if answer.status == 200:
            answer.json |= {"open_id": "open-1", "refresh_expires_in": 31_536_000}
        return answer

    @route("POST", "/v2/oauth/revoke/")
    def take_back(self, request: Request) -> Answer:
        sent = request.values()
        assert set(sent) == {"client_key", "client_secret", "token"}
        self.app.access.pop(sent["token"])
        return Answer(200, json={})

    def _require(self, request: Request, *scopes: str) -> None:
        if request.bearer not in self.app.access:
            raise no("access_token_invalid", 401)
        if not set(scopes) & set(self.app.access[request.bearer].split(",")):
            raise no("scope_not_authorized", 401)
        if self.error:
            raise no(self.error, 429 if self.error == "rate_limit_exceeded" else 200)

    @route("GET", "/v2/user/info/")
    def user(self, request: Request) -> Answer:
        self._require(request, "user.info.basic")
        assert dict(request.query)["fields"] == "open_id,display_name,username"
        return ok({"user": {"open_id": "open-1", "display_name": "Forno Lucia", "username": "fornolucia"}})

    @route("POST", "/v2/post/publish/creator_info/query/")
    def creator(self, request: Request) -> Answer:
        self._require(request, "video.publish")
        who = {"creator_username": "fornolucia", "creator_nickname": "Forno Lucia", "stitch_disabled": False}
        return ok({**who, "privacy_level_options": self.levels, "max_video_post_duration_sec": 300, **self.closed})

    # ------------------------------------------------------------------ publishing
    @route("POST", "/v2/post/publish/(inbox/)?video/init/")
    def begin(self, request: Request, inbox: str | None) -> Answer:
        self._require(request, "video.upload" if inbox else "video.publish")
        sent = request.json()
        info, source = sent.get("post_info", {}), sent["source_info"]
        assert bool(inbox) != bool(info)
        self._check(info, bool(inbox))
        size, chunk, count = source["video_size"], source["chunk_size"], source["total_chunk_count"]
        if source["source"] != "FILE_UPLOAD" or count != max(size // chunk, 1) or (size >= 5_000_000 and chunk < 5e6):
            raise no("invalid_params")
        if (size < 5_000_000 and chunk != size) or chunk > 64_000_000 or (size > 64_000_000 and count == 1):
            raise no("invalid_params")
        work = self._new(not inbox, info)
        work.size, work.chunk, work.count = size, chunk, count
        self.urls[work.id] = f"/store/{secrets.token_hex(6)}"
        return ok({"publish_id": work.id, "upload_url": f"{self.url}{self.urls[work.id]}"})

    @route("POST", "/v2/post/publish/content/init/")
    def photos(self, request: Request) -> Answer:
        sent = request.json()
        direct = sent["post_mode"] == "DIRECT_POST"
        self._require(request, "video.publish" if direct else "video.upload")
        self._check(sent["post_info"], not direct)
        source = sent["source_info"]
        assert sent["media_type"] == "PHOTO"
        if source["source"] != "PULL_FROM_URL" or not 1 <= len(source["photo_images"]) <= 35:
            raise no("invalid_params")
        if not all(url.startswith(self.verified) for url in source["photo_images"]):
            raise no("url_ownership_unverified", 403)
        work = self._new(direct, sent["post_info"])
        work.photos, work.status = source["photo_images"], "PROCESSING_DOWNLOAD"
        if not self.slow:
            self._finish(work)
        return ok({"publish_id": work.id})

    def _check(self, info: dict[str, Any], inbox: bool) -> None:
        assert set(info) <= SETTINGS, f"TikTok knows no {set(info) - SETTINGS}"
        if inbox:
            return
        if info.get("privacy_level") not in self.levels:
            raise no("privacy_level_option_mismatch", 403)
        if not self.reviewed and info["privacy_level"] != "SELF_ONLY":
            raise no("unaudited_client_can_only_post_to_private_accounts", 403)
        if len(info.get("title", "").encode("utf-16-le")) // 2 > 2200:
            raise no("invalid_params")

    def _new(self, direct: bool, info: dict[str, Any]) -> Publishing:
        work = Publishing(f"v_pub_file~v2.{secrets.token_hex(6)}", direct, info, self.now)
        self.works[work.id] = work
        return work

    @route("PUT", r"/store/(\w+)")
    def store(self, request: Request, _token: str) -> Answer:
        assert "authorization" not in request.headers, "the store gets no access of ours"
        work = next((self.works[own] for own, path in self.urls.items() if path == request.path), None)
        if work is None:
            return Answer(404)
        if self.now - work.at > LIVES or work.status != "PROCESSING_UPLOAD":
            return Answer(403)
        first = work.pieces * work.chunk
        after = work.size if work.pieces == work.count - 1 else first + work.chunk
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers.get("content-range", ""))
        if found is None or tuple(map(int, found.groups())) != (first, after - 1, work.size):
            return Answer(416)
        if len(request.body) != after - first or request.mime not in ("video/mp4", "video/quicktime", "video/webm"):
            return Answer(400)
        work.data, work.pieces = work.data + request.body, work.pieces + 1
        if work.pieces < work.count:
            return Answer(206)
        if not self.slow:
            self._finish(work)
        return Answer(201)

    # ------------------------------------------------------------------ reading
    @route("POST", "/v2/post/publish/status/fetch/")
    def status(self, request: Request) -> Answer:
        self._require(request, "video.publish", "video.upload")
        work = self.works.get(request.json()["publish_id"])
        if work is None:
            raise no("invalid_publish_id", 400)
        said: dict[str, Any] = {"status": work.status, "uploaded_bytes": len(work.data)}
        said |= {"fail_reason": work.reason} if work.reason else {}
        return ok({**said, "publicaly_available_post_id": [work.number] if work.number else []})

    @route("POST", "/v2/video/list/")
    def listed(self, request: Request) -> Answer:
        self._require(request, "video.list")
        assert "title" in dict(request.query)["fields"]
        public = [work for work in reversed(self.posts) if work.number]
        titles = [work.info["description" if work.photos else "title"] for work in public]
        rows = [
            {"id": str(work.number), "title": title, "create_time": int(work.at.timestamp())}
            for work, title in zip(public, titles, strict=True)
        ]
        return ok({"videos": rows[: request.json()["max_count"]], "has_more": False, "cursor": 0})


def ok(data: dict[str, Any]) -> Answer:
    return Answer(json={"data": data, "error": {"code": "ok", "message": "", "log_id": "1"}})


def no(code: str, status: int = 400) -> RefusalError:
    return RefusalError(Answer(status, json={"error": {"code": code, "message": f"said: {code}", "log_id": "1"}}))
