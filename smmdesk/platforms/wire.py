"""Below Http: the shared client, the trust in authorities, and the eye on a request's first byte."""

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from smmdesk.model.url_parts import split_url
from smmdesk.system.clock import Clock

CONNECT_S = 15.0
USER_AGENT = "smmdesk/0.1"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
OnFirstByte = Callable[[], Awaitable[None]]


class Wire:
    """What all views share: the client, the places in flight, the servers' clocks and nonces. Lives in one loop."""

    def __init__(self, clock: Clock, transport: httpx.AsyncBaseTransport | None, in_flight: int) -> None:
        self.clock = clock
        self.given = transport
        self.places = asyncio.Semaphore(in_flight)
        self.ahead_s: dict[str, float] = {}
        self.locks: dict[str, asyncio.Lock] = {}
        self.nonces: dict[str, tuple[str, float]] = {}
        self._client: httpx.AsyncClient | None = None
        self._single: httpx.AsyncClient | None = None
        self._trust: ssl.SSLContext | None = None

    @property
    def trust(self) -> ssl.SSLContext:
        """The bundled authorities and those of the system (a firm's own, a virus scanner's)."""
        if self._trust is None:
            self._trust = httpx.create_ssl_context()
            self._trust.load_default_certs()
        return self._trust

    def client(self) -> httpx.AsyncClient:
        """For calls that may be made again: connections are kept for the next ones."""
        if self._client is None:
            self._client = self._new_client(httpx.Limits(max_connections=100, max_keepalive_connections=20))
        return self._client

    def single(self) -> httpx.AsyncClient:
        """For irreversible calls: it keeps no connection, so each of them has a fresh one. Only the trust is shared."""
        if self._single is None:
            self._single = self._new_client(httpx.Limits(max_connections=None, max_keepalive_connections=0))
        return self._single

    def _new_client(self, limits: httpx.Limits) -> httpx.AsyncClient:
        transport = Announcing(self.given) if self.given is not None else None
        return httpx.AsyncClient(
            verify=self.trust if transport is None else True,
            transport=transport,
            limits=limits,
            mounts=None if transport else {f"all://{name}": None for name in LOOPBACK_NAMES},  # never by a proxy
            follow_redirects=False,
            cookies=CookieJar(
                DefaultCookiePolicy(allowed_domains=())
            ),  # no account ever speaks in another one's session
            timeout=httpx.Timeout(None, connect=CONNECT_S),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    async def aclose(self) -> None:
        made = (self._client, self._single)
        self._client = self._single = None
        for client in made:
            if client is not None:
                await client.aclose()


class Watch:
    """Sees the request's own first byte; runs the hook just before it."""

    def __init__(self, hook: OnFirstByte | None) -> None:
        self._hook = hook
        self.sent = False
        self.refused: BaseException | None = None

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        if self.sent or event != "http11.send_request_headers.started":
            return
        if getattr(info.get("request"), "method", b"") == b"CONNECT":  # a proxy is asked for a way, no more
            return
        if self._hook is not None:
            try:
                await self._hook()
            except BaseException as error:
                self.refused = error
                raise
        self.sent = True


class Announcing(httpx.AsyncBaseTransport):
    """A given transport that announces first bytes as httpcore does."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        trace = request.extensions.get("trace")
        if trace is not None:
            await trace("http11.send_request_headers.started", {})
        response = await self._inner.handle_async_request(request)
        if response.is_stream_consumed:  # made of bytes, not of a stream
            return httpx.Response(
                response.status_code, headers=response.headers, stream=httpx.ByteStream(response.content)
            )
        return response


def is_loopback(url: str) -> bool:
    """True for an address of this very computer, by its name or number."""
    host = split_url(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
