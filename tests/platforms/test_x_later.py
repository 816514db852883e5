"""X afterwards: what became of a lost answer, what stands there now, and taking it down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    NotSentError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.platforms.x.posts import LAG, receipt_of
from smmdesk.system.clock import ManualClock
from tests.fakes.x import ME, FakeX
from tests.platforms.accounts import Hurried
from tests.platforms.at_x import bench_at_x, checked
from tests.platforms.bench import Bench


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeX]:
    with checked(clock) as fake:
        yield fake


@pytest.fixture
def bench(fake: FakeX, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_at_x(fake, clock, tmp_path)


async def lost(fake: FakeX, bench: Bench, **details: Any) -> Any:
    """A post that went out, and whose answer was lost."""
    job = await bench.prepared(bench.job(**details))
    fake.fail_next("/2/tweets", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    return bench.tried(job)


# ------------------------------------------------------------------ looking and afterwards
@pytest.mark.parametrize("said_names", ["tweet.fields", "post.fields"])
@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Pane caldo", ""),
        ("<Pane> & burro\ncos\u00ec: e\u0300 #pane @lucia", "https://forno.example/ordini?a=1&b=2#x"),
        ("vedi forno.example e https://forno.example/", ""),
        ("Pane &amp; burro", ""),
    ],
)
async def test_a_lost_answer_is_found_by_its_words(
    said_names: str, text: str, link: str, fake: FakeX, bench: Bench
) -> None:
    fake.said_names = said_names
    await bench.publish(bench.job("Altro pane"))
    job = await lost(fake, bench, text=text, link=link, media=(bench.photo(),))
    found = await bench.connector.look_up(bench.session(), job)
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[1].id
    owned = replace(job, owned=frozenset({fake.posts[1].id}))
    assert await bench.connector.look_up(bench.session(), owned) == CannotTell(), "that of another part is not ours"


async def test_a_long_text_is_found_by_all_of_it(fake: FakeX, bench: Bench) -> None:
    fake.subscription = "Premium"
    job = await lost(fake, bench, text="Pane. " * 200 + "https://forno.example/x")
    assert isinstance(await bench.connector.look_up(bench.session(), job), Published)
    other = replace(job, outgoing=replace(job.outgoing, text="Pane. " * 199 + "https://forno.example/x"))
    assert await bench.connector.look_up(bench.session(), other) == CannotTell()


@pytest.mark.parametrize(
    ("sent", "there"),
    [
        ("Il menù: https://caffè.example/menù di oggi", "Il menù: https://xn--caff-8oa.example/men%C3%B9 di oggi"),
        ("Pane https://Forno.Example/Pane", "Pane https://forno.example/Pane"),
    ],
)
async def test_an_address_that_x_writes_in_its_own_way_is_no_proof_that_nothing_is_there(
    sent: str, there: str, fake: FakeX, bench: Bench, clock: ManualClock
) -> None:
    """After a restore what is not there is sent: it went out twice."""
    job = await lost(fake, bench, text=sent)
    post = fake.posts[0]
    address = next(word for word in there.split() if "://" in word)
    post.text, post.addresses = there, [(address, "https://t.co/1")]
    clock.advance(LAG + timedelta(seconds=1))
    assert await bench.connector.look_up(bench.session(), job) == CannotTell()
    other = replace(job, outgoing=replace(job.outgoing, text="Torta https://forno.example/torta"))
    assert await bench.connector.look_up(bench.session(), other) == Absent()


async def test_a_post_whose_place_or_files_are_not_told_is_no_proof(
    fake: FakeX, bench: Bench, clock: ManualClock
) -> None:
    job = await lost(fake, bench, text="Pane", media=(bench.photo(),))
    clock.advance(LAG + timedelta(seconds=1))
    fake.posts[0].media = []
    assert await bench.connector.look_up(bench.session(), job) == CannotTell(), "its files may still be missing there"
    bare = {"data": [{"id": "1", "text": "Pane", "created_at": "2026-11-28T10:20:30.000Z"}], "meta": {}}
    fake.fail_next(f"/2/users/{ME}/tweets", status=200, body=bare)
    with pytest.raises(NotSentError):
        await bench.connector.look_up(bench.session(), job)


def test_an_id_out_of_every_calendar_is_an_id(bench: Bench) -> None:
    """A moment that no database takes would lose the receipt of what is out."""
    receipt = receipt_of(bench.session(), "9" * 100)
    assert (receipt.id, receipt.at_us) == ("9" * 100, 0)


async def test_nothing_found_is_no_proof_while_the_timeline_may_lag(
    fake: FakeX, bench: Bench, clock: ManualClock
) -> None:
    job = bench.tried(await bench.prepared(bench.job("Pane caldo")))
    assert await bench.connector.look_up(bench.session(), job) == CannotTell()
    clock.advance(LAG + timedelta(seconds=1))
    assert await bench.connector.look_up(bench.session(), job) == Absent()


async def test_two_alike_are_not_told_apart(fake: FakeX, bench: Bench) -> None:
    job = await lost(fake, bench, text="Pane caldo")
    fake.posts.append(replace(fake.posts[0], id=f"{fake.posts[0].id}1", conversation=f"{fake.posts[0].id}1"))
    assert await bench.connector.look_up(bench.session(), job) == CannotTell(two_alike=True)


async def test_an_owner_who_writes_very_much_is_not_read_to_the_end(fake: FakeX, bench: Bench) -> None:
    """Every post that is read costs something."""
    job = await lost(fake, bench, text="Pane caldo")
    first = fake.posts[0]
    fake.posts += [replace(first, id=f"9{number}", text=f"Pane {number}", conversation="") for number in range(250)]
    assert await bench.connector.look_up(bench.session(), job) == CannotTell()
    assert len(fake.asked("GET", "/tweets")) == 2


async def test_the_same_words_are_a_hint_only_after_a_try_of_ours(fake: FakeX, bench: Bench) -> None:
    await bench.publish(bench.job("Pane caldo"))
    job = await bench.prepared(bench.job("Pane caldo"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "duplicate_refused"
    assert fake.asked("GET", "/tweets") == [], "nothing is read for it"
    answer = await bench.connector.commit(bench.session(), replace(job, first_try_at=bench.clock.now()))
    assert isinstance(answer, Published)
    assert answer.receipt.id == fake.posts[0].id
    assert len(fake.posts) == 1


@pytest.mark.parametrize(("status", "body"), [(402, {"title": "CreditsDepleted"}), (403, {"detail": "not enrolled"})])
async def test_a_plan_that_may_not_read_cannot_tell(
    status: int, body: dict[str, str], fake: FakeX, bench: Bench
) -> None:
    job = await lost(fake, bench, text="Pane caldo")
    fake.fail_next(f"/2/users/{ME}/tweets", status=status, body=body)
    with pytest.raises(RefusedError):  # which the publisher takes for "cannot tell"
        await bench.connector.look_up(bench.session(), job)


async def test_reading_back(fake: FakeX, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    ours = "Pane & burro\n\nhttps://forno.example/pane"
    job, _ = await bench.publish(bench.job("Pane & burro", link="https://forno.example/pane", media=(bench.photo(),)))
    assert await reader.read_back(bench.session(), job) == Said(ours, ours, same=True)
    fake.posts[0].text, fake.posts[0].addresses = "Pane di <ieri>", []
    assert await reader.read_back(bench.session(), job) == Said("Pane di <ieri>", ours, same=False)
    fake.posts[0].deleted = True
    assert await reader.read_back(bench.session(), job) == Absent()


async def test_deleting(fake: FakeX, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane caldo"))
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next("/2/tweets/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    fake.fail_next("/2/tweets/*", method="DELETE", status=200, body={"data": {"deleted": False}})
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert not fake.live
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "what is gone is gone"


async def test_changing_is_not_offered(bench: Bench) -> None:
    job, _ = await bench.publish(bench.job("Pane caldo"))
    edit = await bench.prepared(replace(job, op=Op.EDIT))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), edit)
    assert caught.value.problem.code == "no_edit_there"
