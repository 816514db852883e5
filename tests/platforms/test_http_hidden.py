"""Secrets that stand in an address, and several files in one call."""

import io
import logging
from pathlib import Path

import pytest
from PIL import Image

from smmdesk.platforms.base import NotSentError, RefusedError
from smmdesk.platforms.http import Http, Upload
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Answer, Request
from tests.fakes.loopback import LoopbackHttp

CANARY = "4711:CANARY-3f1d"


def told(request: Request) -> Answer:
    if request.path.endswith("/away"):
        return Answer(302, headers={"Location": f"/bot{CANARY}/there"})
    return Answer(json={"path": request.path})


@pytest.fixture
def server() -> object:
    server = LoopbackHttp(told).start()
    yield server
    server.stop()


async def test_a_secret_in_an_address_is_seen_by_the_server_alone(
    server: LoopbackHttp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    http = Http(ManualClock())
    view = http.for_whom("Telegram", "Forno", [server.url])
    answer = await view.get(f"{server.url}/bot{{token}}/getMe", hidden={"token": Secret(CANARY)})
    assert answer.fields().text("path") == f"/bot{CANARY}/getMe"
    assert CANARY not in repr(answer) + answer.url
    server.unplug()
    with pytest.raises(NotSentError) as caught:
        await view.get(f"{server.url}/bot{{token}}/getMe", hidden={"token": Secret(CANARY)})
    await http.aclose()
    assert "getMe" in caplog.text, "the log says what was asked"
    assert CANARY not in repr(caught.value.problem) + caplog.text


async def test_it_leaves_for_its_own_address_alone_and_never_follows(server: LoopbackHttp) -> None:
    http = Http(ManualClock())
    for url, addresses in ((f"{server.url}/bot{{token}}/x", []), (f"{server.url}/bot{{token}}/away", [server.url])):
        with pytest.raises(RefusedError) as caught:
            await http.for_whom("Telegram", "Forno", addresses).get(url, hidden={"token": Secret(CANARY)})
        assert caught.value.problem.code == "address_changed"
    await http.aclose()
    assert [request.path for request in server.requests] == [f"/bot{CANARY}/away"]


@pytest.mark.parametrize("secret", ["a b\r\nX: y", "a#b", "\\evil", "à@{token}", "\ud800"])
async def test_it_stays_a_piece_of_the_address(server: LoopbackHttp, secret: str) -> None:
    http = Http(ManualClock())
    view = http.for_whom("Telegram", "Forno", [server.url])
    await view.get(f"{server.url}/x/{{token}}/end", hidden={"token": Secret(secret)})
    await http.aclose()
    [request] = server.requests
    assert request.path.startswith("/x/")
    assert request.path.endswith("/end")
    assert "x" not in request.headers


async def test_several_files_travel_in_one_call(server: LoopbackHttp, tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "JPEG")
    uploads = []
    for number in range(3):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(data.getvalue() + bytes([number]))
        uploads.append(Upload(f"files[{number}]", path, f"{number}.jpg", "image/jpeg"))
    http = Http(ManualClock())
    await http.for_whom("Discord").post(f"{server.url}/x", form={"payload_json": "{}"}, uploads=uploads)
    await http.aclose()
    body = server.requests[0].body
    assert [body.count(f'name="files[{number}]"'.encode()) for number in range(3)] == [1, 1, 1]
    assert body.count(data.getvalue()) == 3
