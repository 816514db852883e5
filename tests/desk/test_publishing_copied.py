"""A copy of the desk that knows nothing of what another one sent: it looks on the platform before it sends anything."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import settling
from smmdesk.desk.desk import Desk
from smmdesk.desk.missed import decide_missed
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Evidence, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store import backups
from smmdesk.store.driver import dbapi
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE
from tests.fakes.reach import LISTING, ROME, Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


@asynccontextmanager
async def second_copy(bench: Bench, channel: Channel, copy: Path, **changes: bool) -> AsyncIterator[Desk]:
    """The copy is opened on another computer, which has no log of what went out, and signed in there; `changes` are
    its channel's."""
    desk = bench.desk
    desk.store.close()
    backups.restore(desk.paths, bench.clock, copy)
    desk.paths.sent_log.unlink()
    there = open_desk(desk.paths, bench.clock)
    try:
        bench.desk = there
        bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED, **changes))
        bench.restart()
        settling.take_over(there)
        yield there
    finally:
        bench.publisher._disconnect()
        await close_desk(there)


def code_of(bench: Bench, post: Post) -> str:
    problem = bench.part(post).problem
    return problem.code if problem is not None else ""


@pytest.mark.fault(87, 88)
async def test_that_its_own_new_names_are_not_there_proves_nothing(bench: Bench) -> None:
    """It asks; who says that it is not there sends it."""
    bench.platform.reads = "own names"
    channel = bench.channel()
    post = bench.post("Bread", channel, at=MINUTE)
    copy = backups.create(bench.desk.paths, bench.clock)
    await bench.pass_time(10 * MINUTE)
    bench.platform.live.clear()  # under names that no look-up of the copy can know
    async with second_copy(bench, channel, copy) as desk:
        await bench.pass_time(2 * HOUR)
        assert bench.texts() == []
        assert (bench.state(post), code_of(bench, post)) == (State.NEEDS_YOU, "cannot_tell")
        settling.settle(desk, bench.part(post).id, "again")
        await bench.run()
        assert bench.texts() == ["Bread"]


@pytest.mark.fault(87, 88)
@pytest.mark.parametrize("wish", ["now", "tomorrow"])
async def test_what_was_missed_is_looked_up_before_it_goes_out_after_all(bench: Bench, wish: str) -> None:
    """As far as the copy knows nothing went out; the person cannot know better than the platform."""
    channel = bench.channel()
    post = bench.post("Bread", channel, at=MINUTE)
    copy = backups.create(bench.desk.paths, bench.clock)
    await bench.pass_time(3 * HOUR, tick=10 * MINUTE)
    async with second_copy(bench, channel, copy) as desk:
        await bench.run()
        assert bench.state(post) is State.MISSED
        tomorrow = Moment.of(bench.clock.now() + 24 * HOUR, ROME)
        decide_missed(desk, {post.id: "now" if wish == "now" else tomorrow})
        await bench.pass_time(MINUTE if wish == "now" else 25 * HOUR, tick=10 * MINUTE)
        assert bench.texts() == ["Bread"]
        receipt = bench.part(post).receipt
        assert receipt is not None
        assert receipt.evidence is Evidence.READBACK


@pytest.mark.fault(87, 88)
async def test_what_waited_for_a_person_is_looked_up_too(bench: Bench) -> None:
    """It waited for the sign-in when the copy was made, and went out since."""
    channel = bench.channel(status=ChannelStatus.SIGNED_OUT)
    post = bench.post("Bread", channel)
    await bench.run()
    assert code_of(bench, post) == "signed_out"
    copy = backups.create(bench.desk.paths, bench.clock)
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.run()
    async with second_copy(bench, channel, copy):
        await bench.run()
        assert bench.texts() == ["Bread"]
        assert bench.state(post) is State.PUBLISHED


@pytest.mark.fault(87, 88)
@pytest.mark.parametrize("reads", ["exact", "own names"])
async def test_what_another_copy_put_on_the_platforms_list_is_not_put_there_again(
    desk: Desk, clock: ManualClock, brand: Brand, reads: str
) -> None:
    """Found there it is left there; else this computer looks again at its moment, and asks."""
    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        channel = bench.channel(hand_off=False)
        post = bench.post("Bread", channel, at=2 * HOUR)
        copy = backups.create(desk.paths, clock)
        bench.put(replace(bench.reload(channel), hand_off=True))
        await bench.run()
        assert len(bench.platform.listed) == 1
        async with second_copy(bench, channel, copy, hand_off=True):
            if reads == "own names":
                bench.platform.reads = reads
                bench.platform.listed.clear()  # under names that no look-up of the copy can know
            await bench.run()
            found = len(bench.platform.listed), bench.state(post)
            assert found == ((1, State.HANDED_OFF) if reads == "exact" else (0, State.SCHEDULED))
            await bench.pass_time(3 * HOUR, tick=2 * MINUTE)
            end = bench.texts(), bench.state(post), code_of(bench, post)
            found_there, asked = (["Bread"], State.PUBLISHED, ""), ([], State.NEEDS_YOU, "cannot_tell")
            assert end == (found_there if reads == "exact" else asked)


@pytest.mark.fault(11, 87)
async def test_what_this_computer_alone_may_have_sent_goes_out_by_itself(
    bench: Bench, desk: Desk, clock: ManualClock
) -> None:
    """The database lost what was written last, the log has every call: what stands in neither was never tried."""
    bench.platform.reads = "own names"
    channel = bench.channel()
    bread = bench.post("Bread", channel, at=MINUTE)
    cake = bench.post("Cake", channel, at=10 * MINUTE)
    before = desk.paths.folder / "before.sqlite"
    with closing(dbapi.connect(desk.paths.database)) as here, closing(dbapi.connect(before)) as there:
        here.backup(there)
    await bench.pass_time(2 * MINUTE)
    desk.store.close()
    for path in desk.paths.folder.glob("desk.sqlite*"):
        path.unlink()
    before.rename(desk.paths.database)
    clock.suspend(20 * MINUTE)
    again = open_desk(desk.paths, clock)
    try:
        bench.desk = again
        bench.restart()
        await bench.pass_time(MINUTE)
        assert (bench.texts(), bench.state(bread)) == (["Bread", "Cake"], State.PUBLISHED)
        assert bench.state(cake) is State.PUBLISHED
    finally:
        bench.publisher._disconnect()
        await close_desk(again)
