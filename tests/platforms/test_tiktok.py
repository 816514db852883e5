"""TikTok against a fake that refuses what TikTok refuses: pieces in order, an inbox, apps that were not reviewed."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.channel import Channel
from smmdesk.model.content import Content
from smmdesk.model.delivery import Op
from smmdesk.model.limits import check
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    GivenUp,
    Job,
    NotSentError,
    Picture,
    Published,
    RefusedError,
    Session,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.tiktok import posts
from smmdesk.platforms.tiktok.posts import Plan
from smmdesk.system.clock import ManualClock
from tests.fakes.tiktok import SCOPES, FakeTikTok
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import bench_at, sign_in_with_app
from ui.presenters.composer_rows import _option_row

ALL = {"mode": "direct", "privacy_level": "PUBLIC_TO_EVERYONE"}
MINE = {"mode": "direct", "privacy_level": "SELF_ONLY"}
PATHS = {"api": "", "authorize": "/v2/auth/authorize/", "token": "/v2/oauth/token/", "revoke": "/v2/oauth/revoke/"}


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeTikTok:
    return FakeTikTok(clock)


@pytest.fixture
def stranger(fake: FakeTikTok, clock: ManualClock, tmp_path: Path) -> Bench:
    lines = [f'tiktok.{name} = "{fake.url}{path}"' for name, path in PATHS.items()]
    (tmp_path / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    return bench_at("tiktok", clock, tmp_path, fake)


@pytest.fixture
def bench(stranger: Bench, fake: FakeTikTok) -> Bench:
    asyncio.run(sign_in_with_app(stranger, fake, fake.app))
    return stranger


def film(bench: Bench, size: int = 15, **more: Any) -> Picture:
    path = bench.folder / f"pane{size}.mp4"
    path.write_bytes((b"a film of bread " * (size // 16 + 1))[:size])
    return Picture(path, "video/mp4", size, 1080, 1920, name="pane.mp4", **more)


async def refused(bench: Bench, job: Job, code: str) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        await bench.publish(job)
    assert caught.value.problem.code == code
    return caught.value


# ------------------------------------------------------------------ signing in
async def test_signing_in_and_out(fake: FakeTikTok, bench: Bench) -> None:
    account = bench.account
    assert (account.remote_id, account.name, account.handle) == ("open-1", "Forno Lucia", "@fornolucia")
    assert account.url == "https://www.tiktok.com/@fornolucia"
    assert [level for level, _ in account.reported["privacy_levels"]] == fake.levels  # type: ignore[attr-defined]
    assert account.reported["video_max_s"] == 300
    assert fake.app.asked[0]["scope"] == SCOPES
    assert len(fake.app.asked[0]["code_challenge"]) == 64, "in hexadecimal digits, as TikTok alone wants it"
    assert await bench.connector.who_am_i(bench.session()) == account
    await bench.connector.sign_out(bench.session())
    assert not fake.app.access
    fake.app.refresh.clear()
    with pytest.raises(SignedOutError):
        await bench.connector.who_am_i(bench.session())


async def test_an_app_that_may_only_fill_the_inbox(fake: FakeTikTok, stranger: Bench) -> None:
    fake.app.denied = frozenset({"video.publish", "video.list"})
    await sign_in_with_app(stranger, fake, fake.app)
    assert "privacy_levels" not in stranger.account.reported
    await refused(stranger, stranger.job(media=(film(stranger),), options=MINE), "app_not_reviewed")
    await stranger.connector.commit(stranger.session(), await stranger.prepared(stranger.job(media=(film(stranger),))))
    assert [work.status for work in fake.works.values()] == ["SEND_TO_USER_INBOX"]


# ------------------------------------------------------------------ films
@pytest.mark.parametrize(
    ("size", "chunk", "count", "last"),
    [
        (50_000_123, 10_000_000, 5, 10_000_123),
        (64_000_001, 64_000_000, 1, 64_000_001),
        (4_999_999, 10_000_000, 1, 4_999_999),
        (10_000_000, 10_000_000, 1, 10_000_000),
        (4_000_000_000, 10_000_000, 400, 10_000_000),
    ],
)
def test_the_pieces_of_a_film(size: int, chunk: int, count: int, last: int) -> None:
    plan = Plan.of(size, chunk)
    pieces = [plan.piece(number) for number in range(plan.count)]
    assert (plan.count, pieces[-1][1] - pieces[-1][0]) == (count, last)
    assert [first for first, _after in pieces[1:]] == [after for _first, after in pieces[:-1]]
    assert (pieces[0][0], pieces[-1][1]) == (0, size)


async def test_a_film_for_everyone(fake: FakeTikTok, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts.Plan.of.__func__, "__defaults__", (5_000_000,))
    picture = film(bench, 17_000_000, cover_ms=1500)
    options = {**ALL, "allow_comment": True, "promotes": "own", "made_by_ai": True}
    job = await bench.prepared(
        bench.job("Pane #caldo", link="https://forno.example", media=(picture,), options=options)
    )
    [work] = fake.works.values()
    assert (work.pieces, work.count) == (2, 3), "all but the last piece, which publishes"
    assert not fake.posts
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    assert work.data == picture.path.read_bytes()
    assert work.info == {
        "title": "Pane #caldo\n\nhttps://forno.example",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": False,
        "disable_duet": True,
        "disable_stitch": True,
        "brand_content_toggle": False,
        "brand_organic_toggle": True,
        "is_aigc": True,
        "video_cover_timestamp_ms": 1500,
    }
    assert (answer.receipt.id, answer.receipt.url) == (
        str(work.number), f"https://www.tiktok.com/@fornolucia/video/{work.number}",
    )  # fmt: skip


async def test_a_film_for_the_inbox_waits_for_the_person(fake: FakeTikTok, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane", media=(film(bench),)))
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    found = await bench.connector.poll(bench.session(), replace(job, prepared={**job.prepared, "job": answer.job}))
    assert isinstance(found, GivenUp)
    assert found.problem.code == "in_inbox"
    assert not fake.asked("POST", "creator_info")[1:], "nothing is chosen here"


async def test_an_upload_goes_on_where_it_was(
    fake: FakeTikTok, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts.Plan.of.__func__, "__defaults__", (5_000_000,))
    job = bench.job("Pane", media=(film(bench, 17_000_000),), options=MINE)
    steps: dict[str, object] = {}

    async def save(name: str, value: object) -> None:
        steps[name] = value

    fake.fail_next("/store/*", drop_before_accept=True)
    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    job = await bench.prepared(replace(job, prepared=steps))
    job = await bench.prepared(job)
    assert [(work.pieces, work.status) for work in fake.works.values()] == [(2, "PROCESSING_UPLOAD")]
    clock.advance(timedelta(minutes=55))
    job = await bench.prepared(job)
    assert len(fake.works) == 2, "its place ends after an hour"
    job = await bench.prepared(replace(job, outgoing=replace(job.outgoing, text="Pane nero")))
    assert len(fake.works) == 3, "other words are another publishing"
    await bench.connector.commit(bench.session(), job)
    assert [work.info["title"] for work in fake.posts] == ["Pane nero"]


async def test_what_tiktok_looks_over_first(fake: FakeTikTok, bench: Bench) -> None:
    fake.slow = True
    job = await bench.prepared(bench.job("Pane", media=(film(bench),), options=ALL))
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    working = replace(job, prepared={**job.prepared, "job": answer.job})
    assert await bench.connector.poll(bench.session(), working) == answer
    fake.work()
    [work] = fake.works.values()
    number, work.number = work.number, 0
    found = await bench.connector.poll(bench.session(), working)
    assert isinstance(found, Accepted), "it is out, its number comes later"
    assert found.job["looks"] == 1
    late = replace(job, prepared={**job.prepared, "job": {**answer.job, "looks": 99}})
    given = await bench.connector.poll(bench.session(), late)
    assert isinstance(given, Published)
    assert (given.receipt.id, given.receipt.url) == (work.id, "")
    work.number = number
    given = await bench.connector.poll(bench.session(), working)
    assert isinstance(given, Published)
    assert given.receipt.id == str(number)


@pytest.mark.parametrize(("reason", "code"), [("frame_rate_check_failed", "media_not_converted"), ("x", "refused")])
async def test_what_tiktok_gives_up(reason: str, code: str, fake: FakeTikTok, bench: Bench) -> None:
    fake.fails = reason
    job = await bench.prepared(bench.job("Pane", media=(film(bench),), options=MINE))
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Accepted)
    found = await bench.connector.poll(bench.session(), replace(job, prepared={**job.prepared, "job": answer.job}))
    assert isinstance(found, GivenUp)
    assert found.problem.code == code
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent(for_good=True)


# ------------------------------------------------------------------ photos
async def test_photos_are_fetched(fake: FakeTikTok, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    photos = (bench.photo(), bench.photo())
    job = bench.job("Due pani", title="Oggi", media=photos, options=ALL)
    await refused(bench, job, "media_host_missing")

    async def share(_job: Job, picture: Picture) -> str:
        return f"https://files.example/{picture.path.name}"

    plain = bench.session
    monkeypatch.setattr(bench, "session", lambda: replace(plain(), share=share))
    _, receipt = await bench.publish(job)
    [work] = fake.posts
    assert work.photos == [f"https://files.example/{picture.path.name}" for picture in photos]
    assert (work.info["title"], work.info["description"], work.info["disable_comment"]) == ("Oggi", "Due pani", True)
    assert work.info["auto_add_music"] is False
    assert receipt.id == str(work.number)
    with_music = bench.job("Due pani", title="Ieri", media=photos, options={**ALL, "music": True})
    await bench.publish(with_music)
    assert fake.posts[-1].info["auto_add_music"] is True
    fake.verified = "https://other.example/"
    await refused(bench, job, "address_not_proven")


async def test_lost_photos_are_looked_for(
    fake: FakeTikTok, bench: Bench, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def share(_job: Job, picture: Picture) -> str:
        return f"https://files.example/{picture.path.name}"

    plain = bench.session
    monkeypatch.setattr(bench, "session", lambda: replace(plain(), share=share))
    job = await bench.prepared(bench.job("Due pani", media=(bench.photo(),), options=ALL))
    tried = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(), "none found proves nothing"
    fake.fail_next("/v2/post/publish/content/init/", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), tried)
    assert isinstance(found, Published)
    assert found.receipt.id == str(fake.posts[0].number)
    await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), tried) == CannotTell(two_alike=True)


# ------------------------------------------------------------------ what it takes, and what it does not
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"error": {"code": "internal_error", "message": "Something is wrong"}}),
        (403, "<html>Web filter</html>"),
        (400, {}),
    ],
)
async def test_photos_of_which_tiktok_itself_says_nothing_may_be_out(
    status: int, body: Any, fake: FakeTikTok, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def address(_session: Any, _job: Job, _picture: Picture) -> str:
        return "https://media.example/pane.jpg"

    monkeypatch.setattr(Session, "public_address", address)
    job = await bench.prepared(bench.job("Pane", media=(bench.photo(),), options={**MINE, "kind": "photos"}))
    fake.fail_next("/v2/post/publish/content/init/", status=status, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


async def test_what_the_account_does_not_allow(fake: FakeTikTok, bench: Bench) -> None:
    fake.closed = {"comment_disabled": True, "duet_disabled": True}
    await bench.publish(bench.job(media=(film(bench),), options={**MINE, "allow_comment": True, "allow_duet": True}))
    assert fake.posts[0].info["disable_comment"] is True
    fake.levels = ["SELF_ONLY"]
    await refused(bench, bench.job(media=(film(bench),), options=ALL), "option_not_offered")
    await refused(bench, bench.job(media=(film(bench),), options={"mode": "direct"}), "option_missing")
    await refused(bench, bench.job(media=(film(bench),), options={**MINE, "promotes": "brand"}), "refused")
    long = bench.job("a" * 2190, link="https://forno.example", media=(film(bench),), options=MINE)
    await refused(bench, long, "text_too_long")


def test_only_what_the_account_offers_stands_in_the_form() -> None:
    fact = next(option for option in facts_of("tiktok").options if option.key == "privacy_level")
    channel = Channel("c", "b", "tiktok", "Forno", reported={"privacy_levels": [["SELF_ONLY", "SELF_ONLY"]]})
    rows = [_option_row(fact, {"mode": mode}, channel) for mode in ("inbox", "direct")]
    assert [row.required for row in rows] == [False, True]
    assert rows[0].choices == (("", "Not chosen yet"), ("SELF_ONLY", "Only you"))
    assert len(_option_row(fact, {}, replace(channel, reported={})).choices) == 5


def test_nobody_is_chosen_before_and_it_is_asked_for_before() -> None:
    """TikTok forbids a preselected audience; without one nothing is scheduled for everybody to see."""
    facts = facts_of("tiktok")
    codes = [
        [
            problem.code
            for problem in check(Content(text="Pane", options=options), facts.limits, "c", {}, facts.options).blocking
        ]
        for options in ({}, {"mode": "direct"}, MINE)
    ]
    assert ["option_missing" in found for found in codes] == [False, True, False]


@pytest.mark.parametrize(
    ("error", "kind", "code", "wait"),
    [
        ("spam_risk_too_many_posts", NotSentError, "busy", 86_400),
        ("rate_limit_exceeded", NotSentError, "busy", None),
        ("spam_risk_user_banned_from_posting", RefusedError, "account_closed", None),
        ("unaudited_client_can_only_post_to_private_accounts", RefusedError, "app_not_reviewed", None),
        ("invalid_params", RefusedError, "refused", None),
    ],
)
async def test_what_tiktoks_errors_mean(
    error: str, kind: type[Exception], code: str, wait: float | None, fake: FakeTikTok, bench: Bench
) -> None:
    fake.error = error
    with pytest.raises(kind) as caught:
        await bench.prepared(bench.job(media=(film(bench),), options=MINE))
    assert getattr(caught.value, "problem").code == code  # noqa: B009 - every one has its problem
    assert getattr(caught.value, "retry_after_s", None) == wait
    assert not fake.works


@pytest.mark.parametrize(
    ("status", "kind"), [(200, UnclearError), (206, UnclearError), (500, UnclearError), (416, NotSentError)]
)
async def test_what_the_store_says_of_the_last_piece(
    status: int, kind: type[Exception], fake: FakeTikTok, bench: Bench
) -> None:
    job = await bench.prepared(bench.job(media=(film(bench),), options=MINE))
    fake.fail_next("/store/*", status=status, body="<html>Wi-Fi</html>")
    with pytest.raises(kind):
        await bench.connector.commit(bench.session(), job)
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell(), "it may still arrive"


async def test_a_lost_answer_is_known_by_its_publish_id(fake: FakeTikTok, bench: Bench) -> None:
    job = await bench.prepared(bench.job(media=(film(bench),), options=MINE))
    fake.slow = True
    fake.fail_next("/store/*", drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    assert isinstance(await bench.connector.look_up(bench.session(), bench.tried(job)), Accepted)
    fake.work()
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[0].id


async def test_nothing_is_changed_or_deleted_from_here(bench: Bench) -> None:
    job, _ = await bench.publish(bench.job(media=(film(bench),), options=MINE))
    for op, code in ((Op.EDIT, "no_edit_there"), (Op.DELETE, "no_delete_there")):
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), await bench.prepared(replace(job, op=op)))
        assert caught.value.problem.code == code
        assert await bench.connector.look_up(bench.session(), replace(job, op=op)) == CannotTell()
