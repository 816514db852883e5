"""A bench that reaches small fakes without a socket: quick, and nothing to close."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from smmdesk.platforms.base import OpenPage
from smmdesk.platforms.http import Http
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Answer, Fault, Request
from tests.fakes.oauth import FakeAuthorization
from tests.fakes.oauth1 import FakeSigned
from tests.fakes.small import SmallFake
from tests.platforms.bench import Bench


class Direct(httpx.AsyncBaseTransport):
    """Hands each request to the fake at its address; nobody listens anywhere else."""

    def __init__(self, *fakes: SmallFake) -> None:
        self._fakes = {fake.url: fake for fake in fakes}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fake = self._fakes.get(f"{request.url.scheme}://{request.url.netloc.decode()}")
        if fake is None:
            raise httpx.ConnectError("nobody listens there")
        asked = _asked(request, await request.aread())
        fake.requests.append(asked)
        fault = fake.http._take_fault(asked) or Fault(asked.path)
        if fault.drop_before_accept:
            raise httpx.ReadError("lost")
        asked.answer = answer = fault.answer() or fake._handle(asked)
        if fault.drop_after_accept:
            raise httpx.ReadError("lost")
        return _told(answer)


def _asked(request: httpx.Request, body: bytes) -> Request:
    target = urlsplit(request.url.raw_path.decode("ascii"))
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = tuple(parse_qsl(target.query, keep_blank_values=True))
    return Request(request.method, target.path, query, headers, body)


def _told(answer: Answer) -> httpx.Response:
    headers = {"Content-Type": answer.content_type, **answer.headers}
    return httpx.Response(answer.status, headers=headers, content=answer.content())


def bench_at(platform: str, clock: Clock, folder: Path, *fakes: SmallFake) -> Bench:
    """A bench that reaches these fakes alone, not signed in."""
    return Bench(platform, Http(clock, transport=Direct(*fakes)), clock, folder)


def signed_in(bench: Bench, secret: str, **fields: Any) -> Bench:
    """The same, signed in."""
    asyncio.run(_sign_in(bench, secret, fields))
    return bench


async def _sign_in(bench: Bench, secret: str, fields: dict[str, Any]) -> None:
    await bench.sign_in(secret, **fields)


def agreeing(fake: SmallFake, landed: list[str]) -> OpenPage:
    """A person who agrees on the page that opens; `landed` gets the address that they end on, which nobody serves."""

    async def open_page(url: str) -> None:
        target = urlsplit(url)
        asked = Request("GET", target.path, tuple(parse_qsl(target.query)), {}, b"")
        fake.requests.append(asked)
        answer = fake._handle(asked)
        assert answer.status == 302, answer.text
        landed.append(answer.headers["Location"])

    return open_page


async def sign_in_with_app(bench: Bench, fake: SmallFake, app: FakeAuthorization, **fields: Any) -> None:
    """Sign in through the browser with the owner's own app, as somebody who agrees there; on any port."""
    assert bench.facts.oauth is not None
    bench.facts = replace(bench.facts, oauth=replace(bench.facts.oauth, host="127.0.0.1", port=0))

    async def open_page(url: str) -> None:
        landed: list[str] = []
        await agreeing(fake, landed)(url)
        async with httpx.AsyncClient(trust_env=False) as browser:
            assert (await browser.get(landed[0])).status_code == 200

    keys = Secret.of(client_id=app.client_id, client_secret=app.client_secret)
    await bench.sign_in(open_page=open_page, app_keys=keys, **fields)


def leading(folder: Path, platform: str, oauth_port: int = 0, **endpoints: str) -> None:
    """Lead a platform with addresses of its own to a server of the test; the way back is any port of this computer."""
    lines = [f'{platform}.{name} = "{url}"' for name, url in endpoints.items()]
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "facts.toml").write_text(
        f'[{platform}.oauth]\nhost = "127.0.0.1"\nport = {oauth_port}\n', encoding="utf-8"
    )


def with_own_app(bench: Bench, authorization: FakeAuthorization, refreshes: bool = True) -> Bench:
    """Signed in under the owner's own app, without the way through a browser."""
    oauth = bench.facts.oauth
    assert oauth is not None
    granted = authorization._grant(oauth.separator.join(oauth.scopes)).json
    keys = {"client_id": authorization.client_id, "client_secret": authorization.client_secret}
    refresh = granted["refresh_token"] if refreshes else ""
    bench.secrets = [Secret.of(access=granted["access_token"], refresh=refresh, **keys)]
    bench.account = asyncio.run(bench.connector.who_am_i(bench.session()))
    return bench


def with_token(bench: Bench, oauth: FakeSigned) -> Bench:
    """The same, signed in by OAuth 1.0a without a browser."""
    bench.secrets = [token_of(oauth)]
    bench.account = asyncio.run(bench.connector.who_am_i(bench.session()))
    return bench


def token_of(oauth: FakeSigned) -> Secret:
    """A sign-in that the fake knows, made without a browser."""
    token = {"access": "smmcanary-access", "access_secret": "smmcanary-secret"}
    oauth.access[token["access"]] = token["access_secret"]
    return Secret.of(client_id=oauth.key, client_secret=oauth.key_secret, **token)
