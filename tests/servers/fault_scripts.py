"""What can go wrong between us and a platform, as data (reliability.md §5 S): `SCRIPTS`, one `Script` per way, by name.

A script says whether the platform gets the request, and what the client hears. Which request it happens to is the
caller's choice (`FaultServer.play`).
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

Lies = Callable[[bytes, str, str], bytes]
"""The platform's own body, this server's address and a stranger's -> what the client is told."""


class Accepts(StrEnum):
    """Whether the platform gets the request and acts on it."""

    NOW = "now"
    NEVER = "never"
    LATE = "late"  # only after the client was left alone: `late_s` seconds, or when the test says so


class Ending(StrEnum):
    """How the bytes of the answer leave."""

    WHOLE = "whole"
    RESET = "reset"  # the connection breaks instead
    CLOSED = "closed"  # it is closed in good order without a byte
    SILENCE = "silence"  # it stays open, and nothing comes
    CUT = "cut"  # less comes than Content-Length says: provably incomplete
    CUT_UNSEEN = "cut_unseen"  # no length is said, half of it comes, then the end: nothing proves that it is half
    DRIP = "drip"  # one byte after the other
    ENDLESS = "endless"  # chunk after chunk


@dataclass(frozen=True, slots=True)
class Script:
    """One way of going wrong. Without `status` the client hears what the platform answered.

    In `headers`, {same} and {elsewhere} are addresses (this server, a stranger's), {target} is what was asked for and
    {in N} a date N seconds from now as HTTP writes it. `pause_s`: before the client hears anything; with DRIP, between
    two bytes. `twist` makes the platform's own answer lie.
    """

    name: str
    accepts: Accepts = Accepts.NOW
    ending: Ending = Ending.WHOLE
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json; charset=utf-8"
    pause_s: float = 0.0
    late_s: float = 0.0
    twist: Lies | None = field(default=None, repr=False)


HTML = "text/html; charset=utf-8"
WIFI_PAGE = b"<!DOCTYPE html><html><head><title>Free Wi-Fi</title></head><body>Please sign in.</body></html>"
SORRY = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
TOO_LARGE = b"<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>"
SIGNED_OUT = b'{"error":"InvalidToken","message":"The access token was revoked","code":"rest_not_logged_in"}'
HUGE = (("X-Padding", "a" * 300_000),)


@lru_cache(maxsize=2)
def bomb(size_mb: int = 300) -> bytes:
    """A valid gzip file of some 300 KB that unpacks to `size_mb` megabytes of nothing."""
    block = bytes(1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(size_mb):
        checksum = zlib.crc32(block, checksum)
    length = (size_mb << 20) & 0xFFFFFFFF
    end = packer.flush(zlib.Z_FINISH) + checksum.to_bytes(4, "little") + length.to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + packed * size_mb + end


def _ways() -> Iterator[Script]:
    now, never, late = Accepts.NOW, Accepts.NEVER, Accepts.LATE
    yield Script("forward")
    yield Script("slow", pause_s=0.15)
    # the connection
    yield Script("reset before accept", never, Ending.RESET)
    yield Script("closed before accept", never, Ending.CLOSED)
    yield Script("silence before accept", never, Ending.SILENCE)
    yield Script("reset after accept", now, Ending.RESET)
    yield Script("closed after accept", now, Ending.CLOSED)
    yield Script("silence after accept", now, Ending.SILENCE)
    yield Script("reset, accepted late", late, Ending.RESET)
    yield Script("drip", now, Ending.DRIP, pause_s=0.005)
    yield Script("cut", now, Ending.CUT)
    yield Script("cut unseen", now, Ending.CUT_UNSEEN)
    # a success that is none, or that says nothing
    yield Script("wi-fi page", never, status=200, body=WIFI_PAGE, content_type=HTML)
    yield Script("html 200", now, status=200, body=WIFI_PAGE, content_type=HTML)
    yield Script("empty 200", now, status=200)
    yield Script("204", now, status=204)
    yield Script("201 without id", now, status=201, body=b'{"created_at":"2026-11-28T10:00:00Z"}')
    yield Script("other schema", now, status=200, body=b'{"ok":true,"result":[{"id":{"n":1}}]}')
    yield Script("list for object", now, status=200, body=b"[]")
    yield Script("not json", now, status=200, body=b'{"id": "1"')
    # redirects
    for status in (301, 302, 303, 307, 308):
        yield Script(f"{status} elsewhere", never, status=status, headers=(("Location", "{elsewhere}{target}"),))
    yield Script("307 same host", never, status=307, headers=(("Location", "{same}/moved{target}"),))
    yield Script("302 to a login page", never, status=302, headers=(("Location", "{same}/login"),))
    yield Script("redirect to nowhere", never, status=302)
    # errors before and after it was applied
    for status in (500, 502, 504):
        yield Script(f"{status} after accept", now, status=status, body=SORRY, content_type=HTML)
    yield Script("503 after accept", now, status=503, body=SORRY, content_type=HTML)
    yield Script("502 before accept", never, status=502, body=SORRY, content_type=HTML)
    yield Script("404 of a proxy", never, status=404, body=b"404 page not found", content_type="text/plain")
    yield Script("408", never, status=408)
    yield Script("409", never, status=409, body=b'{"error":"conflict"}')
    yield Script("410", never, status=410, body=b'{"error":"This version of the API has been switched off"}')
    yield Script("413 of a proxy", never, status=413, body=TOO_LARGE, content_type=HTML)
    yield Script("422", never, status=422, body=b'{"error":"Validation failed","message":"Validation failed"}')
    yield Script("401", never, status=401, body=SIGNED_OUT)
    yield Script("407", never, status=407, headers=(("Proxy-Authenticate", "Basic"),), body=SORRY, content_type=HTML)
    yield Script("511", never, status=511, body=WIFI_PAGE, content_type=HTML)
    yield from _waits(never)
    # too much
    yield Script("gzip bomb", now, status=200, headers=(("Content-Encoding", "gzip"),), body=bomb())
    yield Script("huge headers", now, status=200, headers=HUGE, body=b"{}")
    yield Script("endless", now, Ending.ENDLESS, status=200, body=b'"' + b"a" * 65_535)


RETRY_AFTER = {
    "seconds": "120",
    "date": "{in 120}",
    "past date": "{in -3600}",
    "negative": "-5",
    "soon": "soon",
    "ten days": "864000",
    "none": "",
}


def _waits(never: Accepts) -> Iterator[Script]:
    for status in (429, 503):
        for name, value in RETRY_AFTER.items():
            headers = (("Retry-After", value),) if value else ()
            yield Script(
                f"{status}, wait: {name}", never, status=status, headers=headers, body=b'{"error":"slow down"}'
            )


SCRIPTS: dict[str, Script] = {script.name: script for script in _ways()}
"""Every way of going wrong that a request can meet, by name."""
