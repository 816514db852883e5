"""A newer version of smmdesk as its makers tell of it, and whether what is told may be believed.

The note is JSON in JSON: `signed` (base64 of the bytes that were signed) beside `signature` (Ed25519, base64). Its
`serial` only ever grows and it says until when it holds, so an old note can neither be played again nor kept for ever
(the two attacks that TUF's specification names rollback and freeze).
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NOTE_MOST = 64_000
NEWS_MOST = 2_000
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")
_PAGE = re.compile(r"https://[\w.-]+(/[\w./%~#?=&+-]*)?")

Verify = Callable[[bytes, bytes], bool]
"""(signature, what was signed) -> whether one of the makers' keys made it."""


class UntrueError(Exception):
    """Why a note is not believed: `why` is one of shape, signature, product, expired, older."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Release:
    """`page` is where it is downloaded, an https address; `news` what is new in it, by language."""

    version: str
    serial: int
    page: str
    expires_at: datetime
    news: Mapping[str, str]

    def news_in(self, language: str) -> str:
        return self.news.get(language) or self.news.get("en", "")


def read_note(body: bytes, verify: Verify, now: datetime, seen_serial: int = 0) -> Release:
    """What a note says. `seen_serial` is the largest that was ever believed here. Raises UntrueError."""
    if len(body) > NOTE_MOST:
        raise UntrueError("shape")
    outer = _table(body)
    signed, signature = _bytes(outer.get("signed")), _bytes(outer.get("signature"))
    if not verify(signature, signed):
        raise UntrueError("signature")
    release = _release(_table(signed))
    if release.expires_at <= now:
        raise UntrueError("expired")
    if release.serial < seen_serial:
        raise UntrueError("older")
    return release


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another one: "0.10" after "0.9.3"."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    found = [int(part) for part in re.findall(r"\d+", version)[:4]]
    return tuple(found + [0] * (4 - len(found)))


def _release(told: Mapping[str, Any]) -> Release:
    if told.get("product") != "smmdesk":
        raise UntrueError("product")
    version, serial, page, news = told.get("version"), told.get("serial"), told.get("page"), told.get("news")
    if not (isinstance(version, str) and _VERSION.fullmatch(version)):
        raise UntrueError("shape")
    if not (isinstance(page, str) and _PAGE.fullmatch(page)):
        raise UntrueError("shape")
    if type(serial) is not int or not 0 < serial < 1 << 53 or not isinstance(news, dict):
        raise UntrueError("shape")
    words = {str(key): str(value)[:NEWS_MOST] for key, value in news.items()}
    return Release(version, serial, page, _moment(told.get("expires")), words)


def _moment(told: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        raise UntrueError("shape") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _table(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise UntrueError("shape") from None
    if not isinstance(found, dict):
        raise UntrueError("shape")
    return found


def _bytes(told: object) -> bytes:
    if not isinstance(told, str):
        raise UntrueError("shape")
    try:
        return base64.b64decode(told, validate=True)
    except ValueError:
        raise UntrueError("shape") from None
