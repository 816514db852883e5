"""Signing in through the browser: against a real authorization server, and against everything that may knock."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import NotSentError, RefusedError, SignedOutError
from smmdesk.platforms.http import Http
from smmdesk.platforms.loopback import landed_on
from smmdesk.platforms.sign_in import (
    CodeFlow,
    Loopback,
    authorize_url,
    code_sign_in,
    end_of_jwt,
    ends_before,
    refresh_tokens,
    revoke_token,
    server_info,
    typed_address,
    with_end,
    with_query,
)
from smmdesk.system.clock import SystemClock
from smmdesk.system.secrets import Secret
from tests.helpers.vectors import NO_ADDRESSES
from tests.servers.oidc import OidcServer


@asynccontextmanager
async def wire(transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Http]:
    http = Http(SystemClock(), transport=transport)
    try:
        yield http.for_whom("Example")
    finally:
        await http.aclose()


def flow_of(server: OidcServer, **more: str) -> CodeFlow:
    found = server.endpoints
    return CodeFlow(
        authorization_endpoint=found["authorization_endpoint"],
        token_endpoint=found["token_endpoint"],
        client_id=server.client_id,
        scope="openid offline_access write",
        issuer=found["issuer"],
        revocation_endpoint=found["revocation_endpoint"],
        extra={"prompt": "consent", **more},
    )


# ------------------------------------------------------------------ a real server
async def test_a_real_authorization_server(oidc_server: OidcServer) -> None:
    async def browse(url: str) -> None:
        page = await asyncio.to_thread(oidc_server.sign_in, url)
        assert "close this page" in page.text

    flow = flow_of(oidc_server)
    async with wire() as http:
        async with Loopback() as loopback:
            tokens = await code_sign_in(http, flow, loopback, browse)
        me = oidc_server.endpoints["userinfo_endpoint"]
        asked = http.also_for(oidc_server.url)
        assert (await asked.get(me, bearer=tokens.access)).json()["sub"] == "alice"
        assert tokens.lives_s > 0
        assert "write" in tokens.scope
        fresh = await refresh_tokens(http, flow, tokens.refresh)
        assert not fresh.refresh.same_as(tokens.refresh)
        assert (await asked.get(me, bearer=fresh.access)).json()["sub"] == "alice"
        with pytest.raises(SignedOutError):  # a refresh token is good once; using it again ends the whole family
            await refresh_tokens(http, flow, tokens.refresh)
        with pytest.raises(SignedOutError):
            await refresh_tokens(http, flow, fresh.refresh)


async def test_revoking_at_a_real_server(oidc_server: OidcServer) -> None:
    async def browse(url: str) -> None:
        await asyncio.to_thread(oidc_server.sign_in, url)

    flow = flow_of(oidc_server)
    async with wire() as http:
        async with Loopback() as loopback:
            tokens = await code_sign_in(http, flow, loopback, browse)
        await revoke_token(http, flow, tokens.refresh)
        with pytest.raises(SignedOutError):
            await refresh_tokens(http, flow, tokens.refresh)


@pytest.mark.vector(91)
async def test_the_person_says_no(oidc_server: OidcServer) -> None:
    async def browse(url: str) -> None:
        await asyncio.to_thread(oidc_server.sign_in, url, agree=False)

    async with wire() as http, Loopback() as loopback:
        with pytest.raises(ProblemError) as caught:
            await code_sign_in(http, flow_of(oidc_server), loopback, browse)
    assert caught.value.problem.code == "sign_in_cancelled"


@pytest.mark.vector(92)
async def test_a_code_with_another_verifier_is_refused(oidc_server: OidcServer) -> None:
    """A code that somebody slipped in was asked for with another verifier, which the server knows."""

    async def browse(url: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        query["code_challenge"] = "x" * 43
        await asyncio.to_thread(oidc_server.sign_in, with_query(url.split("?")[0], query))

    async with wire() as http, Loopback() as loopback:
        with pytest.raises(ProblemError) as caught:
            await code_sign_in(http, flow_of(oidc_server), loopback, browse)
    assert caught.value.problem.code == "sign_in_refused"


async def test_what_a_server_says_of_itself(oidc_server: OidcServer) -> None:
    async with wire() as http:
        info = await server_info(http, oidc_server.url, "openid-configuration")
        assert info is not None
        assert (info.issuer, info.token_endpoint) == (oidc_server.url, oidc_server.endpoints["token_endpoint"])
        assert await server_info(http, oidc_server.url, "nothing-here") is None


async def test_a_server_that_names_another_host_is_refused() -> None:
    def evil(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"issuer": "https://a.example", "token_endpoint": "https://evil.example/t"})

    async with wire(httpx.MockTransport(evil)) as http:
        with pytest.raises(RefusedError):
            await server_info(http, "https://a.example")


# ------------------------------------------------------------------ whoever knocks
async def knock(loopback: Loopback, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*urlsplit(f"http://{loopback.host}").netloc.rsplit(":", 1))
    writer.write(data)
    await writer.drain()
    found = await reader.read()
    writer.close()
    return found


def asking(loopback: Loopback, target: str, method: str = "GET", host: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: {host or loopback.host}\r\n\r\n".encode()


@pytest.mark.vector(90)
@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("POST", "/callback", "", 405),
        ("HEAD", "/callback", "", 405),
        ("GET", "/", "", 404),
        ("GET", "/callback/x", "", 404),
        ("GET", "http://[", "", 404),
        ("GET", "/callback", "evil.example", 400),
        ("GET", "/callback", "localhost:1", 400),
    ],
)
async def test_strangers_change_nothing(method: str, path: str, host: str, status: int) -> None:
    async with Loopback() as loopback:
        target = f"{path}?state={loopback.state}&code=stolen"
        found = await knock(loopback, asking(loopback, target, method, host))
        assert found.startswith(f"HTTP/1.1 {status} ".encode())
        assert b"stolen" not in found
        good = await knock(loopback, asking(loopback, f"/callback?state={loopback.state}&code=mine"))
        assert good.startswith(b"HTTP/1.1 200 ")
        assert await loopback.wait() == {"code": "mine"}


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /callback HTTP/1.1\r\n\r\n",
        b"GET /callback HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /callback HTTP/1.1\r\nHost: " + b"x" * 20_000,
        b"GET /callback SPDY/9\r\nHost: a\r\n\r\n",
    ],
)
async def test_nonsense_changes_nothing(data: bytes) -> None:
    async with Loopback() as loopback:
        await knock(loopback, data)
        await knock(loopback, asking(loopback, f"/callback?state={loopback.state}&code=mine"))
        assert await loopback.wait() == {"code": "mine"}


@pytest.mark.vector(89)
@pytest.mark.parametrize("pasted", ["", "no address", *NO_ADDRESSES, "https://a.example/?state=other&code=stolen"])
def test_a_pasted_address_without_our_state_is_refused(pasted: str) -> None:
    with pytest.raises(ProblemError, match="sign_in_strange"):
        landed_on(pasted, "ours")


@pytest.mark.vector(89)
@pytest.mark.parametrize("state", ["", "state=wrong&", "state=&", "state=wr%C3%B6ng&"])
async def test_another_state_ends_the_sign_in(state: str) -> None:
    async with Loopback() as loopback:
        found = await knock(loopback, asking(loopback, f"/callback?{state}code=stolen"))
        assert found.startswith(b"HTTP/1.1 400 ")
        with pytest.raises(ProblemError) as caught:
            await loopback.wait()
        assert caught.value.problem.code == "sign_in_strange"


@pytest.mark.vector(90)
async def test_a_state_is_good_once() -> None:
    async with Loopback() as loopback:
        target = f"/callback?state={loopback.state}&code="
        await knock(loopback, asking(loopback, target + "first"))
        second = await knock(loopback, asking(loopback, target + "second"))
        assert second.startswith(b"HTTP/1.1 410 ")
        assert await loopback.wait() == {"code": "first"}
        host, port = loopback.host.split(":")
    with socket.socket() as probe:
        assert probe.connect_ex((host, int(port))) != 0  # nobody listens any more


@pytest.mark.vector(91)
async def test_the_page_echoes_nothing() -> None:
    async with Loopback() as loopback:
        target = f"/callback?state={loopback.state}&error=access_denied&error_description=%3Cb%3Ex"
        found = await knock(loopback, asking(loopback, target))
    for header in (b"Referrer-Policy: no-referrer", b"Cache-Control: no-store", b"default-src 'none'"):
        assert header in found
    assert b"<b>x" not in found
    assert b"access_denied" not in found


async def test_nobody_answers() -> None:
    async with Loopback() as loopback:
        with pytest.raises(ProblemError) as caught:
            await loopback.wait(0.01)
    assert caught.value.problem.code == "sign_in_timeout"


async def test_giving_up_leaves_nothing_open() -> None:
    async with wire() as http:

        async def sign_in() -> None:
            async with Loopback() as loopback:
                await code_sign_in(http, CodeFlow("https://a.example/a", "https://a.example/t", "id"), loopback, opened)

        seen: list[str] = []

        async def opened(url: str) -> None:
            seen.append(url)

        task = asyncio.ensure_future(sign_in())
        while not seen:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    port = int(parse_qs(urlsplit(seen[0]).query)["redirect_uri"][0].rsplit(":", 1)[1].split("/")[0])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("code=x&iss=https://evil.example", "sign_in_strange"),
        ("error=server_error", "sign_in_refused"),
        ("", "sign_in_refused"),
    ],
)
async def test_answers_that_are_none(answer: str, code: str) -> None:
    flow = CodeFlow("https://a.example/a?x=1", "https://a.example/t", "id", issuer="https://a.example")
    async with wire() as http, Loopback() as loopback:

        async def browse(url: str) -> None:
            assert url.startswith("https://a.example/a?x=1&response_type=code&")
            await knock(loopback, asking(loopback, f"/callback?state={loopback.state}&{answer}"))

        with pytest.raises(ProblemError) as caught:
            await code_sign_in(http, flow, loopback, browse)
    assert caught.value.problem.code == code


@pytest.mark.fault(40)
async def test_a_renewal_without_a_refresh_token_keeps_the_old_one() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"access_token": "new", "token_type": "Bearer", "refresh_token": ""})

    flow = CodeFlow("https://a.example/a", "https://a.example/t", Secret("id"), client_secret=Secret("s"))
    async with wire(httpx.MockTransport(answer)) as http:
        tokens = await refresh_tokens(http, flow, Secret("old"))
    assert (tokens.access.reveal(), tokens.refresh.reveal()) == ("new", "old")
    assert "new" not in repr(tokens)


@pytest.mark.fault(37)
@pytest.mark.parametrize(
    "body", [{}, {"access_token": ""}, {"access_token": "a", "token_type": "mac"}, {"access_token": 1}]
)
async def test_a_grant_that_nobody_understands(body: dict[str, object]) -> None:
    async with wire(httpx.MockTransport(lambda _: httpx.Response(200, json=body))) as http:
        with pytest.raises(NotSentError):
            await refresh_tokens(http, CodeFlow("https://a.example/a", "https://a.example/t", "id"), Secret("r"))


# ------------------------------------------------------------------ small things
async def test_each_attempt_has_its_own_secrets() -> None:
    flow = CodeFlow("https://a.example/a", "https://a.example/t", "id", scope="read write")
    async with Loopback() as one, Loopback() as other:
        urls = [parse_qs(urlsplit(authorize_url(flow, each, "v" * 43)).query) for each in (one, other)]
        assert one.state != other.state
        assert one.host != other.host
    assert urls[0]["scope"] == ["read write"]
    assert urls[0]["code_challenge_method"] == ["S256"]
    assert len(urls[0]["state"][0]) >= 43


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Mastodon.Social ", "https://mastodon.social"),
        ("@anna@mastodon.social", "https://mastodon.social"),
        ("https://example.org/blog/?x#y", "https://example.org/blog"),
        ("localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("[::1]:80", "http://[::1]:80"),
    ],
)
def test_addresses_that_people_type(typed: str, address: str) -> None:
    assert typed_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "http://example.org", "ftp://a.example", "https://", "https://a@b.example", "a b", "[", "a@[", *NO_ADDRESSES],
)
def test_addresses_that_are_none(typed: str) -> None:
    with pytest.raises(ProblemError) as caught:
        typed_address(typed)
    assert caught.value.problem.code == "address_unsafe"


def test_when_a_sign_in_ends() -> None:
    ends = datetime(2026, 11, 18, tzinfo=UTC)
    secret = with_end(Secret.of(access="a"), ends)
    assert ends_before(secret, datetime(2026, 11, 19, tzinfo=UTC))
    assert not ends_before(secret, datetime(2026, 11, 17, tzinfo=UTC))
    assert not ends_before(Secret.of(access="a"), ends)
    assert end_of_jwt("e30.eyJleHAiOjE3NjM0MjQwMDB9.x") == datetime(2025, 11, 18, tzinfo=UTC)
    for broken in ("", "a.b", "e30.e30.x", "e30.eyJleHAiOiJ4In0.x", "e30.eyJleHAiOjFlOTk5fQ.x"):
        assert end_of_jwt(broken) is None


@pytest.mark.vector(95)
async def test_nobody_else_listens_on_the_port_of_a_sign_in() -> None:
    """Also not who says that sharing is fine; and where somebody was there first, it is said."""
    async with Loopback() as loopback:
        host, port = loopback.host.split(":")
        for option in filter(None, (socket.SO_REUSEADDR, getattr(socket, "SO_REUSEPORT", 0))):
            with socket.socket() as squatter:
                squatter.setsockopt(socket.SOL_SOCKET, option, 1)
                with pytest.raises(OSError):
                    squatter.bind((host, int(port)))
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        with pytest.raises(OSError):
            async with Loopback(first.getsockname()[1]):
                pytest.fail("it listens where somebody else does")
