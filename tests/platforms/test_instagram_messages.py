"""What people write below Instagram posts is heard once, all of it, and answered below it, never as a post."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import UNANSWERED, Heard, HeardPage, MessageKind
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.instagram import heard
from smmdesk.platforms.shown import pictures_of
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.instagram import BASIC, NAME, USER, FakeInstagram, Media
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, signed_in
from tests.platforms.test_instagram import led_to

LIST = f"/v26.0/{USER}/media"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeInstagram:
    return FakeInstagram(clock)


@pytest.fixture
def bench(fake: FakeInstagram, clock: ManualClock, tmp_path: Path) -> Bench:
    led_to(fake, tmp_path)
    return signed_in(bench_at("instagram", clock, tmp_path, fake), fake.user_token())


def out(fake: FakeInstagram) -> str:
    """A post that is there: its id."""
    made = Media(f"179{fake.number():06}", "Pane caldo", "FEED", fake.now, [], [], {})
    fake.media.append(made)
    return made.id


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


async def test_comments_and_answers_are_heard_and_answered(fake: FakeInstagram, bench: Bench) -> None:
    post = out(fake)
    asked = fake.say(post, "Aperto <domani>?\n@anna")
    other = fake.say(asked.id, "Anch'io vorrei saperlo", "bea", "888")
    told, cursor = await all_new(bench)
    question = told[0]
    assert (question.remote_id, question.text, question.kind) == (asked.id, asked.text, MessageKind.COMMENT)
    assert (question.author.remote_id, question.author.handle) == ("777", "@anna")
    assert question.url == f"https://www.instagram.com/p/{post}/"
    assert [(each.answers_remote_id, each.thread_remote_id) for each in told] == [(post, post), (asked.id, post)]
    assert [each.data.get("names") for each in told] == [None, "@bea"], "an answer to an answer names whom"
    for message in told:
        job = await bench.prepared(bench.job("Sì!", parent=answer_to(message)))
        fake.fail_next(f"/v26.0/{asked.id}/replies", method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        made = fake.comments[-1]
        assert (made.parent, made.text, made.user) == (asked.id, "Sì!", NAME)
        owned = frozenset(each.id for each in fake.comments[:-1])
        found = await bench.connector.look_up(bench.session(), replace(bench.tried(job), owned=owned))
        assert isinstance(found, Published)
        assert found.receipt.id == made.id
    ours = [message for message in (await all_new(bench, cursor))[0] if message.ours]
    assert [message.answers_remote_id for message in ours] == [asked.id, asked.id]
    assert other.id not in {each.parent for each in fake.comments}
    assert not fake.containers, "an answer is no post"
    assert len(fake.media) == 1


async def test_an_answer_that_is_out_is_read_as_one_and_never_published_again(
    fake: FakeInstagram, bench: Bench
) -> None:
    """Whoever looks at what is out knows its receipt alone, not what it answers."""
    asked = fake.say(out(fake), "Aperto?")
    [message] = (await hear(bench)).messages
    job, receipt = await bench.publish(bench.job("Dalle sette", parent=answer_to(message)))
    verb, known = bench.connector, replace(job, parent=None, receipt=receipt)
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), known) == Said("Dalle sette", "Dalle sette", same=True)
    for op, code in ((Op.EDIT, "no_edit_there"), (Op.DELETE, "no_delete_there")):
        with pytest.raises(RefusedError) as caught:
            await verb.commit(bench.session(), await bench.prepared(replace(known, op=op)))
        assert caught.value.problem.code == code
    fake.comments.clear()
    assert await verb.read_back(bench.session(), known) == Absent()
    assert (len(fake.media), asked.parent) == (1, "")


@pytest.mark.parametrize("of_its_own", [False, True])
async def test_a_shop_that_was_renamed_knows_its_own_answers(
    fake: FakeInstagram, bench: Bench, of_its_own: bool
) -> None:
    """By their number, or by what it is called there now; and somebody who took its former name is somebody else."""
    fake.called, fake.numbers_of_its_own = "fornonuovo", of_its_own
    post = out(fake)
    asked = fake.say(post, "Aperto?")
    [question] = (await all_new(bench))[0]
    job = await bench.prepared(bench.job("Dalle sette", parent=answer_to(question)))
    fake.fail_next(f"/v26.0/{asked.id}/replies", method="POST", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.comments[-1].id
    fake.comments.append(replace(fake.say(post, "Bello", "bea", "888"), id="17900099", user=NAME))
    told = {message.text: message.ours for message in (await all_new(bench))[0]}
    assert told == {"Aperto?": False, "Dalle sette": True, "Bello": False}
    assert [each.ours for each in (await all_new(bench))[0] if each.remote_id == "17900099"] == [False]


async def test_a_post_that_is_shared_with_somebody_does_not_make_their_words_ours(
    fake: FakeInstagram, bench: Bench
) -> None:
    """Nor ours theirs: it stands among our posts under their name."""
    fake.called, fake.numbers_of_its_own = "fornonuovo", True
    ours, shared = out(fake), out(fake)
    fake.media[-1].by = "bea"
    fake.say(ours, "Dalle sette", who=USER)
    fake.say(shared, "Con noi!", "bea", "888")
    fake.say(ours, "Buono", "bea", "888")
    told = {message.text: message.ours for message in (await all_new(bench))[0]}
    assert told == {"Dalle sette": True, "Con noi!": False, "Buono": False}


async def test_a_lost_answer_that_is_not_found_proves_nothing(fake: FakeInstagram, bench: Bench) -> None:
    post = out(fake)
    one, two = fake.say(post, "Buono!"), fake.say(post, "Ottimo!", "bea", "888")
    parents = {each.remote_id: answer_to(each) for each in (await hear(bench)).messages}
    await bench.publish(bench.job("Grazie!", parent=parents[one.id]))
    lost = bench.tried(bench.job("Grazie!", parent=parents[two.id]))
    assert await bench.connector.look_up(bench.session(), lost) == CannotTell()
    again = bench.tried(bench.job("Grazie!", parent=parents[one.id]))
    await bench.publish(bench.job("Grazie!", parent=parents[one.id]))
    assert await bench.connector.look_up(bench.session(), again) == CannotTell(two_alike=True)


async def test_a_comment_that_is_gone_is_not_answered_elsewhere(fake: FakeInstagram, bench: Bench) -> None:
    fake.say(out(fake), "Aperto?")
    [message] = (await hear(bench)).messages
    fake.comments.clear()
    job = await bench.prepared(bench.job("Sì", parent=answer_to(message)))
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), job)
    assert (fake.comments, len(fake.media)) == ([], 1)


async def test_what_was_said_before_last_week_stays_there(
    fake: FakeInstagram, bench: Bench, clock: ManualClock
) -> None:
    post = out(fake)
    old = fake.say(post, "Da tempo")
    clock.advance(timedelta(days=8))
    fake.say(post, "Ieri")
    told, cursor = await all_new(bench)
    assert [message.text for message in told] == ["Ieri"]
    clock.advance(timedelta(days=30))
    fake.say(old.id, "Ancora io")
    assert [message.text for message in (await all_new(bench, cursor))[0]] == ["Ieri", "Ancora io"]


async def test_without_the_right_to_read_comments_a_person_is_told(fake: FakeInstagram, bench: Bench) -> None:
    bench.secrets = [bench.secrets[-1].with_fields(access=fake.user_token(BASIC))]
    with pytest.raises(RefusedError) as caught:
        await hear(bench)
    assert caught.value.problem.code == "permission_missing"
    fake.tokens.clear()
    with pytest.raises(SignedOutError):
        await hear(bench)


ODD: list[dict[str, Any]] = [
    {},
    {"id": 7.5},
    {"id": "../1"},
    {"id": "5"},
    {"id": "5", "timestamp": "soon"},
    {"id": "5", "timestamp": [], "from": 3},
    {"id": "5", "timestamp": "2026-11-28T10:00:00+0000", "text": {"a": 1}},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_one_odd_comment_hides_no_other(fake: FakeInstagram, bench: Bench, odd: dict[str, Any]) -> None:
    good = {"id": "12", "timestamp": "2026-11-28T10:00:00+0000", "text": "Ciao", "from": 3, "replies": []}
    post = {"id": "179", "comments": {"data": [odd, good, 5]}}
    fake.fail_next(LIST, status=200, body=json.dumps({"data": [{"id": "178", "comments": 3}, 7, post]}))
    page = await hear(bench)
    assert [(one.remote_id, one.text, one.ours) for one in page.messages] == [("12", "Ciao", False)]
    fake.fail_next(LIST, status=200, body="<html>Wi-Fi</html>")
    with pytest.raises(ConnectorError):
        await hear(bench, page.cursor)


async def test_a_place_that_is_not_known_any_more_is_begun_anew(fake: FakeInstagram, bench: Bench) -> None:
    post, cursor = out(fake), (await all_new(bench))[1]
    said = {fake.say(post, f"Numero {number}").id for number in range(120)}
    first = await hear(bench, cursor)
    assert (len(first.messages), first.more) == (50, True)
    fake.fail_next(f"/v26.0/{post}/comments", status=400, body={"error": {"code": 100, "message": "Invalid cursor"}})
    stopped = await hear(bench, first.cursor)
    assert (stopped.messages, stopped.more) == ((), False)
    assert {message.remote_id for message in (await all_new(bench, stopped.cursor))[0]} == said


async def test_a_comment_dated_ahead_passes_no_other_by(fake: FakeInstagram, bench: Bench, clock: ManualClock) -> None:
    post, cursor = out(fake), (await all_new(bench))[1]
    fake.say(post, "Domani").at = clock.now() + timedelta(days=900)
    _, cursor = await all_new(bench, cursor)
    said = {fake.say(post, f"Numero {number}").id for number in range(70)}
    assert said <= {message.remote_id for message in (await all_new(bench, cursor))[0]}


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", range(6))
async def test_none_is_lost(
    fake: FakeInstagram,
    bench: Bench,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    newest_first: bool,
) -> None:
    """People comment below several posts, and answer what is new, at any pace, between any two pages; in the end all of
    it was told."""
    chance = random.Random(seed)
    fake.answers_newest_first = newest_first
    for name, least, most in (("COMMENTS", 3, 6), ("ANSWERS", 2, 3), ("POSTS", 2, 3)):
        monkeypatch.setattr(heard, name, chance.randint(least, most))
    posts, cursor = [out(fake) for _ in range(5)], (await all_new(bench))[1]
    said, told, young = set[str](), set[str](), list[str]()
    for step in range(90):
        if chance.random() < 0.12:
            page = await hear(bench, cursor)
            cursor, told, young = page.cursor, told | {message.remote_id for message in page.messages}, []
            continue
        made = fake.say(chance.choice([*posts[:2], *young[-3:]]), f"Parole {step}")
        said.add(made.id)
        young += [] if made.parent else [made.id]
        clock.advance(timedelta(seconds=chance.choice((0, 1, 1, 5, 600))))
    for _twice in range(2):
        more, cursor = await all_new(bench, cursor)
        told |= {message.remote_id for message in more}
    assert told == said


# ------------------------------------------------------------------ whom an answer is for, and where they tag us
async def test_an_answer_to_an_answer_says_whom_it_is_for(fake: FakeInstagram, bench: Bench) -> None:
    """Instagram hangs it on the comment above both, and its app begins it with the name."""
    asked = fake.say(out(fake), "@fornorossi aperto?")
    fake.say(asked.id, "Vorrei saperlo anch'io", "bea.b", "888")
    fake.say(asked.id, "@bea.b. Sì, dalle sette", NAME)
    fake.say(asked.id, "Sempre, @anna", NAME)
    assert [(each.ours, each.to) for each in (await all_new(bench))[0]] == [
        (False, ()),
        (False, ()),
        (True, ("@bea.b",)),
        (True, ()),
    ]


async def test_where_the_account_is_tagged_is_heard_with_the_photos(
    fake: FakeInstagram, bench: Bench, clock: ManualClock
) -> None:
    one, two, film = "https://cdn.example/1.jpg", "https://cdn.example/2.jpg", "https://cdn.example/3.mp4"
    fake.tag("Da tempo")
    clock.advance(timedelta(days=8))
    fake.tag("Il pane!", ("IMAGE", one))
    fake.tag("", ("IMAGE", one), ("VIDEO", film), ("IMAGE", two), user="bea")
    fake.tag("Un film", ("VIDEO", film))
    told, cursor = await all_new(bench)
    assert {each.text: [shown.url for shown in pictures_of(each.data)] for each in told} == {
        "Il pane!": [one],
        "": [one, two],
        "Un film": [],
    }
    assert {each.kind for each in told} == {MessageKind.MENTION}
    bread = next(each for each in told if each.text == "Il pane!")
    assert (bread.author.handle, bread.url) == ("@anna", f"https://www.instagram.com/p/{bread.remote_id}/")
    assert bread.data[UNANSWERED] is True, "no call answers below a post of somebody else's"
    said = {fake.tag(f"Numero {number}").id for number in range(80)}
    assert said <= {each.remote_id for each in (await all_new(bench, cursor))[0]}


async def test_an_app_that_is_not_told_of_tags_hears_comments_all_the_same(fake: FakeInstagram, bench: Bench) -> None:
    fake.tells_tags = False
    fake.tag("Il pane!")
    asked = fake.say(out(fake), "Aperto?")
    assert [each.remote_id for each in (await all_new(bench))[0]] == [asked.id]


async def test_tags_that_cannot_be_told_just_now_keep_no_comment_back(fake: FakeInstagram, bench: Bench) -> None:
    tagged, asked = fake.tag("Il pane!"), fake.say(out(fake), "Aperto?")
    body = {"error": {"code": 1, "message": "Please reduce the amount of data"}}
    fake.fail_next("/v26.0/me/tags", status=500, body=body)
    told, cursor = await all_new(bench)
    assert [each.remote_id for each in told] == [asked.id]
    assert tagged.id in {each.remote_id for each in (await all_new(bench, cursor))[0]}
