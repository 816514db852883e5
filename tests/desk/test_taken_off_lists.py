"""A post stood on a platform's own list when a copy or an archive was made, and was taken off since: the log of this
computer says so, and nobody is told that it goes out by itself."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import archive, importing, planning, removing_brand, settling, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.store import backups
from smmdesk.system.clock import ManualClock
from smmdesk.system.single import engine_lock
from tests.desk.test_publishing import HOUR, MINUTE
from tests.desk.test_removing_brand import beside
from tests.fakes.reach import LISTING, Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, schedule=LISTING) as made:
        yield made


@asynccontextmanager
async def put_back(bench: Bench, channel: Channel, copy: Path) -> AsyncIterator[None]:
    """The copy in the place of the calendar, on the same computer, signed in again."""
    desk = bench.desk
    desk.store.close()
    backups.restore(desk.paths, bench.clock, copy)
    bench.desk = open_desk(desk.paths, bench.clock)
    try:
        bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
        bench.restart()
        settling.take_over(bench.desk)
        await bench.run()
        yield
    finally:
        bench.publisher._disconnect()
        await close_desk(bench.desk)


@pytest.mark.parametrize("listed", [False, True], ids=["before it was listed", "while it was listed"])
async def test_a_brand_that_was_removed_comes_back_with_what_is_on_no_list_any_more(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: bool
) -> None:
    monkeypatch.setattr(removing_brand, "GIVING_WAY_S", 0.0)
    several_brands.add_brand(bench.desk, "Another")
    post, file = bench.post("Bread", bench.channel(), at=5 * HOUR), tmp_path / "all.smmdesk"
    if listed:
        await bench.run()
        assert bench.state(post) is State.HANDED_OFF
    archive.export_archive(bench.desk, file, bench.brand.id)
    await bench.run()
    with engine_lock(bench.desk.paths) as lock:
        assert lock.acquire()
        assert await beside(bench) == ()
    assert dict(bench.platform.listed) == {}
    importing.apply_import(bench.desk, importing.read_import(bench.desk, file))
    assert bench.state(post) is not State.HANDED_OFF
    bench.restart()
    await bench.run()
    assert (bench.state(post), len(bench.platform.listed)) == (State.HANDED_OFF, 1), "on the list again, and it says so"
    await bench.pass_time(6 * HOUR, tick=HOUR)
    assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"])


@pytest.mark.fault(87)
@pytest.mark.parametrize("listed", [False, True], ids=["before it was listed", "while it was listed"])
async def test_after_a_restore_what_was_taken_off_since_is_not_said_to_be_listed(bench: Bench, listed: bool) -> None:
    channel = bench.channel()
    post = bench.post("Bread", channel, at=5 * HOUR)
    if listed:
        await bench.run()
    copy = backups.create(bench.desk.paths, bench.clock)
    await bench.run()
    assert bench.state(post) is State.HANDED_OFF
    planning.trash(bench.desk, [post.id])
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert dict(bench.platform.listed) == {}
    async with put_back(bench, channel, copy):
        await bench.pass_time(2 * MINUTE, tick=MINUTE)
        assert (bench.state(post), len(bench.platform.listed)) == (State.HANDED_OFF, 1)
        await bench.pass_time(6 * HOUR, tick=HOUR)
        assert (bench.state(post), bench.texts()) == (State.PUBLISHED, ["Bread"])
