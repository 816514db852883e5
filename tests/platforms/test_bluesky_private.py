"""Private messages of Bluesky: heard, answered once, and looked for by their words when an answer was lost."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import WRITTEN_BY, Heard, MessageKind
from smmdesk.model.private import IN_PRIVATE, REFUSED, SOME, TOLD
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    UnclearError,
)
from smmdesk.platforms.bluesky import private as private_talks
from smmdesk.platforms.bluesky.xrpc import secret_of
from smmdesk.platforms.http import Http
from smmdesk.platforms.steps import NO_KEY
from smmdesk.system.clock import ManualClock, SystemClock
from smmdesk.system.secrets import Secret
from tests.fakes.bsky_chat import DEFS, Convo, FakeChat
from tests.platforms.bench import Bench, bench_of
from tests.platforms.hearing import all_new, hear, parent_of
from tests.platforms.test_bluesky_heard import ANNA, US, note, told_as
from tests.servers.bluesky import BlueskyServer

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
BEA = "did:plc:bea2222222222222222222222"
ANNA_VIEW = {"did": ANNA, "handle": "anna.test", "displayName": "Anna"}
US_VIEW = {"did": US, "handle": "forno.test"}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat(US)


@pytest.fixture
def notes() -> list[object]:
    return []


@pytest.fixture
def bench(chat: FakeChat, clock: ManualClock, notes: list[object], tmp_path: Path) -> Bench:
    def answer(request: httpx.Request) -> httpx.Response:
        if "chat.bsky" in request.url.path:
            told = chat.answer(request, clock.now() - chat.ahead)
            told.headers["Date"] = format_datetime(clock.now() - chat.ahead, usegmt=True)
            return told
        if request.url.path.endswith("listRecords"):
            return httpx.Response(200, json={"records": []})
        return httpx.Response(200, json={"notifications": notes})

    made = told_as(Bench("bluesky", Http(clock, transport=httpx.MockTransport(answer)), clock, tmp_path))
    far = str((NOW + timedelta(days=9)).timestamp())
    made.secrets = [Secret.of(access="a", refresh="r", chat="yes", ends=far)]
    return made


def talk(chat: FakeChat, number: int = 1) -> Convo:
    chat.convos.append(Convo(f"3kconvo{number}", [US_VIEW, ANNA_VIEW]))
    return chat.convos[-1]


def private(told: list[Heard] | tuple[Heard, ...]) -> list[Heard]:
    return [one for one in told if one.kind is MessageKind.PRIVATE]


async def test_they_are_heard_beside_answers(
    chat: FakeChat, bench: Bench, notes: list[object], clock: ManualClock
) -> None:
    convo = talk(chat)
    first = chat.says(convo, ANNA, "Aperto <domani>?", NOW)
    own = chat.says(convo, US, "Sì", NOW + timedelta(seconds=1))
    shared = {"$type": "app.bsky.embed.record#view", "record": {"uri": f"at://{ANNA}/app.bsky.feed.post/3kabc"}}
    chat.says(convo, ANNA, "", NOW + timedelta(seconds=2), embed=shared)
    chat.says(convo, "did:plc:system", "", NOW, **{"$type": f"{DEFS}systemMessageView"})
    notes.append(note(1, NOW))
    page = await hear(bench)
    assert [one.kind for one in page.messages if one.kind is not MessageKind.PRIVATE] == [MessageKind.COMMENT]
    told = {one.remote_id: one for one in private(page.messages)}
    heard = told[f"dm/{convo.id}/{first['id']}"]
    assert (heard.text, heard.ours, heard.author.handle) == ("Aperto <domani>?", False, "@anna.test")
    assert heard.url == f"https://bsky.app/messages/{convo.id}"
    mine = told[f"dm/{convo.id}/{own['id']}"]
    assert (mine.ours, mine.answers_remote_id) == (True, heard.remote_id)
    assert f"https://bsky.app/profile/{ANNA}/post/3kabc" in [one.text for one in told.values()]
    assert len(told) == 3


async def test_nothing_is_passed_over_and_nothing_read_without_end(
    chat: FakeChat, bench: Bench, clock: ManualClock
) -> None:
    chat.most = 7
    talks = [talk(chat, number) for number in range(25)]
    for number, convo in enumerate(talks):
        chat.says(convo, ANNA, f"vecchio {number}", NOW - timedelta(days=1, minutes=number))
    _, cursor = await all_new(bench)
    there = set[str]()
    for number in range(90):
        clock.advance(timedelta(minutes=2))
        convo = talks[number * 7 % 25]
        there.add(f"dm/{convo.id}/{chat.says(convo, ANNA, f'nuovo {number}', clock.now())['id']}")
    told, cursor = await all_new(bench, cursor)
    assert there <= {one.remote_id for one in told}
    before = len(chat.asked)
    clock.advance(timedelta(minutes=5))
    await all_new(bench, cursor)
    assert len(chat.asked) - before <= 3, "what was told is not read again to its end"


async def test_many_conversations_of_one_minute_hide_none_that_comes_after(
    chat: FakeChat, bench: Bench, clock: ManualClock
) -> None:
    chat.says(talk(chat, 0), ANNA, "vecchio", NOW - timedelta(days=1))
    _, cursor = await all_new(bench)
    clock.advance(timedelta(minutes=5))
    for number in range(1, 16):  # news sent to fifteen people at once, from the app
        chat.says(talk(chat, number), US, "Domani chiuso", clock.now() + timedelta(seconds=number))
    clock.advance(timedelta(minutes=5))
    _, cursor = await all_new(bench, cursor)
    said = chat.says(talk(chat, 16), BEA, "Aperto?", clock.now())
    clock.advance(timedelta(minutes=5))
    told, cursor = await all_new(bench, cursor)
    assert f"dm/3kconvo16/{said['id']}" in {one.remote_id for one in told}


async def test_many_talks_lose_no_word_of_a_long_one(chat: FakeChat, bench: Bench, clock: ManualClock) -> None:
    chat.most = 5
    _, cursor = await all_new(bench)
    there, long = set[str](), talk(chat, 0)
    for number in range(40):  # the long one has the last word, and the others are read before it
        others = [talk(chat, number + 1)] if number < 15 else []
        for convo in [*others, long]:
            clock.advance(timedelta(minutes=1))
            there.add(f"dm/{convo.id}/{chat.says(convo, ANNA, f'Parole {number}', clock.now())['id']}")
    told, cursor = await all_new(bench, cursor)
    assert there <= {one.remote_id for one in told}
    assert {one.author.handle for one in told if one.remote_id.startswith("dm/3kconvo0/")} == {"@anna.test"}


async def test_a_look_is_few_calls_and_the_next_one_goes_on(chat: FakeChat, bench: Bench, clock: ManualClock) -> None:
    """Somebody wrote thousands of messages: a look that took too long would be thrown away, and so would the next."""
    chat.most = 5
    convo = talk(chat)
    chat.says(convo, ANNA, "vecchio", NOW - timedelta(days=1))
    _, cursor = await all_new(bench)
    there = set[str]()
    for number in range(400):
        clock.advance(timedelta(seconds=30))
        there.add(f"dm/{convo.id}/{chat.says(convo, ANNA, f'nuovo {number}', clock.now())['id']}")
    told, more = set[str](), True
    while more:
        chat.asked.clear()
        page = await hear(bench, cursor)
        assert len(chat.asked) <= private_talks.CALLS + 2
        told, cursor, more = told | {one.remote_id for one in page.messages}, page.cursor, page.more
    assert there <= told


async def test_one_conversation_that_is_not_told_keeps_no_other_away(
    chat: FakeChat, bench: Bench, clock: ManualClock
) -> None:
    _, cursor = await all_new(bench)
    clock.advance(timedelta(minutes=5))
    bad = chat.says(talk(chat, 1), ANNA, "Uno", clock.now())
    chat.broken.add("3kconvo1")
    clock.advance(timedelta(minutes=5))
    good = chat.says(talk(chat, 2), BEA, "Due", clock.now())
    told, cursor = await all_new(bench, cursor)
    assert [one.remote_id for one in private(told)] == [f"dm/3kconvo2/{good['id']}"]
    chat.broken.clear()
    clock.advance(timedelta(minutes=5))
    told, _ = await all_new(bench, cursor)
    assert f"dm/3kconvo1/{bad['id']}" in {one.remote_id for one in told}, "it is tried again"


async def test_a_clock_that_is_ahead_passes_nothing_by(chat: FakeChat, bench: Bench, clock: ManualClock) -> None:
    chat.ahead = timedelta(hours=3)
    _, cursor = await all_new(bench)
    said = chat.says(talk(chat), ANNA, "Aperto?", clock.now() - chat.ahead)
    told, _ = await all_new(bench, cursor)
    assert f"dm/3kconvo1/{said['id']}" in {one.remote_id for one in told}


async def test_what_was_taken_back_there_is_told_so(chat: FakeChat, bench: Bench) -> None:
    convo = talk(chat)
    said = chat.says(convo, ANNA, "Ops", NOW)
    said["$type"], said["text"] = f"{DEFS}deletedMessageView", ""
    [one] = private((await hear(bench)).messages)
    assert (one.removed, one.text) == (True, "")


@pytest.mark.parametrize("why", ["down", "not allowed", "not granted"])
async def test_where_they_cannot_be_read_the_rest_is_told(
    why: str, chat: FakeChat, bench: Bench, notes: list[object]
) -> None:
    chat.says(talk(chat), ANNA, "Aperto?", NOW)
    notes.append(note(1, NOW))
    chat.down, chat.allowed = why == "down", why != "not allowed"
    if why == "not granted":
        bench.secrets = [Secret.of(access="a", refresh="r", ends=str((NOW + timedelta(days=9)).timestamp()))]
    page = await hear(bench)
    assert [one.text for one in page.messages] == ["Words 1"]
    assert bool(chat.asked) is (why != "not granted")
    chat.down, chat.allowed = False, True
    if why == "down":
        assert [one.text for one in private((await hear(bench, page.cursor)).messages)] == ["Aperto?"]


def test_the_access_says_whether_they_may_be_read() -> None:
    def granted(scope: str) -> bool:
        body = base64.urlsafe_b64encode(json.dumps({"scope": scope, "exp": 2_000_000_000}).encode()).decode()
        found = Fields.of({"accessJwt": f"x.{body}.y", "refreshJwt": "r"}, lambda: ConnectorError)  # type: ignore[arg-type, return-value]
        return bool(secret_of(found, NOW).field("chat"))

    assert granted("com.atproto.appPassPrivileged")
    assert granted("com.atproto.access")
    assert not granted("com.atproto.appPass")


@pytest.mark.servers
@pytest.mark.parametrize("allowed", [True, False])
async def test_a_real_server_says_whether_the_password_may(
    allowed: bool, bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    """Asked of the reference server, which has no such service beside it: without leave nothing is even asked."""
    alice = bluesky_server.alice
    async with bench_of("bluesky", SystemClock(), tmp_path) as bench:
        password = bluesky_server.app_password(alice, direct_messages=allowed)
        await bench.sign_in(password, user=alice.handle, server=bluesky_server.url)
        assert bool(bench.secrets[-1].field("chat")) is allowed
        assert bench.account.reported == {TOLD: SOME if allowed else REFUSED}
        assert (await bench.connector.who_am_i(bench.session())).reported == bench.account.reported
        assert private((await hear(bench)).messages) == []


# ------------------------------------------------------------------ answering
async def test_an_answer_goes_into_its_conversation(chat: FakeChat, bench: Bench) -> None:
    convo = talk(chat)
    chat.says(convo, ANNA, "Aperto?", NOW)
    [heard] = private((await hear(bench)).messages)
    job, receipt = await bench.publish(bench.job("Sì, dalle sette", parent=parent_of(heard)))
    assert [row["text"] for row in convo.said] == ["Aperto?", "Sì, dalle sette"]
    assert receipt.id == f"dm/{convo.id}/{convo.said[-1]['id']}"
    assert NO_KEY in job.prepared, "the promise of a record's key is none here"
    for op in (Op.DELETE, Op.EDIT):
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), replace(job, op=op))
        assert caught.value.problem.code == "no_delete_there"
    verb = bench.connector
    assert isinstance(verb, ReadsBack)
    assert await verb.read_back(bench.session(), job) == CannotTell()
    assert len(convo.said) == 2


@pytest.mark.fault(22)
async def test_a_lost_answer_is_found_by_its_words_and_not_sent_again(
    chat: FakeChat, bench: Bench, clock: ManualClock
) -> None:
    convo = talk(chat)
    chat.says(convo, ANNA, "Aperto?", NOW - timedelta(hours=1))
    [heard] = private((await hear(bench)).messages)
    job = await bench.prepared(bench.job("Sì", parent=parent_of(heard)))
    tried = replace(bench.tried(job), first_try_at=clock.now())
    assert await bench.connector.look_up(bench.session(), tried) == Absent(by_words=True)
    chat.lose = True
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == f"dm/{convo.id}/{convo.said[-1]['id']}"
    owned = replace(tried, owned=frozenset({found.receipt.id}))
    assert await bench.connector.look_up(bench.session(), owned) == Absent(by_words=True)
    chat.says(convo, US, "Sì", clock.now())
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(two_alike=True)


async def test_a_conversation_takes_no_photo(chat: FakeChat, bench: Bench, tmp_path: Path) -> None:
    receipt = Receipt("dm/3k1/3m1", "", data={"convo": "3k1"})
    picture = Picture(tmp_path / "a.jpg", "image/jpeg", 10, 10, "")
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Ecco", parent=receipt, media=(picture,)))
    assert caught.value.problem.code == "no_photo_in_answer"
    assert chat.asked == []


# ------------------------------------------------------------------ beginning one
def in_private(by: str = ANNA) -> dict[str, Any]:
    """A comment for everybody, answered in private."""
    told = Receipt(f"at://{by}/app.bsky.feed.post/3kaaaaaaaaa22", data={"cid": "bafy", WRITTEN_BY: by})
    return {"parent": told, "options": {IN_PRIVATE: True}}


async def test_a_conversation_begins_with_whoever_wrote(chat: FakeChat, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Tre euro", **in_private()))
    [convo] = chat.convos
    assert (convo.said, NO_KEY in job.prepared) == ([], True), "nobody sees it before its first message"
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent(by_words=True)
    chat.lose = True
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == f"dm/{convo.id}/{convo.said[0]['id']}"
    forgot = bench.tried(replace(job, prepared={}))  # a copy from before it was made ready
    assert await bench.connector.look_up(bench.session(), forgot) == found
    assert [row["text"] for row in convo.said] == ["Tre euro"]
    again = await bench.prepared(bench.job("Anzi quattro", **in_private()))
    await bench.connector.commit(bench.session(), again)
    assert len(chat.convos) == 1, "the one that is there goes on"


async def test_a_conversation_with_others_in_it_is_not_taken_for_theirs(chat: FakeChat, bench: Bench) -> None:
    chat.convos.append(Convo("3kgroup", [{"did": chat.me}, {"did": ANNA}, {"did": "did:plc:" + "c" * 24}]))
    with pytest.raises(ConnectorError):
        await bench.prepared(bench.job("Tre euro", **in_private()))


@pytest.mark.parametrize("by", [ANNA, "nobody"])
async def test_who_takes_no_messages_of_ours_is_not_written_to(by: str, chat: FakeChat, bench: Bench) -> None:
    chat.closed.add(ANNA)
    job = bench.job("Tre euro", **in_private(by))
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(job)
    assert caught.value.problem.code == "no_private_answer"
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
    assert chat.convos == []
