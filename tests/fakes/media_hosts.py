"""Fakes of the two kinds of media host, with opinions: they check every signature and sign-in, and keep the files.

A Nextcloud after its developer manual (WebDAV, OCS Share API), and storage that speaks S3 after the documentation of
Signature Version 4 ("Authenticating Requests"), its canonical request made here a second time.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from .exchange import Answer, Request
from .small import RefusalError, SmallFake, route

USER, SECRET = "lucia", "smmcanary_cloud_7f2a"
KEY_ID, KEY = "AKIAEXAMPLE7", "smmcanary_s3/9c1+d"


@dataclass
class Kept:
    data: bytes
    mime: str


class FakeCloud(SmallFake):
    """`old`: a version whose `/s/TOKEN/download` is the file itself; newer ones redirect it. `shares` maps tokens to
    paths. `may_share` off: the administrator switched public links off."""

    def __init__(self, old: bool = False, may_share: bool = True, **more: Any) -> None:
        super().__init__(**more)
        self.old, self.may_share = old, may_share
        self.folders = {""}
        self.files: dict[str, Kept] = {}
        self.shares: dict[str, str] = {}
        self.ends: list[str] = []

    def _require_user(self, request: Request) -> None:
        wanted = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != wanted:
            raise RefusalError(Answer(401, text="<d:error xmlns:d='DAV:'/>", content_type="application/xml"))

    @route("PUT", rf"/remote\.php/dav/files/{USER}/(.+)")
    def put(self, request: Request, path: str) -> Answer:
        self._require_user(request)
        folder, _, _name = path.rpartition("/")
        if folder not in self.folders:
            return Answer(409, text="<d:error/>", content_type="application/xml")
        self.files[path] = Kept(request.body, request.headers["content-type"])
        return Answer(201)

    @route("MKCOL", rf"/remote\.php/dav/files/{USER}/(.+)")
    def make(self, request: Request, path: str) -> Answer:
        self._require_user(request)
        if path in self.folders:
            return Answer(405)
        if path.rpartition("/")[0] not in self.folders:
            return Answer(409)
        self.folders.add(path)
        return Answer(201)

    @route("DELETE", rf"/remote\.php/dav/files/{USER}/(.+)")
    def delete(self, request: Request, path: str) -> Answer:
        self._require_user(request)
        if path not in self.files:
            return Answer(404)
        del self.files[path]
        self.shares = {token: shared for token, shared in self.shares.items() if shared != path}
        return Answer(204)

    @route("PROPFIND", rf"/remote\.php/dav/files/{USER}")
    def show(self, request: Request) -> Answer:
        self._require_user(request)
        assert request.headers.get("depth") == "0"
        return Answer(207, text="<d:multistatus xmlns:d='DAV:'/>", content_type="application/xml")

    @route("POST", r"/ocs/v2\.php/apps/files_sharing/api/v1/shares")
    def share(self, request: Request) -> Answer:
        self._require_user(request)
        if request.headers.get("ocs-apirequest") != "true":
            return Answer(412, json={"message": "CSRF check failed"})
        asked = request.values()
        if not self.may_share:
            return _ocs(403, "Public link sharing is disabled by the administrator")
        path = str(asked["path"]).lstrip("/")
        if path not in self.files:
            return _ocs(404, "Wrong path, file/folder does not exist")
        assert (asked["shareType"], asked["permissions"]) == ("3", "1")
        token = secrets.token_hex(8)
        self.shares[token] = path
        self.ends.append(str(asked["expireDate"]))
        return _ocs(200, "OK", {"id": str(self.number()), "token": token, "url": f"{self.url}/s/{token}"})

    @route("GET", r"/public\.php/dav/files/(\w+)")
    def read(self, request: Request, token: str) -> Answer:
        return Answer(404) if self.old else self._read(token)

    @route("GET", r"(?:/index\.php)?/s/(\w+)/download")
    def download(self, request: Request, token: str) -> Answer:
        if self.old:
            return self._read(token)
        return Answer(303, headers={"Location": f"{self.url}/public.php/dav/files/{token}"})

    def _read(self, token: str) -> Answer:
        kept = self.files.get(self.shares.get(token, ""))
        if kept is None:
            return Answer(404, text="<html>", content_type="text/html")
        return Answer(200, data=kept.data, content_type=kept.mime)


def _ocs(status: int, message: str, data: Any = None) -> Answer:
    meta = {"status": "ok" if status == 200 else "failure", "statuscode": status, "message": message}
    return Answer(status, json={"ocs": {"meta": meta, "data": data or []}})


class FakeS3(SmallFake):
    """One bucket. `is_open`: everybody may read it. `region` is the only one that signatures may name."""

    def __init__(self, bucket: str = "forno", region: str = "eu-south-1", is_open: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.bucket, self.region, self.is_open = bucket, region, is_open
        self.files: dict[str, Kept] = {}

    @route("PUT", r"/([^/]+)/(.+)")
    def put(self, request: Request, bucket: str, key: str) -> Answer:
        self._require_signed(request)
        self._require_bucket(bucket)
        self.files[unquote(key)] = Kept(request.body, request.headers["content-type"])
        return Answer(200)

    @route("DELETE", r"/([^/]+)/(.+)")
    def delete(self, request: Request, bucket: str, key: str) -> Answer:
        self._require_signed(request)
        self._require_bucket(bucket)
        self.files.pop(unquote(key), None)
        return Answer(204)

    @route("GET", r"/([^/]+)/(.+)")
    def get(self, request: Request, bucket: str, key: str) -> Answer:
        query = dict(request.query)
        if query:
            self._require_link(request, query)
        elif not self.is_open:
            raise RefusalError(_xml(403, "AccessDenied", "Access Denied"))
        kept = self.files.get(unquote(key))
        return _xml(404, "NoSuchKey", "No such key") if kept is None else Answer(data=kept.data, content_type=kept.mime)

    def _require_bucket(self, bucket: str) -> None:
        if bucket != self.bucket:
            raise RefusalError(_xml(404, "NoSuchBucket", "The specified bucket does not exist"))

    def _require_signed(self, request: Request) -> None:
        said = request.headers.get("authorization", "")
        fields = dict(part.strip().split("=", 1) for part in said.removeprefix("AWS4-HMAC-SHA256 ").split(",") if part)
        names = fields.get("SignedHeaders", "").split(";")
        assert {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names), "S3 wants these signed"
        lines = "".join(f"{name}:{request.headers[name]}\n" for name in names)
        payload = request.headers["x-amz-content-sha256"]
        asked = f"{request.method}\n{request.path}\n\n{lines}\n{';'.join(names)}\n{payload}"
        self._require(fields["Credential"], request.headers["x-amz-date"], asked, fields["Signature"])

    def _require_link(self, request: Request, query: dict[str, str]) -> None:
        signed = sorted((name, value) for name, value in query.items() if name != "X-Amz-Signature")
        text = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in signed)
        host = f"host:{urlsplit(self.url).netloc}\n"
        asked = f"GET\n{request.path}\n{text}\n{host}\nhost\nUNSIGNED-PAYLOAD"
        self._require(query["X-Amz-Credential"], query["X-Amz-Date"], asked, query["X-Amz-Signature"])
        made = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if (self.now - made).total_seconds() > int(query["X-Amz-Expires"]):
            raise RefusalError(_xml(403, "AccessDenied", "Request has expired"))

    def _require(self, credential: str, date: str, asked: str, signature: str) -> None:
        key_id, day, region, *rest = credential.split("/")
        if key_id != KEY_ID:
            raise RefusalError(_xml(403, "InvalidAccessKeyId", "The AWS Access Key Id does not exist in our records."))
        if region != self.region:
            raise RefusalError(_xml(400, "AuthorizationHeaderMalformed", f"expecting '{self.region}'"))
        assert (day, rest) == (date[:8], ["s3", "aws4_request"])
        key = ("AWS4" + KEY).encode()
        for piece in (day, region, "s3", "aws4_request"):
            key = hmac.digest(key, piece.encode(), "sha256")
        hashed = hashlib.sha256(asked.encode()).hexdigest()
        said = f"AWS4-HMAC-SHA256\n{date}\n{day}/{region}/s3/aws4_request\n{hashed}"
        if hmac.digest(key, said.encode(), "sha256").hex() != signature:
            raise RefusalError(_xml(403, "SignatureDoesNotMatch", "The request signature does not match."))


def _xml(status: int, code: str, message: str) -> Answer:
    text = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Answer(status, text=text, content_type="application/xml")


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)
