"""Signing in at an address that is another one by now: http, www, a domain that moved."""

import errno
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from smmdesk.desk import connecting, real_address
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import NotSentError, SigningIn
from smmdesk.platforms.http import Http
from smmdesk.platforms.moves import moved_address, same_site
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.desk.signed_in import desk_in
from tests.fakes.lemmy import FakeLemmy
from tests.platforms.direct import _asked, _told

OLD, WWW, NEW = "https://forno.example", "https://www.forno.example", "https://pane.example"


class Web(httpx.AsyncBaseTransport):
    """Hosts on the web: each sends on to another one, or is the fake. Others do not exist."""

    def __init__(self, fake: FakeLemmy, hosts: Mapping[str, str]) -> None:
        self.fake, self.hosts = fake, hosts
        self.seen: list[tuple[str, bool]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
        where = self.hosts.get(origin)
        body = await request.aread()
        whole = f"{request.url}{dict(request.headers)}{body!r}"
        self.seen.append((origin, "password" in whole or "Bearer" in whole))
        if where is None:
            raise httpx.ConnectError("nobody there")
        if where:
            return httpx.Response(301, headers={"Location": f"{where}{request.url.raw_path.decode()}"})
        return _told(self.fake._handle(_asked(request, body)))


@asynccontextmanager
async def web(hosts: Mapping[str, str]) -> AsyncIterator[Web]:
    yield Web(FakeLemmy(), hosts)


async def server_after(found: Web, typed: str) -> str:
    http = Http(ManualClock(), transport=found)
    facts = facts_of("lemmy")
    fields = {"server": typed, "user": "lucia"}
    try:
        signing_in = SigningIn(http.for_whom("Lemmy"), facts, ManualClock(), fields, Secret("password"))
        return (await real_address.sign_in(facts, signing_in)).account.server
    finally:
        await http.aclose()


async def test_the_same_site_is_signed_in_at_as_it_is_called() -> None:
    for hosts, typed, server in (
        ({OLD: WWW, WWW: ""}, "forno.example", WWW),
        ({WWW: OLD, OLD: ""}, "www.forno.example", OLD),
        ({OLD: ""}, "http://forno.example", OLD),
    ):
        async with web(hosts) as found:
            assert await server_after(found, typed) == server
            assert {origin for origin, secret in found.seen if secret} == {server}


async def test_another_host_is_told_and_gets_nothing() -> None:
    async with web({OLD: WWW, WWW: NEW, NEW: ""}) as found:
        with pytest.raises(ProblemError) as caught:
            await server_after(found, "forno.example/")
        problem = caught.value.problem
        assert (problem.code, problem.values["url"], problem.field) == ("server_moved", NEW, "server")
        assert problem.title == "www.forno.example is at pane.example now"
        assert not any(secret for _, secret in found.seen)


async def test_who_sends_on_for_ever_is_told_once() -> None:
    async with web({OLD: WWW, WWW: OLD}) as found:
        with pytest.raises(ProblemError) as caught:
            await server_after(found, "forno.example")
        assert caught.value.problem.code == "server_moved"
        assert len(found.seen) < 10


async def test_what_answers_without_protection_alone_is_refused() -> None:
    async with web({"http://forno.example": ""}) as found:
        with pytest.raises(ProblemError) as caught:
            await server_after(found, "http://forno.example")
        assert caught.value.problem.code == "address_unsafe"
        assert {origin for origin, _ in found.seen} == {OLD}


async def test_offline_nobody_is_told_that_the_address_is_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no way") from OSError(errno.ENETUNREACH, "no way")

    async with web({}) as found:
        monkeypatch.setattr(found, "handle_async_request", gone)
        with pytest.raises(NotSentError) as caught:
            await server_after(found, "http://forno.example")
        assert caught.value.problem.code == "offline"


@pytest.mark.parametrize(
    ("typed", "source", "target", "real"),
    [
        (OLD, f"{OLD}/api/v3/site", f"{NEW}/api/v3/site", NEW),
        (f"{OLD}/blog", f"{OLD}/blog/", f"{NEW}/journal/", f"{NEW}/journal"),
        (f"{OLD}/blog", f"{OLD}/blog/wp-json/", f"{NEW}/it/blog/wp-json/", f"{NEW}/it/blog"),
        (f"{OLD}/blog", f"{OLD}/x", f"{NEW}/welcome", f"{NEW}/blog"),
    ],
)
def test_what_the_real_address_is(typed: str, source: str, target: str, real: str) -> None:
    assert moved_address(typed, source, target) == real


def test_what_is_the_same_site() -> None:
    assert same_site(OLD, WWW)
    assert same_site("http://forno.example", OLD)
    assert not same_site(OLD, "http://forno.example")
    assert not same_site(OLD, NEW)
    assert not same_site(OLD, f"{OLD}:8443")
    assert not same_site("https://wwwforno.example", WWW)


# ------------------------------------------------------------------ signing in again
@asynccontextmanager
async def moving(folder: Path, hosts: Mapping[str, str]) -> AsyncIterator[tuple[Desk, Channel]]:
    """A desk with an account at the old address, and the web as it is by now."""
    async with desk_in(folder) as desk, web({OLD: ""}) as before:
        await desk.http.aclose()
        desk.made_http = Http(desk.clock, transport=before)
        brand = first_brand(desk).id
        channel = await connecting.add_channel(
            desk, brand, "lemmy", {"server": OLD, "user": "lucia", "secret": Secret("password")}
        )
        await desk.http.aclose()
        desk.made_http = Http(desk.clock, transport=Web(before.fake, hosts))
        yield desk, channel


GIVEN = {"server": NEW, "user": "lucia", "secret": Secret("password")}


async def test_an_account_goes_on_where_its_server_moved_to(folder: Path) -> None:
    async with moving(folder, {OLD: NEW, NEW: ""}) as (desk, channel):
        again = await connecting.sign_in_again(desk, channel.id, GIVEN)
        assert (again.id, again.server, again.remote_id) == (channel.id, NEW, "7@pane.example")


async def test_the_same_number_on_another_server_is_somebody_else(folder: Path) -> None:
    async with moving(folder, {OLD: "", NEW: ""}) as (desk, channel):
        with pytest.raises(ProblemError) as caught:
            await connecting.sign_in_again(desk, channel.id, GIVEN)
        assert caught.value.problem.code == "other_account"
        with desk.store.reading() as reader:
            assert reader.get(Channel, channel.id) == replace(channel)
