"""What is listened for is found on Bluesky, through a real server or the open view of the network.

The AppView behind the real server is a small one of ours; what it is asked is held against Bluesky's own lexicons.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import Account, RefusedError
from smmdesk.platforms.bluesky.records import stamp
from smmdesk.platforms.newest_first import NOBODY, Walk
from smmdesk.system.clock import ManualClock, SystemClock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Request
from tests.platforms.accounts import at_bluesky
from tests.platforms.bench import Bench, bench_of
from tests.platforms.hearing import parent_of
from tests.platforms.searching import all_new, look
from tests.servers.app_view import FEED, SEARCH, AppView
from tests.servers.bluesky import POST, BlueskyServer

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
US, ANNA = ("did:plc:" + letter * 24 for letter in "ab")
CID = "bafyreicsktpt3gjnlnxg4sgnqchrvuoqtw2n6qbyhnsjwzsmpzvlbwrj7q"
VIEW = {"did": ANNA, "handle": "anna.example", "displayName": "Anna"}
LOOKED_FOR = {"words": "Forno Rossi", "tag": "#pane", "account": "@anna.example"}
KINDS = pytest.mark.parametrize("kind", list(LOOKED_FOR))
SAID = "Il Forno Rossi: <b>pane</b> #pane"


@pytest.fixture
def view() -> AppView:
    made = AppView()
    made.knows(ANNA, "anna.example", "Anna")
    return made


def said(number: int, at: datetime, text: str = SAID, **more: Any) -> dict[str, Any]:
    record = {"$type": POST, "text": text, "createdAt": stamp(at), **more}
    return {"uri": f"at://{ANNA}/{POST}/3k{number}", "cid": CID, "value": record}


def through(view: AppView, asked: list[httpx.URL], *, names_one: bool = True) -> httpx.MockTransport:
    """An account's server that passes questions on, or names no AppView: the open one is asked then."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        method = request.url.path.rsplit("/", 1)[-1]
        if not names_one and request.url.host == "pds.example":
            body = {"error": "InvalidRequest", "message": f"No service configured for {method}"}
            return httpx.Response(400, json=body)
        if not names_one and method == SEARCH:
            return httpx.Response(403, text="<html>Forbidden</html>")
        told = view.told(Request("GET", request.url.path, tuple(request.url.params.multi_items()), {}, b""))
        return httpx.Response(told.status, json=told.json)

    return httpx.MockTransport(answer)


def named(bench: Bench) -> Bench:
    bench.account = Account(US, "Forno", server="https://pds.example")
    bench.secrets = [Secret.of(access="a", refresh="r")]
    return bench


@pytest.fixture
def asked() -> Iterator[list[httpx.URL]]:
    """All that was asked must be as the lexicons have it, where they are at hand."""
    urls: list[httpx.URL] = []
    yield urls
    folder = os.environ.get("SMMDESK_SPECS")
    for url in urls if folder else ():
        method = url.path.rsplit("/", 1)[-1]
        if method not in (SEARCH, FEED):
            continue
        [path] = Path(folder or "").glob(f"atproto-lexicons/**/{'/'.join(method.split('.'))}.json")
        known = json.loads(path.read_text(encoding="utf-8"))["defs"]["main"]["parameters"]
        assert set(known["required"]) <= set(url.params) <= set(known["properties"])
        for name, value in url.params.multi_items():
            fact = known["properties"][name]
            assert value in fact.get("knownValues", [value])
            assert fact["type"] != "integer" or fact["minimum"] <= int(value) <= fact["maximum"]


@KINDS
async def test_the_newest_then_what_is_new(view: AppView, asked: list[httpx.URL], tmp_path: Path, kind: str) -> None:
    clock = ManualClock(NOW)
    view.shows(VIEW, stamp(NOW), said(1, NOW))
    async with bench_of("bluesky", clock, tmp_path, through(view, asked)) as bench:
        page = await look(named(bench), kind, LOOKED_FOR[kind])
        [one] = page.messages
        assert (one.kind, one.text, one.remote_id) == (MessageKind.FOUND, SAID, f"at://{ANNA}/{POST}/3k1")
        assert (one.author.handle, one.data["cid"]) == ("@anna.example", CID)
        for number in range(2, 133):
            clock.advance(timedelta(minutes=31))
            view.shows(VIEW, stamp(clock.now()), said(number, clock.now()))
        told, cursor = await all_new(bench, kind, LOOKED_FOR[kind], page.cursor)
        assert {one.remote_id for one in told} >= {f"at://{ANNA}/{POST}/3k{number}" for number in range(2, 133)}
        before = len(asked)
        await all_new(bench, kind, LOOKED_FOR[kind], cursor)
        assert len(asked) - before == 1


@KINDS
async def test_a_place_that_is_not_known_any_more_begins_again(
    view: AppView, asked: list[httpx.URL], tmp_path: Path, kind: str
) -> None:
    view.shows(VIEW, stamp(NOW), said(1, NOW))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, through(view, asked)) as bench:
        page = await look(named(bench), kind, LOOKED_FOR[kind], str(Walk(since=7, top=9, back="at://gone")))
        assert (page.messages, page.more, Walk.of(page.cursor)) == ((), False, Walk(since=7))


@pytest.mark.parametrize("name", ["@nobody.example", "@carla@elsewhere.test", "forno"])
async def test_nobody_of_that_name(view: AppView, asked: list[httpx.URL], tmp_path: Path, name: str) -> None:
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, through(view, asked)) as bench:
        with pytest.raises(RefusedError) as caught:
            await look(named(bench), "account", name)
    assert caught.value.problem.code == NOBODY


async def test_where_a_server_names_no_view_of_the_network_the_open_one_tells_of_accounts(
    view: AppView, asked: list[httpx.URL], tmp_path: Path
) -> None:
    """And refuses to search."""
    view.shows(VIEW, stamp(NOW), said(1, NOW))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, through(view, asked, names_one=False)) as bench:
        assert len((await look(named(bench), "account", "@anna.example")).messages) == 1
        with pytest.raises(RefusedError):
            await look(bench, "words", "Forno Rossi")


@pytest.mark.parametrize(
    "lie",
    [
        {"uri": f"at://{US}/{POST}/3k1"},
        {"uri": "https://evil.example/"},
        {"cid": "x"},
        {"indexedAt": "soon"},
        {"author": {}},
        {"record": {"$type": "app.bsky.feed.like"}},
    ],
)
async def test_what_is_no_post_is_passed_over(
    view: AppView, asked: list[httpx.URL], tmp_path: Path, lie: dict[str, Any]
) -> None:
    view.shows(VIEW, stamp(NOW), said(1, NOW))
    view.shown[-1] |= lie
    view.shown[-1]["record"] = {**view.shown[-1]["record"], "text": SAID}
    view.shows(VIEW, stamp(NOW), said(2, NOW))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, through(view, asked)) as bench:
        told = (await look(named(bench), "words", "Forno Rossi")).messages
    assert [one.remote_id for one in told] == [f"at://{ANNA}/{POST}/3k2"]


@pytest.mark.servers
async def test_a_real_server_passes_it_on_and_the_answer_stands_below_it(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    bluesky_server.app_view.shown.clear()
    record = {"$type": POST, "text": SAID, "createdAt": stamp(SystemClock().now())}
    made = bluesky_server.get_record(bluesky_server.create_record(bluesky_server.bob, record)["uri"])
    assert made is not None
    bob = {"did": bluesky_server.bob.did, "handle": bluesky_server.bob.handle}
    bluesky_server.app_view.shows(bob, stamp(SystemClock().now()), made)
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        [told] = (await look(bench, "words", "Forno Rossi")).messages
        assert told.author.remote_id == bluesky_server.bob.did
        _, receipt = await bench.publish(bench.job("Grazie!", parent=parent_of(told)))
    answer = bluesky_server.get_record(receipt.id)
    assert answer is not None
    assert answer["value"]["reply"]["parent"] == {"uri": made["uri"], "cid": made["cid"]}


@KINDS
async def test_a_permission_that_an_older_sign_in_lacks_is_named(tmp_path: Path, kind: str) -> None:
    """As the reference server says it (ScopeMissingError of @atproto/oauth-scopes)."""
    body = {"error": "ScopeMissingError", "message": 'Missing required scope "rpc:app.bsky.feed.searchPosts?aud=*"'}
    network = httpx.MockTransport(lambda request: httpx.Response(403, json=body))
    async with bench_of("bluesky", ManualClock(NOW), tmp_path, transport=network) as bench:
        with pytest.raises(RefusedError) as caught:
            await look(named(bench), kind, LOOKED_FOR[kind])
        assert caught.value.problem.code == "permission_missing"
