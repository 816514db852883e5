"""Signing in through the person's own browser: RFC 8252 with a loopback address, PKCE, and state (security.md O1-O12).

The flow is data (`CodeFlow`), so that a platform only says where and what for. `Loopback` waits for the browser's way
back; WordPress's authorization page, which is no OAuth, uses it as well.
"""

import asyncio
import base64
import contextlib
import hashlib
import re
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, language
from smmdesk.platforms.answers import Answer, Fields, UnreadableError, origin_of, parse_json
from smmdesk.platforms.base import OpenPage, RefusedError
from smmdesk.platforms.http import Http
from smmdesk.platforms.wire import is_loopback
from smmdesk.system.secrets import Secret

LIMIT_S = 300.0
PATH = "/callback"
MOST_REQUEST_BYTES = 16_384
HOSTS = ((socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]"))
REFUSED = frozenset({400, 401, 403})
_STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em;color-scheme:light dark}"
)


class Loopback:
    """Listens on a port of 127.0.0.1, bound before the browser opens, for one answer on one path, then no more.

    `state` is random and good once. Everything else that knocks gets a static page and changes nothing, except an
    answer with another state: that ends the sign-in.
    """

    def __init__(self) -> None:
        self.state = secrets.token_urlsafe(32)
        self.host = ""
        self._server: asyncio.Server | None = None
        self._answer: asyncio.Future[dict[str, str]] | None = None
        self._open: set[asyncio.BaseTransport] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        listener, name = _listener()
        self.host = f"{name}:{listener.getsockname()[1]}"
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
        parts = urlsplit(target)
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


def _listener() -> tuple[socket.socket, str]:
    """A port of this computer alone, by IPv6 only where IPv4 fails. Raises OSError."""
    failed: OSError | None = None
    for family, number, name in HOSTS:
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            if sys.platform == "win32":  # nobody else may listen on our port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            listener.bind((number, 0))
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


# ------------------------------------------------------------------ OAuth
@dataclass(frozen=True, slots=True)
class CodeFlow:
    """Where an authorization server is and who we are there. `issuer` is compared when the answer names one."""

    authorization_endpoint: str
    token_endpoint: str
    client_id: str | Secret
    scope: str = ""
    client_secret: Secret | None = None
    issuer: str = ""
    revocation_endpoint: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a server granted. `refresh` may be empty; `lives_s` 0 means "not said"; `said` is the whole answer."""

    access: Secret
    refresh: Secret
    lives_s: int
    scope: str
    said: Fields = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server says of its sign-in (RFC 8414); addresses are empty where it says nothing."""

    issuer: str = ""
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    registration_endpoint: str = ""
    revocation_endpoint: str = ""
    scopes: tuple[str, ...] = ()


async def server_info(http: Http, base: str, name: str = "oauth-authorization-server") -> ServerInfo | None:
    """The metadata of the server at `base`, None when it has none. All its addresses must lie at the same origin."""
    answer = await http.get(f"{base}/.well-known/{name}", also=frozenset({400, 401, 403, 404, 410}))
    if not answer.ok or answer.is_html:
        return None
    found = answer.fields()
    info = ServerInfo(
        issuer=found.text("issuer", ""),
        authorization_endpoint=found.text("authorization_endpoint", ""),
        token_endpoint=found.text("token_endpoint", ""),
        registration_endpoint=found.text("app_registration_endpoint", found.text("registration_endpoint", "")),
        revocation_endpoint=found.text("revocation_endpoint", ""),
        scopes=found.texts("scopes_supported"),
    )
    addresses = (info.authorization_endpoint, info.token_endpoint, info.registration_endpoint, info.revocation_endpoint)
    with contextlib.suppress(ValueError):
        if all(origin_of(address) == origin_of(base) for address in addresses if address):
            return info
    raise RefusedError(http.names.problem("address_changed"))


async def code_sign_in(
    http: Http, flow: CodeFlow, loopback: Loopback, open_page: OpenPage, limit_s: float = LIMIT_S
) -> Tokens:
    """Send the person to the server and exchange the code that comes back.

    Raises ProblemError: sign_in_cancelled, sign_in_timeout, sign_in_strange, sign_in_refused; ConnectorError.
    """
    verifier = secrets.token_urlsafe(64)
    await open_page(authorize_url(flow, loopback, verifier))
    answer = await loopback.wait(limit_s)
    if "iss" in answer and flow.issuer and answer["iss"].rstrip("/") != flow.issuer.rstrip("/"):
        raise ProblemError("sign_in_strange")
    if answer.get("error") == "access_denied":
        raise ProblemError("sign_in_cancelled")
    if "error" in answer or not answer.get("code"):
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    grant: dict[str, str | Secret] = {
        "grant_type": "authorization_code",
        "code": Secret(answer["code"]),
        "redirect_uri": loopback.redirect_uri,
        "code_verifier": Secret(verifier),
    }
    return await _granted(http, flow, grant)


async def refresh_tokens(http: Http, flow: CodeFlow, refresh: Secret) -> Tokens:
    """New tokens for a refresh token; an answer without a new refresh token keeps the old one (postiz#1884).

    Raises ProblemError(sign_in_refused) when the refresh token is no longer good; ConnectorError for anything that may
    pass, after which the sign-in still stands.
    """
    found = await _granted(http, flow, {"grant_type": "refresh_token", "refresh_token": refresh})
    return Tokens(found.access, found.refresh or refresh, found.lives_s, found.scope, found.said)


async def revoke_token(http: Http, flow: CodeFlow, token: Secret) -> None:
    """Take a token back at the server (RFC 7009). Raises ConnectorError."""
    form: dict[str, str | Secret] = {"token": token, "client_id": flow.client_id}
    if flow.client_secret is not None:
        form["client_secret"] = flow.client_secret
    await http.also_for(flow.revocation_endpoint).post(flow.revocation_endpoint, form=form)


def authorize_url(flow: CodeFlow, loopback: Loopback, verifier: str) -> str:
    """The address that the browser opens."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    asked = {
        "response_type": "code",
        "client_id": flow.client_id.reveal() if isinstance(flow.client_id, Secret) else flow.client_id,
        "redirect_uri": loopback.redirect_uri,
        "scope": flow.scope,
        "state": loopback.state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
        "code_challenge_method": "S256",
        **flow.extra,
    }
    return with_query(flow.authorization_endpoint, {name: value for name, value in asked.items() if value})


def with_query(url: str, values: Mapping[str, str]) -> str:
    """`url` with further parameters in its query."""
    parts = urlsplit(url)
    query = "&".join(piece for piece in (parts.query, urlencode(values)) if piece)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


async def _granted(http: Http, flow: CodeFlow, grant: Mapping[str, str | Secret]) -> Tokens:
    form: dict[str, str | Secret] = {**grant, "client_id": flow.client_id}
    if flow.client_secret is not None:
        form["client_secret"] = flow.client_secret
    answer = await http.also_for(flow.token_endpoint).post(flow.token_endpoint, form=form, also=REFUSED)
    if not answer.ok:
        raise ProblemError("sign_in_refused", platform=http.names.platform)
    found = answer.fields()
    kind = found.text("token_type", "bearer").lower()
    access = found.text("access_token")
    if kind not in ("bearer", "dpop") or not access:
        raise found.strange()
    return Tokens(
        access=Secret(access),
        refresh=Secret(found.text("refresh_token", "")),
        lives_s=max(0, found.number("expires_in", 0)),
        scope=found.text("scope", ""),
        said=found,
    )


# ------------------------------------------------------------------ sign-ins that end
def with_end(secret: Secret, ends: datetime) -> Secret:
    """A secret that remembers when its access ends."""
    return secret.with_fields(ends=str(int(ends.timestamp())))


def ends_before(secret: Secret, instant: datetime) -> bool:
    """True when the access is known to end before `instant`; an unknown end is not."""
    said = secret.field("ends").reveal()
    return said.isdigit() and int(said[:12]) < instant.timestamp()


def end_of_jwt(token: str) -> datetime | None:
    """The `exp` of a JSON web token, unverified: a hint when to renew, nothing more."""
    try:
        payload = token.split(".")[1]
        found = parse_json(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(int(found["exp"]), UTC)
    except (IndexError, ValueError, TypeError, KeyError, OverflowError, OSError, UnreadableError):
        return None


# ------------------------------------------------------------------ sign-ins that are cookies
def cookies_of(answer: Answer, before: Secret) -> Secret:
    """The cookies to send from now on: those of `before`, with what an answer sets and takes away."""
    kept = dict(piece.split("=", 1) for piece in before.reveal().split("; ") if "=" in piece)
    for line in re.split(r",\s*(?=[^;,\s=]+=)", answer.headers.get("set-cookie", "")):
        name, given, value = line.split(";")[0].strip().partition("=")
        if given and value and value != "deleted":
            kept[name] = value
        elif given:
            kept.pop(name, None)
    return Secret("; ".join(f"{name}={value}" for name, value in kept.items()))


# ------------------------------------------------------------------ addresses that people type
def pieces(pasted: Secret, form: str) -> Mapping[str, Secret]:
    """The named groups of a pasted secret that is an address, empty where it has not that form."""
    found = re.fullmatch(form, pasted.reveal().strip())
    return {name: Secret(value or "") for name, value in found.groupdict().items()} if found is not None else {}


def typed_address(text: str) -> str:
    """What a person typed as the address of a server, as an origin with its path: `@anna@example.org`,
    `example.org/blog/`, `https://example.org`. Loopback needs no https. Raises ProblemError(address_unsafe)."""
    bare = text.strip().rsplit("@", 1)[-1] if "://" not in text else text.strip()
    if "://" not in bare:
        bare = f"{'http' if is_loopback('http://' + bare) else 'https'}://{bare}"
    parts = urlsplit(bare)
    try:
        origin_of(bare)
    except ValueError as error:
        raise ProblemError("address_unsafe", url=text) from error
    if any(ord(c) <= 32 or c == "\\" for c in bare) or (parts.scheme == "http" and not is_loopback(bare)):
        raise ProblemError("address_unsafe", url=text)
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))
