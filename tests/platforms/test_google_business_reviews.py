"""Reviews of a place are heard once, with their stars; each has one answer, which nothing writes over."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.contribution import Shown
from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    GivenUp,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.platforms.google_business import reviews
from smmdesk.platforms.shown import pictures_of
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.google_business import REVIEWS, FakeGoogleBusiness
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import bench_for, held
from tests.platforms.bench import Bench
from tests.platforms.test_google_business import DOCUMENTS, FORNO, MAPS


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeGoogleBusiness]:
    with held(FakeGoogleBusiness(clock), DOCUMENTS) as fake:
        yield fake


@pytest.fixture
def bench(fake: FakeGoogleBusiness, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_for(fake, clock, tmp_path, FORNO)


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def all_new(bench: Bench, cursor: str = "") -> tuple[list[Heard], str]:
    """A whole look: every page until there is no more."""
    told = list[Heard]()
    for _page in range(200):
        page = await hear(bench, cursor)
        told, cursor = [*told, *page.messages], page.cursor
        if not page.more:
            return told, cursor
    raise AssertionError("a look does not end")


def answer_to(message: Heard) -> Receipt:
    return Receipt(message.remote_id, message.url, data=message.data)


async def test_reviews_are_heard_and_answered(fake: FakeGoogleBusiness, bench: Bench, clock: ManualClock) -> None:
    good = fake.review("Pane <ottimo>!\n(Translated by Google) Great bread", 4)
    clock.advance(timedelta(minutes=1))
    stars = fake.review("", 1, "")
    told, cursor = await all_new(bench)
    silent, said = told
    assert (said.remote_id, said.kind, said.text, said.rating) == (good.id, MessageKind.REVIEW, good.words, 4)
    assert (said.author.name, said.url, said.answers_remote_id) == ("Anna Pertot", MAPS, "")
    assert (silent.remote_id, silent.text, silent.rating, silent.author.remote_id) == (stars.id, "", 1, "")
    job, receipt = await bench.publish(bench.job("Grazie!", parent=answer_to(said)))
    assert (good.answer, stars.answer, fake.posts) == ("Grazie!", "", {})
    verb, known = bench.connector, replace(job, parent=None, receipt=receipt)
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), known) == Said("Grazie!", "Grazie!", same=True)
    good.changed = clock.now()
    ours = [message for message in (await all_new(bench, cursor))[0] if message.ours]
    assert [(one.remote_id, one.answers_remote_id) for one in ours] == [(receipt.id, good.id)]
    edit = replace(known, op=Op.EDIT, outgoing=replace(job.outgoing, text="Grazie mille!"))
    assert await verb.look_up(bench.session(), edit) == Absent()
    await verb.commit(bench.session(), await bench.prepared(edit))
    assert good.answer == "Grazie mille!"
    assert isinstance(await verb.look_up(bench.session(), edit), Published)
    away = replace(known, op=Op.DELETE)
    assert await verb.look_up(bench.session(), away) == Absent(), "it is there"
    for _twice in range(2):
        await verb.commit(bench.session(), await bench.prepared(away))
    assert (good.answer, fake.posts) == ("", {})
    assert isinstance(await verb.look_up(bench.session(), away), Published)
    assert await verb.read_back(bench.session(), known) == Absent()


async def test_photos_of_a_review_are_told(fake: FakeGoogleBusiness, bench: Bench) -> None:
    """Films are none, and what is called otherwise one day loses no review."""
    made = fake.review("Che pane!")
    made.shows = [("PHOTO", "https://lh3.example/one"), ("VIDEO", "https://lh3.example/film")]
    strange = fake.review("Buono")
    strange.shows = [("PHOTO", "")]
    told = {heard.remote_id: heard for heard in (await all_new(bench))[0]}
    assert pictures_of(told[made.id].data) == (Shown("https://lh3.example/one", ""),)
    assert pictures_of(told[strange.id].data) == ()


async def test_an_edited_review_comes_again(fake: FakeGoogleBusiness, bench: Bench, clock: ManualClock) -> None:
    first = fake.review("Buono", 5)
    clock.advance(timedelta(hours=1))
    fake.review("Caro", 2)
    cursor = (await all_new(bench))[1]
    clock.advance(timedelta(hours=1))
    first.words, first.stars, first.changed = "Non più così buono", 3, clock.now()
    told = (await all_new(bench, cursor))[0]
    assert (told[0].remote_id, told[0].text, told[0].rating) == (first.id, "Non più così buono", 3)


async def test_a_lost_answer_is_found_beside_its_review(fake: FakeGoogleBusiness, bench: Bench) -> None:
    review = fake.review("Buono!")
    [message] = (await hear(bench)).messages
    job = await bench.prepared(bench.job("Grazie!", parent=answer_to(message)))
    path, look_up = f"{REVIEWS}/{review.id}/reply", bench.connector.look_up
    fake.fail_next(path, method="PUT", drop_before_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    assert await look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next(path, method="PUT", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    assert isinstance(await look_up(bench.session(), bench.tried(job)), Published)
    review.answer = "Un'altra, di un collega"
    assert await look_up(bench.session(), bench.tried(job)) == CannotTell()
    del fake.reviews[review.id]
    assert await look_up(bench.session(), bench.tried(job)) == CannotTell()


async def test_no_answer_is_written_over(fake: FakeGoogleBusiness, bench: Bench) -> None:
    review = fake.review("Buono!")
    [message] = (await hear(bench)).messages
    review.answer = "Grazie, dal telefono"
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Grazie!", parent=answer_to(message)))
    assert caught.value.problem.code == "answered_there"
    assert review.answer == "Grazie, dal telefono"
    del fake.reviews[review.id]
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Grazie!", parent=answer_to(message)))
    assert caught.value.problem.code == "removed_there"
    assert fake.posts == {}


async def test_google_looks_at_an_answer_first(fake: FakeGoogleBusiness, bench: Bench) -> None:
    review = fake.review("Buono!")
    [message] = (await hear(bench)).messages
    fake.judges_answers = "PENDING"
    job = await bench.prepared(bench.job("Grazie!", parent=answer_to(message)))
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    asked = replace(job, prepared={**job.prepared, "job": answer.job})
    assert isinstance(await bench.connector.poll(bench.session(), asked), Accepted)
    review.state = "REJECTED"
    given_up = await bench.connector.poll(bench.session(), asked)
    assert isinstance(given_up, GivenUp)
    assert given_up.problem.code == "answer_rejected"
    review.state = "APPROVED"
    assert isinstance(await bench.connector.poll(bench.session(), asked), Published)
    fake.judges_answers = "REJECTED"
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"comment": "Altro"}', b'{"comment": 3}'])
async def test_a_strange_success_is_unclear(body: bytes, fake: FakeGoogleBusiness, bench: Bench) -> None:
    review = fake.review("Buono!")
    [message] = (await hear(bench)).messages
    job = await bench.prepared(bench.job("Grazie!", parent=answer_to(message)))
    fake.fail_next(f"{REVIEWS}/{review.id}/reply", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


@pytest.mark.parametrize(
    "odd",
    [{}, {"reviewId": 7.5}, {"reviewId": "../1"}, {"reviewId": "5"}, {"reviewId": "5", "createTime": "soon"}],
    ids=str,
)
async def test_one_odd_review_hides_no_other(fake: FakeGoogleBusiness, bench: Bench, odd: dict[str, Any]) -> None:
    moments = {"createTime": "2026-11-28T10:00:00Z", "updateTime": "2026-11-28T10:00:00Z"}
    good = {"reviewId": "12", **moments, "starRating": "SIX", "reviewer": 3, "reviewReply": []}
    fake.fail_next(REVIEWS, status=200, body=json.dumps({"reviews": [odd, good, 5]}))
    page = await hear(bench)
    assert [(one.remote_id, one.rating, one.text) for one in page.messages] == [("12", None, "")]
    fake.fail_next(REVIEWS, status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(ConnectorError):
        await hear(bench, page.cursor)


async def test_while_google_lets_nobody_in_a_person_is_told(fake: FakeGoogleBusiness, bench: Bench) -> None:
    fake.let_in = False
    with pytest.raises(RefusedError) as caught:
        await hear(bench)
    assert caught.value.problem.code == "app_not_let_in"


@pytest.mark.parametrize("seed", range(10))
async def test_none_is_lost(
    fake: FakeGoogleBusiness, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """People review, and change what they wrote, at any pace, between any two pages; in the end all was told."""
    chance = random.Random(seed)
    monkeypatch.setattr(reviews, "PAGE", chance.randint(2, 5))
    fake.review("Il primo")
    (_, cursor), said, told = await all_new(bench), set[str](), set[str]()
    for step in range(80):
        if chance.random() < 0.15:
            page = await hear(bench, cursor)
            cursor, told = page.cursor, told | {message.text for message in page.messages}
            continue
        if chance.random() < 0.2:
            changed = chance.choice(list(fake.reviews.values()))
            said.discard(changed.words)
            changed.words, changed.changed = f"Cambiata {step}", clock.now()
            said.add(changed.words)
        else:
            said.add(fake.review(f"Parole {step}").words)
        clock.advance(timedelta(seconds=chance.choice((0, 1, 1, 5, 600))))
    for _twice in range(2):
        more, cursor = await all_new(bench, cursor)
        told |= {message.text for message in more}
    assert said <= told
