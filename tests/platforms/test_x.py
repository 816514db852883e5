"""X against a fake that charges, rewrites addresses, and refuses what X refuses; held against X's own description."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import PartKind
from smmdesk.model.moment import to_us
from smmdesk.platforms.base import (
    ConnectorError,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    SignedOutError,
    UnclearError,
)
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.oauth import agreed, visit
from tests.fakes.small import SmallFake
from tests.fakes.x import HANDLE, ME, FakeX
from tests.platforms.accounts import Hurried
from tests.platforms.at_x import bench_at_x, checked, lead
from tests.platforms.bench import Bench, bench_of
from tests.platforms.direct import bench_at

FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> Iterator[FakeX]:
    with checked(clock) as fake:
        yield fake


@pytest.fixture
def bench(fake: FakeX, clock: ManualClock, tmp_path: Path) -> Bench:
    return bench_at_x(fake, clock, tmp_path)


async def agree(url: str) -> None:
    """The person agrees, and the browser goes its way back."""
    await asyncio.to_thread(visit, await asyncio.to_thread(agreed, url))


def film(bench: Bench, mime: str = "video/mp4", size: int = 9_000_000) -> Picture:
    path = bench.folder / "forno.mp4"
    path.write_bytes(bytes(range(256)) * (size // 256))
    return Picture(path, mime, path.stat().st_size, 1280, 720, alt="Il forno", name="forno.mp4")


# ------------------------------------------------------------------ signing in
async def test_signing_in_under_an_app_of_ones_own(clock: ManualClock, tmp_path: Path) -> None:
    with FakeX(clock) as fake:
        lead(tmp_path, fake)
        async with bench_of("x", clock, tmp_path) as bench:
            keys = Secret.of(client_id=fake.auth.client_id)
            signed = await bench.sign_in(open_page=agree, app_keys=keys)
            assert (signed.account.remote_id, signed.account.name, signed.account.handle) == (
                ME, "Forno Lucia", f"@{HANDLE}",
            )  # fmt: skip
            assert signed.account.url == f"https://x.com/{HANDLE}"
            assert signed.account.reported["granted"] == dict.fromkeys(
                ["tweet.read", "tweet.write", "users.read", "media.write", "offline.access"], True
            )
            assert fake.auth.asked[0]["code_challenge_method"] == "S256"
            assert (await bench.connector.who_am_i(bench.session())).reported == signed.account.reported
            await bench.connector.sign_out(bench.session())
            assert fake.revoked == list(fake.auth.refresh)


@pytest.mark.parametrize(("subscription", "limits"), [("None", {}), ("Premium", {"text_max": 25_000})])
async def test_a_paid_account_may_write_more(
    subscription: str, limits: dict[str, int], fake: FakeX, bench: Bench
) -> None:
    fake.subscription = subscription
    assert (await bench.connector.who_am_i(bench.session())).reported == limits


async def test_an_access_that_ends_is_renewed_once_for_all_calls(fake: FakeX, bench: Bench) -> None:
    bench.secrets.append(bench.secrets[-1].with_fields(ends="1"))
    await bench.publish(bench.job("Pane caldo", media=(bench.photo(),)))
    assert len(fake.asked("POST", "/2/oauth2/token")) == 1
    fake.auth.access.clear()
    fake.auth.refresh.clear()
    job = bench.job("Pane freddo")
    with pytest.raises(SignedOutError):
        await bench.connector.commit(bench.session(), job)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("Value passed for the token was invalid.", SignedOutError),
        ("Value passed for the authorization code was invalid.", NotSentError),
        ("Missing required parameter [client_id].", NotSentError),
        ("", NotSentError),
    ],
)
async def test_only_x_s_own_words_of_a_dead_token_end_the_sign_in(
    said: str, error: type[ConnectorError], fake: FakeX, bench: Bench
) -> None:
    """X says `invalid_request` for everything; what it says of the token is in its description alone."""
    bench.secrets.append(bench.secrets[-1].with_fields(ends="1"))
    fake.fail_next("/2/oauth2/token", status=400, body={"error": "invalid_request", "error_description": said})
    with pytest.raises(error):
        await bench.prepared(bench.job("Pane"))
    fake.fail_next("/2/oauth2/token", status=400, body=f"<html>{said}")
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Pane"))


async def test_an_access_that_ended_in_the_middle_sends_nothing(fake: FakeX, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.auth.access.clear()
    with pytest.raises(NotSentError):
        await bench.connector.commit(bench.session(), job)
    assert fake.posts == []
    assert isinstance(await bench.connector.commit(bench.session(), job), Published)


# ------------------------------------------------------------------ publishing
async def test_a_post_with_photos_and_options(fake: FakeX, bench: Bench, clock: ManualClock) -> None:
    photos = (bench.photo("Il banco"), bench.photo("", color="blue"))
    options = {"reply_settings": "following", "made_with_ai": True, "paid_partnership": True}
    job, receipt = await bench.publish(
        bench.job("Pane & burro", media=photos, options=options, link="https://forno.example/pane")
    )
    [post] = fake.posts
    assert post.body == {"text": "Pane & burro\n\nhttps://forno.example/pane", **options, "media": post.body["media"]}
    assert [one.alt for one in post.media] == ["Il banco", ""]
    assert [one.data for one in post.media] == [photo.path.read_bytes() for photo in photos]
    assert fake.charged == ["media", "alt", "media", "post with link"]
    assert (receipt.id, receipt.url) == (post.id, f"https://x.com/{HANDLE}/status/{post.id}")
    assert abs(receipt.at_us - to_us(clock.now())) < 1_000_000
    await bench.prepared(job)
    assert len(fake.media) == 2, "what is there is not paid for twice"


async def test_a_thread_and_a_first_comment_hang_on_what_is_before(fake: FakeX, bench: Bench) -> None:
    options = {"reply_settings": "following"}
    _, root = await bench.publish(bench.job("Uno", options=options))
    _, second = await bench.publish(bench.job("Due", kind=PartKind.THREAD, root=root, parent=root, options=options))
    job = bench.job("Tre", kind=PartKind.THREAD, root=root, parent=second, media=(bench.photo(),))
    await bench.publish(job)
    await bench.publish(bench.job("Orari?", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
    assert [(post.text, post.answers) for post in fake.posts] == [
        ("Uno", ""), ("Due", root.id), ("Tre", second.id), ("Orari?", root.id),
    ]  # fmt: skip
    assert "reply_settings" not in fake.posts[1].body
    again = bench.tried(bench.job("Tre", kind=PartKind.THREAD, root=root, parent=second))
    found = await bench.connector.look_up(bench.session(), again)
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[2].id


@pytest.mark.parametrize(("minutes", "sent"), [(60, 60), (1, 5), (99_999, 10_080)])
async def test_a_poll(minutes: int, sent: int, fake: FakeX, bench: Bench) -> None:
    await bench.publish(bench.job("Quale?", poll=Poll(("Classico", "Al cioccolato"), minutes)))
    assert fake.posts[0].body["poll"] == {"options": ["Classico", "Al cioccolato"], "duration_minutes": sent}


async def test_a_film_goes_in_pieces_and_is_waited_for(fake: FakeX, bench: Bench) -> None:
    sent = film(bench)
    await bench.publish(bench.job("Il forno", media=(sent,)))
    [medium] = fake.posts[0].media
    assert [len(piece) for piece in medium.pieces.values()] == [4_194_304, 4_194_304, sent.size_bytes - 8_388_608]
    assert medium.data == sent.path.read_bytes()
    assert (medium.category, medium.work) == ("tweet_video", 0)
    assert len(fake.asked("POST", "/2/media/metadata")) == 1, "it was offered its words, and takes none"


async def test_a_film_that_x_cannot_read_is_told_by_its_name(fake: FakeX, bench: Bench) -> None:
    fake.fails_at = "file is <b>currently</b> unsupported"
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Il forno", media=(film(bench, size=2_560),)))
    assert caught.value.problem.values["said"] == "forno.mp4: file is currently unsupported"
    told = len(fake.requests)
    fake.fails_at, fake.works_for = "", 10_000
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Il forno", media=(film(bench, size=2_560),)))
    del fake.requests[told:]  # the last question was given up in the middle: nothing to hold against a description


async def test_a_film_and_a_photo_are_not_paid_for(fake: FakeX, bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Il forno", media=(bench.photo(), film(bench))))
    assert caught.value.problem.code == "media_mixed"
    assert fake.charged == []


async def test_files_of_yesterday_and_of_another_generation_are_laid_down_anew(
    fake: FakeX, bench: Bench, clock: ManualClock
) -> None:
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert len((await bench.prepared(job)).prepared) == 1
    assert len(fake.media) == 1
    clock.advance(timedelta(hours=21))
    await bench.prepared(job)
    await bench.prepared(replace(job, key="another"))
    assert len(fake.media) == 3


@pytest.mark.parametrize("text", ["a" * 280, "è" * 280, "漢" * 140, FAMILY * 140, f"{'a' * 256} https://{'x' * 60}.it"])
async def test_the_longest_texts_that_are_counted_here_are_taken_there(text: str, fake: FakeX, bench: Bench) -> None:
    await bench.publish(bench.job(text))
    assert fake.posts[0].text == text


# ------------------------------------------------------------------ what went wrong
@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (400, {"errors": [{"message": "So <b>e</b> così"}], "title": "Invalid Request"}, RefusedError, "refused"),
        (402, {"title": "CreditsDepleted", "detail": "no credits"}, RefusedError, "credit_used_up"),
        (403, {"title": "Forbidden", "detail": "You are not permitted"}, RefusedError, "refused"),
        (403, {"detail": "Your account is suspended and is not permitted"}, RefusedError, "account_closed"),
        (403, {"detail": "this account is temporarily locked"}, RefusedError, "account_closed"),
        (403, {"detail": "create a Tweet with duplicate content."}, RefusedError, "duplicate_refused"),
        (404, {}, RefusedError, "refused"),
        (429, {"title": "Too Many Requests"}, NotSentError, "busy"),
        (500, {}, UnclearError, "unknown_outcome"),
        (503, {"detail": "Service Unavailable"}, UnclearError, "unknown_outcome"),
    ],
)
async def test_errors_of_the_one_call(
    status: int, body: dict[str, Any], error: type[ConnectorError], code: str, fake: FakeX, bench: Bench
) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.fail_next("/2/tweets", status=status, body=body)
    with pytest.raises(error) as caught:
        await bench.connector.commit(bench.session(), job)
    assert caught.value.problem.code == code
    if status == 400:
        assert caught.value.problem.values["said"] == "So e così"
    assert len(fake.asked("POST", "/2/tweets")) == 1, "a refusal may be charged for: never again by itself"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"x-rate-limit-reset": "{300}"}, 300),
        (
            {
                "x-rate-limit-reset": "{300}",
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": "{9000}",
            },
            9000,
        ),
        (
            {"x-rate-limit-reset": "{300}", "x-app-limit-24hour-remaining": "7", "x-app-limit-24hour-reset": "{9000}"},
            300,
        ),
        ({"x-rate-limit-reset": "soon"}, None),
        ({}, None),
    ],
)
async def test_how_long_x_asks_us_to_wait(
    headers: dict[str, str], wait_s: int | None, fake: FakeX, bench: Bench, clock: ManualClock
) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    now = int(clock.now().timestamp())
    said = {name: str(now + int(value[1:-1])) if value[0] == "{" else value for name, value in headers.items()}
    fake.fail_next("/2/tweets", status=429, headers=said)
    with pytest.raises(NotSentError) as caught:
        await bench.connector.commit(bench.session(), job)
    waits = caught.value.retry_after_s
    assert waits is None if wait_s is None else waits is not None and abs(waits - wait_s) < 2


async def test_without_credit_nothing_goes_out(fake: FakeX, bench: Bench) -> None:
    fake.credit = 1
    job = bench.job("Pane caldo", media=(bench.photo(""),))
    with pytest.raises(RefusedError) as caught:
        await bench.publish(job)
    assert caught.value.problem.code == "credit_used_up"
    assert "credits" in str(caught.value.problem.values["said"])
    assert fake.posts == []


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"data": []}', b'{"data": {"id": {}}}', b'{"data": {"id": "1/../2"}}', b"<html>", b"\xff"]
)
async def test_strange_answers_decide_nothing(body: bytes, fake: FakeX, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane caldo"))
    fake.fail_next("/2/tweets", status=201, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    fake.fail_next(f"/2/users/{ME}/tweets", status=200, body=body)
    with pytest.raises(ConnectorError):
        await bench.connector.look_up(bench.session(), bench.tried(job))


async def test_a_redirect_gets_no_access(fake: FakeX, bench: Bench, clock: ManualClock, tmp_path: Path) -> None:
    elsewhere = SmallFake(clock)
    other = bench_at("x", clock, tmp_path, fake, elsewhere)
    other.account, other.secrets = bench.account, bench.secrets
    fake.fail_next(f"/2/users/{ME}/tweets", status=302, headers={"Location": f"{elsewhere.url}/"})
    with pytest.raises(RefusedError) as caught:
        await other.connector.look_up(other.session(), other.job())
    assert caught.value.problem.code == "address_changed"
    assert elsewhere.requests == []
