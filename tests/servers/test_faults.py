"""The fault server itself: each script does on the wire what its name says."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.fakes.exchange import Answer, Request
from tests.fakes.loopback import LoopbackHttp
from tests.servers.fault_scripts import SCRIPTS, Accepts, Ending, Script, bomb
from tests.servers.faults import FaultServer, Match

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def platform() -> Iterator[LoopbackHttp]:
    """Answers with its own address and what it was told."""

    def handle(request: Request) -> Answer:
        told = request.body.decode()
        return Answer(201, json={"me": server.url, "told": told, "link": f"{server.url}/p?x=1"}, headers={"X-It": "1"})

    server = LoopbackHttp(handle).start()
    yield server
    server.stop()


@pytest.fixture
def way(platform: LoopbackHttp) -> Iterator[FaultServer]:
    with FaultServer(platform.url, now=lambda: NOON) as server:
        yield server


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False, timeout=0.4) as made:
        yield made


def test_it_hands_on_and_back_under_its_own_name(
    platform: LoopbackHttp, way: FaultServer, client: httpx.Client
) -> None:
    answer = client.post(f"{way.url}/a?b=%2F", content=f"see {way.url}/x", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.headers["x-it"]) == (201, "1")
    assert answer.json() == {"me": way.url, "told": f"see {way.url}/x", "link": f"{way.url}/p?x=1"}
    [request] = platform.requests
    assert request.body == f"see {platform.url}/x".encode()
    assert (request.path, request.query) == ("/a", (("b", "/"),))
    assert request.headers["host"] == platform.url.removeprefix("http://")
    [exchange] = way.received()
    assert exchange.is_forwarded


def test_only_the_nth_matching_request_is_hit(way: FaultServer, client: httpx.Client) -> None:
    rule = way.play("500 after accept", Match("POST", "/a$", b"two"), first=2)
    said = [client.post(f"{way.url}/a", content=body).status_code for body in (b"two", b"one", b"two", b"two")]
    assert said == [201, 201, 500, 201]
    assert client.get(f"{way.url}/a").status_code == 201
    assert [exchange.request.body for exchange in rule.hits] == [b"two"]
    assert len(way.forwarded()) == 5


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=list(SCRIPTS))
def test_each_script_does_what_it_says(
    platform: LoopbackHttp, way: FaultServer, client: httpx.Client, script: Script
) -> None:
    rule = way.play(script, times=0)
    if script.name == "huge headers":
        expected: type[Exception] | None = httpx.RemoteProtocolError
    else:
        expected = BREAKS.get(script.ending)
    if expected is not None:
        with pytest.raises(expected):
            client.post(f"{way.url}/a", content=b"x")
    elif script.ending not in (Ending.ENDLESS, Ending.DRIP) and script.name != "gzip bomb":
        answer = client.post(f"{way.url}/a", content=b"x")
        assert answer.status_code == (script.status or 201)
    if script.accepts is Accepts.LATE:
        assert not platform.requests
        rule.release()
        platform.wait_until(lambda: platform.requests)
    elif script.ending is not Ending.ENDLESS and script.ending is not Ending.DRIP and script.name != "gzip bomb":
        assert len(platform.requests) == (script.accepts is Accepts.NOW)
    way.behave()
    assert client.post(f"{way.url}/a", content=b"x").status_code == 201


BREAKS: dict[Ending, type[Exception]] = {
    Ending.RESET: httpx.ReadError,
    Ending.CLOSED: httpx.RemoteProtocolError,
    Ending.SILENCE: httpx.ReadTimeout,
    Ending.CUT: httpx.RemoteProtocolError,
}


def test_half_a_body_that_nothing_proves(way: FaultServer, client: httpx.Client) -> None:
    way.play("cut unseen")
    answer = client.get(f"{way.url}/a")
    assert answer.status_code == 201
    with pytest.raises(ValueError):
        answer.json()


def test_a_bomb_is_small_and_valid() -> None:
    assert len(bomb()) < 400_000
    assert gzip.decompress(bomb(3)) == bytes(3 << 20)


def test_it_drips_longer_than_any_single_read(way: FaultServer, client: httpx.Client) -> None:
    way.play("drip")
    with client.stream("GET", f"{way.url}/a", timeout=0.4) as answer:
        assert next(answer.iter_raw())


def test_it_rests_once_what_is_late_has_arrived(way: FaultServer) -> None:
    rule = way.play("reset, accepted late")
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.TransportError):
        client.post(f"{way.url}/a", content="late")
    with pytest.raises(AssertionError, match="on its way"):
        way.rest(0.05)
    assert not way.forwarded()
    rule.release()
    way.rest()
    assert [exchange.request.path for exchange in way.forwarded()] == ["/a"]


def test_it_rests_not_while_a_connection_is_kept(way: FaultServer) -> None:
    with httpx.Client(trust_env=False) as client:
        client.get(f"{way.url}/a")
        with pytest.raises(AssertionError, match="on its way"):
            way.rest(0.05)
    way.rest()
    way.unplug()
    way.rest()
    way.plug_in()


def test_it_never_ends(way: FaultServer, client: httpx.Client) -> None:
    way.play("endless")
    with client.stream("GET", f"{way.url}/a") as answer:
        chunks = answer.iter_raw()
        assert sum(len(next(chunks)) for _ in range(100)) > 500_000


def test_dates_come_from_its_clock(way: FaultServer, client: httpx.Client) -> None:
    way.play("429, wait: date")
    assert client.get(f"{way.url}/a").headers["retry-after"] == "Sat, 28 Nov 2026 12:02:00 GMT"


def test_a_stranger_keeps_what_it_is_sent(way: FaultServer, client: httpx.Client) -> None:
    way.play("302 elsewhere")
    answer = client.get(f"{way.url}/a?b=1")
    assert answer.headers["location"] == f"{way.elsewhere.url}/a?b=1"
    client.get(answer.headers["location"])
    assert [request.path for request in way.elsewhere.requests] == ["/a"]


def test_nobody_listens_for_a_while(way: FaultServer, client: httpx.Client) -> None:
    way.unplug()
    with pytest.raises(httpx.ConnectError):
        client.get(f"{way.url}/a")
    way.plug_in()
    assert client.get(f"{way.url}/a").status_code == 201
