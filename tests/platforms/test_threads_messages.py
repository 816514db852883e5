"""What people answer on Threads, and where they name the account, is heard once and answered just below it."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms.base import ConnectorError, Published, RefusedError, SignedOutError, UnclearError
from smmdesk.platforms.shown import pictures_of
from smmdesk.platforms.telling import Hears
from smmdesk.platforms.threads import heard
from smmdesk.system.clock import ManualClock
from tests.fakes.threads import MENTIONS, NAME, READ_REPLIES, USER, FakeThreads
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.test_films import film_of
from tests.platforms.test_threads import shared


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeThreads:
    return FakeThreads(clock)


@pytest.fixture
def bench(fake: FakeThreads, clock: ManualClock, tmp_path: Path) -> Bench:
    places = {"api": "v1.0", "exchange": "access_token", "refresh": "refresh_access_token"}
    lines = [f'threads.{name} = "{fake.url}/{path}"' for name, path in places.items()]
    (tmp_path / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    return signed_in(bench_at("threads", clock, tmp_path, fake), fake.long_token())


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def all_new(bench: Bench, cursor: str = "") -> tuple[list[Heard], str]:
    """A whole look: every page until there is no more."""
    told = list[Heard]()
    for _page in range(300):
        page = await hear(bench, cursor)
        told, cursor = [*told, *page.messages], page.cursor
        if not page.more:
            return told, cursor
    raise AssertionError("a look does not end")


async def test_answers_and_mentions_are_heard_and_answered(fake: FakeThreads, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    asked = fake.say(post.id, "Aperto <domani>?\n@anna")
    below = fake.say(asked.id, "Anch'io vorrei saperlo", "bea")
    named = fake.say("", "Il pane di @fornolucia!", "carla")
    told, cursor = await all_new(bench)
    heard_of = {message.remote_id: message for message in told}
    question, second, mention = (heard_of[one.id] for one in (asked, below, named))
    assert (question.text, question.kind, question.author.handle) == (asked.text, MessageKind.COMMENT, "@anna")
    assert (question.answers_remote_id, question.thread_remote_id) == (post.id, post.id)
    assert (second.answers_remote_id, second.thread_remote_id) == (asked.id, post.id)
    assert (mention.kind, mention.answers_remote_id, mention.thread_remote_id) == (MessageKind.MENTION, "", "")
    assert mention.url == f"https://www.threads.com/@carla/post/D{named.id}"
    for message in told:
        parent = Receipt(message.remote_id, message.url, data=message.data)
        job = await bench.prepared(bench.job("Sì, dalle sette", parent=parent))
        fake.fail_next(f"/v1.0/{USER}/threads_publish", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        assert (fake.posts[-1].parent, fake.posts[-1].text) == (message.remote_id, "Sì, dalle sette")
        assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Published)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
    assert len(fake.posts) == 4, "each container went out once, and none as a post of its own"
    ours = [message for message in (await all_new(bench, cursor))[0] if message.ours]
    assert {message.answers_remote_id for message in ours} == {asked.id, below.id}


async def test_an_answer_goes_out_below_what_it_answers(fake: FakeThreads, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Aperto?")
    [message] = (await all_new(bench))[0]
    _, receipt = await bench.publish(bench.job("Sì", parent=Receipt(message.remote_id)))
    assert (fake.posts[-1].id, fake.posts[-1].parent) == (receipt.id, message.remote_id)


async def test_an_answer_has_a_video_beside_a_photo(fake: FakeThreads, bench: Bench, tmp_path: Path) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Com'è fatto?")
    [message] = (await all_new(bench))[0]
    bench.share = shared
    media = (film_of(bench, tmp_path), bench.photo("Una pagnotta"))
    await bench.publish(bench.job("Così", parent=Receipt(message.remote_id), media=media))
    assert (fake.posts[-1].parent, fake.posts[-1].text) == (message.remote_id, "Così")
    assert [child["media_type"] for child in fake.posts[-1].children] == ["VIDEO", "IMAGE"]


async def test_an_answer_has_a_photo_with_what_it_shows(fake: FakeThreads, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Com'è fatto?")
    [message] = (await all_new(bench))[0]
    bench.share = shared
    job, _ = await bench.publish(
        bench.job("Così", parent=Receipt(message.remote_id), media=(bench.photo("Una pagnotta"),))
    )
    said = fake.posts[-1]
    assert (said.text, said.parent) == ("Così", message.remote_id)
    assert said.said["alt_text"] == "Una pagnotta"
    assert said.said["image_url"] == await shared(job, job.outgoing.media[0])


async def test_an_answer_is_never_laid_down_as_a_post(fake: FakeThreads, bench: Bench) -> None:
    """Somebody took their post away meanwhile."""
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Aperto?")
    [message] = (await all_new(bench))[0]
    fake.others.clear()
    with pytest.raises(ConnectorError):
        await bench.prepared(bench.job("Sì", parent=Receipt(message.remote_id)))
    assert (len(fake.posts), len(fake.containers)) == (1, 1)


async def test_without_the_right_to_see_mentions_answers_are_heard_all_the_same(
    fake: FakeThreads, bench: Bench
) -> None:
    fake.granted -= {MENTIONS}
    await bench.sign_in(fake.long_token())
    _, post = await bench.publish(bench.job("Pane caldo"))
    asked = fake.say(post.id, "Aperto?")
    fake.say("", "Il pane di @fornolucia!")
    assert [message.remote_id for message in (await all_new(bench))[0]] == [asked.id]
    assert not fake.asked("GET", "/me/mentions")


async def test_a_right_that_is_taken_back_later_hides_no_answer(fake: FakeThreads, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    asked = fake.say(post.id, "Aperto?")
    for token in fake.tokens.values():
        token.scopes -= {MENTIONS}
    assert [message.remote_id for message in (await all_new(bench))[0]] == [asked.id]
    for token in fake.tokens.values():
        token.scopes -= {READ_REPLIES}
    assert (await all_new(bench))[0] == [], "Threads says nothing then"
    fake.tokens.clear()
    with pytest.raises(SignedOutError):
        await hear(bench)


async def test_what_was_said_before_last_week_stays_there(fake: FakeThreads, bench: Bench, clock: ManualClock) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Da tempo")
    clock.advance(timedelta(days=8))
    fake.say(post.id, "Ieri")
    assert [message.text for message in (await all_new(bench))[0]] == ["Ieri"]


@pytest.mark.parametrize(
    "odd",
    [{}, {"id": 7.5}, {"id": "../1"}, {"id": "5"}, {"id": "5", "timestamp": "soon"}, {"id": "5", "timestamp": []}],
    ids=str,
)
async def test_one_odd_answer_hides_no_other(fake: FakeThreads, bench: Bench, odd: dict[str, Any]) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Aperto?")
    good = {"id": "12", "timestamp": "2026-11-28T10:00:00+0000", "text": "Ciao", "replied_to": 3}
    path = f"/v1.0/{post.id}/conversation"
    fake.fail_next(path, status=200, body=json.dumps({"data": [odd, good, 5]}))
    page = await hear(bench)
    assert [(one.remote_id, one.text, one.answers_remote_id) for one in page.messages] == [("12", "Ciao", post.id)]
    fake.fail_next(path, status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(ConnectorError):
        await hear(bench, page.cursor)


async def test_a_place_that_is_not_known_any_more_is_begun_anew(fake: FakeThreads, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    said = {fake.say(post.id, f"Numero {number}").id for number in range(450)}
    first = await hear(bench)
    assert (len(first.messages), first.more) == (200, True)
    path = f"/v1.0/{post.id}/conversation"
    refused = {"error": {"code": 100, "message": "Invalid cursor"}}
    fake.fail_next(path, status=400, body=refused)
    _, cursor = await all_new(bench, first.cursor)
    assert {message.remote_id for message in (await all_new(bench, cursor))[0]} == said
    fake.fail_next(path, status=400, body=refused)
    with pytest.raises(RefusedError):
        await hear(bench, cursor)


@pytest.mark.parametrize("seed", range(10))
async def test_none_is_lost(
    fake: FakeThreads, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """People answer several posts and each other, at any pace, between any two pages; in the end all was told."""
    chance = random.Random(seed)
    monkeypatch.setattr(heard, "ANSWERS", chance.randint(2, 4))
    monkeypatch.setattr(heard, "CALLS", chance.randint(1, 3))
    posts = [(await bench.publish(bench.job(f"Post {number}")))[1].id for number in range(3)]
    said, told, cursor = set[str](), set[str](), (await all_new(bench))[1]
    for step in range(90):
        if chance.random() < 0.15:
            page = await hear(bench, cursor)
            cursor, told = page.cursor, told | {message.remote_id for message in page.messages}
            continue
        below = chance.choice([*posts, "", *(one.id for one in fake.others if one.parent)])
        made = fake.say(below, f"Parole {step}")
        if chance.random() < 0.05:
            made.at = clock.now() + timedelta(days=90)  # dated ahead: it passes no other by
        said.add(made.id)
        clock.advance(timedelta(seconds=chance.choice((0, 1, 1, 5, 600))))
    for _twice in range(2):
        more, cursor = await all_new(bench, cursor)
        told |= {message.remote_id for message in more}
    assert told == said
    assert NAME not in {one.user for one in fake.others}


async def test_photos_of_answers_and_mentions_are_told(fake: FakeThreads, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    one, two, film = "https://cdn.example/1.jpg", "https://cdn.example/2.jpg", "https://cdn.example/3.mp4"
    fake.say(post.id, "").said = {"shows": [("IMAGE", one)]}
    fake.say(post.id, "Guardate").said = {"shows": [("VIDEO", film)]}
    fake.say("", "Da @fornolucia").said = {"shows": [("IMAGE", one), ("VIDEO", film), ("IMAGE", two)]}
    told = {each.text: [shown.url for shown in pictures_of(each.data)] for each in (await all_new(bench))[0]}
    assert told == {"": [one], "Guardate": [], "Da @fornolucia": [one, two]}
