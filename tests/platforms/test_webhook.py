"""A webhook against a receiver that checks every signature, and the forms that chats take."""

import base64
import hashlib
import hmac
import html
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
from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    CannotTell,
    ConnectorError,
    NotSentError,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.signing import webhook_signature
from smmdesk.platforms.webhook.forms import form_at, slack_text
from smmdesk.platforms.webhook.receiver import split_address
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.exchange import Answer
from tests.fakes.receiver import KEY, FakeReceiver
from tests.platforms.bench import Bench, bench_of

LINK = "https://forno.example/pane"


@pytest.fixture
def receiver() -> Iterator[FakeReceiver]:
    with FakeReceiver() as fake:
        yield fake


@asynccontextmanager
async def signed_in(fake: FakeReceiver, folder: Path, key: str = KEY) -> AsyncIterator[Bench]:
    async with bench_of("webhook", ManualClock(), folder) as bench:
        await bench.sign_in(key, server=fake.url)
        yield bench


# ------------------------------------------------------------------ signing in
async def test_connecting_sends_nothing_that_anybody_acts_on(receiver: FakeReceiver, tmp_path: Path) -> None:
    async with signed_in(receiver, tmp_path) as bench:
        assert [request.method for request in receiver.http.requests] == ["OPTIONS"]
        account = bench.account
        assert account.server == receiver.http.url
        assert account.name == receiver.http.url.removeprefix("http://")
        assert account.reported == {"idempotency": False}
        assert facts_of("webhook").idempotency_for(account.reported).kind == "none"
        assert "a1b2c3" not in repr(account), "who knows the path can write there"
        receiver.keeps_s = 86_400
        again = await bench.connector.who_am_i(bench.session())
        assert (again.remote_id, again.reported) == (account.remote_id, {})
        assert facts_of("webhook").idempotency_for(again.reported).kind == "key"
        await bench.connector.sign_out(bench.session())


async def test_signing_in_again_asks_for_the_whole_address(receiver: FakeReceiver, tmp_path: Path) -> None:
    async with signed_in(receiver, tmp_path) as bench:
        expected = bench.account.remote_id
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in(KEY, server=bench.account.server, expected=expected)
        assert (caught.value.problem.code, caught.value.problem.values["field"]) == ("field_missing", "server")
        again = await bench.sign_in("another key", server=receiver.url, expected=expected)
        assert again.account.remote_id == expected


@pytest.mark.parametrize("said", ["3599", "yes", "-86400", "86400; x", ""])
async def test_half_a_promise_is_none(receiver: FakeReceiver, tmp_path: Path, said: str) -> None:
    receiver.http.fail_next("/hooks/a1b2c3", status=200, headers={"webhook-id-kept": said})
    async with signed_in(receiver, tmp_path) as bench:
        assert bench.account.reported == {"idempotency": False}


@pytest.mark.parametrize("status", [404, 405, 500, 410])
async def test_a_receiver_that_does_not_know_the_question(receiver: FakeReceiver, tmp_path: Path, status: int) -> None:
    receiver.http.fail_next("/hooks/a1b2c3", status=status)
    async with signed_in(receiver, tmp_path) as bench:
        assert bench.account.reported == {"idempotency": False}


@pytest.mark.parametrize(
    "server", ["http://forno.example/x", "file:///etc/passwd", "ftp://x.example/", "https://a@b.example/", "https://"]
)
async def test_an_address_that_is_none(server: str, tmp_path: Path) -> None:
    async with bench_of("webhook", ManualClock(), tmp_path) as bench:
        with pytest.raises((ProblemError, ConnectorError)) as caught:
            await bench.sign_in(server=server)
    assert caught.value.problem.code == "address_unsafe"


def test_an_address_is_taken_apart() -> None:
    assert split_address("https://hooks.slack.com/services/T0/B0/x") == ("https://hooks.slack.com", "services/T0/B0/x")
    assert split_address("Forno.example/a/b?c=d&e=%20") == ("https://forno.example", "a/b?c=d&e=%20")
    assert split_address("https://forno.example") == ("https://forno.example", "")


async def test_nobody_there(receiver: FakeReceiver, tmp_path: Path) -> None:
    receiver.http.unplug()
    async with bench_of("webhook", ManualClock(), tmp_path) as bench:
        with pytest.raises(NotSentError):
            await bench.sign_in(server=receiver.url)
        with pytest.raises((ProblemError, NotSentError)) as caught:
            await bench.sign_in(server="https://nothing.invalid/x")
    assert caught.value.problem.code in ("address_not_found", "offline")


# ------------------------------------------------------------------ the own form
async def test_a_post_with_everything(receiver: FakeReceiver, tmp_path: Path) -> None:
    async with signed_in(receiver, tmp_path) as bench:
        photo = bench.photo("Un pane «caldo» 🥖")
        said = {"title": "Oggi", "link": LINK, "language": "it", "poll": Poll(("A", "B"), 60)}
        job, receipt = await bench.publish(bench.job("Pane\n\0\ud83e", media=(photo,), **said))
    [post] = receiver.posts
    assert (post.id, receipt.id) == (job.key, job.key)
    assert (receipt.data["remote_id"], receipt.url) == (f"r-{job.part_id}", f"https://forno.example/{job.part_id}")
    assert post.files == [photo.path.read_bytes()]
    assert post.data["media"][0]["alt"] == "Un pane «caldo» 🥖"
    assert (post.data["title"], post.data["text"], post.data["link"]) == ("Oggi", "Pane\n\0?", LINK)
    assert post.data["poll"] == {"options": ["A", "B"], "minutes": 60, "many": False}
    request = receiver.http.requests[-1]
    assert request.headers["idempotency-key"] == job.key
    assert request.headers["user-agent"].startswith("smmdesk/")


async def test_a_signature_that_is_wrong_signs_out(receiver: FakeReceiver, tmp_path: Path) -> None:
    for key in ("whsec_bm90IHRoZSBzYW1lIGtleSBhdCBhbGw=", ""):
        async with signed_in(receiver, tmp_path, key) as bench:
            with pytest.raises(SignedOutError):
                await bench.publish(bench.job())
            assert ("webhook-signature" in receiver.http.requests[-1].headers) == bool(key)
    assert receiver.posts == []


@pytest.mark.parametrize("key", ["plain words", KEY, "whsec_not base64!"])
def test_the_signature_is_the_standard_one(key: str) -> None:
    """Checked by hand, as its text says: base64 of HMAC-SHA256 over id, seconds and body."""
    raw = base64.b64decode(key.removeprefix("whsec_")) if key == KEY else key.encode()
    expected = base64.b64encode(hmac.new(raw, b"msg_1.1700000000.{}", hashlib.sha256).digest()).decode()
    assert webhook_signature(Secret(key), "msg_1", "1700000000", b"{}") == f"v1,{expected}"


async def test_threads_changes_and_taking_down(receiver: FakeReceiver, tmp_path: Path) -> None:
    async with signed_in(receiver, tmp_path) as bench:
        job, root = await bench.publish(bench.job("Alle sette", media=(bench.photo(),)))
        await bench.publish(bench.job("Poi", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
        assert receiver.posts[-1].data["part"] == "first_comment"
        known = {"remote_id": f"r-{job.part_id}", "url": root.url}
        assert receiver.posts[-1].data["in_reply_to"] == known
        edit = replace(job, op=Op.EDIT, key="change-1", outgoing=replace(job.outgoing, text="Alle otto"))
        assert await bench.connector.commit(bench.session(), edit) == Published(root)
        assert receiver.posts[0].data["text"] == "Alle otto"
        assert len(receiver.posts[0].files) == 1
        delete = replace(job, op=Op.DELETE, key="change-2")
        for _ in range(2):
            assert await bench.connector.commit(bench.session(), delete) == Published(root)
        assert receiver.events[-1]["data"] == {
            "id": job.part_id,
            "account": {"id": bench.account.remote_id, "name": "Forno"},
            **known,
        }
        assert len(receiver.posts) == 1
        for asked in (job, edit, delete):
            assert await bench.connector.look_up(bench.session(), asked) == CannotTell()
            assert await bench.connector.poll(bench.session(), asked) == CannotTell()


async def test_the_same_post_again_is_taken_once_where_that_was_promised(tmp_path: Path) -> None:
    with FakeReceiver(keeps_s=86_400) as receiver:
        async with signed_in(receiver, tmp_path) as bench:
            receiver.http.fail_next("/hooks/a1b2c3", method="POST", drop_after_accept=True)
            job = await bench.prepared(bench.job())
            with pytest.raises(UnclearError):
                await bench.connector.commit(bench.session(), job)
            answer = await bench.connector.commit(bench.session(), job)
            assert isinstance(answer, Published)
        assert len(receiver.posts) == 1


# ------------------------------------------------------------------ what a receiver answers
@pytest.mark.parametrize(
    "answer",
    [
        Answer(204),
        Answer(200),
        Answer(202, text="ok", content_type="text/plain"),
        Answer(200, json=[]),
        Answer(200, json={"ok": True}),
        Answer(200, json={"id": True, "url": "javascript:alert(1)"}),
        Answer(200, json={"id": "a\nb", "url": "https://x@evil.example/"}),
        Answer(200, json={"id": "x" * 201, "url": "https://x.example/" + "a" * 2000}),
    ],
)
async def test_taken_is_taken_without_a_word(receiver: FakeReceiver, tmp_path: Path, answer: Answer) -> None:
    receiver.gives = answer
    async with signed_in(receiver, tmp_path) as bench:
        job, receipt = await bench.publish(bench.job())
    assert (receipt.id, receipt.url, dict(receipt.data)) == (job.key, "", {})


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (200, "<html>sign in</html>", UnclearError, "unknown_outcome"),
        (301, "", UnclearError, "unknown_outcome"),
        (400, {"error": "no <b>title</b>"}, RefusedError, "refused"),
        (401, {}, SignedOutError, "signed_out"),
        (404, {}, RefusedError, "refused"),
        (408, {}, UnclearError, "unknown_outcome"),
        (410, {}, RefusedError, "api_gone"),
        (429, {}, NotSentError, "busy"),
        (500, {}, UnclearError, "unknown_outcome"),
        (503, {}, UnclearError, "unknown_outcome"),
    ],
)
async def test_what_refusals_mean(
    receiver: FakeReceiver, tmp_path: Path, status: int, body: Any, kind: type[ConnectorError], code: str
) -> None:
    async with signed_in(receiver, tmp_path) as bench:
        receiver.http.fail_next("/hooks/a1b2c3", method="POST", status=status, body=body)
        with pytest.raises(kind) as caught:
            await bench.publish(bench.job())
        assert caught.value.problem.code == code
        assert "a1b2c3" not in repr(caught.value.problem)


async def test_nothing_goes_to_another_host(receiver: FakeReceiver, tmp_path: Path) -> None:
    async with signed_in(receiver, tmp_path) as bench:
        with FakeReceiver() as other:
            for status in (301, 302, 307, 308):
                to = {"Location": other.url}
                receiver.http.fail_next("/hooks/a1b2c3", method="POST", status=status, headers=to)
                with pytest.raises(UnclearError):
                    await bench.publish(bench.job())
            receiver.http.fail_next("/hooks/a1b2c3", method="OPTIONS", status=302, headers={"Location": other.url})
            with pytest.raises(RefusedError):
                await bench.connector.who_am_i(bench.session())
            assert other.http.requests == []


# ------------------------------------------------------------------ the forms of chats
def body_at(fake: FakeReceiver) -> bytes:
    return fake.http.requests[-1].body


async def test_chats_get_the_words(tmp_path: Path) -> None:
    with FakeReceiver(key="") as receiver:
        receiver.http._handle = lambda _request: Answer(text="ok", content_type="text/plain")
        async with signed_in(receiver, tmp_path, "") as bench:
            said = {"title": "Oggi", "link": LINK}
            words = f"Oggi\n\nPane & <burro>\n\n{LINK}"
            for form, told in (
                ("slack", {"text": f"Oggi\n\nPane &amp; &lt;burro&gt;\n\n{LINK}"}),
                ("chat", {"text": words}),
            ):
                await bench.publish(bench.job("Pane & <burro>", options={"form": form}, **said))
                assert json.loads(body_at(receiver)) == told
            await bench.publish(bench.job("Pane & <burro>", options={"form": "ntfy"}, **said))
            assert body_at(receiver).decode() == words
            assert receiver.http.requests[-1].headers["click"] == LINK
            await bench.publish(bench.job("Pane & <burro>", options={"form": "teams"}, **said))
            card = json.loads(body_at(receiver))["attachments"][0]["content"]
            assert [block["text"] for block in card["body"]] == words.split("\n\n")

            with pytest.raises(RefusedError) as caught:
                await bench.prepared(bench.job("x", options={"form": "slack"}, media=(bench.photo(),)))
            assert caught.value.problem.code == "media_not_possible"
            job, _ = await bench.publish(bench.job("x", options={"form": "slack"}))
            for op, code in ((Op.EDIT, "no_edit_there"), (Op.DELETE, "no_delete_there")):
                with pytest.raises(RefusedError) as caught:
                    await bench.connector.commit(bench.session(), replace(job, op=op))
                assert caught.value.problem.code == code


async def test_a_known_address_has_its_form(receiver: FakeReceiver, tmp_path: Path) -> None:
    hosts = {
        "hooks.slack.com": "slack",
        "chat.googleapis.com": "chat",
        "ntfy.sh": "ntfy",
        "prod-1.westeurope.logic.azure.com:443": "teams",
        "hooks.slack.com.evil.example": "",
        "forno.example": "",
    }
    assert {host: form_at(host) for host in hosts} == hosts
    async with signed_in(receiver, tmp_path) as bench:
        bench.account = replace(bench.account, reported={"form": "chat"})
        receiver.http._handle = lambda _request: Answer(text="ok", content_type="text/plain")
        await bench.publish(bench.job("Pane"))
        assert json.loads(body_at(receiver)) == {"text": "Pane"}
        await bench.publish(bench.job("Pane", options={"form": "own"}))
        assert json.loads(body_at(receiver))["type"] == "post.publish"


@given(st.text())
def test_slack_shows_what_was_written(text: str) -> None:
    escaped = slack_text(text)
    assert html.unescape(escaped) == html.unescape(text) or "&" in text
    assert "<" not in escaped
    assert ">" not in escaped
    for written, shown in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        escaped = escaped.replace(written, shown)
    assert escaped == text
