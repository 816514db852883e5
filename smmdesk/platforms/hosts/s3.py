"""Storage that speaks S3 (Amazon, Cloudflare R2, Backblaze, Hetzner, Scaleway, OVH, MinIO …): Signature Version 4, the
bucket in the path. AWS documentation of the REST API, read 2026-11-28.

The bucket may stay closed: without a public address of its own, a signed link reads one object for a day.
"""

import re

from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.platforms.answers import Answer, plain_words
from smmdesk.platforms.base import Picture, RefusedError
from smmdesk.platforms.hosts.base import Laid, MediaHost, Place, beneath, safe_address, upload_s
from smmdesk.platforms.http import Call
from smmdesk.platforms.signing import UNSIGNED, s3_link, s3_signed
from smmdesk.system.secrets import Secret

LIVES_S = 86_400
USUAL_REGION = "us-east-1"
TOLD = frozenset({301, 307, 400, 403, 404, 405, 409, 411, 412})
"""Statuses of which the body says why, in XML."""
_SAID = re.compile(r"<Message>([^<]{1,400})</Message>")
_CODE = re.compile(r"<Code>([^<]{1,80})</Code>")


class S3:
    """`fields`: server, region, bucket, folder, user (the access key's id), public."""

    async def lay_down(self, place: Place, picture: Picture, name: str) -> Laid:
        await self._ask(place, "PUT", name, picture)
        public = place.fields.get("public", "").strip()
        if public:
            return Laid((beneath(safe_address(public, place.name), _key(place, name)),))
        return Laid((s3_link(_secrets(place), _region(place), _object(place, name), place.clock.now(), LIVES_S),))

    async def take_away(self, place: Place, name: str, remote: str) -> None:
        await self._ask(place, "DELETE", name)

    async def _ask(self, place: Place, method: str, name: str, picture: Picture | None = None) -> None:
        url, now = _object(place, name), place.clock.now()
        signed = {
            "host": split_url(url).netloc,
            "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
            "x-amz-content-sha256": UNSIGNED,
        }
        if picture is not None:
            signed["content-type"] = picture.mime
        authorization = s3_signed(_secrets(place), _region(place), method, url, signed, now)
        sent = {named: value for named, value in signed.items() if named != "host"}
        call = Call(
            method=method,
            url=url,
            headers=sent,
            secret_headers={"Authorization": authorization},
            content=picture.path if picture is not None else None,
            carries=(picture.name or picture.path.name) if picture is not None else "",
            deadline_s=upload_s(place, picture) if picture is not None else None,
            also=TOLD,
        )
        answer = await place.http.call(call)
        if not answer.ok and not (method == "DELETE" and _code(answer) == "NoSuchKey"):
            raise RefusedError(place.http.names.problem("refused", said=_said(answer)))


def _secrets(place: Place) -> tuple[Secret, Secret]:
    return place.secret.field("user"), place.secret.field("secret")


def _region(place: Place) -> str:
    return place.fields.get("region", "").strip() or USUAL_REGION


def _key(place: Place, name: str) -> str:
    folder = place.fields.get("folder", "").strip().strip("/")
    return f"{folder}/{name}" if folder else name


def _object(place: Place, name: str) -> str:
    server = safe_address(place.fields.get("server", ""), place.name)
    return beneath(server, place.fields.get("bucket", "").strip(), _key(place, name))


def _code(answer: Answer) -> str:
    found = _CODE.search(answer.text())
    return found.group(1) if found else ""


def _said(answer: Answer) -> str:
    found = _SAID.search(answer.text())
    return plain_words(found.group(1)) if found else _("nothing more")


HOST: MediaHost = S3()
