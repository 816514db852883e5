"""How the way out behaves: where secrets go, connections of their own, first bytes, clocks, logs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.problem import Problem
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, UnclearError
from smmdesk.platforms.http import Call, Http, Upload
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.platforms.raw_server import Conversation, RawServer, Script, serving
from tests.platforms.test_http import reset_after_reading

CANARY = "CANARY-3f1d"


@asynccontextmanager
async def talking(script: Script, **options: Any) -> AsyncIterator[tuple[Http, RawServer]]:
    async with serving(script, **options) as server:
        http = Http(ManualClock())
        try:
            yield http.for_whom("Mastodon", "Forno", [server.url]), server
        finally:
            await http.aclose()


async def error_of(script: Script, *, irreversible: bool = True, **options: Any) -> ConnectorError:
    async with talking(script) as (http, server):

        async def ask() -> None:
            (await http.post(server.url, irreversible=irreversible, json={}, **options)).json()

        with pytest.raises(ConnectorError) as caught:
            await ask()
    return caught.value


@pytest.mark.vector(80)
@pytest.mark.parametrize("named", ["http://[", "https://[x]/", "javascript:x", "//"])
@pytest.mark.parametrize("follow", [False, True])
async def test_a_redirect_to_no_address_is_an_answer_that_means_nothing(named: str, follow: bool) -> None:
    async def astray(talk: Conversation) -> None:
        await talk.read_request()
        await talk.answer(302, Location=named)

    async with talking(astray) as (http, server):
        with pytest.raises(ConnectorError):
            await http.get(server.url, follow=follow)
        for irreversible in (False, True):
            with pytest.raises(ConnectorError):
                await http.post(server.url, irreversible=irreversible, json={})


def answering(status: int, body: bytes = b"{}", **headers: str) -> Script:
    async def script(talk: Conversation) -> None:
        await talk.read_request()
        await talk.answer(status, body, **headers)

    return script


# ------------------------------------------------------------------ redirects and secrets
@pytest.mark.fault(27)
@pytest.mark.vector(80)
async def test_a_secret_is_never_taken_to_another_host() -> None:
    async with serving(answering(200)) as other, talking(answering(307, Location=other.url)) as (http, server):
        with pytest.raises(RefusedError) as caught:
            await http.get(server.url, bearer=Secret(CANARY))
        with pytest.raises(UnclearError):
            await http.post(server.url, bearer=Secret(CANARY), irreversible=True)
        assert not other.conversations
    assert caught.value.problem.code == "address_changed"


async def test_a_secret_leaves_only_for_the_addresses_of_its_channel() -> None:
    async with serving(answering(200)) as other, talking(answering(200)) as (http, _server):
        for options in (
            {"bearer": Secret(CANARY)},
            {"json": {"deep": [Secret(CANARY)]}},
            {"form": {"a": Secret(CANARY)}},
        ):
            with pytest.raises(RefusedError) as caught:
                await http.post(other.url, **options)
            assert caught.value.problem.code == "address_changed"
        assert not other.conversations


async def test_a_redirect_on_the_same_host_is_followed_for_reading() -> None:
    async def script(talk: Conversation) -> None:
        if b"GET /new" in await talk.read_request():
            await talk.answer(200, b'{"ok":true}')
        else:
            await talk.answer(301, Location="/new")

    async with talking(script) as (http, server):
        assert (await http.get(server.url + "/old", bearer=Secret(CANARY))).json() == {"ok": True}
        assert all(CANARY.encode() in talk.request for talk in server.conversations)


async def test_redirects_without_end_are_refused() -> None:
    async with talking(answering(302, Location="/again")) as (http, server):
        with pytest.raises(RefusedError):
            await http.get(server.url)


@pytest.mark.parametrize(
    "url", ["http://mastodon.example/", "ftp://127.0.0.1/", "http://user@127.0.0.1/", "mailto:a@b"]
)
async def test_only_protected_addresses_and_this_computer(url: str) -> None:
    http = Http(ManualClock())
    with pytest.raises(RefusedError) as caught:
        await http.get(url)
    assert caught.value.problem.code == "address_unsafe"


# ------------------------------------------------------------------ connections and first bytes
async def test_each_irreversible_call_has_a_connection_of_its_own() -> None:
    async def keep_alive(talk: Conversation) -> None:
        while True:
            await talk.read_request()
            await talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    async with talking(keep_alive) as (http, server):
        await http.get(server.url)
        await http.get(server.url)
        assert len(server.conversations) == 1
        await http.post(server.url, irreversible=True)
        await http.post(server.url, irreversible=True)
        assert len(server.conversations) == 3


async def test_the_hook_runs_after_connecting_and_before_the_first_byte() -> None:
    seen: list[object] = []

    async def script(talk: Conversation) -> None:
        seen.append("connected")
        await talk.read_request()
        seen.append("read")
        await talk.answer(200)

    async def hook() -> None:
        while not seen:  # the connection is there before anything is said on it
            await asyncio.sleep(0)
        seen.append("hook")

    async with talking(script) as (http, server):
        watched = http.for_whom("Mastodon", "Forno", [server.url], on_first_byte=hook)
        await watched.get(server.url)
        assert seen == ["connected", "read"]
        seen.clear()
        await watched.post(server.url, irreversible=True)
    assert seen == ["connected", "hook", "read"]


@pytest.mark.fault(74)
async def test_a_hook_that_refuses_stops_the_call_unsent() -> None:
    async def hook() -> None:
        raise NotSentError(Problem("clock_wrong", {"minutes": 40}))

    received: list[bytes] = []

    async def script(talk: Conversation) -> None:
        received.append(await talk.reader.read(1))

    async with talking(script) as (http, server):
        watched = http.for_whom("Mastodon", "Forno", [server.url], on_first_byte=hook)
        with pytest.raises(NotSentError) as caught:
            await watched.post(server.url, irreversible=True, json={"a": 1})
        while not received:
            await asyncio.sleep(0)
    assert caught.value.problem.code == "clock_wrong"
    assert received == [b""]


async def test_files_are_sent_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(256)) * 1000)
    async with talking(answering(200)) as (http, server):
        await http.post(server.url, content=path, headers={"Content-Type": "image/png"})
        await http.post(server.url, upload=Upload("file", path, "à b.png", "image/png"), form={"description": "è"})
        raw, multipart = (talk.request for talk in server.conversations)
    assert raw.endswith(path.read_bytes())
    assert path.read_bytes() in multipart
    assert "è".encode() in multipart


@pytest.mark.fault(51)
async def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    async with talking(answering(200)) as (http, server):
        with pytest.raises(RefusedError) as caught:
            await http.post(server.url, content=tmp_path / "vetrina.jpg")
    assert caught.value.problem == Problem(
        "media_missing", {"platform": "Mastodon", "channel": "Forno", "name": "vetrina.jpg"}
    )


async def test_at_most_so_many_calls_at_once() -> None:
    now, most = 0, 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return httpx.Response(200, json={})

    http = Http(ManualClock(), transport=httpx.MockTransport(handle), in_flight=3)
    await asyncio.gather(*(http.get("https://mastodon.example/") for _ in range(12)))
    await http.aclose()
    assert most == 3


# ------------------------------------------------------------------ clocks and logs
@pytest.mark.fault(68)
async def test_the_clock_is_compared_with_the_server_that_agrees_most() -> None:
    dates = {"a.example": "Wed, 18 Nov 2026 12:20:00 GMT", "b.example": "Wed, 18 Nov 2026 10:30:00 GMT"}
    clock = ManualClock()

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Date": dates[request.url.host]})

    http = Http(clock, transport=httpx.MockTransport(handle))
    assert http.clock_ahead == timedelta(0)
    await http.get("https://a.example/")
    assert http.clock_ahead == timedelta(hours=-2)
    await http.get("https://b.example/")
    assert http.clock_ahead == timedelta(minutes=-10)
    clock.jump(timedelta(minutes=10))  # the person sets the clock right
    assert http.clock_ahead == timedelta(0)
    clock.suspend(timedelta(hours=3))  # a night's sleep changes nothing
    assert http.clock_ahead == timedelta(0)
    await http.aclose()


async def test_a_cached_answer_says_nothing_about_the_clock() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Date": "Wed, 18 Nov 2026 01:00:00 GMT", "Age": "33600"})

    http = Http(ManualClock(), transport=httpx.MockTransport(handle))
    await http.get("https://a.example/")
    await http.aclose()
    assert http.clock_ahead == timedelta(0)


async def test_no_log_and_no_error_shows_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    for script in (answering(200), answering(401), answering(500), reset_after_reading):
        async with talking(script) as (http, server):
            for method, irreversible in (("GET", False), ("POST", True)):
                call = Call(
                    method=method,
                    url=f"{server.url}/x?key={CANARY}",
                    bearer=Secret(CANARY),
                    irreversible=irreversible,
                    form={"password": Secret(CANARY)} if irreversible else None,
                )
                said.append(repr(call).replace(call.url, ""))
                try:
                    said.append(repr(await http.call(call)))
                except ConnectorError as error:
                    said += [repr(error), str(error), repr(error.problem), repr(error.__cause__)]
    assert "127.0.0.1" in caplog.text, "the log says what was asked"
    assert CANARY not in caplog.text + "".join(said)
    assert "smmdesk.platforms.http" in caplog.text
