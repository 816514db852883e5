"""Flickr's interface: every call signed, JSON but for uploads, 200 also where it refuses (flickr.com/services/api,
Nov 2026)."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import (
    Account,
    ConnectorError,
    NotSentError,
    Picture,
    RefusedError,
    Session,
    SignedIn,
    SignedOutError,
    SigningIn,
    UnclearError,
)
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.http import Call, Http, Upload
from smmdesk.platforms.oauth1 import sign_in_with_app, signer
from smmdesk.system.secrets import Secret

UPLOAD_S = 900.0
NOT_FOUND = 1
TOO_LARGE = 8
SIGNED_OUT = frozenset({98, 99, 100})
BUSY = frozenset({105})
PASSES = frozenset({106, 201})
"""A write that failed for a moment, and a service that is there again soon."""
UNAUTHORIZED = frozenset({401})
CLOCK = re.compile("oauth_problem=(timestamp_refused|nonce_used)")
MOST_ALBUMS = 200
_NSID = re.compile(r"[0-9]{1,20}@N[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Flickr:
    """One account's way to Flickr."""

    http: Http
    facts: Facts
    secret: Secret

    @classmethod
    def of(cls, session: Session) -> "Flickr":
        return cls(session.http, session.facts, session.secret)

    async def read(self, method: str, known: frozenset[int] = frozenset(), **values: str) -> Fields | None:
        """What a reading method answers; None for an error of `known`."""
        return await self._rest("GET", method, values, known, irreversible=False)

    async def found(self, method: str, **values: str) -> Fields:
        """What a reading method answers."""
        answer = await self._rest("GET", method, values, frozenset(), irreversible=False)
        assert answer is not None
        return answer

    async def write(
        self, method: str, known: frozenset[int] = frozenset(), irreversible: bool = True, **values: str
    ) -> Fields | None:
        """What a changing method answers; None for an error of `known`."""
        return await self._rest("POST", method, values, known, irreversible)

    async def _rest(
        self, verb: str, method: str, values: Mapping[str, str], known: frozenset[int], irreversible: bool
    ) -> Fields | None:
        said = {"method": f"flickr.{method}", "format": "json", "nojsoncallback": "1", **values}
        inside: dict[str, Any] = {"params": tuple(said.items())} if verb == "GET" else {"form": said}
        url = f"{self.facts.endpoints['api']}/"
        answer = await self._call(Call(method=verb, url=url, irreversible=irreversible, **inside))
        found = answer.fields()
        if found.values.get("stat") == "ok":
            return found
        if found.values.get("stat") != "fail":
            raise answer.strange()
        code = number(found, "code")
        if code in known:
            return None
        raise self.refused(code, found.text("message", ""), irreversible)

    async def _call(self, call: Call) -> Answer:
        """Signed; a clock that is off is no sign-in that ended."""
        http = self.http.also_for(call.url)
        answer = await http.call(Call(**{**_fields(call), "oauth1": signer(self.secret), "also": UNAUTHORIZED}))
        if answer.status in UNAUTHORIZED:
            if CLOCK.search(answer.text()[:500]):
                raise NotSentError(self.http.names.problem("server_unreachable"))
            raise SignedOutError(self.http.names.problem("signed_out"))
        return answer

    async def upload(self, picture: Picture, form: Mapping[str, str]) -> str:
        """Lay down one file, which nobody sees; the ticket by which it is asked for."""
        name = picture.name or picture.path.name
        file = Upload("photo", picture.path, f"photo{picture.path.suffix.lower()}", picture.mime)
        url = f"{self.facts.endpoints['upload']}/upload/"
        answer = await self._call(
            Call(method="POST", url=url, form=form, upload=file, carries=name, deadline_s=UPLOAD_S)
        )
        root = _xml(answer)
        fault = root.find("err")
        if root.get("stat") == "fail" and fault is not None:
            code = int(fault.get("code", "")) if fault.get("code", "").isdigit() else 0
            if code == TOO_LARGE:
                raise RefusedError(self.http.names.problem("file_too_big_there", name=plain_words(name)))
            raise self.refused(code, f"{plain_words(name)}: {fault.get('msg', '')}", irreversible=False)
        ticket = (root.findtext("ticketid") or "").strip()
        if root.get("stat") != "ok" or not re.fullmatch(r"[0-9A-Za-z-]{1,64}", ticket):
            raise answer.strange()
        return ticket

    def refused(self, code: int, said: str, irreversible: bool) -> ConnectorError:
        """What an error of Flickr's means."""
        names = self.http.names
        if code in SIGNED_OUT:
            return SignedOutError(names.problem("signed_out"))
        if code in BUSY:
            return NotSentError(names.problem("busy"))
        if code in PASSES and irreversible:
            return UnclearError(names.problem("unknown_outcome"))
        if code in PASSES:
            return NotSentError(names.problem("server_unreachable"))
        return RefusedError(names.problem("refused", said=plain_words(said)))


def _fields(call: Call) -> dict[str, Any]:
    return {name: getattr(call, name) for name in call.__slots__}


def _xml(answer: Answer) -> Any:
    try:
        return fromstring(answer.body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise answer.strange() from error


def number(found: Fields, name: str) -> int:
    """A number, which Flickr often gives as a text; 0 where there is none."""
    value = str(found.values.get(name, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def content(found: Fields, name: str) -> str:
    """A text that is wrapped as `{"_content": …}`."""
    return found.child(name).text("_content", "")


# ------------------------------------------------------------------ the account
async def sign_in(signing_in: SigningIn) -> SignedIn:
    found = await sign_in_with_app(signing_in)
    http = signing_in.http.also_for(signing_in.facts.endpoints["api"])
    return SignedIn(await read_account(Flickr(http, signing_in.facts, found.secret)), found.secret)


async def read_account(flickr: Flickr) -> Account:
    """Who signed in, their albums, and how large a file may be."""
    user = (await flickr.found("test.login")).child("user")
    own_id = user.text("id", "") or user.text("nsid", "")
    if not _NSID.fullmatch(own_id):
        raise user.strange()
    name = content(user, "username")
    reported: dict[str, object] = {"albums": [["", ""], *[list(album) for album in await albums(flickr)]]}
    with suppress(RefusedError):
        limits = (await flickr.found("people.getUploadStatus")).child("user")
        for ours, theirs in (("image_max_bytes", "filesize"), ("video_max_bytes", "videosize")):
            most = number(limits.child(theirs), "maxbytes") or number(limits.child(theirs), "max")
            reported |= {ours: most} if most else {}
    page = f"{flickr.facts.endpoints['web']}/photos/{own_id}/"
    return Account(own_id, plain_words(name) or own_id, plain_words(name), page, reported=reported)


async def albums(flickr: Flickr) -> list[tuple[str, str]]:
    """(id, name) of the account's albums, the newest first."""
    found = (await flickr.found("photosets.getList", per_page=str(MOST_ALBUMS))).child("photosets")
    return [(row.id(), plain_words(content(row, "title"))) for row in found.rows("photoset")[:MOST_ALBUMS]]
