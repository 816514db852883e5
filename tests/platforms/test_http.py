"""What each thing that goes wrong on the wire means for a call: not sent, refused, signed out, or nobody can tell."""

import asyncio
import gzip
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.problem import Problem
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, SignedOutError, UnclearError
from smmdesk.platforms.http import Call, Http, Upload
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.platforms.raw_server import Conversation, RawServer, Script, self_signed, serving

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


def answering(status: int, body: bytes = b"{}", **headers: str) -> Script:
    async def script(talk: Conversation) -> None:
        await talk.read_request()
        await talk.answer(status, body, **headers)

    return script


# ------------------------------------------------------------------ before the first byte
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.fault(19)
async def test_nobody_listens_is_not_sent() -> None:
    http = Http(ManualClock())
    with pytest.raises(NotSentError) as caught:
        await http.for_whom("Mastodon").post(f"http://127.0.0.1:{free_port()}", irreversible=True)
    await http.aclose()
    assert caught.value.problem == Problem("server_unreachable", {"platform": "Mastodon", "channel": "Mastodon"})


@pytest.mark.fault(18)
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "offline"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "server_unreachable"),
        (OSError(101, "Network is unreachable"), "offline"),
    ],
)
async def test_without_network_nothing_was_sent(error: OSError, code: str) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no") from error

    http = Http(ManualClock(), transport=httpx.MockTransport(refuse))
    with pytest.raises(NotSentError) as caught:
        await http.post("https://mastodon.example/api", irreversible=True)
    await http.aclose()
    assert caught.value.problem.code == code


@pytest.mark.fault(20)
@pytest.mark.fault(21)
async def test_a_certificate_nobody_trusts_is_not_sent(tmp_path: Path) -> None:
    async with talking(answering(200), tls=self_signed(tmp_path)) as (http, server):
        with pytest.raises(NotSentError) as caught:
            await http.post(server.url, irreversible=True, bearer=Secret(CANARY))
    assert caught.value.problem.code == "connection_not_safe"


async def test_a_deadline_that_passes_while_connecting_is_not_sent() -> None:
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    waiting = [socket.socket() for _ in range(8)]
    for one in waiting:  # fill the queue: nobody accepts
        one.setblocking(False)
        one.connect_ex(full.getsockname())
    http = Http(ManualClock())
    with pytest.raises(NotSentError):
        await http.post(f"http://127.0.0.1:{full.getsockname()[1]}", irreversible=True, deadline_s=0.2)
    await http.aclose()
    for one in [full, *waiting]:
        one.close()


@pytest.mark.fault(28)
async def test_a_proxy_that_wants_a_password_needs_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(answering(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        http = Http(ManualClock())
        with pytest.raises(RefusedError) as caught:
            await http.post("https://mastodon.example/api", irreversible=True)
        await http.aclose()
    assert caught.value.problem.code == "proxy"


async def test_loopback_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    async with talking(answering(200)) as (http, server):
        assert (await http.get(server.url)).status == 200


# ------------------------------------------------------------------ after the first byte
async def reset_unread(talk: Conversation) -> None:
    talk.reset()


async def reset_after_reading(talk: Conversation) -> None:
    await talk.read_request()
    talk.reset()


async def reset_in_the_answer(talk: Conversation) -> None:
    await talk.read_request()
    await talk.say(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id"')
    talk.reset()


async def cut_json(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(200, b'{"id": "1", "conte')


async def drip(talk: Conversation) -> None:
    await talk.read_request()
    await talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        await talk.say(b" ")
        await asyncio.sleep(0.02)


async def silence(talk: Conversation) -> None:
    await talk.read_request()
    await asyncio.sleep(60)


async def endless_head(talk: Conversation) -> None:
    await talk.read_request()
    await talk.say(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000)


async def bomb(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(200, gzip.compress(b" " * 20_000_000), Content_Encoding="gzip")


async def too_long(talk: Conversation) -> None:
    await talk.read_request()
    await talk.answer(200, b" " * 5_000_000)


LOST = [reset_unread, reset_after_reading, reset_in_the_answer, cut_json, drip, silence, endless_head, bomb, too_long]


@pytest.mark.fault(22)
@pytest.mark.fault(23)
@pytest.mark.fault(24)
@pytest.mark.fault(25)
@pytest.mark.vector(79)
@pytest.mark.parametrize("script", LOST, ids=lambda script: script.__name__)
async def test_a_lost_answer_of_an_irreversible_call_is_unclear(script: Script) -> None:
    error = await error_of(script, deadline_s=0.5)
    assert isinstance(error, UnclearError)
    assert error.problem.code == "unknown_outcome"


@pytest.mark.parametrize("script", LOST, ids=lambda script: script.__name__)
async def test_a_lost_answer_of_an_inert_call_may_be_asked_again(script: Script) -> None:
    assert isinstance(await error_of(script, irreversible=False, deadline_s=0.5), NotSentError)


@pytest.mark.fault(26)
@pytest.mark.vector(78)
@pytest.mark.parametrize("body", [b"", b"<html>Sign in</html>", b"[]", b'"text"', b"{", b'{"a":NaN}', b'{"a":1,"a":2}'])
async def test_a_success_that_nobody_understands_is_unclear(body: bytes) -> None:
    async with talking(answering(200, body)) as (http, server):
        with pytest.raises(UnclearError):
            (await http.post(server.url, irreversible=True)).fields()


HOSTILE = [
    b"[" * 100_000,
    b'{"a":' * 80 + b"1" + b"}" * 80,
    b"1" * 5000,
    b'{"a":NaN}',
    b'{"a":1e999}',
    b'{"a":1,"a":2}',
]


@pytest.mark.vector(71)
@pytest.mark.vector(72)
@pytest.mark.vector(73)
@pytest.mark.vector(74)
@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 80 + b"1" + b"}" * 80, b"1" * 5000, b'{"a":NaN}', b'{"a":1e999}', b'{"a":1,"a":2}'],
)
async def test_hostile_json_is_not_understood(body: bytes) -> None:
    async with talking(answering(200, body)) as (http, server):
        answer = await http.get(server.url)
        with pytest.raises(NotSentError) as caught:
            answer.json()
    assert caught.value.problem.code == "answer_strange"


@pytest.mark.vector(93)
@pytest.mark.parametrize("bad", ["../../x", "a'b", "", "a/b", 1.5, True, None, {}, "a" * 200])
async def test_an_id_cannot_change_an_address(bad: object) -> None:
    async with talking(answering(200, json.dumps({"id": bad}).encode())) as (http, server):
        fields = (await http.get(server.url)).fields()
        with pytest.raises(NotSentError):
            fields.id()


# ------------------------------------------------------------------ what the server said
@pytest.mark.fault(29)
@pytest.mark.fault(30)
@pytest.mark.vector(76)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("Wed, 18 Nov 2026 10:22:00 GMT", 120.0),
        ("Wed, 18 Nov 2015 10:20:00 GMT", 0.0),
        ("864000", 86_400.0),
        ("99999999999", 86_400.0),
        ("-1", None),
        ("soon", None),
        ("", None),
    ],
)
async def test_too_many_requests_waits_as_asked(header: str, seconds: float | None) -> None:
    script = answering(429, b'{"error":"Too many"}', **({"Retry_After": header} if header else {}))
    error = await error_of(script)
    assert isinstance(error, NotSentError)
    assert error.retry_after_s == seconds
    assert error.problem.code == "busy"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X_RateLimit_Reset": "2026-11-18T10:25:00.000Z"}, 300.0),
        ({"RateLimit_Reset": str(int(datetime(2026, 11, 18, 10, 21, tzinfo=UTC).timestamp()))}, 60.0),
        ({"RateLimit_Reset": "45"}, 45.0),
    ],
)
async def test_too_many_requests_with_the_reset_of_a_window(headers: dict[str, str], seconds: float) -> None:
    error = await error_of(answering(429, **headers))
    assert isinstance(error, NotSentError)
    assert error.retry_after_s == seconds


@pytest.mark.fault(31)
@pytest.mark.fault(32)
@pytest.mark.parametrize(
    ("status", "options", "kind", "code"),
    [
        (500, {}, UnclearError, "unknown_outcome"),
        (502, {}, UnclearError, "unknown_outcome"),
        (504, {}, UnclearError, "unknown_outcome"),
        (408, {}, UnclearError, "unknown_outcome"),
        (302, {}, UnclearError, "unknown_outcome"),
        (500, {"irreversible": False}, NotSentError, "server_unreachable"),
        (503, {}, UnclearError, "unknown_outcome"),
        (503, {"irreversible": False}, NotSentError, "busy"),
        (503, {"not_applied": frozenset({429, 503})}, NotSentError, "busy"),
        (511, {}, NotSentError, "wifi_page"),
        (401, {}, SignedOutError, "signed_out"),
        (403, {}, RefusedError, "refused"),
        (404, {}, RefusedError, "refused"),
        (422, {}, RefusedError, "refused"),
    ],
)
async def test_what_a_status_means(status: int, options: dict[str, Any], kind: type[ConnectorError], code: str) -> None:
    error = await error_of(answering(status), **options)
    assert type(error) is kind
    assert error.problem.code == code


@pytest.mark.fault(46)
async def test_a_reason_is_shown_as_plain_words() -> None:
    said = "Validation <b>failed</b>:\n Text \u202emust\x07 be &lt; 500" + "x" * 300
    error = await error_of(answering(422, json.dumps({"error": said}).encode()))
    shown = str(error.problem.values["said"])
    assert shown.startswith("Validation failed : Text must be < 500")
    assert len(shown) <= 200


async def test_statuses_that_the_caller_reads_itself() -> None:
    async with talking(answering(404, b'{"error":"gone"}')) as (http, server):
        answer = await http.get(server.url, also=frozenset({404}))
    assert (answer.status, answer.maybe().text("error")) == (404, "gone")


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
    assert CANARY not in caplog.text + "".join(said)
    assert "smmdesk.platforms.http" in caplog.text
