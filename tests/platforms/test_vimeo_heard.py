"""What people write below films on Vimeo is heard, and answered in its thread: never as a film."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from smmdesk.model.delivery import Evidence, Op, Receipt
from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.vimeo import ME, FakeVimeo, Film
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, leading
from tests.platforms.hearing import all_new, hear, parent_of


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeVimeo:
    made = FakeVimeo(clock)
    made.films += [Film(str(500 + number), 0, "Pane", "", "anybody", "anybody") for number in range(6)]
    return made


@pytest.fixture
def bench(fake: FakeVimeo, clock: ManualClock, tmp_path: Path) -> Bench:
    leading(tmp_path, "vimeo", api=fake.url, authorize=f"{fake.url}/authorize", token=f"{fake.url}/token")
    made = bench_at("vimeo", clock, tmp_path, fake)
    asyncio.run(made.sign_in(fake.token))
    return made


async def test_comments_and_answers_are_heard(fake: FakeVimeo, bench: Bench) -> None:
    first = fake.somebody_writes("500", "Aperto <b>domani</b>?")
    below = fake.somebody_writes("500", "Anch'io", "56", first.id)
    fake.somebody_writes("500", "Sì", ME, first.id)
    told = {heard.remote_id: heard for heard in (await all_new(bench))[0]}
    assert len(told) == 3
    heard = told[f"500/{first.id}"]
    assert (heard.kind, heard.text, heard.author.name) == (MessageKind.COMMENT, "Aperto <b>domani</b>?", "Anna")
    assert (heard.answers_remote_id, heard.url) == ("500", f"https://vimeo.com/500#comment_{first.id}")
    assert told[f"500/{below.id}"].answers_remote_id == f"500/{first.id}"
    assert [one.answers_remote_id for one in told.values() if one.ours] == [f"500/{first.id}"]


async def test_one_written_and_one_taken_away_is_seen_in_turn(fake: FakeVimeo, bench: Bench) -> None:
    for film in fake.films:
        fake.somebody_writes(film.id, "Prima")
    _, cursor = await all_new(bench)
    del fake.comments[0]
    fake.somebody_writes("500", "Dopo")
    told = set[str]()
    for _ in fake.films:
        page = await hear(bench, cursor)
        told |= {heard.text for heard in page.messages}
        cursor = page.cursor
    assert "Dopo" in told


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_is_lost(seed: int, fake: FakeVimeo, bench: Bench, clock: ManualClock) -> None:
    random = Random(seed)
    for film in fake.films:
        fake.somebody_writes(film.id, "Prima")
    cursor, there, told = (await all_new(bench))[1], set[str](), set[str]()
    for _ in range(8):
        for _new in range(random.choice((0, 1, 30, 300))):
            clock.advance(timedelta(seconds=random.choice((0, 1))))
            film = random.choice(("500", "500", "500", "503"))
            there.add(f"{film}/{fake.somebody_writes(film, 'Ciao').id}")
        page = await hear(bench, cursor)
        told |= {heard.remote_id for heard in page.messages}
        cursor = page.cursor
    told |= {heard.remote_id for heard in (await all_new(bench, cursor))[0]}
    assert there <= told


@pytest.mark.parametrize("body", [b"{}", b"[]", b"<html>Wi-Fi</html>"])
async def test_strange_answers_move_nothing(body: bytes, fake: FakeVimeo, bench: Bench) -> None:
    fake.somebody_writes("500", "Ciao")
    for path in ("/me/videos", "/videos/500/comments"):
        fake.fail_next(path, status=200, body=body)
        with pytest.raises(ConnectorError):
            await hear(bench)


async def test_an_answer_stands_in_the_thread(fake: FakeVimeo, bench: Bench) -> None:
    """Also one to an answer, which has no thread of its own."""
    first = fake.somebody_writes("500", "Aperto?")
    fake.somebody_writes("500", "E dopo?", "56", first.id)
    told = {heard.text: heard for heard in (await all_new(bench))[0]}
    for words in ("Aperto?", "E dopo?"):
        job = await bench.prepared(bench.job(f"Sì: {words}", parent=parent_of(told[words])))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(), "never sent again"
        fake.fail_next(f"/videos/500/comments/{first.id}/replies", method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.id == f"500/{fake.comments[-1].id}"
        assert (fake.comments[-1].above, fake.comments[-1].user) == (first.id, ME)
    assert len(fake.films) == 6


@pytest.mark.parametrize("knows_parent", [True, False])
async def test_an_answer_is_changed_and_taken_down_alone(knows_parent: bool, fake: FakeVimeo, bench: Bench) -> None:
    fake.somebody_writes("500", "Aperto?")
    [heard] = (await hear(bench)).messages
    job, receipt = await bench.publish(bench.job("Sì", parent=parent_of(heard)))
    out, verb = replace(job, parent=job.parent if knows_parent else None), bench.connector
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), out) == Said("Sì", "Sì", same=True)
    edit = replace(out, op=Op.EDIT, outgoing=replace(job.outgoing, text="No"))
    assert await verb.look_up(bench.session(), edit) == Absent()
    assert await verb.commit(bench.session(), edit) == Published(receipt)
    assert [one.text for one in fake.comments] == ["Aperto?", "No"]
    gone = replace(out, op=Op.DELETE)
    assert await verb.commit(bench.session(), gone) == Published(receipt)
    assert [one.text for one in fake.comments] == ["Aperto?"]
    assert len(fake.films) == 6
    assert await verb.look_up(bench.session(), gone) == Published(receipt)


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
async def test_the_pasted_address_of_the_film_is_not_the_answer(op: Op, fake: FakeVimeo, bench: Bench) -> None:
    fake.somebody_writes("500", "Aperto?")
    [heard] = (await hear(bench)).messages
    pasted = Receipt("500", "https://vimeo.com/500", evidence=Evidence.HUMAN)
    job = bench.job("Sì", parent=parent_of(heard), op=op, receipt=pasted)
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "not_known_there"
    assert len(fake.films) == 6
