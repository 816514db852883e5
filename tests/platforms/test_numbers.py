"""What Mastodon, Bluesky and practice count of our posts: told, left out where nobody knows, never made up."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.numbers import Count, Counts
from smmdesk.platforms.base import ConnectorError, NotSentError, SignedOutError
from smmdesk.platforms.practice.numbers import invented, invented_followers
from smmdesk.platforms.telling import CountsFollowers, Insights
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.platforms.accounts import at_bluesky, at_mastodon
from tests.platforms.bench import Bench, bench_of
from tests.servers.app_view import POSTS, PROFILE, AppView
from tests.servers.bluesky import BlueskyServer

V, R, L, A, S, B = Count.VIEWS, Count.REACH, Count.LIKES, Count.ANSWERS, Count.SHARES, Count.SAVES


async def numbers(bench: Bench, *receipts: Receipt) -> dict[str, Counts]:
    verb = bench.connector
    assert isinstance(verb, Insights)
    told = dict(await verb.insights(bench.session(), receipts))
    assert bench.facts.insights is not None
    assert {kind for counts in told.values() for kind in counts} <= {
        Count(kind) for kind in bench.facts.insights.counts
    }
    return told


async def followers(bench: Bench) -> int | None:
    verb = bench.connector
    assert isinstance(verb, CountsFollowers)
    return await verb.followers(bench.session())


# ------------------------------------------------------------------ Mastodon
async def test_mastodon_counts_likes_answers_and_boosts(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        status = fake_mastodon.book.statuses[receipt.id]
        status.favourites, status.reblogs = 14, 2
        fake_mastodon.reply(status, "Aperto?")
        fake_mastodon.alice.followers = 120
        assert await numbers(bench, receipt) == {receipt.id: {L: 14, A: 1, S: 2}}
        assert await followers(bench) == 120


async def test_mastodon_leaves_out_what_is_gone(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job, gone = await bench.publish(bench.job("Pane"))
        _, there = await bench.publish(bench.job("Focaccia"))
        await bench.connector.commit(bench.session(), _deleting(job))
        assert await numbers(bench, gone, there) == {there.id: {L: 0, A: 0, S: 0}}


def _deleting(job: Any) -> Any:
    return replace(job, op=Op.DELETE)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"favourites_count": "14", "replies_count": None, "reblogs_count": 2}, {S: 2}),
        ({"favourites_count": -3, "reblogs_count": 10**20, "replies_count": True}, {}),
        ({"favourites_count": 1, "reblogs_count": 2, "quotes_count": 3}, {L: 1, S: 5}),
        ({"favourites_count": 1.5, "quotes_count": 3}, {}),
    ],
)
async def test_mastodon_says_what_it_likes(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, said: dict[str, Any], told: Counts
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        fake_mastodon.fail_next(f"/api/v1/statuses/{receipt.id}", status=200, body=({"id": receipt.id, **said}))
        assert await numbers(bench, receipt) == {receipt.id: told}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, {"id": "4711", "favourites_count": 99}), ConnectorError),  # of another status
        ((200, "[]"), ConnectorError),
        ((404, "<html>parked</html>"), ConnectorError),  # nobody says that it is gone
        ((401, {"error": "The access token was revoked"}), SignedOutError),
        ((429, {"error": "Too many requests"}), NotSentError),
        ((503, {"error": "down"}), ConnectorError),
    ],
)
async def test_mastodon_goes_wrong(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, answer: tuple[int, Any], error: type[Exception]
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        fake_mastodon.fail_next(f"/api/v1/statuses/{receipt.id}", status=answer[0], body=answer[1])
        with pytest.raises(error):
            await numbers(bench, receipt)


async def test_mastodon_tells_the_followers_of_its_own_account_only(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        who = "/api/v1/accounts/verify_credentials"
        fake_mastodon.fail_next(who, status=200, body=({"id": "4711", "followers_count": 9}))
        with pytest.raises(ConnectorError):
            await followers(bench)
        own = bench.account.remote_id.partition("@")[0]
        fake_mastodon.fail_next(who, status=200, body=({"id": own, "followers_count": -9}))
        assert await followers(bench) is None


# ------------------------------------------------------------------ Bluesky
@pytest.fixture
def app_view(bluesky_server: BlueskyServer) -> AppView:
    bluesky_server.app_view.posts.clear()
    bluesky_server.app_view.followers.clear()
    return bluesky_server.app_view


async def test_bluesky_counts_likes_answers_shares_and_bookmarks(
    bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path
) -> None:
    """The real server passes the question on; the AppView behind it is a small one of ours."""
    alice = bluesky_server.alice
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        _, first = await bench.publish(bench.job("Pane"))
        _, second = await bench.publish(bench.job("Focaccia"))
        app_view.posts[first.id] = {"likeCount": 14, "replyCount": 3, "repostCount": 2, "quoteCount": 1}
        app_view.followers[alice.did] = 312
        app_view.asked_by.clear()
        assert await numbers(bench, first, second) == {first.id: {L: 14, A: 3, S: 3}}
        assert await followers(bench) == 312
        assert app_view.asked_by == [alice.did, alice.did]
        app_view.posts[second.id] = {"likeCount": "9", "replyCount": -1, "bookmarkCount": 4, "repostCount": 7}
        pasted = Receipt(second.id.rsplit("/", 1)[-1])
        assert await numbers(bench, pasted) == {pasted.id: {S: 7, B: 4}}
        app_view.followers[alice.did] = "many"
        assert await followers(bench) is None


async def test_bluesky_goes_wrong(bluesky_server: BlueskyServer, app_view: AppView, tmp_path: Path) -> None:
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        app_view.fail_next(POSTS, status=200, body=({"posts": [{"uri": "at://did:plc:x/y/z", "likeCount": 99}]}))
        assert await numbers(bench, receipt) == {}, "of another post nothing is taken"
        app_view.fail_next(POSTS, status=429, body=({"error": "RateLimitExceeded", "message": "slowly"}))
        with pytest.raises(ConnectorError):
            await numbers(bench, receipt)
        app_view.fail_next(PROFILE, status=200, body=({"did": "did:plc:other", "followersCount": 9}))
        with pytest.raises(ConnectorError):
            await followers(bench)


# ------------------------------------------------------------------ practice
async def test_practice_invents_them_and_they_grow(tmp_path: Path) -> None:
    clock = ManualClock()
    async with bench_of("practice", clock, tmp_path) as bench:
        await bench.sign_in(name="Prova")
        job, receipt = await bench.publish(bench.job("Pane"))
        clock.advance(timedelta(hours=1))
        early = (await numbers(bench, receipt))[receipt.id]
        clock.advance(timedelta(days=9))
        late = (await numbers(bench, receipt))[receipt.id]
        assert await numbers(bench, receipt) == {receipt.id: late}
        assert 0 < early[V] < late[V]
        assert all(early[kind] <= late[kind] for kind in late)
        assert late[R] < late[V]
        assert (await followers(bench) or 0) > 0
        await bench.connector.commit(bench.session(), _deleting(job))
        assert await numbers(bench, receipt) == {}


def test_what_is_invented_is_plausible() -> None:
    for number in range(200):
        counts = invented(f"post {number}", 10 * 86_400_000_000, answers=3)
        assert counts[A] == 3
        assert 100 <= counts[V] <= 900
        assert counts[L] + counts[S] < counts[V] / 5
    assert invented("post", -5)[V] == 0
    days = [invented_followers("shop", day) for day in range(60)]
    assert days[0] < days[-1] < days[0] + 120
    assert all(abs(after - before) <= 6 for before, after in pairwise(days))
