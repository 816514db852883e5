"""The guarded fetcher: reads a public page that a person named, and never anything inside this network.

Security.md T5 and T6: http(s) on its usual ports, every resolved address tested and then connected to as it was
tested, each redirect again, no cookies, no sign-in, no proxy, ten seconds and two megabytes for everything.
"""

import asyncio
import contextlib
import ipaddress
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlunsplit

import httpcore
import httpx

from smmdesk.model.url_parts import joined, split_url
from smmdesk.platforms.answers import UnreadableError, inflate, plain_words

DEADLINE_S = 10.0
MOST_BYTES = 2 * 1024 * 1024
MOST_IMAGE_BYTES = 1_000_000
MOST_HEAD_CHARS = 300_000
HEAD_BYTES = 512
MOST_REDIRECTS = 3
REDIRECTS, FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
PORTS = {"http": 80, "https": 443}
USER_AGENT = b"Mozilla/5.0 (compatible; smmdesk/0.1; link preview)"
USUAL = b"text/html,application/xhtml+xml,image/*;q=0.8"
TITLE_MOST, DESCRIPTION_MOST = 300, 1000
IMAGE_MARKS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"RIFF": "image/webp"}
Resolver = Callable[[str, int], Awaitable[list[str]]]


class FetchError(Exception):
    """The page cannot be read, or must not be: a preview does without."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came: `url` after redirects."""

    url: str
    mime: str
    body: bytes
    charset: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the web gets at an address, without following it anywhere: `head` are the first bytes."""

    status: int
    mime: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """A whole answer of any status, for who reads it again and again: `headers` in small letters, `moved` is the
    address after redirects that are for good, where all were."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    moved: str = ""

    @property
    def mime_line(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What a page says of itself, as plain words. `image_url` may be empty."""

    url: str
    title: str
    description: str = ""
    image_url: str = ""


async def system_resolver(host: str, port: int) -> list[str]:
    """All addresses of a name, as numbers."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Fetcher:
    """Fetches public pages. `resolver` and `backend` can be replaced, so that a test needs no internet."""

    def __init__(
        self, resolver: Resolver = system_resolver, backend: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._backend = _Guarded(resolver, backend or httpcore.AnyIOBackend())
        self._trust: ssl.SSLContext | None = None

    async def page(self, url: str, *, most_bytes: int = MOST_BYTES) -> Page:
        """The page at `url`. Raises FetchError for anything that is not public, too slow, too large or broken."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                for _ in range(MOST_REDIRECTS + 1):
                    page, target = await self._once(url, most_bytes)
                    if target is None:
                        return page
                    url = joined(url, target)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError) as error:
            raise FetchError(type(error).__name__) from error
        except (OSError, ValueError, UnreadableError, httpcore.UnsupportedProtocol) as error:
            raise FetchError(type(error).__name__) from error
        raise FetchError("too many redirects")

    async def peek(self, url: str) -> Seen:
        """What anybody gets at `url`: the first bytes, no more. Raises FetchError, with its cause where the network
        failed; one without a cause is about the address itself."""
        try:
            async with asyncio.timeout(DEADLINE_S), self._asked(checked_address(url)) as response:
                found = {name.lower(): value.decode("latin-1") for name, value in response.headers}
                mime = found.get(b"content-type", "").partition(";")[0].strip().lower()
                return Seen(response.status, mime, await _begun(response))
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError) as error:
            raise FetchError(type(error).__name__) from error
        except (OSError, ValueError, httpcore.UnsupportedProtocol) as error:
            raise FetchError(type(error).__name__) from error

    async def read(self, url: str, more: Sequence[tuple[bytes, bytes]] = (), *, most_bytes: int = MOST_BYTES) -> Read:
        """What `url` answers to these headers, whatever its status; the body of a 200 alone. Raises FetchError."""
        moved = url
        try:
            async with asyncio.timeout(DEADLINE_S):
                for _ in range(MOST_REDIRECTS + 1):
                    address = checked_address(url)
                    async with self._asked(address, more) as response:
                        found = {name.decode("latin-1").lower(): v.decode("latin-1") for name, v in response.headers}
                        if response.status not in REDIRECTS or "location" not in found:
                            body = await _bounded(response, most_bytes) if response.status == 200 else b""
                            encoding = found.get("content-encoding", "").strip().lower()
                            body = inflate([body], encoding, most_bytes) if body else b""
                            return Read(response.status, address, found, body, moved)
                    moved = joined(url, found["location"]) if response.status in FOR_GOOD and moved == url else moved
                    url = joined(url, found["location"])
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError) as error:
            raise FetchError(type(error).__name__) from error
        except (OSError, ValueError, UnreadableError, httpcore.UnsupportedProtocol) as error:
            raise FetchError(type(error).__name__) from error
        raise FetchError("too many redirects")

    async def card(self, url: str) -> LinkCard:
        """The card of a page: what it says of itself, at least its host. Raises FetchError."""
        page = await self.page(url)
        if "html" not in page.mime:
            return bare_card(url)
        return read_card(page, url)

    async def image(self, url: str) -> tuple[bytes, str]:
        """A picture of at most a megabyte with its type, told by its first bytes. Raises FetchError."""
        page = await self.page(url, most_bytes=MOST_IMAGE_BYTES)
        mime = next((kind for mark, kind in IMAGE_MARKS.items() if page.body.startswith(mark)), "")
        if not mime or (mime == "image/webp" and page.body[8:12] != b"WEBP"):
            raise FetchError("not a picture")
        return page.body, mime

    async def _once(self, url: str, most_bytes: int) -> tuple[Page, str | None]:
        address = checked_address(url)
        async with self._asked(address) as response:
            found = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in REDIRECTS and b"location" in found:
                return Page(address, "", b""), found[b"location"]
            if response.status != 200:
                raise FetchError(f"status {response.status}")
            body = await _bounded(response, most_bytes)
        mime, _, rest = found.get(b"content-type", "").partition(";")
        body = inflate([body], found.get(b"content-encoding", "").strip().lower(), most_bytes)
        return Page(address, mime.strip().lower(), body, _charset(rest)), None

    @contextlib.asynccontextmanager
    async def _asked(
        self, address: str, more: Sequence[tuple[bytes, bytes]] = ((b"Accept", USUAL),)
    ) -> AsyncIterator[httpcore.Response]:
        headers = [(b"Host", _netloc(address)), (b"User-Agent", USER_AGENT), (b"Accept-Encoding", b"identity")]
        headers += [*more, (b"Connection", b"close")]
        self._trust = self._trust or httpx.create_ssl_context()
        pool = httpcore.AsyncConnectionPool(ssl_context=self._trust, network_backend=self._backend)
        async with pool, pool.stream("GET", address, headers=headers) as response:
            yield response


async def _begun(response: httpcore.Response) -> bytes:
    """The first bytes; the rest is not waited for."""
    body = bytearray()
    with contextlib.suppress(httpcore.NetworkError, httpcore.ProtocolError):
        async for chunk in response.aiter_stream():
            body += chunk
            if len(body) >= HEAD_BYTES:
                await response.aclose()  # the next read fails: that ends the generators below in good order
    return bytes(body[:HEAD_BYTES])


async def _bounded(response: httpcore.Response, most_bytes: int) -> bytes:
    body = bytearray()
    with contextlib.suppress(httpcore.NetworkError, httpcore.ProtocolError):
        async for chunk in response.aiter_stream():
            body += chunk
            if len(body) > most_bytes:
                await response.aclose()  # the next read fails: that ends the generators below in good order
        return bytes(body)
    raise FetchError("too large" if len(body) > most_bytes else "broken off")


# ------------------------------------------------------------------ the guard
class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were tested, never to names: one that changes its mind in between changes nothing."""

    def __init__(self, resolver: Resolver, inner: httpcore.AsyncNetworkBackend) -> None:
        self._resolver = resolver
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        numbers = await self._resolver(host.strip("[]"), port)
        if not numbers or not all(is_public(number) for number in numbers):
            raise FetchError("not a public address")
        return await self._inner.connect_tcp(numbers[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def checked_address(url: str) -> str:
    """`url` as it is fetched, its host in ASCII. Raises FetchError for another scheme or port, or a name before @."""
    try:
        parts = split_url(url.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii") if ":" not in (parts.hostname or "") else ""
    except ValueError as error:
        raise FetchError("not an address") from error
    host = host or (f"[{parts.hostname}]" if parts.hostname else "")
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or port not in (None, PORTS[parts.scheme]):
        raise FetchError("not an address we fetch")
    if any(ord(c) < 33 or ord(c) == 127 for c in url.strip()):
        raise FetchError("not an address")
    try:
        return str(httpx.URL(urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))))
    except httpx.InvalidURL as error:
        raise FetchError("not an address") from error


def is_public(number: str) -> bool:
    """Whether an IP address belongs to the public internet; addresses wrapped in others are unwrapped."""
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _WRAPPERS_REFUSED):
            return False
        wrapped = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if wrapped is not None:
            return is_public(str(wrapped))
    refused = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    return address.is_global and not refused and not address.is_reserved and not address.is_unspecified


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_WRAPPERS_REFUSED = (
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("64:ff9b:1::/48"),  # NAT64 of a local network
    ipaddress.ip_network("::/96"),  # IPv4-compatible, long gone
    ipaddress.ip_network("fec0::/10"),  # site-local, long gone
)


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def bare_card(url: str) -> LinkCard:
    """The card of a page that nobody could read: its host."""
    return LinkCard(url, _host(url))


def _netloc(url: str) -> bytes:
    return split_url(url).netloc.encode("ascii")


def _host(url: str) -> str:
    return plain_words(split_url(url).hostname or url)


# ------------------------------------------------------------------ what a page says of itself
def read_card(page: Page, url: str) -> LinkCard:
    """The card in an HTML page (Open Graph, else title and description), for the link that a person wrote."""
    parser = _Head()
    text = _decoded(page)
    parser.feed(text[:MOST_HEAD_CHARS])
    found = parser.found
    title = found.get("og:title") or found.get("twitter:title") or found.get("title") or _host(url)
    description = found.get("og:description") or found.get("description") or found.get("twitter:description") or ""
    image = found.get("og:image:secure_url") or found.get("og:image") or found.get("twitter:image") or ""
    image_url = joined(page.url, image.strip()) if image else ""
    if split_url(image_url).scheme not in PORTS:
        image_url = ""
    return LinkCard(url, plain_words(title, TITLE_MOST), plain_words(description, DESCRIPTION_MOST), image_url)


class _Head(HTMLParser):
    """Meta values and the title of a page; the first of each counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = "title" not in self.found
        elif tag == "meta":
            have = {name: value or "" for name, value in attrs}
            name = (have.get("property") or have.get("name") or "").strip().lower()
            if name and have.get("content", "").strip():
                self.found.setdefault(name, have["content"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title and data.strip():
            self.found["title"] = self.found.get("title", "") + data


def _charset(rest: str) -> str:
    name, _, value = rest.strip().partition("=")
    return value.strip(" \"'").split(";")[0] if name.strip().lower() == "charset" else ""


def _decoded(page: Page) -> str:
    head = page.body[:2048].decode("ascii", "ignore").lower()
    declared = page.charset
    if not declared and "charset=" in head:
        declared = re.split(r"[\"'>;/\s]", head.split("charset=", 1)[1].lstrip("\"' "), maxsplit=1)[0]
    try:
        return page.body.decode(declared or "utf-8", "replace")
    except LookupError:
        return page.body.decode("utf-8", "replace")
