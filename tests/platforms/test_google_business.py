"""Google Business against a fake that refuses what Google refuses: kinds of post, states, the gate, look-ups."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Evidence, Op, Receipt
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    Account,
    CannotTell,
    ConnectorError,
    GivenUp,
    Job,
    NotSentError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from tests.fakes.google import refusal
from tests.fakes.google_business import ACCOUNT, PLACE, POSTS, FakeGoogleBusiness
from tests.platforms.accounts import Hurried
from tests.platforms.at_google import answering, bench_for, browser_sign_in, held, stranger_at
from tests.platforms.bench import Bench

DOCUMENTS = {
    "mybusinessaccountmanagement.v1": "v1/accounts$",
    "mybusinessbusinessinformation.v1": "v1/(accounts/[^/]+/)?locations",
}
MAPS = "https://maps.google.com/maps?cid=22"
FORNO = Account(f"{ACCOUNT}/{PLACE}", "Forno Lucia", "Via Roma 1, Trieste", MAPS)


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeGoogleBusiness]:
    with held(FakeGoogleBusiness(clock), DOCUMENTS) as fake:
        yield fake


@pytest.fixture
def stranger(fake: FakeGoogleBusiness, clock: ManualClock, tmp_path: Path) -> Bench:
    return stranger_at(fake, clock, tmp_path)


@pytest.fixture
def bench(fake: FakeGoogleBusiness, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_for(fake, clock, tmp_path, FORNO)


# ------------------------------------------------------------------ signing in
async def test_signing_in_through_the_browser(fake: FakeGoogleBusiness, stranger: Bench) -> None:
    signed = await browser_sign_in(fake, stranger)
    assert signed.account == replace(FORNO, reported={"granted": {fake.scope: True}})
    assert await stranger.connector.who_am_i(stranger.session()) == signed.account
    fake.places["locations/23"] = ("Forno Lucia", "Via Verdi 2")
    again = await browser_sign_in(fake, stranger, ask=answering(place="Forno Lucia (Via Verdi 2, Trieste)"))
    assert again.account.remote_id == f"{ACCOUNT}/locations/23"


async def test_an_app_that_google_has_not_let_in_says_so_and_does_not_wait(
    fake: FakeGoogleBusiness, stranger: Bench
) -> None:
    fake.let_in = False
    with pytest.raises(RefusedError) as caught:
        await browser_sign_in(fake, stranger)
    assert caught.value.problem.code == "app_not_let_in"


# ------------------------------------------------------------------ publishing
async def test_news_with_a_button_and_a_photo(fake: FakeGoogleBusiness, bench: Bench) -> None:
    photo = bench.photo()
    job = bench.job(
        "Pane caldo",
        link="https://forno.example/pane",
        language="it",
        media=(photo,),
        options={"action": "ORDER"},
    )
    job, receipt = await publish(bench, job)
    [post] = fake.of("LIVE")
    assert (receipt.id, receipt.url) == (post.id, f"https://local.google.com/place?id=1&lpsid={post.id}")
    assert post.said == {
        "topicType": "STANDARD",
        "summary": "Pane caldo",
        "languageCode": "it",
        "callToAction": {"actionType": "ORDER", "url": "https://forno.example/pane"},
        "media": [{"mediaFormat": "PHOTO", "sourceUrl": f"https://host.example/{photo.path.name}"}],
    }


async def publish(bench: Bench, job: Job) -> tuple[Job, Receipt]:
    """As `Bench.publish`, with a media host."""

    async def share(_job: Job, picture: Picture) -> str:
        return f"https://host.example/{picture.path.name}"

    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    await bench.connector.prepare(replace(bench.session(), share=share), job, save)
    job = replace(job, prepared=steps)
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    return replace(job, receipt=answer.receipt), answer.receipt


async def test_a_photo_without_a_place_on_the_web_goes_nowhere(fake: FakeGoogleBusiness, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert caught.value.problem.code == "media_host_missing"
    assert fake.requests == []


@pytest.mark.parametrize(
    ("options", "link", "summary", "button"),
    [
        ({}, "https://a.example/", "Pane\n\nhttps://a.example/", None),
        ({"action": "CALL"}, "https://a.example/", "Pane\n\nhttps://a.example/", {"actionType": "CALL"}),
        ({"action": "BOOK"}, "https://a.example/", "Pane", {"actionType": "BOOK", "url": "https://a.example/"}),
        ({"action": "nonsense"}, "", "Pane", None),
    ],
)
async def test_where_the_link_goes(
    options: dict[str, str], link: str, summary: str, button: Any, fake: FakeGoogleBusiness, bench: Bench
) -> None:
    await bench.publish(bench.job("Pane", link=link, options=options))
    [post] = fake.of("LIVE")
    assert (post.words, post.said.get("callToAction")) == (summary, button)


async def test_an_event_and_an_offer(fake: FakeGoogleBusiness, bench: Bench) -> None:
    dates = {"starts": "2026-12-08 18:30", "ends": "2026-12-09"}
    await bench.publish(bench.job("Festa", title="Festa del pane", options={"kind": "event", **dates}))
    offer = {"kind": "offer", "coupon": " PANE10 ", "terms": "Una a testa", "action": "SHOP", **dates}
    await bench.publish(bench.job("Sconto", title="Meno 10", link="https://a.example/", options=offer))
    event, cheap = fake.of("LIVE")
    schedule = {
        "startDate": {"year": 2026, "month": 12, "day": 8},
        "startTime": {"hours": 18, "minutes": 30},
        "endDate": {"year": 2026, "month": 12, "day": 9},
        "endTime": {"hours": 23, "minutes": 59},
    }
    assert event.said["event"] == {"title": "Festa del pane", "schedule": schedule}
    assert "callToAction" not in cheap.said
    assert cheap.said["offer"] == {
        "couponCode": "PANE10",
        "termsConditions": "Una a testa",
        "redeemOnlineUrl": "https://a.example/",
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"action": "BOOK"}, "option_missing"),
        ({"kind": "event", "ends": "2026-12-08"}, "option_missing"),
        ({"kind": "offer", "starts": "2026-12-08"}, "option_missing"),
        ({"kind": "event", "starts": "8 dicembre", "ends": "2026-12-08"}, "option_not_offered"),
        ({"kind": "event", "starts": "2026-12-09", "ends": "2026-12-08"}, "option_not_offered"),
    ],
)
async def test_options_that_do_not_fit_stop_it_before_anything_is_sent(
    options: dict[str, str], code: str, fake: FakeGoogleBusiness, bench: Bench
) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", title="Pane", options=options))
    assert caught.value.problem.code == code
    assert fake.requests == []


# ------------------------------------------------------------------ what Google makes of it
async def test_google_looks_at_it_first(fake: FakeGoogleBusiness, bench: Bench) -> None:
    fake.judges = "PROCESSING"
    job = await bench.prepared(bench.job("Pane"))
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    waiting = replace(bench.tried(job), prepared={**job.prepared, "job": dict(answer.job)})
    assert isinstance(await bench.connector.poll(bench.session(), waiting), Accepted)
    [post] = fake.posts.values()
    post.state = "LIVE"
    assert isinstance(await bench.connector.poll(bench.session(), waiting), Published)
    post.state = "REJECTED"
    ended = await bench.connector.poll(bench.session(), waiting)
    assert isinstance(ended, GivenUp)
    assert ended.problem.code == "rejected_there"
    fake.posts.clear()
    assert await bench.connector.poll(bench.session(), waiting) == Absent()


async def test_a_post_that_is_rejected_at_once(fake: FakeGoogleBusiness, bench: Bench) -> None:
    fake.judges = "REJECTED"
    job = await bench.prepared(bench.job("Chiama 040 123456"))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == "rejected_there"


@pytest.mark.parametrize(
    ("refused", "error", "code"),
    [
        (refusal(400, "Must be at most 1500 characters"), RefusedError, "refused"),
        (refusal(403, "Not enabled", "SERVICE_DISABLED"), RefusedError, "api_switched_off"),
        (refusal(403, "The caller does not have permission", "forbidden"), RefusedError, "may_not_publish"),
        (refusal(429, "Quota exceeded", "rateLimitExceeded"), NotSentError, "busy"),
        (refusal(500, "Internal"), UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    refused: Any, error: type[ConnectorError], code: str, fake: FakeGoogleBusiness, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane"))
    fake.refuses = refused
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert (type(caught.value), caught.value.problem.code) == (error, code)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"name": 5}', b'{"name": "accounts/1/../x"}', b"<html>Wi-Fi"])
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeGoogleBusiness, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane"))
    fake.fail_next(POSTS, method="POST", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    published, _ = await bench.publish(bench.job("Altro"))
    fake.fail_next(f"{POSTS}/*", method="GET", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), replace(published, op=Op.DELETE))


# ------------------------------------------------------------------ looking and changing
async def test_a_lost_answer_is_looked_for_among_the_newest(
    fake: FakeGoogleBusiness, bench: Bench, clock: ManualClock
) -> None:
    await bench.publish(bench.job("Pane caldo"))
    clock.advance(bench.after(hours=2) - clock.now())
    job = await bench.prepared(bench.job("Pane caldo"))
    look = bench.connector.look_up
    assert await look(bench.session(), job) == Absent(), "never tried"
    tried = bench.tried(job)
    assert await look(bench.session(), tried) == CannotTell(), "that none is found proves nothing"
    fake.fail_next(POSTS, method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await look(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == list(fake.posts)[-1]
    assert await look(bench.session(), replace(tried, owned=frozenset({found.receipt.id}))) == CannotTell()
    await bench.publish(bench.job("Pane caldo"))
    assert await look(bench.session(), tried) == CannotTell(two_alike=True)


async def test_editing_reading_back_and_deleting(fake: FakeGoogleBusiness, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, receipt = await publish(bench, bench.job("Pane", media=(bench.photo(),), options={"action": "CALL"}))
    said = await reader.read_back(bench.session(), job)
    assert isinstance(said, Said)
    assert (said.same, said.there) == (True, "Pane")
    edit = replace(
        job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto", options={})
    )
    edit = await bench.prepared(edit)
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert isinstance(await bench.connector.commit(bench.session(), edit), Published)
    [post] = fake.posts.values()
    assert (post.words, "callToAction" in post.said, "media" in post.said) == ("Pane alle otto", False, True)
    assert isinstance(await bench.connector.look_up(bench.session(), edit), Published)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next(f"{POSTS}/*", method="DELETE", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "twice is once"
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await reader.read_back(bench.session(), job) == Absent()


async def test_a_change_that_google_rejects_is_told(fake: FakeGoogleBusiness, bench: Bench) -> None:
    job, _ = await publish(bench, bench.job("Pane"))
    edit = await bench.prepared(replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Chiamate lo 06 123456")))
    fake.judges = "REJECTED"
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), edit)
    assert caught.value.problem.code == "rejected_there"


async def test_what_a_person_saw_without_giving_its_address_is_not_guessed(
    fake: FakeGoogleBusiness, bench: Bench
) -> None:
    """Google names no page of some posts: the first of them was taken for it, and deleted."""
    job, receipt = await bench.publish(bench.job("Pane"))
    told = {"localPosts": [{"name": f"{ACCOUNT}/{PLACE}/localPosts/{receipt.id}", "summary": "Altro", "state": "LIVE"}]}
    fake.fail_next(POSTS, method="GET", status=200, body=told)
    gone = replace(job, op=Op.DELETE, receipt=Receipt("", "", evidence=Evidence.HUMAN))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), gone)
    assert caught.value.problem.code == "not_known_there"
    assert len(fake.posts) == 1


async def test_a_pasted_address_is_looked_for_and_never_guessed(fake: FakeGoogleBusiness, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Pane"))
    gone = replace(job, op=Op.DELETE, receipt=Receipt("AbC123", receipt.url, evidence=Evidence.HUMAN))
    other = replace(job, op=Op.DELETE, receipt=Receipt("AbC123", "https://posts.gle/AbC123", evidence=Evidence.HUMAN))
    with pytest.raises(RefusedError) as caught:
        await bench.connector.commit(bench.session(), other)
    assert caught.value.problem.code == "not_known_there"
    assert isinstance(await bench.connector.commit(bench.session(), gone), Published)
    assert not fake.posts
