"""Telegram against a Bot API that refuses what Telegram refuses, and tells no bot what its channel says."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.content import Poll
from smmdesk.model.counting import utf16
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    Card,
    ConnectorError,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.telegram.chats import chat_of
from smmdesk.platforms.telegram.messages import question_of
from smmdesk.system.clock import ManualClock
from tests.fakes.openapi import document
from tests.fakes.telegram import FIELDS, TOKEN, Chat, FakeTelegram
from tests.platforms.bench import Bench, bench_of

LINK = "https://forno.example/pane"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@asynccontextmanager
async def signed_out(fake: FakeTelegram, folder: Path) -> AsyncIterator[Bench]:
    (folder / "endpoints.toml").write_text(f'telegram.api = "{fake.url}"\n', encoding="utf-8")
    async with bench_of("telegram", ManualClock(), folder) as bench:
        yield bench


@asynccontextmanager
async def signed_in(fake: FakeTelegram, folder: Path, user: str = "@fornolucia") -> AsyncIterator[Bench]:
    async with signed_out(fake, folder) as bench:
        await bench.sign_in(TOKEN, user=user)
        yield bench


def film(bench: Bench, cover: Picture | None = None) -> Picture:
    path = bench.folder / "forno.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    return Picture(path, "video/mp4", path.stat().st_size, 640, 360, name="forno.mp4", cover=cover)


# ------------------------------------------------------------------ signing in
@pytest.mark.parametrize("typed", ["@fornolucia", "fornolucia", "https://t.me/fornolucia", "t.me/s/fornolucia/12"])
async def test_a_public_channel(telegram: FakeTelegram, tmp_path: Path, typed: str) -> None:
    async with signed_in(telegram, tmp_path, typed) as bench:
        account = bench.account
        assert (account.remote_id, account.name, account.handle) == ("-1001234567890", "Forno Lucia", "@fornolucia")
        assert (account.url, account.server) == ("https://t.me/fornolucia", "")
        assert await bench.connector.who_am_i(bench.session()) == account
        with pytest.raises(RefusedError) as caught:
            await bench.connector.sign_out(bench.session())
        assert caught.value.problem.code == "not_signed_out_there"


@pytest.mark.parametrize("update", ["my_chat_member", "channel_post", "forwarded"])
async def test_a_private_channel_is_the_one_that_the_bot_heard_of_last(
    telegram: FakeTelegram, tmp_path: Path, update: str
) -> None:
    chat = telegram.add_chat(Chat(-1009876543210, title="Solo soci"))
    said: dict[str, Any] = {"chat": {"id": chat.id, "type": "channel"}}
    of_old = {"update_id": 1, "my_chat_member": {"chat": {"id": telegram.channel.id, "type": "channel"}}}
    private = {"update_id": 3, "message": {"chat": {"id": 99, "type": "private"}}}
    news = {"message": {"forward_origin": said}} if update == "forwarded" else {update: said}
    telegram.updates = [of_old, {"update_id": 2, **news}, private]
    async with signed_in(telegram, tmp_path, "") as bench:
        assert (bench.account.remote_id, bench.account.name) == (str(chat.id), "Solo soci")
        _, receipt = await bench.publish(bench.job("Ai soci"))
        assert receipt.url == f"https://t.me/c/9876543210/{receipt.id}"


async def test_nobody_said_which_channel(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_out(telegram, tmp_path) as bench:
        for fault in ({}, {"status": 409, "body": {"ok": False, "error_code": 409, "description": "Conflict"}}):
            if fault:
                telegram.http.fail_next(f"/bot{TOKEN}/getUpdates", **fault)
            with pytest.raises(ProblemError) as caught:
                await bench.sign_in(TOKEN)
            assert (caught.value.problem.code, caught.value.problem.values["field"]) == ("field_missing", "user")


@pytest.mark.parametrize("token", ["4711:wrong", "nothing", "a/b c", "4711:AA\r\nX: y"])
async def test_a_token_that_is_not_good(telegram: FakeTelegram, tmp_path: Path, token: str) -> None:
    async with signed_out(telegram, tmp_path) as bench:
        with pytest.raises(SignedOutError):
            await bench.sign_in(token, user="@fornolucia")


@pytest.mark.parametrize(
    ("typed", "member", "code"),
    [
        ("@altrove", {}, "may_not_publish"),
        ("not a name!", {}, "address_not_found"),
        ("@fornolucia", {"status": "administrator", "can_post_messages": False}, "may_not_publish"),
        ("@fornolucia", {"status": "member"}, "may_not_publish"),
        ("@fornolucia", {"status": "left"}, "refused"),
    ],
)
async def test_a_channel_where_the_bot_may_not_publish(
    telegram: FakeTelegram, tmp_path: Path, typed: str, member: dict[str, Any], code: str
) -> None:
    telegram.channel.member = member or telegram.channel.member
    async with signed_out(telegram, tmp_path) as bench:
        with pytest.raises((ProblemError, ConnectorError)) as caught:
            await bench.sign_in(TOKEN, user=typed)
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    ("member", "may"),
    [
        ({"status": "member"}, True),
        ({"status": "restricted", "can_send_messages": True}, True),
        ({"status": "restricted", "can_send_messages": False}, False),
        ({"status": "left"}, False),
    ],
)
async def test_a_group(telegram: FakeTelegram, tmp_path: Path, member: dict[str, Any], may: bool) -> None:
    telegram.add_chat(Chat(-45, "group", "Clienti", member=member))
    async with signed_out(telegram, tmp_path) as bench:
        if not may:
            with pytest.raises(RefusedError):
                await bench.sign_in(TOKEN, user="-45")
            return
        await bench.sign_in(TOKEN, user="-45")
        _, receipt = await bench.publish(bench.job("Ciao"))
        assert (receipt.url, telegram.messages[0].chat.id) == ("", -45)


def test_names_of_chats() -> None:
    assert [chat_of(typed) for typed in ("@forno_lucia", "-1001", "https://t.me/c/123/45", " t.me/forno ")] == [
        "@forno_lucia", -1001, -100123, "@forno",
    ]  # fmt: skip
    assert [chat_of(typed) for typed in ("", "@abc", "https://evil.example/forno", "@però", "1 2")] == [None] * 5


# ------------------------------------------------------------------ publishing
async def test_words_go_out_as_they_are(telegram: FakeTelegram, tmp_path: Path) -> None:
    text = "*Pane* _caldo_ [qui](x) <b>&amp; `1+1=2`! 🥖 #pane @lucia"
    async with signed_in(telegram, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job(text))
    [message] = telegram.messages
    assert message.text == text
    assert set(message.fields) == {"chat_id", "text"}
    assert (receipt.id, receipt.url) == (str(message.id), f"https://t.me/fornolucia/{message.id}")
    assert receipt.at_us > 0


async def test_the_options(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        await bench.publish(bench.job("Piano", options={"silent": True, "protected": True}))
        assert telegram.messages[0].fields["disable_notification"] is True
        assert telegram.messages[0].fields["protect_content"] is True
        job = await bench.prepared(bench.job("In alto", options={"pin": True}))
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Accepted)
        assert telegram.pinned == [], "its number is kept before anything else is asked"
        accepted = replace(job, prepared={"job": dict(answer.job)})
        looked = await bench.connector.look_up(bench.session(), accepted)
        polled = await bench.connector.poll(bench.session(), accepted)
        assert isinstance(polled, Published)
        assert looked == polled
        assert telegram.pinned == [int(polled.receipt.id)]
        telegram.channel.member["can_edit_messages"] = False
        polled = await bench.connector.poll(bench.session(), accepted)
        assert isinstance(polled, Published)
        assert polled.receipt.data["pinned"] is False
        telegram.http.unplug()
        with pytest.raises(NotSentError):
            await bench.connector.poll(bench.session(), accepted)
        assert await bench.connector.poll(bench.session(), job) == CannotTell()


async def test_links_and_their_cards(telegram: FakeTelegram, tmp_path: Path) -> None:
    long = "à" * 4090
    async with signed_in(telegram, tmp_path) as bench:
        for text, shown, card in (("Pane", f"Pane\n\n{LINK}", None), (long, long, None), ("", LINK, None)):
            await bench.publish(bench.job(text, link=LINK, card=card))
            assert telegram.messages[-1].text == shown
            assert telegram.messages[-1].fields["link_preview_options"] == {"url": LINK}
        await bench.publish(bench.job("Senza", link=LINK, card=Card(shown=False)))
        assert telegram.messages[-1].fields["link_preview_options"] == {"is_disabled": True}


async def test_photos_films_and_albums(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        photo = bench.photo()
        await bench.publish(bench.job("Una foto: 12", media=(photo,), link=LINK))
        assert (telegram.messages[-1].kind, telegram.messages[-1].text) == ("photo", f"Una foto: 12\n\n{LINK}")
        assert telegram.messages[-1].files == [photo.path.read_bytes()]
        await bench.publish(bench.job("", media=(film(bench, bench.photo()),)))
        assert telegram.messages[-1].kind == "video"
        assert len(telegram.messages[-1].files) == 2
        assert telegram.messages[-1].fields["width"] == 640
        _, receipt = await bench.publish(bench.job("Album", media=(photo, film(bench), bench.photo())))
        album = telegram.posts()[-1]
        assert (album.text, len(album.files)) == ("Album", 3)
        assert [message.kind for message in telegram.messages[-3:]] == ["photo", "video", "photo"]
        assert [message.text for message in telegram.messages[-3:]] == ["Album", "", ""]
        assert receipt.data["messages"] == [message.id for message in telegram.messages[-3:]]


async def test_a_poll(telegram: FakeTelegram, tmp_path: Path) -> None:
    long = "Quale pane?\n\n" + "Ditecelo. " * 40
    async with signed_in(telegram, tmp_path) as bench:
        await bench.publish(bench.job("Quale?", poll=Poll(("Bianco", " Nero "), 60, many=True, hides_totals=True)))
        fields = telegram.messages[-1].fields
        assert (fields["question"], fields["options"]) == ("Quale?", [{"text": "Bianco"}, {"text": "Nero"}])
        assert (fields["open_period"], fields["is_anonymous"]) == (3600, True)
        assert fields["allows_multiple_answers"] is fields["hide_results_until_closes"] is True
        job, _ = await bench.publish(bench.job(long, poll=Poll(("A", "B"), 10**6)))
        fields = telegram.messages[-1].fields
        assert (fields["question"], fields["description"]) == ("Quale pane?", "Ditecelo. " * 39 + "Ditecelo.")
        assert fields["open_period"] == 2_628_000
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("x" * 301, poll=Poll(("A", "B"))))
        assert (caught.value.problem.code, caught.value.problem.values["limit"]) == ("text_too_long", 300)
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), replace(job, op=Op.EDIT))
        assert caught.value.problem.code == "no_edit_there"


async def test_threads_and_first_comments_answer_the_message(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        _, root = await bench.publish(bench.job("Uno"))
        pasted = Receipt(f"fornolucia/{root.id}")
        for kind, parent in ((PartKind.THREAD, root), (PartKind.FIRST_COMMENT, pasted)):
            await bench.publish(bench.job("Due", kind=kind, root=root, parent=parent))
            assert telegram.messages[-1].fields["reply_parameters"] == {"message_id": int(root.id)}
        telegram.messages.clear()
        with pytest.raises(RefusedError) as caught:
            await bench.publish(bench.job("Tre", kind=PartKind.THREAD, root=root, parent=root))
        assert caught.value.problem.code == "removed_there"


# ------------------------------------------------------------------ changing and taking down
async def test_words_are_changed(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        for media, method in (((), "editMessageText"), ((bench.photo(),), "editMessageCaption")):
            job, receipt = await bench.publish(bench.job("Alle sette", media=media))
            edit = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Alle otto"))
            for _ in range(2):  # the same words again are there already
                assert await bench.connector.commit(bench.session(), edit) == Published(receipt)
            assert telegram.messages[-1].text == "Alle otto"
            assert len(telegram.sent(method)) == 2
            assert await bench.connector.look_up(bench.session(), edit) == CannotTell()
        telegram.messages.clear()
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), edit)
        assert caught.value.problem.code == "removed_there"


async def test_a_post_is_taken_down_once_or_twice(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        for media in ((), (bench.photo(), bench.photo())):
            job, receipt = await bench.publish(bench.job("Via", media=media))
            delete = replace(job, op=Op.DELETE)
            for _ in range(2):
                assert await bench.connector.commit(bench.session(), delete) == Published(receipt)
                assert telegram.messages == []
            assert await bench.connector.look_up(bench.session(), delete) == CannotTell()
        job, receipt = await bench.publish(bench.job("Vecchio"))
        telegram.too_old.add(int(receipt.id))
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
        assert caught.value.problem.code == "no_delete_there"


# ------------------------------------------------------------------ what goes wrong
async def test_too_many_says_how_long_in_the_body(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.flood_s = 37
        with pytest.raises(NotSentError) as caught:
            await bench.publish(bench.job())
        assert (caught.value.problem.code, caught.value.retry_after_s) == ("busy", 37.0)
        await bench.publish(bench.job())
        assert len(telegram.messages) == 1


SENDING = f"/bot{TOKEN}/sendMessage"


@pytest.mark.parametrize(
    ("status", "words", "kind", "code"),
    [
        (400, "Bad Request: need administrator rights in the channel chat", RefusedError, "may_not_publish"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", RefusedError, "may_not_publish"),
        (403, "Forbidden: bot was kicked from the channel chat", RefusedError, "may_not_publish"),
        (400, "Bad Request: message is too long", RefusedError, "refused"),
        (400, "Bad Request: <b>PHOTO_INVALID_DIMENSIONS</b>\u202e", RefusedError, "refused"),
        (413, "Request Entity Too Large", RefusedError, "refused"),
        (401, "Unauthorized", SignedOutError, "signed_out"),
        (404, "Not Found", SignedOutError, "signed_out"),
        (500, "Internal Server Error", UnclearError, "unknown_outcome"),
        (502, "Bad Gateway", UnclearError, "unknown_outcome"),
    ],
)
async def test_what_its_refusals_mean(
    telegram: FakeTelegram, tmp_path: Path, status: int, words: str, kind: type[ConnectorError], code: str
) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        body = {"ok": False, "error_code": status, "description": words}
        telegram.http.fail_next(SENDING, status=status, body=body)
        with pytest.raises(kind) as caught:
            await bench.publish(bench.job())
        assert caught.value.problem.code == code
        assert "<b>" not in str(caught.value.problem.values)
        assert TOKEN not in repr(caught.value.problem)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>sign in</html>",
        b'{"ok":true}',
        b'{"ok":true,"result":true}',
        b'{"ok":true,"result":[]}',
        b'{"ok":true,"result":[{"message_id":"7"}]}',
        b'{"ok":true,"result":{"message_id":true}}',
        b'{"ok":true,"result":{"message_id":7,"date":"x"}}',
        b'{"ok":false,"description":"no"}',
        b'{"ok":true,"result":' + b"[" * 90 + b"]" * 90 + b"}",
    ],
)
async def test_an_answer_that_says_nothing_is_no_success(telegram: FakeTelegram, tmp_path: Path, body: bytes) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.http.fail_next(SENDING, status=200, body=body)
        with pytest.raises(UnclearError):
            await bench.publish(bench.job())
        job, _ = await bench.publish(bench.job())
        if b'"result":true' not in body and b'"message_id":7' not in body:  # that is how a deletion is answered
            telegram.http.fail_next(f"/bot{TOKEN}/deleteMessage", status=200, body=body)
            with pytest.raises(UnclearError):
                await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))


async def test_a_lost_answer_is_never_guessed(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.http.fail_next(SENDING, drop_after_accept=True)
        job = bench.job()
        with pytest.raises(UnclearError):
            await bench.publish(job)
        assert len(telegram.messages) == 1
        looked = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert looked == CannotTell()
        assert not isinstance(looked, Absent)


async def test_the_token_goes_to_no_other_host(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        with FakeTelegram() as other:
            for status in (302, 307):
                to = {"Location": f"{other.url}{SENDING}"}
                telegram.http.fail_next(SENDING, status=status, headers=to)
                with pytest.raises(ConnectorError):
                    await bench.publish(bench.job())
            assert other.http.requests == []


# ------------------------------------------------------------------ words
@given(st.text(max_size=400))
def test_a_question_keeps_every_word(text: str) -> None:
    question, rest = question_of(text)
    assert (question + rest).split() == text.split()
    assert utf16(text.strip()) > 300 or not rest


def test_the_fake_takes_what_the_description_names() -> None:
    try:
        path = document("telegram-api.json")
    except FileNotFoundError:
        path = None
    if path is None:
        pytest.skip("no description of the Bot API in SMMDESK_SPECS")
    methods = json.loads(path.read_text("utf-8"))["methods"]
    for method, fields in FIELDS.items():
        described = methods[method].get("fields", [])
        assert fields <= {field["name"] for field in described}, method
        needed = {field["name"] for field in described if field["required"]}
        assert needed <= fields, method


def test_what_it_says_of_itself() -> None:
    facts = facts_of("telegram")
    assert facts.sends_by_itself
    assert (facts.idempotency.kind, facts.schedule) == ("none", None)
