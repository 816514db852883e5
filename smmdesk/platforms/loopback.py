"""The browser's way back from a sign-in: one answer on a port of this computer (RFC 8252, security.md O3, O4).

WordPress's authorization page, which is no OAuth, comes back this way as well.
"""

import asyncio
import secrets
import socket
import sys
from collections.abc import Mapping
from html import escape
from typing import Self
from urllib.parse import parse_qsl

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _, language

LIMIT_S = 300.0
PATH = "/callback"
MOST_REQUEST_BYTES = 16_384
HOSTS = ((socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]"))
_STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em;color-scheme:light dark}"
)


class Loopback:
    """Listens on a port of 127.0.0.1, bound before the browser opens, for one answer on one path, then no more.

    `state` is random and good once. Everything else that knocks gets a static page and changes nothing, except an
    answer with another state: that ends the sign-in.
    """

    def __init__(self, port: int = 0, host: str = "") -> None:
        """`port` and `host` (localhost) only where a platform compares the whole address; else a random port."""
        self.state = secrets.token_urlsafe(32)
        self.host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._answer: asyncio.Future[dict[str, str]] | None = None
        self._open: set[asyncio.BaseTransport] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        listener, name = _listener(self._port)
        self.host = f"{self.host or name}:{listener.getsockname()[1]}"
        self._answer = loop.create_future()
        self._server = await loop.create_server(lambda: _Visitor(self), sock=listener)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        assert self._answer is not None
        self._server.close()
        for transport in list(self._open):
            transport.close()
        if self._answer.done() and not self._answer.cancelled():
            self._answer.exception()  # read, so that nobody warns of it
        self._answer.cancel()
        await asyncio.sleep(0)

    @property
    def redirect_uri(self) -> str:
        return f"http://{self.host}{PATH}"

    async def wait(self, limit_s: float = LIMIT_S) -> Mapping[str, str]:
        """The parameters of the one answer. Raises ProblemError: sign_in_timeout, sign_in_strange."""
        assert self._answer is not None
        try:
            async with asyncio.timeout(limit_s):
                return await asyncio.shield(self._answer)
        except TimeoutError as error:
            raise ProblemError("sign_in_timeout") from error

    def visited(self, method: str, host: str, target: str) -> tuple[int, str]:
        """A request came: (status, sentence) of the page to show."""
        assert self._answer is not None
        parts = split_url(target)
        if method != "GET":
            return 405, _("This page only waits for the way back from a sign-in.")
        if host != self.host:
            return 400, _("This page only waits for the way back from a sign-in.")
        if parts.path != PATH:
            return 404, _("This page only waits for the way back from a sign-in.")
        if self._answer.done():
            return 410, _("This sign-in is over. Start again from smmdesk.")
        found = dict(parse_qsl(parts.query, keep_blank_values=True)[:40])
        if not secrets.compare_digest(found.pop("state", "").encode(), self.state.encode()):
            self._answer.set_exception(ProblemError("sign_in_strange"))
            return 400, _("This answer did not belong to the sign-in. Start again from smmdesk.")
        self._answer.set_result(found)
        return 200, _("Done. You can close this page and go back to smmdesk.")

    def arrived(self, transport: asyncio.BaseTransport) -> None:
        self._open.add(transport)

    def left(self, transport: asyncio.BaseTransport | None) -> None:
        if transport is not None:
            self._open.discard(transport)


def landed_on(address: str, state: str) -> Mapping[str, str]:
    """The parameters of an address that somebody copied out of the browser (RFC 6749 4.1.2), its state checked.

    Raises ProblemError(sign_in_strange): no such address, or it belongs to another sign-in.
    """
    parts = split_url(address.strip())
    found = dict(parse_qsl(parts.query, keep_blank_values=True)[:40])
    if not secrets.compare_digest(found.pop("state", "").encode("utf-8", "replace"), state.encode()):
        raise ProblemError("sign_in_strange")
    return found


def _listener(port: int) -> tuple[socket.socket, str]:
    """A port of this computer alone, by IPv6 only where IPv4 fails and any port will do. Raises OSError."""
    failed: OSError | None = None
    for family, number, name in HOSTS[:1] if port else HOSTS:
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            if sys.platform == "win32":  # nobody else may listen on our port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            listener.bind((number, port))
        except OSError as error:
            listener.close()
            failed = error
        else:
            return listener, name
    assert failed is not None
    raise failed


class _Visitor(asyncio.Protocol):
    """One connection: one request line and its headers, one static page, the end."""

    def __init__(self, loopback: Loopback) -> None:
        self._loopback = loopback
        self._transport: asyncio.Transport | None = None
        self._read = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._loopback.arrived(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._loopback.left(self._transport)

    def data_received(self, data: bytes) -> None:
        self._read += data
        assert self._transport is not None
        if self._transport.is_closing():
            return
        if b"\r\n\r\n" in self._read:
            head = bytes(self._read).split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
            method, target, host = _understood(head)
            self._show(*self._loopback.visited(method, host, target))
        elif len(self._read) > MOST_REQUEST_BYTES:
            self._transport.abort()

    def _show(self, status: int, sentence: str) -> None:
        assert self._transport is not None
        page = (
            f'<!doctype html><html lang="{language()}"><meta charset="utf-8"><title>smmdesk</title>'
            f"<style>{_STYLE}</style><h1>smmdesk</h1><p>{escape(sentence)}</p></html>"
        ).encode()
        head = (
            f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n"
            "Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n"
        )
        self._transport.write(head.encode("ascii") + page)
        self._transport.close()


def _understood(head: list[str]) -> tuple[str, str, str]:
    """(method, target, host) of a request's head; two hosts are none."""
    method, _space, rest = head[0].partition(" ")
    target, _space, version = rest.rpartition(" ")
    hosts = [line.partition(":")[2].strip() for line in head[1:] if line.lower().startswith("host:")]
    host = hosts[0] if len(hosts) == 1 and version.startswith("HTTP/1.") else ""
    return method, target, host
