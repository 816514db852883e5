"""What a server answered, read with suspicion: bounded, of a known shape, never trusted (security.md T19, T6, T13)."""

import json
import math
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from smmdesk.model.url_parts import split_url
from smmdesk.platforms.base import ConnectorError

MOST_BYTES = 4 * 1024 * 1024
MOST_DEPTH = 64
MOST_DIGITS = 400
MOST_SAID = 200
LONGEST_WAIT_S = 86_400.0
_TAG = re.compile(r"<[^>]{0,2000}>")
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,128}")


class UnreadableError(Exception):
    """The body is not what it should be; the caller says what that means for the call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `strange()` makes the error that says "not understood" in the way this call needs it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    strange: Callable[[], ConnectorError] = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("content-type", "").lower()

    def json(self) -> Any:
        """The JSON value. Raises the call's `strange` error."""
        try:
            return parse_json(self.body)
        except UnreadableError as error:
            raise self.strange() from error

    def fields(self) -> "Fields":
        """The JSON object. Raises the call's `strange` error."""
        return Fields.of(self.json(), self.strange)

    def rows(self) -> "list[Fields]":
        """The JSON list of objects. Raises the call's `strange` error."""
        value = self.json()
        if not isinstance(value, list):
            raise self.strange()
        return [Fields.of(row, self.strange) for row in value]

    def maybe(self) -> "Fields":
        """The JSON object of an error, empty when there is none."""
        try:
            value = parse_json(self.body)
        except UnreadableError:
            value = {}
        return Fields.of(value if isinstance(value, dict) else {}, self.strange)

    def says_gone(self, is_proof: "Callable[[Answer], bool]") -> bool:
        """Whether the server itself says that there is no such thing (404, 410), in a way that `is_proof` accepts.

        Else it is the page of something in front of it (a proxy, a parked address) or an interface that was switched
        off, and proves nothing: raises the call's `strange` error.
        """
        if not self.ok and not is_proof(self):
            raise self.strange()
        return not self.ok

    def text(self) -> str:
        """The body as text: the named charset, else UTF-8 with marks where it is not."""
        match = re.search(r"charset=[\"']?([\w-]+)", self.headers.get("content-type", ""))
        try:
            return self.body.decode(match.group(1) if match else "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object whose values are asked for by type; a wrong type raises the call's `strange` error."""

    values: Mapping[str, Any] = field(repr=False)
    strange: Callable[[], ConnectorError] = field(repr=False)

    @classmethod
    def of(cls, value: Any, strange: Callable[[], ConnectorError]) -> "Fields":
        if not isinstance(value, dict):
            raise strange()
        return cls(value, strange)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        if value is None and default is not None:
            return default
        raise self.strange()

    def id(self, name: str = "id") -> str:
        """An id as text: opaque, but nothing that could change the address it is put into."""
        value = self.values.get(name)
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not _ID.fullmatch(text) or ".." in text:
            raise self.strange()
        return text

    def number(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62:
            return value
        if value is None and default is not None:
            return default
        raise self.strange()

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def child(self, name: str) -> "Fields":
        """A nested object, empty when it is missing or something else."""
        value = self.values.get(name)
        return Fields(value if isinstance(value, dict) else {}, self.strange)

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; other things in it are left out."""
        value = self.values.get(name)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def rows(self, name: str) -> "list[Fields]":
        """The objects of a list, empty when it is missing."""
        value = self.values.get(name)
        return [Fields(row, self.strange) for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def instant(self, name: str) -> datetime:
        """An ISO 8601 instant; without a zone it is taken as UTC."""
        try:
            found = datetime.fromisoformat(self.text(name))
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.strange() from error


# ------------------------------------------------------------------ JSON
def parse_json(data: bytes) -> Any:
    """The value of `data`. Raises UnreadableError for what is too deep, or has NaN, huge numbers or a key twice."""
    if _depth(data) > MOST_DEPTH:
        raise UnreadableError("too deep")
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            parse_constant=_refuse,
            parse_int=_whole,
            parse_float=_fraction,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableError(type(error).__name__) from error


def _depth(data: bytes) -> int:
    """The deepest nesting of brackets outside of texts."""
    deepest = depth = 0
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', data, re.DOTALL):
        first = token.group()[:1]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
        if deepest > MOST_DEPTH:
            break
    return deepest


def _refuse(word: str) -> None:
    raise UnreadableError(word)


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise UnreadableError("too long a number")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise UnreadableError("too large a number")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableError("a key given twice")
    return found


# ------------------------------------------------------------------ bytes
def inflate(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The body behind a content encoding that we did not ask for. Raises UnreadableError beyond `most` bytes."""
    if encoding in ("", "identity"):
        return b"".join(chunks)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableError("an encoding we did not ask for")
    tool = zlib.decompressobj(zlib.MAX_WBITS | 32)
    found = bytearray()
    try:
        for chunk in chunks:
            found += tool.decompress(chunk, most - len(found) + 1)
            if len(found) > most or tool.unconsumed_tail:
                raise UnreadableError("too large")
    except zlib.error as error:
        raise UnreadableError("damaged") from error
    if not tool.eof:
        raise UnreadableError("cut off")
    return bytes(found)


# ------------------------------------------------------------------ headers and words
def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the server asks us to wait, 0 to a day; None when it says nothing that can be understood.

    Retry-After as seconds or a date (RFC 9110 10.2.3), else RateLimit-Reset as instant (ISO 8601 or Unix seconds).
    """
    said = headers.get("retry-after", "").strip()
    wait = _seconds(said) if said else None
    if wait is None and said:
        wait = _until(_http_date(said), now)
    if wait is None:
        reset = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or ""
        wait = _until(_reset_instant(reset.strip(), now), now)
    return None if wait is None else min(max(wait, 0.0), LONGEST_WAIT_S)


def _seconds(said: str) -> float | None:
    return float(said[:12]) if said.isascii() and said.isdigit() else None


def _http_date(said: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _reset_instant(said: str, now: datetime) -> datetime | None:
    try:
        if said.isascii() and said.isdigit():
            number = int(said[:12])
            return datetime.fromtimestamp(number if number > 1_000_000_000 else now.timestamp() + number, UTC)
        found = datetime.fromisoformat(said)
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _until(instant: datetime | None, now: datetime) -> float | None:
    return None if instant is None else (instant - now).total_seconds()


def remote_date(headers: Mapping[str, str]) -> datetime | None:
    """The server's clock, where the answer is fresh (not out of a cache)."""
    if headers.get("age", "0") != "0":
        return None
    return _http_date(headers["date"]) if "date" in headers else None


def plain_words(said: str, most: int = MOST_SAID) -> str:
    """Foreign words for one line of a screen: no markup, no control or direction characters, not too long."""
    return plain_line(unescape(_TAG.sub(" ", said[: most * 20])), most)


def plain_line(said: str, most: int = MOST_SAID) -> str:
    """The same of what is no markup: a title “Bread <new>” keeps its “<new>”."""
    bare = said[: most * 20]
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in bare if not _is_hidden(c))
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cs", "Co", "Cn") and character != "\N{ZERO WIDTH JOINER}"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, in one spelling. Raises ValueError for what is not http(s)."""
    parts = split_url(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("not a web address")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"
