"""Telegram against a Bot API that refuses what Telegram refuses, and tells no bot what its channel says."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.content import Poll
from smmdesk.model.counting import utf16
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.poll_checks import question_of
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
from tests.fakes.openapi import document
from tests.fakes.telegram import FIELDS, TOKEN, FakeTelegram
from tests.platforms.at_telegram import signed_in
from tests.platforms.bench import Bench

LINK = "https://forno.example/pane"


def film(bench: Bench, cover: Picture | None = None) -> Picture:
    path = bench.folder / "forno.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    return Picture(path, "video/mp4", path.stat().st_size, 640, 360, name="forno.mp4", cover=cover)


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


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://t.me/FornoLucia/{id}?single", True),
        ("https://t.me/altroforno/{id}", False),
        ("https://t.me/c/123/{id}", False),
        ("", False),
    ],
)
async def test_the_number_of_another_chat_s_message_is_none_of_ours(
    address: str, fits: bool, telegram: FakeTelegram, tmp_path: Path
) -> None:
    """A person may paste the page of another channel: what has that number here was deleted."""
    async with signed_in(telegram, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job("Via"))
        found = re.search(bench.facts.post_url, address.format(id=receipt.id))
        pasted = replace(job, receipt=Receipt(found["id"] if found is not None else ""))
        for op in (Op.EDIT, Op.DELETE):
            if fits:
                assert isinstance(await bench.connector.commit(bench.session(), replace(pasted, op=op)), Published)
                continue
            with pytest.raises(RefusedError) as caught:
                await bench.connector.commit(bench.session(), replace(pasted, op=op))
            assert caught.value.problem.code == "not_known_there"
        assert len(telegram.posts()) == (0 if fits else 1)


def test_which_message_an_address_names() -> None:
    pattern = facts_of("telegram").post_url
    found = {
        address: (match["id"] if (match := re.search(pattern, f"https://t.me/{address}")) is not None else "")
        for address in ("s/forno/12", "c/123/5/678", "forno/12?comment=99", "c/123/45?thread=5")
    }
    assert list(found.values()) == ["forno/12", "c/123/5/678", "", "c/123/45"], "in a topic the last number counts"


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
        (404, "Not Found: method not found", RefusedError, "refused"),
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
    question, rest = question_of(text, 300)
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
