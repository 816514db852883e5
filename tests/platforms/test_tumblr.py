"""Tumblr against a fake that refuses what Tumblr refuses, and gives a post another id when it goes out."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Card,
    ConnectorError,
    Listed,
    NotSentError,
    Outgoing,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    ScheduledThere,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.desk.pictures import film
from tests.fakes.oauth import agreed, visit
from tests.fakes.small import SmallFake
from tests.fakes.tumblr import UUID, FakeTumblr
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench, bench_of
from tests.platforms.direct import bench_at, leading, with_token

POSTS = f"/v2/blog/{UUID}/posts"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeTumblr:
    return FakeTumblr(clock)


@pytest.fixture
def bench(fake: FakeTumblr, clock: ManualClock, tmp_path: Path) -> Bench:
    leading(tmp_path, "tumblr", **fake.addresses(fake.url))
    return with_token(bench_at("tumblr", clock, tmp_path, fake), fake.oauth)


# ------------------------------------------------------------------ signing in
@pytest.mark.parametrize(
    ("typed", "handle", "name"),
    [("", "@fornolucia", "Forno Lucia"), ("https://dolci.tumblr.com/", "@dolci", "dolci"), ("nessuno", "", "")],
)
async def test_signing_in_by_the_browser(
    typed: str, handle: str, name: str, fake: FakeTumblr, clock: ManualClock, tmp_path: Path
) -> None:
    async def open_page(url: str) -> None:
        await asyncio.to_thread(visit, await asyncio.to_thread(agreed, url))

    with fake:
        leading(tmp_path, "tumblr", **fake.addresses(fake.url))
        keys = Secret.of(client_id=fake.oauth.key, client_secret=fake.oauth.key_secret)
        async with bench_of("tumblr", clock, tmp_path) as bench:
            if not handle:
                with pytest.raises(ProblemError):
                    await bench.sign_in(open_page=open_page, app_keys=keys, blog=typed)
                return
            await bench.sign_in(open_page=open_page, app_keys=keys, blog=typed)
            account = bench.account
            await bench.connector.sign_out(bench.session())
            assert await bench.connector.who_am_i(bench.session()) == account
    assert (account.handle, account.name) == (handle, name)
    assert account.url == f"https://www.tumblr.com/{handle[1:]}"


async def test_a_sign_in_that_was_taken_back(fake: FakeTumblr, bench: Bench) -> None:
    fake.oauth.access.clear()
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


# ------------------------------------------------------------------ publishing
async def test_a_draft_with_its_photos_goes_out_by_one_call(fake: FakeTumblr, bench: Bench) -> None:
    media = (bench.photo("La crosta"), bench.photo(""))
    text = "Caldo 🥖 subito: https://forno.example/è.\nSul banco\n\nA domani"
    job = bench.job(text, title="Pane", media=media, link="https://forno.example/pane")
    job = await bench.prepared(replace(job, outgoing=replace(job.outgoing, options={"tags": "#pane, pane caldo"})))
    [draft] = fake.posts
    assert (draft.state, len(fake.files)) == ("draft", 2)
    asked = len(fake.asked("PUT", "/posts/"))
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    assert len(fake.asked("PUT", "/posts/")) == asked + 1
    assert (draft.state, draft.tags, draft.reblogs) == ("published", ["pane", "pane caldo"], "everyone")
    kinds = [block["type"] for block in draft.content]
    assert kinds == ["text", "image", "image", "text", "text", "link"]
    assert draft.content[0] == {"type": "text", "subtype": "heading1", "text": "Pane"}
    assert draft.content[1]["alt_text"] == "La crosta"
    assert "alt_text" not in draft.content[2]
    assert draft.content[3]["formatting"][0]["url"] == "https://forno.example/è"
    assert answer.receipt.id == draft.id != draft.genesis
    assert answer.receipt.url == f"https://www.tumblr.com/fornolucia/{draft.id}"
    assert answer.receipt.data == {"genesis": draft.genesis, "live": True}


async def test_a_film_is_waited_for(fake: FakeTumblr, bench: Bench) -> None:
    fake.converting = 2
    path = bench.folder / "film.mp4"
    path.write_bytes(film())
    clip = replace(bench.photo(), path=path, mime="video/mp4")
    await bench.publish(bench.job("Ciao", media=(clip,), options={"reblogs": "noone"}))
    [post] = fake.posts
    assert post.content[0]["media"]["url"].endswith(".mp4")
    assert (post.reblogs, fake.converting) == ("noone", 0)


@pytest.mark.parametrize(
    ("card", "block"),
    [
        (None, {"type": "link", "url": "https://f.example/"}),
        (
            Card("Il pane", "Buono"),
            {"type": "link", "url": "https://f.example/", "title": "Il pane", "description": "Buono"},
        ),
        (Card(shown=False), {"type": "text", "text": "https://f.example/"}),
    ],
)
async def test_a_link_is_a_card_or_words(
    card: Card | None, block: dict[str, str], fake: FakeTumblr, bench: Bench
) -> None:
    await bench.publish(bench.job("Leggi", link="https://f.example/", card=card))
    found = fake.posts[0].content[-1]
    assert {name: value for name, value in found.items() if name != "formatting"} == block


async def test_long_paragraphs_are_parted(fake: FakeTumblr, bench: Bench) -> None:
    _, receipt = await bench.publish(bench.job("è" * 9000))
    assert [len(block["text"]) for block in fake.posts[0].content] == [4096, 4096, 808]
    assert receipt.id == fake.posts[0].id


async def test_what_was_made_is_used_again(fake: FakeTumblr, bench: Bench) -> None:
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = bench.job("Ciao", media=(bench.photo(),))
    fake.fail_next(POSTS, method="POST", drop_after_accept=True)
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    job = await bench.prepared(replace(job, prepared=steps))
    asked = len(fake.requests)
    await bench.prepared(job)
    assert (len(fake.posts), len(fake.requests)) == (1, asked)


async def test_the_draft_of_another_post_without_words_is_not_taken_for_it(fake: FakeTumblr, bench: Bench) -> None:
    first = await bench.prepared(bench.job("", media=(bench.photo("Uno"),)))
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    job = bench.job("", media=(bench.photo("Due"),))
    fake.fail_next(POSTS, method="POST", status=503)  # it did not arrive
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    job = await bench.prepared(replace(job, prepared=steps))
    for each in (job, first):
        assert isinstance(await bench.connector.commit(bench.session(), each), Published)
    assert [post.content[0]["alt_text"] for post in fake.of("published")] == ["Uno", "Due"]
    assert [post.tags for post in fake.posts] == [[], []], "nobody sees our mark"


async def test_a_file_that_is_not_taken(bench: Bench) -> None:
    photo = bench.photo()
    photo.path.write_bytes(b"no photo")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Ciao", media=(photo,)))
    assert caught.value.problem.code == "refused"


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "code", "error", "problem"),
    [
        (400, 8001, RefusedError, "refused"),
        (403, 8022, RefusedError, "refused"),
        (403, 8023, NotSentError, "busy"),
        (403, 8010, NotSentError, "busy"),
        (401, 0, SignedOutError, "signed_out"),
        (404, 0, RefusedError, "removed_there"),
        (429, 0, NotSentError, "busy"),
        (500, 8006, UnclearError, "unknown_outcome"),
        (503, 0, UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, code: int, error: type[ConnectorError], problem: str, fake: FakeTumblr, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Ciao"))
    body = {"meta": {"status": status, "msg": "No"}, "errors": [{"title": "Too <b>much</b>", "code": code}]}
    fake.fail_next(f"{POSTS}/*", method="PUT", status=status, body=body)
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == problem
    assert "<" not in str(caught.value.problem.values.get("said", ""))
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Absent)


async def test_no_more_for_today(fake: FakeTumblr, bench: Bench) -> None:
    fake.daily = 0
    with pytest.raises(NotSentError) as caught:
        await bench.prepared(bench.job("Ciao"))
    assert caught.value.retry_after_s == 43_200


async def test_a_code_that_is_no_number_is_not_understood(fake: FakeTumblr, bench: Bench) -> None:
    body = {"meta": {"status": 403, "msg": "No"}, "errors": [{"code": []}]}
    fake.fail_next("/v2/user/info", status=403, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.who_am_i(bench.session())


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"meta": {"status": 200}}', b"<html>", b'{"meta": 5, "response": []}']
)
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeTumblr, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Ciao"))
    fake.fail_next(f"{POSTS}/*", method="PUT", status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(f"{POSTS}/*", method="GET", status=200, body=body)
    if b"meta" not in body:
        with pytest.raises(ConnectorError):
            await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_sign_in(fake: FakeTumblr, bench: Bench, clock: ManualClock) -> None:
    elsewhere = SmallFake(clock)
    fake.fail_next("/v2/user/info", status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await bench.connector.who_am_i(bench.session())
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []


# ------------------------------------------------------------------ looking
async def test_a_lost_answer_is_found_by_the_first_id(fake: FakeTumblr, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Ciao"))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
    fake.fail_next(f"{POSTS}/*", method="PUT", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)
    assert len(fake.posts) == 1, "the draft's id leads nowhere: no second copy"
    found = await bench.connector.poll(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[0].id
    for number in range(45):
        await bench.publish(bench.job(f"Altro {number}"))
        fake.age(fake.posts[-1], timedelta(seconds=-1 - number))
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Published)
    fake.posts.clear()
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    assert await bench.connector.look_up(bench.session(), bench.tried(bench.job())) == Absent()


# ------------------------------------------------------------------ the queue
async def test_the_blogs_own_queue(fake: FakeTumblr, bench: Bench, clock: ManualClock) -> None:
    job, listed = await bench.hand_off(bench.job("Domani", media=(bench.photo("Pane"),), due=bench.after(hours=3)))
    [post] = fake.posts
    assert (post.state, listed.due) == ("queued", job.due)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Listed(listed.receipt, job.due)
    page = await _there(bench)
    assert (page[0].words, page[0].at_us // 1_000_000, page[0].media_count) == ("Domani", int(job.due.timestamp()), 1)
    later = replace(job, due=bench.after(hours=5))
    assert await bench.list.reschedule(bench.session(), later) == Listed(listed.receipt, later.due)
    assert post.content[0]["alt_text"] == "Pane"
    clock.advance(timedelta(hours=6))
    found = await bench.list.look_up_listed(bench.session(), bench.tried(later))
    assert isinstance(found, Published)
    assert found.receipt.id == post.id != listed.receipt.id
    with pytest.raises(RefusedError):
        await bench.list.recall(bench.session(), later)
    with pytest.raises(RefusedError):
        await bench.list.reschedule(bench.session(), replace(later, due=bench.after(hours=9)))


async def test_taking_it_off_the_queue_and_hurrying(fake: FakeTumblr, bench: Bench) -> None:
    job, listed = await bench.hand_off(bench.job("Domani", due=bench.after(hours=3)))
    await bench.list.recall(bench.session(), job)
    assert fake.posts[0].state == "draft"
    assert await bench.list.look_up_listed(bench.session(), job) == Absent()
    again = await bench.list.hand_off(bench.session(), job)
    assert isinstance(again, Listed)
    assert (len(fake.posts), again.receipt) == (1, listed.receipt)
    assert isinstance(await bench.list.hurry(bench.session(), job), Published)
    assert fake.posts[0].state == "published"


async def _there(bench: Bench) -> tuple[object, ...] | object:
    there = bench.connector
    assert isinstance(there, ScheduledThere)
    return (await there.scheduled_there(bench.session())).posts


# ------------------------------------------------------------------ afterwards
async def test_editing_and_reading_back(fake: FakeTumblr, bench: Bench) -> None:
    reader = bench.connector
    assert isinstance(reader, ReadsBack)
    job, receipt = await bench.publish(bench.job("Ciao *tutti*", title="Pane", media=(bench.photo("Il banco"),)))
    assert await reader.read_back(bench.session(), job) == Said("Pane\n\nCiao *tutti*", "Pane\n\nCiao *tutti*", True)
    edit = replace(job, op=Op.EDIT, prepared={}, outgoing=Outgoing("Pane alle otto", "Pane"))
    assert await bench.connector.look_up(bench.session(), edit) == Absent()
    assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
    assert [block.get("text", block.get("alt_text")) for block in fake.posts[0].content] == [
        "Pane",
        "Il banco",
        "Pane alle otto",
    ]
    assert (len(fake.files), fake.posts[0].id) == (1, receipt.id)
    assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
    old = replace(edit, receipt=replace(receipt, id=str(receipt.data["genesis"])))
    assert isinstance(await bench.connector.look_up(bench.session(), old), Published), "by the id it had first"
    fake.posts.clear()
    assert await bench.connector.look_up(bench.session(), edit) == CannotTell()
    assert await reader.read_back(bench.session(), job) == Absent()
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), edit)


async def test_deleting(fake: FakeTumblr, bench: Bench) -> None:
    job, receipt = await bench.publish(bench.job("Ciao"))
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    fake.fail_next(f"/v2/blog/{UUID}/post/delete", status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), gone)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert fake.posts == []
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "what is gone is gone"
    unseen = replace(gone, receipt=replace(receipt, data={"genesis": receipt.id}))
    assert await bench.connector.look_up(bench.session(), unseen) == CannotTell(), "an id that leads nowhere anyway"
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), unseen)
