"""What is heard in a Matrix room and how it is answered, where the server answers oddly or the room is busy."""

import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Receipt
from smmdesk.model.message import HeardPage
from smmdesk.platforms.base import Absent, ConnectorError, Published, RefusedError
from smmdesk.platforms.matrix import heard
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from tests.fakes.matrix import ALIAS, PASSWORD, USER, FakeMatrix
from tests.platforms.bench import Bench, bench_of
from tests.platforms.test_films import film_of

ANNA, BEA = "@anna:x.test", "@bea:x.test"
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
MESSAGES = "/_matrix/client/v3/rooms/*"


@pytest.fixture
def matrix() -> Iterator[FakeMatrix]:
    with FakeMatrix(lambda: round(NOW.timestamp() * 1000)) as fake:
        yield fake


@asynccontextmanager
async def signed_in(fake: FakeMatrix, folder: Path) -> AsyncIterator[Bench]:
    async with bench_of("matrix", ManualClock(NOW), folder) as bench:
        await bench.sign_in(PASSWORD, server=fake.url, room=ALIAS, user="lucia")
        yield bench


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


def event(**more: Any) -> dict[str, Any]:
    content = {"msgtype": "m.text", "body": "Ciao"}
    return {
        "type": "m.room.message",
        "event_id": "$a",
        "sender": ANNA,
        "origin_server_ts": 5,
        "content": content,
    } | more


# ------------------------------------------------------------------ odd answers
@pytest.mark.parametrize(
    "odd",
    [
        event(event_id=7),
        event(event_id="$../x?"),
        event(origin_server_ts="soon"),
        event(content={"msgtype": 3}),
        event(content=["x"]),
        event(content={"msgtype": "m.text", "body": {"a": 1}}),
        event(content={"msgtype": "m.notice", "body": "a program"}),
        event(content={"msgtype": "m.text", "body": "* x", "m.relates_to": {"rel_type": "m.replace", "event_id": 3}}),
        event(type="m.room.encrypted"),
        event(type="m.room.redaction", content={"redacts": ["$a"]}),
        event(content={}),
    ],
    ids=str,
)
async def test_one_odd_event_hides_no_other(matrix: FakeMatrix, tmp_path: Path, odd: dict[str, Any]) -> None:
    page = {"start": "t1", "chunk": [odd, event(event_id="$b")]}
    async with signed_in(matrix, tmp_path) as bench:
        matrix.http.fail_next(MESSAGES, status=200, body=json.dumps(page))
        told = await hear(bench)
    assert [(one.remote_id, one.text, one.author.handle) for one in told.messages] == [("$b", "Ciao", ANNA)]
    assert told.cursor == "t1"


@pytest.mark.parametrize("body", ["<html>", "[]", '{"chunk": []}', '{"start": "", "chunk": []}', '{"start": 7}'])
async def test_an_answer_without_a_place_is_no_page(matrix: FakeMatrix, tmp_path: Path, body: str) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        matrix.http.fail_next(MESSAGES, status=200, body=body)
        with pytest.raises(ConnectorError):
            await hear(bench)


# ------------------------------------------------------------------ answering
async def test_an_answer_stands_in_the_thread_it_was_asked_in(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        _, root = await bench.publish(bench.job("Pane"))
        fallback = {"m.in_reply_to": {"event_id": root.id}, "is_falling_back": True}
        related = {"rel_type": "m.thread", "event_id": root.id, **fallback}
        asked = matrix.say("", ANNA, {"msgtype": "m.text", "body": "Quanto?", "m.relates_to": related})
        question = next(one for one in (await hear(bench)).messages if one.remote_id == asked.id)
        assert (question.answers_remote_id, question.thread_remote_id) == (root.id, root.id)
        await bench.publish(bench.job("Tre euro", parent=Receipt(asked.id, data=question.data)))
    content = matrix.room.events[-1].content
    assert content["m.relates_to"]["event_id"] == root.id
    assert content["m.relates_to"]["m.in_reply_to"] == {"event_id": asked.id}
    assert content["m.relates_to"]["is_falling_back"] is False
    assert content["m.mentions"] == {"user_ids": [ANNA]}


async def test_an_answer_has_a_video(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        asked = matrix.say("Com'è fatto?", ANNA)
        told = Receipt(asked.id, data={"author": ANNA})
        await bench.publish(bench.job("Così", parent=told, media=(film_of(bench, tmp_path),)))
    content = matrix.room.events[-1].content
    assert (content["msgtype"], content["body"]) == ("m.video", "Così")
    assert content["m.relates_to"]["m.in_reply_to"] == {"event_id": asked.id}


async def test_an_answer_has_a_photo(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        asked = matrix.say("Com'è fatto?", ANNA)
        told = Receipt(asked.id, data={"author": ANNA})
        await bench.publish(bench.job("Così", parent=told, media=(bench.photo("Una pagnotta"),)))
    content = matrix.room.events[-1].content
    assert (content["msgtype"], content["body"]) == ("m.image", "Così")
    assert content["m.relates_to"]["m.in_reply_to"] == {"event_id": asked.id}
    assert content["m.mentions"] == {"user_ids": [ANNA]}


async def test_the_same_words_to_somebody_else_are_not_taken_for_a_lost_answer(
    matrix: FakeMatrix, tmp_path: Path
) -> None:
    """After another sign-in words alone tell: "Grazie!" to Anna went out, the one to Bea got lost."""
    async with signed_in(matrix, tmp_path) as bench:
        to = {who: Receipt(matrix.say("Buono!", who).id, data={"author": who}) for who in (ANNA, BEA)}
        anna, receipt = await bench.publish(bench.job("Grazie!", parent=to[ANNA]))
        bea = bench.job("Grazie!", parent=to[BEA])
        await bench.sign_in("pasted-key", server=matrix.url, room=ALIAS)
        look_up = bench.connector.look_up
        assert await look_up(bench.session(), bench.tried(bea)) == Absent()
        assert await look_up(bench.session(), bench.tried(bench.job("Grazie!"))) == Absent()
        found = await look_up(bench.session(), bench.tried(replace(anna, receipt=None)))
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id


# ------------------------------------------------------------------ whatever happens
@pytest.mark.parametrize("seed", range(12))
async def test_none_is_lost_and_all_is_as_it_is_now(
    matrix: FakeMatrix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """People write, change and take back between any two calls; in the end the desk knows the room as it is."""
    chance = random.Random(seed)
    monkeypatch.setattr(heard, "PAGE", chance.randint(1, 4))
    known: dict[str, str] = {}
    async with signed_in(matrix, tmp_path) as bench:
        cursor = (await hear(bench)).cursor
        for step in range(60):
            said = [one for one in matrix.room.events if one.type == "m.room.message" and one.sender == ANNA]
            said = [one for one in said if not one.redacted_by and "m.new_content" not in one.content]
            act = chance.choice(("say", "say", "change", "away", "hear"))
            if act == "hear":
                page = await hear(bench, cursor)
                cursor = page.cursor
                known |= {one.remote_id: "" if one.removed else one.text for one in page.messages}
            elif act == "say" or not said:
                matrix.say(f"Parole {step}", chance.choice((ANNA, USER)))
            else:
                _touch(matrix, chance.choice(said).id, act, step)
        more = True
        while more:
            page = await hear(bench, cursor)
            cursor, more = page.cursor, page.more
            known |= {one.remote_id: "" if one.removed else one.text for one in page.messages}
    assert {own_id: words for own_id, words in known.items() if words} == dict(matrix.posts())


def _touch(matrix: FakeMatrix, own_id: str, act: str, step: int) -> None:
    target = matrix.event(own_id)
    if act == "away":
        target.redacted_by = matrix._add(ANNA, "m.room.redaction", {"redacts": own_id}).id
        return
    fresh = {"msgtype": "m.text", "body": f"Altre {step}"}
    related = {"rel_type": "m.replace", "event_id": own_id}
    content = {**fresh, "m.new_content": fresh, "m.relates_to": related}
    target.replaced_by = matrix._add(ANNA, "m.room.message", content)


# ------------------------------------------------------------------ a room that is no longer what it was
@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, "room_encrypted"),
        ("m.room.tombstone", {"body": "Moved", "replacement_room": "!b:x.test"}, "room_moved"),
    ],
)
async def test_a_room_that_was_encrypted_or_left_gets_no_plain_words_and_is_told(
    kind: str, content: dict[str, Any], code: str, matrix: FakeMatrix, tmp_path: Path
) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        page = await hear(bench)
        matrix.room.state[kind] = content
        with pytest.raises(RefusedError) as caught:
            await hear(bench, page.cursor)
        assert caught.value.problem.code == code
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Pane"))
        assert caught.value.problem.code == code
        assert not matrix.posts()


async def test_a_place_that_the_server_does_not_know_begins_anew(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        matrix.say("Ciao", ANNA)
        body = json.dumps({"errcode": "M_INVALID_PARAM", "error": "Invalid stream token"})
        matrix.http.fail_next(MESSAGES, status=400, body=body.encode())
        page = await hear(bench, "t-999")
        assert [heard.text for heard in page.messages] == ["Ciao"]
