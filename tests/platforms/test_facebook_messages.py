"""What people write below a Facebook page's posts is heard once, and answered below it."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.contribution import Shown
from smmdesk.model.delivery import Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms.base import Absent, ConnectorError, Published, UnclearError
from smmdesk.platforms.facebook import heard
from smmdesk.platforms.shown import pictures_of
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.facebook import FakeFacebook
from tests.fakes.facebook_login import OTHERS, PAGE
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.test_facebook import led_to

POSTS = f"/v26.0/{PAGE}/published_posts"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeFacebook:
    return FakeFacebook(clock)


@pytest.fixture
def bench(fake: FakeFacebook, clock: ManualClock, tmp_path: Path) -> Bench:
    led_to(fake, tmp_path)
    return signed_in(bench_at("facebook", clock, tmp_path, fake), fake.page_token())


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def test_comments_and_answers_are_heard_and_answered(
    fake: FakeFacebook, bench: Bench, clock: ManualClock
) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    cursor = (await hear(bench)).cursor
    clock.advance(timedelta(minutes=10))
    asked = fake.say(post.id, "Aperto <domani>?")
    fake.say(asked.id, "Anch'io vorrei saperlo", "888")
    hidden = fake.say(post.id, "Chi sono?", "")
    page = await hear(bench, cursor)
    question, second, unknown = page.messages
    assert (question.remote_id, question.text, question.kind) == (asked.id, "Aperto <domani>?", MessageKind.COMMENT)
    assert (question.author.remote_id, question.author.name) == ("777", "Nome 777")
    assert (question.answers_remote_id, question.thread_remote_id) == (post.id, post.id)
    assert (second.answers_remote_id, second.thread_remote_id) == (asked.id, post.id)
    assert (unknown.remote_id, unknown.author.remote_id, unknown.ours) == (hidden.id, "", False)
    for message, place in ((question, asked.id), (second, asked.id)):
        parent = Receipt(message.remote_id, message.url, data=message.data)
        job = await bench.prepared(bench.job(f"Sì, {message.author.name}", parent=parent))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        fake.fail_next(f"/v26.0/{place}/comments", method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        assert (fake.comments[-1].below, fake.comments[-1].author) == (place, PAGE)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.id == fake.comments[-1].id
    clock.advance(timedelta(minutes=10))
    ours = [message for message in (await hear(bench, page.cursor)).messages if message.ours]
    assert [message.answers_remote_id for message in ours] == [asked.id, asked.id]


async def test_the_same_thanks_to_two_people_are_two(fake: FakeFacebook, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    cursor = (await hear(bench)).cursor
    one, other = fake.say(post.id, "Buono!"), fake.say(post.id, "Ottimo!", "888")
    parents = {m.remote_id: Receipt(m.remote_id, data=m.data) for m in (await hear(bench, cursor)).messages}
    await bench.publish(bench.job("Grazie!", parent=parents[one.id]))
    lost = bench.job("Grazie!", parent=parents[other.id])
    assert await bench.connector.look_up(bench.session(), bench.tried(lost)) == Absent()


async def test_what_was_said_before_last_week_stays_there(fake: FakeFacebook, bench: Bench, clock: ManualClock) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.say(post.id, "Da tempo")
    clock.advance(timedelta(days=8))
    fake.say(post.id, "Ieri")
    assert [message.text for message in (await hear(bench)).messages] == ["Ieri"]


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"id": 7.5},
        {"id": "../1"},
        {"id": "5"},
        {"id": "5", "created_time": "soon"},
        {"id": "5", "created_time": []},
    ],
    ids=str,
)
async def test_one_odd_comment_hides_no_other(fake: FakeFacebook, bench: Bench, odd: dict[str, Any]) -> None:
    good = {"id": "1_2", "created_time": "2026-11-28T10:00:00+0000", "message": "Ciao", "from": 3, "parent": []}
    post = {"id": f"{PAGE}_9", "comments": {"data": [odd, good, 5]}}
    fake.fail_next(POSTS, status=200, body=json.dumps({"data": [{"id": f"{PAGE}_8", "comments": 3}, 7, post]}))
    page = await hear(bench)
    assert [(one.remote_id, one.text) for one in page.messages] == [("1_2", "Ciao")]
    fake.fail_next(POSTS, status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(ConnectorError):
        await hear(bench, page.cursor)


async def test_a_list_that_does_not_heed_the_moment_ends_all_the_same(fake: FakeFacebook, bench: Bench) -> None:
    old = [{"id": f"1_{n}", "created_time": "2026-11-01T10:00:00+0000", "message": "x"} for n in range(3)]
    comments = {"data": old, "paging": {"next": f"{fake.url}/more"}}
    cursor = (await hear(bench)).cursor
    body = json.dumps({"data": [{"id": f"{PAGE}_9", "comments": comments}]})
    fake.fail_next(POSTS, status=200, body=body)
    page = await hear(bench, cursor)
    assert (page.more, json.loads(page.cursor)["since"]) == (False, json.loads(cursor)["since"])


@pytest.mark.parametrize("seed", range(10))
async def test_none_is_lost(
    fake: FakeFacebook, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """People comment below several posts, at any pace, between any two looks; in the end every comment was told."""
    chance = random.Random(seed)
    monkeypatch.setattr(heard, "COMMENTS", chance.randint(6, 9))
    posts = [(await bench.publish(bench.job(f"Post {number}")))[1].id for number in range(3)]
    said, told, cursor = set[str](), set[str](), (await hear(bench)).cursor
    for step in range(60):
        if chance.random() < 0.2:
            page = await hear(bench, cursor)
            cursor, told = page.cursor, told | {message.remote_id for message in page.messages}
            continue
        below = chance.choice([*posts, *(one.id for one in fake.comments if one.below in posts)])
        said.add(fake.say(below, f"Parole {step}").id)
        clock.advance(timedelta(seconds=chance.choice((0, 1, 1, 5, 600))))
    more = True
    while more:
        page = await hear(bench, cursor)
        cursor, more, told = page.cursor, page.more, told | {message.remote_id for message in page.messages}
    assert told == said
    assert json.loads(cursor)["amid"] is False


# ------------------------------------------------------------------ photos, and whom an answer is for
IMAGE = "https://scontent.example/pane.jpg"


async def test_a_photo_below_a_post_is_told_with_its_comment(fake: FakeFacebook, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    cursor = (await hear(bench)).cursor
    media = {"image": {"src": IMAGE, "width": 9, "height": 9}}
    fake.say(post.id, "").attached = {"type": "photo", "media": media, "url": "https://www.facebook.com/photo/1"}
    for kind in ("sticker", "video_inline", "share"):
        fake.say(post.id, "Guardate").attached = {"type": kind, "media": media}
    fake.say(post.id, "Strano").attached = {"type": "photo", "media": [7]}
    told = (await hear(bench, cursor)).messages
    assert [pictures_of(one.data) for one in told] == [(Shown(IMAGE, ""),), (), (), (), ()]
    assert told[0].text == ""


async def test_an_answer_to_an_answer_says_whom_it_is_for(fake: FakeFacebook, bench: Bench) -> None:
    """Facebook hangs it on the comment above both, and puts the name before the words."""
    _, post = await bench.publish(bench.job("Pane caldo"))
    cursor = (await hear(bench)).cursor
    asked = fake.say(post.id, "Aperto?")
    fake.say(asked.id, "Vorrei saperlo anch'io", "888")
    fake.say(asked.id, "Nome 888 Sì, dalle sette", PAGE).names = ("888", "Nome 888")
    fake.say(asked.id, "Sempre", PAGE)
    told = (await hear(bench, cursor)).messages
    assert [(one.ours, one.answers_remote_id, one.to) for one in told] == [
        (False, post.id, ()),
        (False, asked.id, ()),
        (True, asked.id, ("888", "Nome 888")),
        (True, asked.id, ()),
    ]


# ------------------------------------------------------------------ where people name the page
async def all_new(bench: Bench, cursor: str) -> tuple[list[Heard], str]:
    told = list[Heard]()
    for _page in range(50):
        page = await hear(bench, cursor)
        told, cursor = [*told, *page.messages], page.cursor
        if not page.more:
            return told, cursor
    raise AssertionError("a look does not end")


async def test_where_people_name_the_page_is_heard_with_their_photos(
    fake: FakeFacebook, bench: Bench, clock: ManualClock
) -> None:
    fake.name_it("Da tempo")
    clock.advance(timedelta(days=8))
    one = fake.name_it("Da @Forno Rossi!", IMAGE)
    [mention] = (await hear(bench)).messages
    assert (mention.remote_id, mention.kind, mention.text) == (one.id, MessageKind.MENTION, one.message)
    assert (mention.author.remote_id, mention.url) == ("", f"https://www.facebook.com/{one.id}")
    assert pictures_of(mention.data) == (Shown(IMAGE, ""),)
    cursor = (await hear(bench)).cursor
    clock.advance(timedelta(minutes=10))
    fake.name_it("Ancora", IMAGE, f"{IMAGE}?2")
    told, cursor = await all_new(bench, cursor)
    assert [len(pictures_of(each.data)) for each in told if each.text == "Ancora"] == [2]
    parent = Receipt(mention.remote_id, mention.url, data=mention.data)
    await bench.publish(bench.job("Grazie!", parent=parent))
    assert (fake.comments[-1].below, fake.comments[-1].message) == (one.id, "Grazie!")
    said = {fake.name_it(f"Numero {number}").id for number in range(80)}
    assert said <= {each.remote_id for each in (await all_new(bench, cursor))[0]}


async def test_who_may_not_see_where_the_page_is_named_hears_comments_all_the_same(
    fake: FakeFacebook, bench: Bench
) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    fake.name_it("Da @Forno Rossi!")
    for token in fake.tokens.values():
        token.scopes -= {OTHERS}
    asked = fake.say(post.id, "Aperto?")
    assert [each.remote_id for each in (await hear(bench)).messages] == [asked.id]


async def test_a_place_among_mentions_that_is_forgotten_is_begun_anew(
    fake: FakeFacebook, bench: Bench, clock: ManualClock
) -> None:
    cursor = (await hear(bench)).cursor
    clock.advance(timedelta(minutes=10))
    said = {fake.name_it(f"Numero {number}").id for number in range(60)}
    first = await hear(bench, cursor)
    assert (len(first.messages), first.more) == (25, True)
    refused = {"error": {"code": 100, "message": "Invalid cursor"}}
    fake.fail_next(f"/v26.0/{PAGE}/tagged", status=400, body=refused)
    stopped = await hear(bench, first.cursor)
    assert {each.remote_id for each in (await all_new(bench, stopped.cursor))[0]} == said


@pytest.mark.parametrize(("status", "body"), [(500, {"error": {"code": 1, "message": "reduce the data"}}), (502, "")])
async def test_mentions_that_cannot_be_told_just_now_keep_no_comment_back(
    status: int, body: object, fake: FakeFacebook, bench: Bench, clock: ManualClock
) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    cursor = (await hear(bench)).cursor
    clock.advance(timedelta(minutes=10))
    asked, named = fake.say(post.id, "Aperto?"), fake.name_it("Da @Forno Rossi!")
    fake.fail_next(f"/v26.0/{PAGE}/tagged", status=status, body=body)
    page = await hear(bench, cursor)
    assert [each.remote_id for each in page.messages] == [asked.id]
    assert named.id in {each.remote_id for each in (await all_new(bench, page.cursor))[0]}


async def test_an_answer_has_a_photo_with_what_it_shows(fake: FakeFacebook, bench: Bench) -> None:
    _, post = await bench.publish(bench.job("Pane caldo"))
    asked = fake.say(post.id, "Com'è fatto?")
    [question] = (await hear(bench)).messages
    photo = bench.photo("Una pagnotta")
    parent = Receipt(question.remote_id, question.url, data=question.data)
    job = await bench.prepared(bench.job("Così", parent=parent, media=(photo,)))
    await bench.connector.prepare(bench.session(), job, _nothing_new)
    fake.fail_next(f"/v26.0/{asked.id}/comments", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    said = fake.comments[-1]
    assert (said.message, said.below) == ("Così", asked.id)
    assert said.photo is not None
    assert (said.photo.data, said.photo.alt) == (photo.path.read_bytes(), "Una pagnotta")
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == said.id
    assert len(fake.photos) == 1, "laid down once"


async def _nothing_new(name: str, _value: object) -> None:
    raise AssertionError(f"{name} was there already")
