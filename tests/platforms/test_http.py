"""What each thing that goes wrong on the wire means for a call: not sent, refused, signed out, or nobody can tell."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.problem import Problem
from smmdesk.platforms.base import ConnectorError, NotSentError, RefusedError, SignedOutError, UnclearError
from smmdesk.platforms.http import Http
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.platforms.raw_server import Conversation, RawServer, Script, serving
from tests.servers.certificates import self_signed

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
        (410, {}, RefusedError, "api_gone"),
        (422, {}, RefusedError, "refused"),
    ],
)
async def test_what_a_status_means(status: int, options: dict[str, Any], kind: type[ConnectorError], code: str) -> None:
    error = await error_of(answering(status), **options)
    assert type(error) is kind
    assert error.problem.code == code


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
