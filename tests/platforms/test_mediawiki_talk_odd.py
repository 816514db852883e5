"""Talk pages where the wiki answers oddly, or much happens between two looks."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.message import Heard, HeardPage
from smmdesk.platforms.base import ConnectorError
from smmdesk.platforms.mediawiki import talk
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.mediawiki import API, FakeMediaWiki
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeMediaWiki:
    return FakeMediaWiki(clock)


@pytest.fixture
def bench(fake: FakeMediaWiki, clock: ManualClock, tmp_path: Path) -> Bench:
    return signed_in(bench_at("mediawiki", clock, tmp_path, fake), "password", server=fake.url, user="Lucia@smmdesk")


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def all_new(bench: Bench, cursor: str) -> tuple[dict[str, Heard], str]:
    told, more = dict[str, Heard](), True
    while more:
        page = await hear(bench, cursor)
        told |= {heard.remote_id: heard for heard in page.messages}
        cursor, more = page.cursor, page.more
    return told, cursor


async def test_what_was_said_long_ago_stays_there(fake: FakeMediaWiki, bench: Bench, clock: ManualClock) -> None:
    fake.write_page("User talk:Lucia", "Da tempo")
    clock.advance(timedelta(days=8))
    fake.write_page("User talk:Lucia", "Da tempo\n\nIeri")
    clock.advance(timedelta(days=1))
    told, _ = await all_new(bench, "")
    assert [heard.text for heard in told.values()] == ["Ieri"]


@pytest.mark.parametrize(
    "odd",
    [
        {"query": {"pages": [{"title": "Talk:Pane", "missing": True}]}},
        {"query": {"pages": [{"title": 5}, {"title": "x", "revisions": [{"revid": "7"}, 3]}]}},
        {"query": {"pages": {}, "normalized": 5}},
        {"query": {}},
        {},
    ],
    ids=str,
)
async def test_odd_lists_of_pages_tell_nothing_and_lose_nothing(fake: FakeMediaWiki, bench: Bench, odd: Any) -> None:
    _, cursor = await all_new(bench, "")
    fake.write_page("User talk:Lucia", "Ciao")
    fake.http.fail_next(API, status=200, body=json.dumps({"query": {"usercontribs": [{"ns": 0}, 5, {"title": []}]}}))
    fake.http.fail_next(API, status=200, body=json.dumps(odd))
    page = await hear(bench, cursor)
    assert (page.messages, page.more) == ((), False)
    told, _ = await all_new(bench, page.cursor)
    assert [heard.text for heard in told.values()] == ["Ciao"]


@pytest.mark.parametrize("body", ["<html>Wi-Fi</html>", "[]", '{"error": {"code": "readapidenied", "info": "no"}}'])
async def test_what_is_no_answer_of_a_wiki_is_no_page(fake: FakeMediaWiki, bench: Bench, body: str) -> None:
    fake.http.fail_next(API, status=200, body=body)
    with pytest.raises(ConnectorError):
        await hear(bench)


async def test_a_hidden_author_and_a_board_are_passed_over(fake: FakeMediaWiki, bench: Bench) -> None:
    _, cursor = await all_new(bench, "")
    fake.write_page("User talk:Lucia", "Nascosto", user="")
    fake.write_page("User talk:Lucia", "Nascosto\nDa leggere")
    assert [heard.text for heard in (await hear(bench, cursor)).messages] == ["Da leggere"]


@pytest.mark.parametrize("seed", range(10))
async def test_none_is_lost(
    fake: FakeMediaWiki, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """People write on several pages, at any pace, between any two looks; in the end every message was told."""
    chance = random.Random(seed)
    monkeypatch.setattr(talk, "REVISIONS", chance.randint(4, 6))
    for title in ("Pane", "Torte"):
        await bench.publish(bench.job(title, title=title))
    pages, said, told = ("Talk:Pane", "Talk:Torte", "User talk:Lucia"), set[str](), set[str]()
    _, cursor = await all_new(bench, "")
    for step in range(40):
        if chance.random() < 0.25:
            page = await hear(bench, cursor)
            cursor, told = page.cursor, told | {heard.text for heard in page.messages}
            continue
        title, who = chance.choice(pages), chance.choice(("Anna", "Bea"))
        before = fake.pages[title].text if title in fake.pages else ""
        fake.write_page(title, f"{before}\n\nParole {step}", who)
        said.add(f"Parole {step}")
        clock.advance(timedelta(seconds=chance.choice((0, 1, 1, 5, 600))))
    clock.advance(timedelta(seconds=1))
    before = fake.pages["Talk:Torte"].text if "Talk:Torte" in fake.pages else ""
    fake.write_page("Talk:Torte", f"{before}\n\nIn principio", "Bea")
    for number in range(7):  # one second
        fake.write_page("Talk:Torte", f"{fake.pages['Talk:Torte'].text}\n\nDi corsa {number}", "Bea")
        said.add(f"Di corsa {number}")
    said.add("In principio")
    later, cursor = await all_new(bench, cursor)
    assert told | {heard.text for heard in later.values()} == said
    calls = len(fake.requests)
    assert await hear(bench, cursor) == HeardPage((), cursor)
    assert len(fake.requests) == calls + 2, "where nothing is new two questions are enough"
