"""What people write below a channel's films is heard, and answered in its thread; held against Google's description."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms.base import Absent, CannotTell, ConnectorError, Published, ReadsBack, Said, UnclearError
from smmdesk.platforms.telling import Hears
from smmdesk.platforms.youtube import comments
from smmdesk.system.clock import ManualClock
from tests.fakes.youtube import API, CHANNEL, FakeYouTube
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, held
from tests.platforms.bench import Bench
from tests.platforms.test_youtube import DOCUMENTS, FORNO

THREADS = f"{API}/commentThreads"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeYouTube]:
    with held(FakeYouTube(clock), DOCUMENTS) as fake:
        yield fake


@pytest.fixture
def bench(fake: FakeYouTube, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_for(fake, clock, tmp_path, FORNO)


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def test_comments_and_answers_are_heard_and_answered(fake: FakeYouTube, bench: Bench) -> None:
    asked = fake.say("film1", "Aperto <domani>?")
    below = fake.say("film1", "Anch'io", "UCbea", asked.id)
    question, second = (await hear(bench)).messages
    assert (question.remote_id, question.text, question.kind) == (asked.id, "Aperto <domani>?", MessageKind.COMMENT)
    assert (question.author.remote_id, question.author.handle) == ("UCanna", "@anna")
    assert (question.answers_remote_id, question.thread_remote_id) == ("film1", "film1")
    assert (second.remote_id, second.answers_remote_id, second.thread_remote_id) == (below.id, asked.id, "film1")
    for message in (question, second):
        parent = Receipt(message.remote_id, message.url, data=message.data)
        job = await bench.prepared(bench.job(f"Sì, {message.author.name}", parent=parent))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
        fake.fail_next(f"{API}/comments", method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        assert (fake.comments[-1].above, fake.comments[-1].author) == (asked.id, CHANNEL)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.id == fake.comments[-1].id
        assert found.receipt.url == f"https://www.youtube.com/watch?v=film1&lc={found.receipt.id}"
    mine = [message for message in (await hear(bench)).messages if message.ours]
    assert [message.answers_remote_id for message in mine] == [asked.id, asked.id]


async def test_a_page_that_leads_to_itself_is_the_last(fake: FakeYouTube, bench: Bench) -> None:
    """It was gone on from for ever, and what was written since was never heard."""
    walk = comments.Walk(
        until="2026-11-20T00:00:00+00:00", newest="2026-11-27T00:00:00+00:00", place=fake.say("film1", "Uno").id
    )
    fake.fail_next(
        THREADS, body={"kind": "youtube#commentThreadListResponse", "items": [], "nextPageToken": walk.place}
    )
    page = await hear(bench, str(walk))
    assert comments.Walk.of(page.cursor) == comments.Walk(walk.newest)
    fake.say("film1", "Due")
    assert [heard.text for heard in (await hear(bench, page.cursor)).messages] == ["Due", "Uno"]


async def test_an_answer_is_read_back_changed_and_taken_down(fake: FakeYouTube, bench: Bench) -> None:
    asked = fake.say("film1", "Aperto?")
    data = {"comment": asked.id, "film": "film1"}
    job, receipt = await bench.publish(bench.job("Sì", parent=Receipt(asked.id, data=data)))
    out, verb = replace(bench.tried(job), parent=None, receipt=receipt), bench.connector
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), out) == Said("Sì", "Sì", same=True)
    edit = replace(out, op=Op.EDIT, outgoing=replace(out.outgoing, text="Dalle otto"))
    assert await verb.look_up(bench.session(), edit) == Absent()
    await verb.commit(bench.session(), edit)
    assert await verb.look_up(bench.session(), edit) == Published(receipt)
    away = replace(out, op=Op.DELETE)
    assert await verb.look_up(bench.session(), away) == Absent()
    for _ in range(2):
        assert await verb.commit(bench.session(), away) == Published(receipt)
    assert await verb.look_up(bench.session(), away) == Published(receipt)
    assert await verb.read_back(bench.session(), out) == Absent()


async def test_what_is_held_back_is_not_called_absent_nor_another_ones_thanks_ours(
    fake: FakeYouTube, bench: Bench
) -> None:
    asked = fake.say("film1", "Buono!")
    parent = Receipt(asked.id, data={"comment": asked.id, "film": "film1"})
    job, receipt = await bench.publish(bench.job("Grazie!", parent=parent))
    lost = replace(bench.tried(bench.job("Grazie!", parent=parent)), owned=frozenset({receipt.id}))
    assert await bench.connector.look_up(bench.session(), lost) == CannotTell()
    fake.holds_back = True
    assert await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None))) == CannotTell()


@pytest.mark.parametrize(
    "odd",
    [{}, {"snippet": 3}, {"snippet": {"topLevelComment": {"id": "../x"}}}, {"replies": {"comments": [{"id": "a"}, 5]}}],
    ids=str,
)
async def test_one_odd_thread_hides_no_other(fake: FakeYouTube, bench: Bench, odd: dict[str, Any]) -> None:
    good = fake._thread(fake.say("film1", "Ciao"))
    body = {"kind": "youtube#commentThreadListResponse", "items": [odd, 7, good]}
    fake.fail_next(THREADS, status=200, body=json.dumps(body))
    fake.requests.clear()
    page = await hear(bench)
    assert [message.text for message in page.messages] == ["Ciao"]
    fake.fail_next(THREADS, status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(ConnectorError):
        await hear(bench, page.cursor)
    fake.requests.clear()  # what Google never says is not held against its description


async def test_a_place_that_is_forgotten_there_is_begun_anew(
    fake: FakeYouTube, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "PAGE", 2)
    cursor = (await hear(bench)).cursor
    for number in range(6):
        clock.advance(timedelta(minutes=1))
        fake.say("film1", f"Numero {number}")
    page = await hear(bench, cursor)
    assert page.more
    place = json.loads(page.cursor)["place"]
    fake.comments = [each for each in fake.comments if each.id != place]
    told, more = set[str](), True
    while more:
        page = await hear(bench, page.cursor)
        told, more = told | {message.text for message in page.messages}, page.more
    assert told == {f"Numero {number}" for number in range(6)} - {"Numero 4"}


@pytest.mark.parametrize("seed", range(8))
async def test_none_is_lost(
    fake: FakeYouTube, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """People comment at any pace between any two looks; in the end every thread was told, with its words of today."""
    chance = random.Random(seed)
    monkeypatch.setattr(comments, "PAGE", chance.randint(1, 4))
    cursor, told = (await hear(bench)).cursor, dict[str, Heard]()
    for step in range(50):
        if chance.random() < 0.2:
            page = await hear(bench, cursor)
            cursor, told = page.cursor, told | {message.remote_id: message for message in page.messages}
            continue
        fake.say(f"film{chance.randint(1, 3)}", f"Parole {step}")
        clock.advance(timedelta(seconds=chance.choice((0, 1, 60, 4000))))
    more = True
    while more:
        page = await hear(bench, cursor)
        cursor, more, told = page.cursor, page.more, told | {message.remote_id: message for message in page.messages}
    assert {own_id: message.text for own_id, message in told.items()} == {each.id: each.words for each in fake.comments}
