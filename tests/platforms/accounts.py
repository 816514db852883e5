"""Accounts to work as on the test servers, and a way to them on which answers get lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from smmdesk.platforms.base import Account
from smmdesk.system.clock import ManualClock, SystemClock
from smmdesk.system.secrets import Secret
from tests.fakes.mastodon import FakeMastodon
from tests.platforms.bench import Bench, bench_of
from tests.servers import bluesky
from tests.servers.wordpress import WordPressServer


class Faulty(httpx.AsyncBaseTransport):
    """The real way to the server, with one answer (or request) lost on it."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self.lose: tuple[str, bool] = ("", False)
        self.lose_post = ""
        self.calls: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path.rsplit("/", 1)[-1])
        method, arrives = self.lose
        if self.lose_post and request.method == "POST" and request.url.path.endswith(self.lose_post):
            self.lose_post, arrives = "", True
        elif method and request.url.path.endswith(method):
            self.lose = ("", False)
        else:
            return await self._inner.handle_async_request(request)
        if arrives:
            response = await self._inner.handle_async_request(request)
            await response.aread()
            await response.aclose()
        raise httpx.ReadError("lost")

    async def aclose(self) -> None:
        return None

    async def end(self) -> None:
        await self._inner.aclose()


class Hurried(ManualClock):
    """A clock whose sleepers wake at once, with the time they asked for."""

    async def sleep(self, seconds: float) -> None:
        self.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


@asynccontextmanager
async def at_mastodon(fake: FakeMastodon, clock: ManualClock, folder: Path) -> AsyncIterator[Bench]:
    async with bench_of("mastodon", clock, folder) as bench:
        await bench.sign_in(fake.token(), server=fake.url)
        yield bench


@asynccontextmanager
async def at_bluesky(
    server: bluesky.BlueskyServer, folder: Path, account: bluesky.Account | None = None, **more: Any
) -> AsyncIterator[Bench]:
    account = account or server.alice
    async with bench_of("bluesky", SystemClock(), folder, **more) as bench:
        await bench.sign_in(server.app_password(account), user=account.handle, server=server.url)
        yield bench


class Site:
    """The shared site as one test sees it: only what appeared since its beginning. Emptying it takes seconds."""

    def __init__(self, server: WordPressServer) -> None:
        self.server = server
        self.url = server.url
        self._posts = {post["id"] for post in server.posts()}
        self._media = {entry["id"] for entry in server.media()}

    def posts(self) -> list[dict[str, Any]]:
        return [post for post in self.server.posts() if post["id"] not in self._posts]

    def media(self) -> list[dict[str, Any]]:
        return [entry for entry in self.server.media() if entry["id"] not in self._media]

    def post(self, post_id: str) -> dict[str, Any]:
        found = self.server.get_post(int(post_id))
        assert found is not None
        return found


known: dict[tuple[str, str], tuple[Account, Secret]] = {}
"""Who signed in already at the session's site; a new password for each test would take longer than the tests."""


@asynccontextmanager
async def at_wordpress(site: Site, folder: Path, role: str = "editor", **more: Any) -> AsyncIterator[Bench]:
    async with bench_of("wordpress", SystemClock(), folder, **more) as bench:
        if (site.url, role) not in known:
            await bench.sign_in(site.server.application_password(role), server=site.url, user=role)
            known[site.url, role] = bench.account, bench.secrets[0]
        bench.account, secret = known[site.url, role]
        bench.secrets = [secret]
        yield bench
