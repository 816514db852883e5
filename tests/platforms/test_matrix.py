"""Matrix against a homeserver that refuses what a homeserver refuses, and forgets transactions when told to."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    ConnectorError,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.matrix.rooms import may_write, room_named
from smmdesk.system.clock import ManualClock
from tests.fakes.matrix import ALIAS, PASSWORD, ROOM, UPLOAD_MOST_BYTES, USER, FakeMatrix
from tests.platforms.bench import Bench, bench_of

LINK = "https://forno.example/pane"
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)


@pytest.fixture
def matrix() -> Iterator[FakeMatrix]:
    with FakeMatrix(lambda: round(NOW.timestamp() * 1000)) as fake:
        yield fake


@asynccontextmanager
async def signed_out(folder: Path) -> AsyncIterator[Bench]:
    async with bench_of("matrix", ManualClock(NOW), folder) as bench:
        yield bench


@asynccontextmanager
async def signed_in(fake: FakeMatrix, folder: Path) -> AsyncIterator[Bench]:
    async with signed_out(folder) as bench:
        await bench.sign_in(PASSWORD, server=fake.url, room=ALIAS, user="lucia")
        yield bench


def send_path(bench: Bench) -> str:
    return "/_matrix/client/v3/rooms/*"


# ------------------------------------------------------------------ signing in
async def test_with_name_and_password(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        account = bench.account
        assert (account.remote_id, account.name, account.handle) == (ROOM, "Forno Lucia", USER)
        assert (account.url, account.server) == (f"https://matrix.to/#/{ALIAS}", matrix.url)
        assert account.reported == {
            "user": USER,
            "image_max_bytes": UPLOAD_MOST_BYTES,
            "video_max_bytes": UPLOAD_MOST_BYTES,
        }
        assert facts_of("matrix").limits_for(account.reported).image_max_bytes == UPLOAD_MOST_BYTES
        assert await bench.connector.who_am_i(bench.session()) == account
        await bench.connector.sign_out(bench.session())
        assert list(matrix.accesses) == ["pasted-key"]
        with pytest.raises(SignedOutError):
            await bench.connector.who_am_i(bench.session())


@pytest.mark.parametrize(
    "room", [ALIAS, ROOM, f"https://matrix.to/#/{ALIAS}", f"https://matrix.to/#/{ROOM}?via=x.test"]
)
async def test_with_a_pasted_key(matrix: FakeMatrix, tmp_path: Path, room: str) -> None:
    async with signed_out(tmp_path) as bench:
        await bench.sign_in("pasted-key", server=matrix.url, room=room)
        assert (bench.account.remote_id, bench.account.handle) == (ROOM, "")
        assert await bench.connector.who_am_i(bench.session()) == bench.account
        with pytest.raises(RefusedError) as caught:
            await bench.connector.sign_out(bench.session())
        assert caught.value.problem.code == "not_signed_out_there"
        assert "pasted-key" in matrix.accesses, "it may be the person's own open window"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret": "wrong"}, "sign_in_refused"),
        ({"user": ""}, "signed_out"),
        ({"room": "#altrove:forno.test"}, "address_not_found"),
        ({"room": "Forno Lucia"}, "address_not_found"),
        ({"room": ""}, "field_missing"),
        ({"room": "https://evil.example/#/<b>"}, "address_not_found"),
    ],
)
async def test_what_is_wrong_is_said(matrix: FakeMatrix, tmp_path: Path, wrong: dict[str, str], code: str) -> None:
    given = {"secret": PASSWORD, "server": matrix.url, "room": ALIAS, "user": "lucia", **wrong}
    async with signed_out(tmp_path) as bench:
        with pytest.raises((ProblemError, ConnectorError)) as caught:
            await bench.sign_in(**given)
    assert caught.value.problem.code == code


async def test_rooms_where_nothing_can_be_published(matrix: FakeMatrix, tmp_path: Path) -> None:
    states: tuple[tuple[dict[str, Any], str], ...] = (
        ({"m.room.encryption": {"algorithm": "m.megolm.v1.aes-sha2"}}, "room_encrypted"),
        ({"m.room.power_levels": {"users_default": 0, "events": {"m.room.message": 50}}}, "may_not_publish"),
    )
    for state, code in states:
        kept = dict(matrix.room.state)
        matrix.room.state |= state
        async with signed_out(tmp_path) as bench:
            with pytest.raises(RefusedError) as caught:
                await bench.sign_in(PASSWORD, server=matrix.url, room=ALIAS, user="lucia")
        assert caught.value.problem.code == code
        matrix.room.state = kept
    matrix.room.open = matrix.room.joined = False
    async with signed_out(tmp_path) as bench:
        with pytest.raises(RefusedError) as caught:
            await bench.sign_in(PASSWORD, server=matrix.url, room=ALIAS, user="lucia")
    assert caught.value.problem.code == "may_not_publish"


@pytest.mark.parametrize("version", ["11", "12", "org.example.new"])
@pytest.mark.parametrize("named", [False, True])
async def test_who_made_a_new_room_stands_above_all_levels(
    matrix: FakeMatrix, tmp_path: Path, version: str, named: bool
) -> None:
    more = {"additional_creators": [USER]} if named else {}
    matrix.room.state |= {
        "m.room.power_levels": {"users": {}, "events_default": 50},
        "m.room.create": {"room_version": version, **more},
    }
    matrix.room.creator = "@altri:forno.test" if named else USER
    async with signed_out(tmp_path) as bench:
        if version == "12":
            await bench.sign_in(PASSWORD, server=matrix.url, room=ALIAS, user="lucia")
            return
        with pytest.raises(RefusedError):
            await bench.sign_in(PASSWORD, server=matrix.url, room=ALIAS, user="lucia")


def test_power_levels() -> None:
    assert may_write({}, USER)
    assert may_write({"users": {USER: 100}, "events_default": 50}, USER)
    assert may_write({"users": {USER: "100"}, "events_default": "50"}, USER)  # older rooms
    assert not may_write({"users": {USER: 10}, "events": {"m.room.message": 50}}, USER)
    assert may_write({"users": [], "events": "x", "events_default": None}, USER)


def test_names_of_rooms() -> None:
    assert room_named("https://matrix.to/#/%23forno%3Aexample.org") == "#forno:example.org"
    assert [room_named(typed) for typed in ("", "#", "forno", "#forno", "# a:b", "@lucia:example.org")] == [""] * 6


@pytest.mark.parametrize("server", ["http://forno.example", "ftp://x", "nothing.invalid"])
async def test_there_is_no_server(server: str, tmp_path: Path) -> None:
    async with signed_out(tmp_path) as bench:
        with pytest.raises((ProblemError, NotSentError)) as caught:
            await bench.sign_in(PASSWORD, server=server, room=ALIAS, user="lucia")
    assert caught.value.problem.code in ("address_not_found", "address_unsafe", "offline")


async def test_a_web_server_is_no_homeserver(matrix: FakeMatrix, tmp_path: Path) -> None:
    for path in ("/.well-known/matrix/client", "/_matrix/client/versions", "/_matrix/client/versions"):
        matrix.http.fail_next(path, status=404, body="<html>")
    async with signed_out(tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(PASSWORD, server=matrix.url, room=ALIAS, user="lucia")
    assert caught.value.problem.code == "address_not_found"


async def test_signing_in_again_knows_the_room(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        known = {"server": bench.account.server, "user": bench.account.handle}
        again = await bench.sign_in(PASSWORD, expected=bench.account.remote_id, **known)
        assert again.account.remote_id == ROOM


# ------------------------------------------------------------------ publishing
async def test_words_and_links(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("**Pane** <b>&amp;</b> @room 🥖", link=LINK))
    [event] = matrix.room.events
    assert event.content == {
        "msgtype": "m.text",
        "body": f"**Pane** <b>&amp;</b> @room 🥖\n\n{LINK}",
        "m.mentions": {},
    }
    assert (receipt.id, receipt.url) == (event.id, f"https://matrix.to/#/{ALIAS}/{event.id}")


async def test_a_photo_with_its_description(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        photo = bench.photo("Un pane: caldo/fresco")
        await bench.publish(bench.job("Guardate", media=(photo,)))
        content = matrix.room.events[-1].content
        assert (content["msgtype"], content["body"]) == ("m.image", "Guardate")
        assert content["filename"] == "Un pane caldo fresco.jpg"
        assert content["info"] == {"mimetype": "image/jpeg", "size": photo.size_bytes, "w": 64, "h": 48}
        assert matrix.media[content["url"]] == ("image/jpeg", photo.path.read_bytes())
        await bench.publish(bench.job("", media=(photo,)))
        assert matrix.room.events[-1].content["body"] == "Un pane: caldo/fresco"
        await bench.publish(bench.job("", media=(replace(photo, alt=""),)))
        assert matrix.room.events[-1].content["body"] == matrix.room.events[-1].content["filename"]


async def test_a_film_with_its_cover(matrix: FakeMatrix, tmp_path: Path) -> None:
    path = tmp_path / "forno.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    async with signed_in(matrix, tmp_path) as bench:
        film = Picture(path, "video/mp4", path.stat().st_size, 640, 360, cover=bench.photo())
        job, _ = await bench.publish(bench.job("Film", media=(film,)))
        content = matrix.room.events[-1].content
        assert content["msgtype"] == "m.video"
        assert matrix.media[content["info"]["thumbnail_url"]][0] == "image/jpeg"
        assert len(matrix.media) == 2
        await bench.prepared(job)
        assert len(matrix.media) == 2, "what lies there is used again"


async def test_threads_and_first_comments(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        _, root = await bench.publish(bench.job("Uno"))
        _, second = await bench.publish(bench.job("Due", kind=PartKind.THREAD, root=root, parent=root))
        await bench.publish(bench.job("Tre", kind=PartKind.THREAD, root=root, parent=second))
        await bench.publish(bench.job("Orari", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
    related = [event.content.get("m.relates_to") for event in matrix.room.events]
    assert related[0] is None
    assert [one["event_id"] for one in related[1:]] == [root.id] * 3
    assert [one["m.in_reply_to"]["event_id"] for one in related[1:]] == [root.id, second.id, root.id]


# ------------------------------------------------------------------ changing, taking down, reading back
async def test_words_are_changed_and_read_back(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        for media in ((), (bench.photo(),)):
            job, receipt = await bench.publish(bench.job("Alle  sette", media=media))
            there = await bench.connector.read_back(bench.session(), job)  # type: ignore[attr-defined]
            assert there == Said("Alle  sette", "Alle  sette", same=True)
            outgoing = replace(job.outgoing, text="Alle otto", media=())
            edit = replace(job, op=Op.EDIT, key=f"change-{len(media)}", outgoing=outgoing)
            assert await bench.connector.look_up(bench.session(), edit) == Absent()
            for _ in range(2):
                assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
            assert matrix.posts()[-1] == (receipt.id, "Alle otto")
            newest = matrix.room.events[-1].content["m.new_content"]
            assert newest["msgtype"] == ("m.image" if media else "m.text")
            assert await bench.connector.look_up(bench.session(), edit) == Published(receipt)
            said = await bench.connector.read_back(bench.session(), job)  # type: ignore[attr-defined]
            assert (said.there, said.same) == ("Alle otto", False)
        assert len(matrix.room.events) == 4


async def test_a_post_is_taken_down_once_or_twice(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via"))
        delete = replace(job, op=Op.DELETE, key="away")
        assert await bench.connector.look_up(bench.session(), delete) == Absent()
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), delete) == Published(receipt)
        assert matrix.posts() == []
        assert await bench.connector.look_up(bench.session(), delete) == Published(receipt)
        assert await bench.connector.read_back(bench.session(), delete) == Absent()  # type: ignore[attr-defined]
        edit = replace(job, op=Op.EDIT)
        assert await bench.connector.look_up(bench.session(), edit) == CannotTell()
        matrix.room.events.clear()  # the server swept it
        assert await bench.connector.commit(bench.session(), replace(delete, key="again")) == Published(receipt)
        assert await bench.connector.look_up(bench.session(), delete) == Published(receipt)


# ------------------------------------------------------------------ what became of it
async def test_a_lost_answer_is_found_by_its_transaction(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        job = await bench.prepared(bench.job("Pane"))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        matrix.http.fail_next(send_path(bench), method="PUT", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        for number in range(120):
            matrix.say("Pane" if number % 2 else "altro", sender="@altri:x.test")
        matrix.say("Pane")  # by the person, elsewhere
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.id == matrix.room.events[0].id
        again = await bench.connector.commit(bench.session(), job)
        assert isinstance(again, Published)
        assert again.receipt.id == found.receipt.id, "the same transaction is the same event"


async def test_after_another_sign_in_only_words_tell(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Pane"))
        await bench.sign_in("pasted-key", server=matrix.url, room=ALIAS)
        tried = replace(bench.tried(job), receipt=None)
        found = await bench.connector.look_up(bench.session(), tried)
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
        owned = replace(tried, owned=frozenset({receipt.id}))
        assert await bench.connector.look_up(bench.session(), owned) == Absent()
        matrix.say("Pane")
        assert await bench.connector.look_up(bench.session(), tried) == CannotTell(two_alike=True)


async def test_what_lies_too_deep_is_not_called_absent(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        job = bench.tried(bench.job("Pane"))
        for _ in range(210):
            matrix.say("altro", sender="@altri:x.test")
        assert await bench.connector.look_up(bench.session(), job) == CannotTell()


# ------------------------------------------------------------------ what goes wrong
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, {"errcode": "M_UNKNOWN_TOKEN", "error": "x", "soft_logout": True}, SignedOutError, "signed_out"),
        (401, {"errcode": "M_USER_LOCKED", "error": "locked"}, RefusedError, "account_closed"),
        (403, {"errcode": "M_FORBIDDEN", "error": "x"}, RefusedError, "may_not_publish"),
        (403, {"errcode": "M_USER_SUSPENDED", "error": "suspended"}, RefusedError, "account_closed"),
        (403, {"errcode": "M_CONSENT_NOT_GIVEN", "error": "agree at <a>"}, RefusedError, "refused"),
        (403, "<html>no</html>", RefusedError, "refused"),
        (404, "404 page not found", RefusedError, "refused"),
        (413, {"errcode": "M_TOO_LARGE", "error": "too large"}, RefusedError, "refused"),
        (500, {"errcode": "M_UNKNOWN", "error": "x"}, UnclearError, "unknown_outcome"),
        (502, "<html>", UnclearError, "unknown_outcome"),
    ],
)
async def test_what_refusals_mean(
    matrix: FakeMatrix, tmp_path: Path, status: int, body: Any, kind: type[ConnectorError], code: str
) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        matrix.http.fail_next(send_path(bench), method="PUT", status=status, body=body)
        with pytest.raises(kind) as caught:
            await bench.publish(bench.job())
        assert caught.value.problem.code == code


async def test_too_many(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        matrix.wait_ms = 2500
        with pytest.raises(NotSentError) as caught:
            await bench.publish(bench.job())
        assert (caught.value.problem.code, caught.value.retry_after_s) == ("busy", 2.5)
        for wait in ("soon", True, -1):
            body = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": wait}
            matrix.http.fail_next(send_path(bench), method="PUT", status=429, body=body)
            with pytest.raises(NotSentError) as caught:
                await bench.publish(bench.job())
            assert caught.value.retry_after_s is None
        assert matrix.room.events == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"<html>", b"{}", b'{"event_id":1}', b'{"event_id":"$"}', b'{"event_id":"$a b"}', b'{"event_id":"x"}'],
)
async def test_an_answer_that_says_nothing_is_no_success(matrix: FakeMatrix, tmp_path: Path, body: bytes) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        job, _ = await bench.publish(bench.job())
        for asked in (bench.job(), replace(job, op=Op.DELETE, key="away")):
            matrix.http.fail_next(send_path(bench), method="PUT", status=200, body=body)
            with pytest.raises(UnclearError):
                await bench.connector.commit(bench.session(), asked)


async def test_the_key_goes_to_no_other_host(matrix: FakeMatrix, tmp_path: Path) -> None:
    async with signed_in(matrix, tmp_path) as bench:
        with FakeMatrix() as other:
            to = {"Location": f"{other.url}/_matrix/client/v3/account/whoami"}
            matrix.http.fail_next("/_matrix/client/v3/account/whoami", status=302, headers=to)
            with pytest.raises(RefusedError):
                await bench.connector.who_am_i(bench.session())
            matrix.http.fail_next(send_path(bench), method="PUT", status=307, headers=to)
            with pytest.raises(UnclearError):
                await bench.publish(bench.job())
            assert other.http.requests == []
