"""Mastodon's own list of scheduled posts, and programs that only speak like Mastodon."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.foreign import ForeignPage
from smmdesk.model.moment import to_us
from smmdesk.platforms import facts_of
from smmdesk.platforms.base import (
    Absent,
    ConnectorError,
    Listed,
    Published,
    RefusedError,
    ScheduledThere,
    UnclearError,
)
from smmdesk.platforms.telling import PublishedThere
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import GOTOSOCIAL, HOLLO, MASTODON_4_2, FakeMastodon
from tests.fakes.mastodon.book import Draft
from tests.fakes.mastodon.posting import publish
from tests.platforms.accounts import at_mastodon
from tests.platforms.test_mastodon import LOST, POST


# ------------------------------------------------------------------ the server's own list
async def test_hand_off_move_and_recall(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        due = bench.after(hours=2)
        job, listed = await bench.hand_off(bench.job("Domani", due=due, media=(bench.photo(),)))
        [waiting] = fake_mastodon.scheduled
        assert (waiting.id, waiting.scheduled_at, listed.due) == (listed.receipt.id, due, due)
        assert waiting.draft.media
        job = replace(job, due=bench.after(hours=3))
        moved = await bench.list.reschedule(bench.session(), job)
        assert isinstance(moved, Listed)
        assert fake_mastodon.scheduled[0].scheduled_at == moved.due == job.due
        job = replace(job, receipt=moved.receipt)
        assert await bench.list.look_up_listed(bench.session(), job) == moved
        await bench.list.recall(bench.session(), job)
        assert not fake_mastodon.scheduled
        assert await bench.list.look_up_listed(bench.session(), job) == Absent()
        with pytest.raises(RefusedError):
            await bench.list.recall(bench.session(), job)


async def test_what_the_list_published_has_another_id(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job, listed = await bench.hand_off(bench.job("Domani", due=bench.after(days=1), media=(bench.photo(),)))
        clock.advance(timedelta(days=1, minutes=2))
        [status] = fake_mastodon.publish_due()
        found = await bench.list.look_up_listed(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.id == status.id != listed.receipt.id
        fake_mastodon.delete_status(status)
        assert await bench.list.look_up_listed(bench.session(), bench.tried(job)) == Absent()


@pytest.mark.fault(9)
@pytest.mark.parametrize("how", LOST, ids=str)
async def test_a_lost_hand_off_is_found_on_the_list(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, how: dict[str, Any]
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job("Domani", due=bench.after(hours=2), op=Op.SCHEDULE))
        fake_mastodon.fail_next(POST, **how)
        with fake_mastodon.forgiving(), pytest.raises(UnclearError):
            await bench.list.hand_off(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        if fake_mastodon.scheduled:
            assert isinstance(found, Listed)
            assert found.receipt.id == fake_mastodon.scheduled[0].id
        else:
            assert found == Absent()


async def test_a_repeated_key_of_a_listed_status_is_unclear(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.book.dialect = replace(fake_mastodon.book.dialect, repeated_scheduled_key="not_found")
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job, _ = await bench.hand_off(bench.job("Domani", due=bench.after(hours=2)))
        with pytest.raises(UnclearError):
            await bench.list.hand_off(bench.session(), bench.tried(job))


async def test_too_near_for_a_list(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    fake_mastodon.book.dialect = MASTODON_4_2  # publishes at once below five minutes
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        with pytest.raises(RefusedError):
            await bench.hand_off(bench.job("Subito", due=bench.after(minutes=5)))
        assert not fake_mastodon.statuses


async def test_a_full_list_refuses(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    fake_mastodon.book.limits.scheduled_per_day = 1
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        await bench.hand_off(bench.job("Uno", due=bench.after(hours=1)))
        with pytest.raises(RefusedError):
            await bench.hand_off(bench.job("Due", due=bench.after(hours=2)))


# ------------------------------------------------------------------ other programs
@pytest.mark.parametrize(("dialect", "schedules"), [(GOTOSOCIAL, True), (HOLLO, False)])
async def test_other_programs_promise_less(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, dialect: Any, schedules: bool
) -> None:
    fake_mastodon.book.dialect = dialect
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        facts = facts_of("mastodon")
        assert facts.idempotency_for(bench.account.reported).kind == "none"
        assert (facts.schedule_for(bench.account.reported) is not None) is schedules


async def test_a_list_that_is_none_is_told_by_the_answer(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    fake_mastodon.book.dialect = HOLLO
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        job = await bench.prepared(bench.job("Domani", due=bench.after(hours=2), op=Op.SCHEDULE))
        assert isinstance(await bench.list.hand_off(bench.session(), job), Published)


# ------------------------------------------------------------------ whatever waits there
async def test_all_that_waits_is_told_a_page_at_a_time(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, ScheduledThere)
        assert await verb.scheduled_there(bench.session()) == ForeignPage()
        for number in range(41):
            due = bench.after(days=1 + number // 20, minutes=number)
            await bench.hand_off(bench.job(f"Pane {number}", due=due))
        due = bench.after(days=9)
        long = bench.job("Con <b>foto</b>\n" + "lungo " * 80, due=due, media=(bench.photo(),))
        _, listed = await bench.hand_off(long)
        first = await verb.scheduled_there(bench.session())
        second = await verb.scheduled_there(bench.session(), first.more)
    ids = [post.remote_id for post in (*first.posts, *second.posts)]
    assert (len(first.posts), len(second.posts), second.more) == (40, 2, "")
    assert sorted(ids) == sorted(waiting.id for waiting in fake_mastodon.scheduled)
    newest = next(post for post in first.posts if post.remote_id == listed.receipt.id)
    assert (newest.at_us, newest.media_count, newest.url) == (to_us(due), 1, "")
    assert newest.words.startswith("Con <b>foto</b> lungo")
    assert len(newest.words) <= 300


@pytest.mark.fault(93)
async def test_what_went_live_lately_is_told_without_answers(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, PublishedThere)
        publish(fake_mastodon.book, fake_mastodon.alice, Draft("Di ieri", "public"))
        clock.advance(timedelta(hours=30))
        words = "Pane <caldo>\ne https://forno.example/pane"
        ours = publish(fake_mastodon.book, fake_mastodon.alice, Draft(words, "public"))
        publish(fake_mastodon.book, fake_mastodon.alice, Draft("Grazie", "public", in_reply_to_id=ours.id))
        found = await verb.published_there(bench.session(), bench.after(hours=-24))
    assert [(post.remote_id, post.words) for post in found] == [(ours.id, "Pane <caldo> e https://forno.example/pane")]


@pytest.mark.parametrize(
    "body",
    [
        {"id": "1"},
        [{"id": "../1", "scheduled_at": "2026-12-01T10:00:00.000Z", "params": {}}],
        [{"id": "1", "scheduled_at": "soon", "params": {}}],
        [{"id": "1", "scheduled_at": "2026-12-01T10:00:00.000Z", "params": {"text": 7}}],
        ["1"],
    ],
    ids=str,
)
async def test_a_list_that_is_none_is_not_understood(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, body: Any
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, ScheduledThere)
        fake_mastodon.fail_next("/api/v1/scheduled_statuses", status=200, body=json.dumps(body))
        with fake_mastodon.forgiving(), pytest.raises(ConnectorError):
            await verb.scheduled_there(bench.session())
