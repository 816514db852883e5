"""What is listened for is found on a Mastodon server as far as that server lets one, and answered where it stands."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.message import MessageKind
from smmdesk.platforms.base import RefusedError
from smmdesk.platforms.newest_first import NOBODY
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.mastodon.searching import publishes
from tests.platforms.accounts import at_mastodon
from tests.platforms.bench import Bench
from tests.platforms.hearing import parent_of
from tests.platforms.searching import all_new, look

LOOKED_FOR = {"words": "Forno Rossi", "tag": "#pane", "account": "@carla@elsewhere.test"}
KINDS = pytest.mark.parametrize("kind", list(LOOKED_FOR))
SAID = "Il Forno Rossi: <b>pane</b> #pane"


At = Callable[[], AbstractAsyncContextManager[Bench]]


@pytest.fixture
def at(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> At:
    return lambda: at_mastodon(fake_mastodon, clock, tmp_path)


@KINDS
async def test_what_others_say_in_public_is_found(fake_mastodon: FakeMastodon, at: At, kind: str) -> None:
    async with at() as bench:
        one = publishes(fake_mastodon, SAID)
        publishes(fake_mastodon, SAID, visibility="private")
        await bench.publish(bench.job("Forno Rossi, il nostro #pane"))
        [told] = (await look(bench, kind, LOOKED_FOR[kind])).messages
        assert (told.remote_id, told.kind, told.ours) == (one.id, MessageKind.FOUND, False)
        assert told.text == SAID
        assert told.author.handle == "@carla@elsewhere.test"
        assert (told.data["names"], told.data["options"]) == ("@carla@elsewhere.test", {"visibility": "public"})


@KINDS
async def test_days_are_caught_up_and_what_comes_late_is_found(
    fake_mastodon: FakeMastodon, at: At, clock: ManualClock, kind: str
) -> None:
    async with at() as bench:
        publishes(fake_mastodon, SAID)
        _, cursor = await all_new(bench, kind, LOOKED_FOR[kind])
        ever = set[str]()
        for _ in range(95):
            clock.advance(timedelta(minutes=40))
            ever.add(publishes(fake_mastodon, SAID).id)
        told, cursor = await all_new(bench, kind, LOOKED_FOR[kind], cursor)
        assert {one.remote_id for one in told} >= ever
        clock.advance(timedelta(minutes=10))
        before = len(fake_mastodon.requests)
        told, _ = await all_new(bench, kind, LOOKED_FOR[kind], cursor)
        assert len(fake_mastodon.requests) - before == 1
        assert len(told) <= 40


async def test_a_server_that_shows_no_hashtags_says_no(fake_mastodon: FakeMastodon, at: At) -> None:
    async with at() as bench:
        fake_mastodon.book.shows_tags = False
        with fake_mastodon.forgiving(), pytest.raises(RefusedError):  # the description leaves such servers out
            await look(bench, "tag", "#pane")


async def test_a_server_that_searches_no_texts_finds_none(fake_mastodon: FakeMastodon, at: At) -> None:
    async with at() as bench:
        fake_mastodon.book.searches_texts = False
        publishes(fake_mastodon, SAID)
        assert (await look(bench, "words", "Forno Rossi")).messages == ()


@pytest.mark.parametrize("name", ["@nobody@elsewhere.test", "nobody"])
async def test_nobody_of_that_name(at: At, name: str) -> None:
    async with at() as bench:
        with pytest.raises(RefusedError) as caught:
            await look(bench, "account", name)
        assert caught.value.problem.code == NOBODY


async def test_an_account_that_is_gone_meanwhile(fake_mastodon: FakeMastodon, at: At) -> None:
    async with at() as bench:
        publishes(fake_mastodon, SAID)
        cursor = (await look(bench, "account", LOOKED_FOR["account"])).cursor
        gone = {"error": "Record not found"}
        fake_mastodon.fail_next("/api/v1/accounts/*", status=404, body=gone)
        with pytest.raises(RefusedError) as caught:
            await look(bench, "account", LOOKED_FOR["account"], cursor)
        assert caught.value.problem.code == NOBODY


async def test_an_answer_to_it_is_an_answer(fake_mastodon: FakeMastodon, at: At) -> None:
    async with at() as bench:
        one = publishes(fake_mastodon, SAID)
        [told] = (await look(bench, "tag", "#pane")).messages
        _, receipt = await bench.publish(bench.job("@carla@elsewhere.test Grazie", parent=parent_of(told)))
        [ours] = [each for each in fake_mastodon.statuses if each.id == receipt.id]
        assert ours.draft.in_reply_to_id == one.id
