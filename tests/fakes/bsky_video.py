"""Bluesky's service for films (app.bsky.video, lexicons of August 2026), beside a real server of accounts.

It takes a film in pieces of the size it says, each as long as it has to be, with a word that the account's server
signed for it and for `com.atproto.repo.uploadBlob` alone; and lays the film down there.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from ..servers.app_view import word_of
from .exchange import Answer, Fault, Request
from .loopback import LoopbackHttp


@dataclass
class Upload:
    """One film on its way; so many looks as `left` pass before it is converted."""

    id: str
    size: int
    parts: dict[int, bytes] = field(default_factory=dict)
    left: int = 1
    blob: dict[str, Any] | None = None
    failed: str = ""
    over: bool = False


@dataclass
class FakeVideo:
    """`lay_down` makes a blob of the account's server, whose name is `server`; `not_yet` times a finish is answered
    with UploadNotReady."""

    server: str
    lay_down: Callable[[bytes], dict[str, Any]]
    piece: int = 10
    left: int = 1
    not_yet: int = 0
    fails: str = ""
    uploads: list[Upload] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = LoopbackHttp(self._handle)

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.stop()

    @property
    def url(self) -> str:
        return self.http.url

    def fail_next(self, verb: str, **how: Any) -> Fault:
        return self.http.fail_next(f"/xrpc/app.bsky.video.{verb}", **how)

    def asked(self, verb: str) -> list[Request]:
        return [one for one in self.http.requests if one.path == f"/xrpc/app.bsky.video.{verb}"]

    def _handle(self, request: Request) -> Answer:
        verb = request.path.removeprefix("/xrpc/app.bsky.video.")
        verbs: dict[str, Callable[[Request], Answer]] = {
            "startUpload": self._start,
            "uploadPart": self._part,
            "getUploadStatus": self._status,
            "finishUpload": self._finish,
            "getJobStatus": self._job,
        }
        if verb not in verbs:
            return refused(501, "MethodNotImplemented")
        word = word_of(request)
        signed = word.get("aud") == self.server and word.get("lxm") == "com.atproto.repo.uploadBlob"
        if verb != "getJobStatus" and (not signed or word["exp"] < datetime.now(UTC).timestamp()):
            return refused(401, "AuthenticationRequired")
        return verbs[verb](request)

    def _start(self, request: Request) -> Answer:
        said = request.json()
        assert said["mimeType"] == "video/mp4"
        if said["sizeBytes"] > 300_000_000:
            return refused(400, "VideoTooLarge")
        made = Upload(f"job-{len(self.uploads)}", said["sizeBytes"], left=self.left)
        self.uploads.append(made)
        ends = (datetime.now(UTC) + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
        return Answer(
            json={"jobId": made.id, "partSizeBytes": self.piece, "partCount": self._count(made), "expiresAt": ends}
        )

    def _count(self, upload: Upload) -> int:
        return -(-upload.size // self.piece)

    def _of(self, request: Request) -> Upload | None:
        named = dict(request.query).get("jobId") or (json.loads(request.body)["jobId"] if request.body else "")
        return next((one for one in self.uploads if one.id == named and not one.over), None)

    def _part(self, request: Request) -> Answer:
        asked = dict(request.query)
        upload = next((one for one in self.uploads if one.id == asked["jobId"] and not one.over), None)
        number = int(asked["partNumber"])
        if upload is None:
            return refused(404, "UploadNotFound")
        if not 1 <= number <= self._count(upload):
            return refused(400, "InvalidPartNumber")
        last = upload.size - self.piece * (self._count(upload) - 1)
        if len(request.body) != (last if number == self._count(upload) else self.piece):
            return refused(400, "PartSizeMismatch")
        upload.parts[number] = request.body
        return Answer(json={"partNumber": number, "sizeBytes": len(request.body)})

    def _status(self, request: Request) -> Answer:
        upload = self._of(request)
        if upload is None:
            return refused(404, "UploadNotFound")
        told: dict[str, Any] = {"jobId": upload.id, "partSizeBytes": self.piece, "partCount": self._count(upload)}
        told |= {"receivedParts": sorted(upload.parts), "expiresAt": "2099-01-01T00:00:00Z", "state": "created"}
        return Answer(json=told)

    def _finish(self, request: Request) -> Answer:
        upload = self._of(request)
        if upload is None:
            return refused(404, "UploadNotFound")
        if len(upload.parts) < self._count(upload):
            return refused(400, "MissingParts")
        if self.not_yet:
            self.not_yet -= 1
            return refused(409, "UploadNotReady")
        if self.fails:
            upload.failed = self.fails
        else:
            upload.blob = self.lay_down(b"".join(upload.parts[number] for number in sorted(upload.parts)))
        return Answer(json={"completedJobId": upload.id, "jobStatus": self._told(upload)})

    def _told(self, upload: Upload) -> dict[str, Any]:
        status = {"jobId": upload.id, "did": "did:plc:" + "a" * 24, "state": "JOB_STATE_ENCODING"}
        if upload.failed:
            return {**status, "state": "JOB_STATE_FAILED", "failureCode": upload.failed}
        if upload.left:
            return status
        return {**status, "state": "JOB_STATE_COMPLETED", "blob": upload.blob}

    def _job(self, request: Request) -> Answer:
        upload = self._of(request)
        assert upload is not None
        told = self._told(upload)
        upload.left = max(0, upload.left - 1)
        return Answer(json={"jobStatus": told})


def refused(status: int, name: str) -> Answer:
    return Answer(status, json={"error": name, "message": name})
