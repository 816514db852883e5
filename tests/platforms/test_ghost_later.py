"""Ghost after the one call: looking, reading back, editing, deleting, the site's own list."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Listed,
    Outgoing,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    ScheduledThere,
    UnclearError,
)
from smmdesk.platforms.ghost.lexical import lexical_of, words_of
from smmdesk.platforms.telling import PublishedThere
from smmdesk.system.clock import ManualClock
from tests.fakes.ghost import FakeGhost
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in

API = "/ghost/api/admin"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeGhost:
    return FakeGhost(clock)


@pytest.fixture
def stranger(fake: FakeGhost, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet."""
    return bench_at("ghost", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeGhost) -> Bench:
    return signed_in(stranger, fake.key, server=fake.url)


# ------------------------------------------------------------------ looking
async def test_looking_up(fake: FakeGhost, bench: Bench) -> None:
    connector = bench.connector
    job = bench.job("Pane", title="Pane")
    assert await connector.look_up(bench.session(), bench.tried(job)) == Absent()
    job = await bench.prepared(job)
    assert await connector.look_up(bench.session(), bench.tried(job)) == Absent()
    await connector.commit(bench.session(), job)
    found = await connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == _draft(job)
    fake.fail_next(f"{API}/posts/*", status=404, body=b"404 page not found")
    with pytest.raises(ConnectorError):
        await connector.look_up(bench.session(), bench.tried(job))
    fake.posts.clear()
    assert await connector.look_up(bench.session(), bench.tried(job)) == Absent()


async def test_reading_back(fake: FakeGhost, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    fake.cards["https://a.example/x"] = {"title": "La pagina"}
    job, _ = await bench.publish(bench.job("Pane & burro\n\nfine", title="Pane", link="https://a.example/x"))
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert said.same, (said.there, said.ours)
    [post] = fake.of("published")
    fake.change(post, lexical=lexical_of("Pane di ieri", (), "", None))
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert (said.same, said.there) == (False, "Pane\n\nPane di ieri")
    fake.posts.clear()
    assert await reader.read_back(bench.session(), job) == Absent()


# ------------------------------------------------------------------ afterwards
async def test_editing(fake: FakeGhost, bench: Bench) -> None:
    photo = bench.photo("Il banco")
    job, receipt = await bench.publish(bench.job("Pane", title="Pane", media=(photo,)))
    files = len(fake.files)
    edit = replace(job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto"))
    edit = await bench.prepared(edit)
    assert await bench.connector.look_up(bench.session(), bench.tried(edit)) == Absent()
    answer = await bench.connector.commit(bench.session(), edit)
    assert isinstance(answer, Published)
    assert answer.receipt.id == receipt.id
    [post] = fake.of("published")
    assert (post.words, post.fields["feature_image_alt"], len(fake.files)) == ("Pane alle otto", "Il banco", files)
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(edit)), Published)


@pytest.mark.parametrize("by_slug", [False, True])
async def test_deleting(by_slug: bool, fake: FakeGhost, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane", title="Pane"))
    receipt = replace(receipt, id="pane") if by_slug else receipt
    gone = replace(job, op=Op.DELETE, receipt=receipt)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next(f"{API}/posts/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.posts
    if by_slug:  # it may have another address now, and is there still
        assert await bench.connector.look_up(bench.session(), gone) == CannotTell()
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), gone)
        assert caught.value.problem.code == "not_known_there"
        return
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "twice is once"


# ------------------------------------------------------------------ the site's own list
async def test_the_sites_own_list(fake: FakeGhost, bench: Bench, clock: ManualClock) -> None:
    due = bench.after(hours=5)
    job, listed = await bench.hand_off(bench.job("Pane", title="Pane", due=due, options={"newsletter": "weekly"}))
    [post] = fake.of("scheduled")
    assert (listed.due, listed.receipt.id, post.newsletter) == (due, post.id, "weekly")
    later = replace(job, due=bench.after(hours=6))
    moved = await bench.list.reschedule(bench.session(), later)
    assert isinstance(moved, Listed)
    assert moved.due == later.due
    assert await bench.list.look_up_listed(bench.session(), job) == moved
    clock.advance(bench.after(hours=7) - clock.now())
    found = await bench.list.look_up_listed(bench.session(), job)
    assert isinstance(found, Published)
    assert post.mails == 1
    for verb in (bench.list.reschedule, bench.list.recall):
        with pytest.raises(RefusedError) as caught:
            await verb(bench.session(), later)
        assert caught.value.problem.code == "removed_there"


async def test_taking_it_back_and_publishing_it_after_all(fake: FakeGhost, bench: Bench) -> None:
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", due=bench.after(hours=5)))
    await bench.list.recall(bench.session(), job)
    [post] = fake.posts.values()
    assert (post.status, post.fields["published_at"]) == ("draft", None)
    assert await bench.list.look_up_listed(bench.session(), job) == Absent()
    fresh = replace(job, op=Op.CREATE, key="2", prepared={}, receipt=None)
    fresh = replace(fresh, outgoing=replace(fresh.outgoing, text="Pane nuovo"))
    await bench.publish(fresh)
    [post] = fake.posts.values()
    assert (post.status, post.words, post.fields["slug"]) == ("published", "Pane nuovo", "pane")
    assert post.fields["published_at"].startswith("2026-11-28T10:2")


async def test_what_stands_late_can_be_hurried(fake: FakeGhost, bench: Bench) -> None:
    job, _ = await bench.hand_off(bench.job("Pane", title="Pane", due=bench.after(hours=5)))
    assert isinstance(await bench.list.hurry(bench.session(), job), Published)
    assert isinstance(await bench.list.hurry(bench.session(), job), Published)
    assert len(fake.of("published")) == 1


async def test_what_waits_there_whoever_put_it_there(fake: FakeGhost, bench: Bench) -> None:
    lister = bench.connector
    assert isinstance(lister, ScheduledThere)
    for number in range(23):
        await bench.hand_off(bench.job("Pane", title=f"Pane {number}", due=bench.after(hours=5 + number)))
    first = await lister.scheduled_there(bench.session())
    second = await lister.scheduled_there(bench.session(), first.more)
    assert [post.words for post in (*first.posts, *second.posts)] == [f"Pane {number}" for number in range(23)]
    assert second.more == ""
    assert first.posts[0].url.startswith(f"{fake.url}/ghost/#/editor/post/")


@pytest.mark.fault(93)
async def test_what_went_live_lately_whoever_published_it(fake: FakeGhost, bench: Bench) -> None:
    verb = bench.connector
    assert isinstance(verb, PublishedThere)
    await bench.hand_off(bench.job("Pane", title="Waits", due=bench.after(hours=5)))
    for title in ("First", "Second"):
        await bench.publish(bench.job("Pane", title=title))
    found = await verb.published_there(bench.session(), bench.after(hours=-24))
    assert sorted(post.words for post in found) == ["First", "Second"]
    assert await verb.published_there(bench.session(), bench.after(hours=1)) == ()


def test_words_of_what_is_no_content() -> None:
    for strange in ("", "[]", "null", '{"root": 5}', '{"root": {"children": [5, {"children": 3}]}}', "[" * 5000):
        assert words_of(strange) == ""
    assert Outgoing("x").card is None


def _draft(job: object) -> str:
    return str(job.prepared["draft"]["value"]["id"])  # type: ignore[attr-defined]
