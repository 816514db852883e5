"""What a hostile server may say in the headers of an answer: nothing of it is kept, followed or believed."""

from collections.abc import Awaitable, Callable

import pytest

from smmdesk.platforms.base import ConnectorError, UnclearError
from smmdesk.platforms.http import Call, Http
from smmdesk.system.clock import ManualClock
from tests.platforms.raw_server import Conversation, serving

BODY = b'{"id": "1"}'
STRANGE: dict[str, bytes] = {
    "a header of a megabyte": b"X-Long: " + b"a" * 1_000_000 + b"\r\n",
    "a line that ends where none should": b"X-Split: a\rX-More: b\r\n",
    "a name with a space": b"X Name: a\r\n",
    "a null": b"X-Null: a\x00b\r\n",
}


def saying(headers: bytes) -> Callable[[Conversation], Awaitable[None]]:
    async def script(talk: Conversation) -> None:
        while True:
            await talk.read_request()
            length = f"Content-Length: {len(BODY)}\r\n".encode()
            await talk.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + headers + b"\r\n" + BODY)

    return script


@pytest.mark.vector(77)
@pytest.mark.parametrize("headers", STRANGE.values(), ids=STRANGE.keys())
async def test_a_strange_header_is_no_answer(headers: bytes) -> None:
    async with serving(saying(headers)) as server:
        http = Http(ManualClock())
        view = http.for_whom("Mastodon", "Forno", [server.url])
        try:
            with pytest.raises(ConnectorError):
                await view.get(f"{server.url}/x")
            with pytest.raises(UnclearError):  # it was sent: nobody can tell what came of it
                await view.call(Call(method="POST", url=f"{server.url}/x", json={}, irreversible=True))
        finally:
            await http.aclose()


@pytest.mark.vector(77)
async def test_five_hundred_cookies_are_not_kept() -> None:
    cookies = b"".join(b"Set-Cookie: c%d=%s; Path=/\r\n" % (number, b"x" * 20) for number in range(300))
    async with serving(saying(cookies)) as server:
        http = Http(ManualClock())
        view = http.for_whom("Mastodon", "Forno", [server.url])
        for _ in range(2):
            answer = await view.get(f"{server.url}/x")
            assert answer.fields().text("id") == "1"
        await http.aclose()
        said = [talk.request for talk in server.conversations]
    assert said
    assert not [request for request in said if b"cookie" in request.lower()]
