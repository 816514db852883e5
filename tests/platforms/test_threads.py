"""Threads against a fake that refuses what Threads refuses: containers, one call that publishes, tokens of 60 days."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.delivery import Op, PartKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Job,
    NotSentError,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.sign_in import sign_in_end
from smmdesk.platforms.sign_in_facts import SignInField
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.graph import graph_error
from tests.fakes.threads import SHARES, USER, FakeThreads
from tests.platforms.accounts import Hurried
from tests.platforms.bench import Bench
from tests.platforms.direct import agreeing, bench_at, signed_in

PUBLISH = f"/v1.0/{USER}/threads_publish"


@pytest.fixture
def clock() -> ManualClock:
    return Hurried(datetime(2026, 11, 28, 10, 20, tzinfo=UTC))


@pytest.fixture
def fake(clock: ManualClock) -> FakeThreads:
    return FakeThreads(clock)


@pytest.fixture
def stranger(fake: FakeThreads, clock: ManualClock, tmp_path: Path) -> Bench:
    """Not signed in yet; photos lie at an address of the shop's own."""
    places = {
        "api": "v1.0",
        "authorize": "oauth/authorize",
        "token": "oauth/access_token",
        "exchange": "access_token",
        "refresh": "refresh_access_token",
    }
    lines = [f'threads.{name} = "{fake.url}/{path}"' for name, path in places.items()]
    (tmp_path / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    bench = bench_at("threads", clock, tmp_path, fake)
    bench.share = shared
    return bench


async def shared(job: Job, picture: Picture) -> str:
    return f"https://forno.example/{job.key}/{picture.path.name}"


@pytest.fixture
def bench(stranger: Bench, fake: FakeThreads) -> Bench:
    return signed_in(stranger, fake.long_token())


# ------------------------------------------------------------------ signing in
async def in_browser(stranger: Bench, fake: FakeThreads, secret: str = "", **fields: str) -> None:
    landed: list[str] = []

    async def ask(fields: tuple[SignInField, ...]) -> Mapping[str, str]:
        return {"landed": landed[-1]}

    keys = Secret.of(client_id=fake.app_id, client_secret=secret or fake.app_secret)
    await stranger.sign_in(open_page=agreeing(fake, landed), ask=ask, app_keys=keys, **fields)


async def test_signing_in_with_an_own_app(fake: FakeThreads, stranger: Bench) -> None:
    fake.granted.discard("threads_manage_insights")
    await in_browser(stranger, fake)
    account = stranger.account
    assert (account.remote_id, account.name, account.handle) == (USER, "Forno Lucia", "fornolucia")
    assert account.url == "https://www.threads.com/@fornolucia"
    granted = account.reported["granted"]
    assert isinstance(granted, dict)
    assert [scope for scope, given in granted.items() if not given] == ["threads_manage_insights", SHARES]
    token = fake.tokens[stranger.secrets[0].field("access").reveal()]
    assert token.ends == fake.now + timedelta(days=60)
    assert sign_in_end(stranger.secrets[0]) == fake.now + timedelta(days=60), "an ended token cannot be renewed"
    assert await stranger.connector.who_am_i(stranger.session()) == account
    await stranger.connector.sign_out(stranger.session())


async def test_an_app_without_the_permission_for_mentions(fake: FakeThreads, stranger: Bench) -> None:
    """Threads refuses the whole sign-in for one permission that the app lacks, unless it is not asked for."""
    fake.allowed.discard("threads_manage_mentions")
    with pytest.raises(AssertionError, match="Invalid request"):
        await in_browser(stranger, fake)
    await in_browser(stranger, fake, lacks="threads_manage_mentions")
    granted = stranger.account.reported["granted"]
    assert isinstance(granted, dict)
    assert [scope for scope, given in granted.items() if not given] == ["threads_manage_mentions", SHARES]
    _, receipt = await stranger.publish(stranger.job("Pane"))
    assert [post.id for post in fake.posts] == [receipt.id]


async def test_only_what_may_be_lacking_can_be_left_out(fake: FakeThreads, stranger: Bench) -> None:
    await in_browser(stranger, fake, lacks="threads_content_publish")
    granted = dict(stranger.account.reported["granted"])  # type: ignore[call-overload]
    assert [scope for scope, given in granted.items() if not given] == [SHARES]  # nobody asked for it


async def test_what_is_not_taken(fake: FakeThreads, stranger: Bench) -> None:
    with pytest.raises(ProblemError) as caught:
        await in_browser(stranger, fake, "wrong")
    assert caught.value.problem.code == "app_keys_refused"
    with pytest.raises(ProblemError) as caught:
        await stranger.sign_in("THQwrong")
    assert caught.value.problem.code == "sign_in_refused"
    fake.granted.discard("threads_content_publish")
    with pytest.raises(RefusedError) as refused:
        await in_browser(stranger, fake)
    assert refused.value.problem.code == "permission_missing"


async def test_a_token_is_renewed_in_its_second_half(fake: FakeThreads, stranger: Bench, clock: ManualClock) -> None:
    await in_browser(stranger, fake)
    clock.advance(timedelta(days=29))
    await stranger.connector.who_am_i(stranger.session())
    assert len(stranger.secrets) == 1
    clock.advance(timedelta(days=2))
    fake.fail_next("/refresh_access_token", status=503)
    await stranger.prepared(stranger.job("Pane"))  # it is still good
    assert len(stranger.secrets) == 1
    await stranger.publish(stranger.job("Focaccia"))
    assert len(stranger.secrets) == 2
    assert fake.tokens[stranger.secrets[-1].field("access").reveal()].ends == fake.now + timedelta(days=60)
    clock.advance(timedelta(days=61))
    with pytest.raises(SignedOutError):
        await stranger.prepared(stranger.job("Tardi"))


async def test_no_token_lives_longer_than_those_of_threads(
    fake: FakeThreads, stranger: Bench, clock: ManualClock
) -> None:
    await in_browser(stranger, fake)
    clock.advance(timedelta(days=31))
    token = fake.long_token()
    fake.fail_next("/refresh_access_token", status=200, body={"access_token": token, "expires_in": 2**61})
    await stranger.prepared(stranger.job("Pane"))
    assert stranger.secrets[-1].field("access").reveal() == token
    assert int(stranger.secrets[-1].field("ends").reveal()) == int((fake.now + timedelta(days=60)).timestamp())
    assert sign_in_end(stranger.secrets[-1]) == (fake.now + timedelta(days=60)).replace(microsecond=0)


async def test_a_pasted_token_is_renewed_as_soon_as_it_can_be(
    fake: FakeThreads, bench: Bench, clock: ManualClock
) -> None:
    await bench.publish(bench.job("Pane"))
    assert len(bench.secrets) == 1, "younger than a day"
    clock.advance(timedelta(hours=25))
    await bench.publish(bench.job("Focaccia"))
    assert len(bench.secrets) == 2


# ------------------------------------------------------------------ publishing
async def test_a_text_with_a_link_a_topic_and_who_may_answer(fake: FakeThreads, bench: Bench) -> None:
    options = {"topic": "#Pane caldo", "reply_control": "accounts_you_follow"}
    job = await bench.prepared(bench.job("Pane caldo", link="https://forno.example", options=options))
    assert not fake.posts, "a container is seen by nobody"
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    [post] = fake.posts
    assert post.said == {
        "media_type": "TEXT",
        "text": "Pane caldo",
        "link_attachment": "https://forno.example",
        "topic_tag": "Pane caldo",
        "reply_control": "accounts_you_follow",
    }
    assert (answer.receipt.id, answer.receipt.url) == (post.id, f"https://www.threads.com/@fornolucia/post/D{post.id}")


async def test_a_photo_with_its_description(fake: FakeThreads, bench: Bench) -> None:
    photo = bench.photo("Un pane")
    job, _ = await bench.publish(bench.job("Pane", link="https://forno.example", media=(photo,)))
    [post] = fake.posts
    assert post.text == "Pane\n\nhttps://forno.example"
    assert post.said["alt_text"] == "Un pane"
    assert post.said["image_url"] == f"https://forno.example/{job.key}/{photo.path.name}"


async def test_a_carousel_of_photos_and_a_film(fake: FakeThreads, bench: Bench) -> None:
    path = bench.folder / "film.mp4"
    path.write_bytes(b"film")
    film = Picture(path, "video/mp4", 4, 1080, 1920, alt="Il pane esce", name="film.mp4")
    await bench.publish(bench.job("Pane", media=(bench.photo("Un pane"), film)))
    [post] = fake.posts
    assert [(child["media_type"], child["alt_text"]) for child in post.children] == [
        ("IMAGE", "Un pane"),
        ("VIDEO", "Il pane esce"),
    ]


async def test_a_poll(fake: FakeThreads, bench: Bench) -> None:
    await bench.publish(bench.job("Quale?", link="https://forno.example", poll=Poll(("Pane", "Pizza", "Tutti e due"))))
    [post] = fake.posts
    assert json.loads(post.said["poll_attachment"]) == {
        "option_a": "Pane",
        "option_b": "Pizza",
        "option_c": "Tutti e due",
    }
    assert post.text == "Quale?\n\nhttps://forno.example"


async def test_a_thread_and_a_first_comment(fake: FakeThreads, bench: Bench) -> None:
    _, root = await bench.publish(bench.job("Uno", options={"topic": "Pane"}))
    _, second = await bench.publish(bench.job("Due", kind=PartKind.THREAD, root=root, parent=root))
    await bench.publish(bench.job("Tre", kind=PartKind.THREAD, root=root, parent=second, options={"topic": "Pane"}))
    await bench.publish(bench.job("Qui", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
    assert [post.parent for post in fake.posts] == ["", root.id, second.id, root.id]
    assert ["topic_tag" in post.said for post in fake.posts] == [True, False, False, False]


async def test_a_post_that_cannot_be_answered_yet(fake: FakeThreads, bench: Bench, clock: ManualClock) -> None:
    fake.shy_s = 15.0
    _, root = await bench.publish(bench.job("Uno"))
    answer = bench.job("Due", kind=PartKind.THREAD, root=root, parent=root)
    with pytest.raises(NotSentError) as caught:
        await bench.prepared(answer)
    assert caught.value.retry_after_s == 20.0
    clock.advance(timedelta(seconds=20))
    await bench.publish(answer)


async def test_a_container_is_used_again_until_it_ends(fake: FakeThreads, bench: Bench, clock: ManualClock) -> None:
    job = await bench.prepared(bench.job("Pane"))
    again = await bench.prepared(job)
    assert again.prepared == job.prepared
    clock.advance(timedelta(hours=25))
    renewed = await bench.prepared(again)
    assert renewed.prepared != job.prepared
    assert len(fake.containers) == 2
    await bench.connector.commit(bench.session(), renewed)
    assert len(fake.posts) == 1


async def test_what_threads_cannot_use_is_said(fake: FakeThreads, bench: Bench) -> None:
    fake.fails = "FAILED_DOWNLOADING_VIDEO"
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert caught.value.problem.values["said"] == "FAILED_DOWNLOADING_VIDEO"
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("a" * 501))
    assert caught.value.problem.values["said"] == "Non si può – Testo troppo lungo"


async def test_without_a_place_on_the_web_photos_are_not_sent(fake: FakeThreads, bench: Bench) -> None:
    bench.share = None
    with pytest.raises(RefusedError) as caught:
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))
    assert caught.value.problem.code == "media_host_missing"
    assert not fake.containers


@pytest.mark.fault(53)
async def test_a_container_that_is_never_finished(fake: FakeThreads, bench: Bench) -> None:
    fake.works_for = 99
    with pytest.raises(NotSentError):
        await bench.prepared(bench.job("Pane", media=(bench.photo(),)))


@pytest.mark.fault(47)
async def test_the_days_posts_are_used_up(fake: FakeThreads, bench: Bench, clock: ManualClock) -> None:
    fake.most = 1
    _, root = await bench.publish(bench.job("Pane"))
    with pytest.raises(NotSentError) as caught:
        await bench.prepared(bench.job("Focaccia"))
    assert caught.value.retry_after_s == 3600.0
    await bench.publish(bench.job("Qui", kind=PartKind.FIRST_COMMENT, root=root, parent=root))
    clock.advance(timedelta(hours=25))
    await bench.publish(bench.job("Focaccia"))


@pytest.mark.parametrize("status", [500, 200])
async def test_a_limit_that_is_not_told_holds_up_nothing(status: int, fake: FakeThreads, bench: Bench) -> None:
    """The call that publishes is refused all the same."""
    fake.fail_next(
        "/v1.0/me/threads_publishing_limit", status=status, body={"data": [{"config": {"quota_total": "x"}}]}
    )
    await bench.publish(bench.job("Pane"))
    assert [post.text for post in fake.posts] == ["Pane"]


# ------------------------------------------------------------------ what became of it
@pytest.mark.fault(22, 33)
@pytest.mark.parametrize("is_answer", [False, True])
async def test_a_lost_answer(is_answer: bool, fake: FakeThreads, bench: Bench) -> None:
    _, root = await bench.publish(bench.job("Uno"))
    place = {"kind": PartKind.THREAD, "root": root, "parent": root} if is_answer else {}
    job = await bench.prepared(bench.job("Pane  caldo", **place))
    fresh = bench.tried(job)
    assert await bench.connector.look_up(bench.session(), fresh) == Absent(), "not published, but it may be on its way"
    fake.fail_next(PUBLISH, drop_after_accept=True)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)
    found = await bench.connector.look_up(bench.session(), fresh)
    assert isinstance(found, Published)
    assert found.receipt.id == fake.posts[1].id
    with pytest.raises(UnclearError):  # Threads publishes a container once; that it is out, the look-up tells
        await bench.connector.commit(bench.session(), job)
    assert len(fake.posts) == 2
    assert await bench.connector.look_up(bench.session(), fresh) == found


@pytest.mark.fault(33)
@pytest.mark.parametrize("code", [1, 2, 4])
async def test_an_error_after_success(code: int, fake: FakeThreads, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane"))
    fake.fail_next(PUBLISH, status=400, body=graph_error(code, "x").answer.json)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


async def test_out_though_nobody_can_say_which_it_is(fake: FakeThreads, bench: Bench) -> None:
    for _ in range(2):
        job, _receipt = await bench.publish(bench.job("Pane"))
    found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
    assert isinstance(found, Published)
    assert found.receipt.id == ""


async def test_without_words_another_post_of_that_minute_is_not_ours(fake: FakeThreads, bench: Bench) -> None:
    """Taking ours down deleted the one that the person had made there by hand."""
    job = await bench.prepared(bench.job("", media=(bench.photo(),)))
    await bench.connector.commit(bench.session(), job)
    fake.posts[0] = replace(fake.posts[0], id="18999")  # what the list shows is another: ours is not on it yet
    found = await bench.connector.look_up(bench.session(), bench.tried(job))
    assert isinstance(found, Published)
    assert found.receipt.id == ""


@pytest.mark.fault(54)
async def test_a_container_that_ended_unpublished_proves_it(
    fake: FakeThreads, bench: Bench, clock: ManualClock
) -> None:
    job = await bench.prepared(bench.job("Pane"))
    clock.advance(timedelta(hours=25))
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent(for_good=True)
    fake.containers.clear()
    assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()


async def test_out_though_its_page_is_not_told(fake: FakeThreads, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane"))
    fake.fail_next("/v1.0/18*", status=500)
    answer = await bench.connector.commit(bench.session(), job)
    assert isinstance(answer, Published)
    assert (answer.receipt.id, answer.receipt.url) == (fake.posts[0].id, "")


async def test_taking_down_and_reading_back(fake: FakeThreads, bench: Bench) -> None:
    assert isinstance(bench.connector, ReadsBack)
    job, receipt = await bench.publish(bench.job("Pane", link="https://forno.example", media=(bench.photo(),)))
    words = "Pane\n\nhttps://forno.example"
    bare = replace(bench.tried(job), prepared={})
    assert await bench.connector.read_back(bench.session(), bare) == Said(words, words, same=True)
    gone = replace(job, op=Op.DELETE)
    assert await bench.connector.look_up(bench.session(), gone) == Absent()
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt)
    assert await bench.connector.commit(bench.session(), gone) == Published(receipt), "gone is gone"
    assert await bench.connector.look_up(bench.session(), gone) == Published(receipt)
    assert await bench.connector.read_back(bench.session(), bare) == Absent()
    with pytest.raises(RefusedError):
        await bench.connector.commit(bench.session(), replace(job, op=Op.EDIT))


@pytest.mark.parametrize("body", ["<html>Wi-Fi</html>", "[]", "{}", '{"id": 1.5}', '{"id": "../me"}', '{"id": "1"'])
async def test_an_answer_that_says_nothing(body: str, fake: FakeThreads, bench: Bench) -> None:
    job = await bench.prepared(bench.job("Pane"))
    fake.fail_next(PUBLISH, status=200, body=body)
    with pytest.raises(UnclearError):
        await bench.connector.commit(bench.session(), job)


async def test_another_host_gets_no_token(fake: FakeThreads, bench: Bench) -> None:
    fake.fail_next("/v1.0/me", status=302, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(RefusedError):
        await bench.connector.who_am_i(bench.session())
