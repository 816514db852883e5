"""The engine looks after what went out: calmly, every part of it, and never in the way of what has to go out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.stages import Progress
from smmdesk.platforms.base import Absent, CannotTell, Job, Said, Session
from smmdesk.platforms.facts import PriceFact
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import FakeConnector, Fault
from tests.fakes.reach import Bench, made_bench

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Reading(FakeConnector):
    """A platform whose posts can be read as they were written."""

    tells = True

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        await self._reach("read_back", job, session)
        assert job.receipt is not None
        if not self.tells:
            return CannotTell()
        thing = self.platform.live.get(job.receipt.id)
        if thing is None:
            return Absent()
        return Said(thing.text, job.outgoing.text, thing.text == job.outgoing.text)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        made.reach.fake = Reading(made.platform)
        yield made


def looks(bench: Bench) -> int:
    return bench.reach.fake.calls.count("read_back")


async def out(bench: Bench, text: str = "Bread", *more: str) -> Post:
    content = Content(text=text, thread=tuple(ThreadItem(words) for words in more))
    post = bench.post("", bench.channel(text), content=content)
    await bench.run()
    assert {part.state for part in bench.parts(post)} == {State.PUBLISHED}
    return post


def change_there(bench: Bench, post: Post, number: int, text: str) -> None:
    receipt = bench.parts(post)[number].receipt
    assert receipt is not None
    bench.platform.live[receipt.id] = replace(bench.platform.live[receipt.id], text=text)


@pytest.mark.fault(91)
@pytest.mark.fault(92)
async def test_every_part_is_looked_at_by_itself(bench: Bench) -> None:
    post = await out(bench, "One", "Two", "Three")
    change_there(bench, post, 1, "Two, and more")
    last = bench.parts(post)[2].receipt
    assert last is not None
    del bench.platform.live[last.id]
    await bench.pass_time(25 * MINUTE, tick=5 * MINUTE)
    assert looks(bench) == 0, "not at once"
    await bench.pass_time(20 * MINUTE, tick=MINUTE)
    parts = bench.parts(post)
    assert [part.said_there for part in parts] == [None, ("Two, and more", "Two"), None]
    assert [part.removed for part in parts] == [False, False, True]
    assert delivery_progress(bench.deliveries(post)[0]) is Progress.PUBLISHED, "it begins where it began"
    assert looks(bench) == 3


@pytest.mark.fault(92)
async def test_it_is_asked_calmly_and_twice_a_day(bench: Bench) -> None:
    channel = bench.channel()
    for number in range(6):
        bench.post(f"Bread {number}", channel)
    await bench.run()
    await bench.pass_time(31 * MINUTE, tick=MINUTE)
    assert looks(bench) == 1, "one at a time"
    await bench.pass_time(HOUR, tick=MINUTE)
    assert looks(bench) == 6
    await bench.pass_time(10 * HOUR, tick=10 * MINUTE)
    assert looks(bench) == 6
    bench.restart()
    await bench.run()
    assert looks(bench) == 6, "a new start asks nothing anew"
    await bench.pass_time(3 * HOUR, tick=2 * MINUTE)
    assert looks(bench) == 12
    bench.clock.advance(timedelta(days=40))
    await bench.pass_time(HOUR, tick=10 * MINUTE)
    assert looks(bench) == 12, "after a month nobody asks"


async def test_an_account_whose_posts_cannot_be_read_is_asked_again_later(bench: Bench) -> None:
    bench.reach.fake.tells = False  # type: ignore[attr-defined]
    post = await out(bench)
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert looks(bench) == 1
    [part] = bench.parts(post)
    assert (part.removed, part.said_there) == (False, None)


async def test_where_a_look_costs_money_nobody_looks_unasked(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    price = PriceFact("It charges.", "USD", 0.015, 0.2, "2026-11-22", "price list", read=0.001)
    with made_bench(desk, clock, brand, price=price) as bench:
        bench.reach.fake = Reading(bench.platform)
        post = await out(bench)
        await bench.pass_time(26 * HOUR, tick=10 * MINUTE)
        assert looks(bench) == 0
        assert bench.parts(post)[0].looked_at_us, "it does not stand in the way of others"


@pytest.mark.fault(46)
@pytest.mark.fault(48)
@pytest.mark.parametrize(("fault", "closed"), [(Fault.CLOSED, True), (Fault.GONE, False)])
async def test_what_a_look_hears_of_the_account_is_heeded(bench: Bench, fault: Fault, closed: bool) -> None:
    channel = bench.channel()
    bench.post("Bread", channel)
    await bench.run()
    bench.platform.fail("read_back", fault)
    await bench.pass_time(40 * MINUTE, tick=5 * MINUTE)
    assert bench.reload(channel).paused is closed
    later = bench.post("Rolls", channel, at=MINUTE)
    await bench.pass_time(5 * MINUTE)
    assert bench.state(later) is (State.SCHEDULED if closed else State.NEEDS_YOU)


@pytest.mark.fault(38)
async def test_a_look_that_finds_the_sign_in_over_says_so_on_the_account(bench: Bench) -> None:
    channel = bench.channel()
    bench.post("Bread", channel)
    await bench.run()
    bench.platform.signed_in = False
    await bench.pass_time(40 * MINUTE, tick=5 * MINUTE)
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    assert looks(bench) == 1


async def test_one_refused_look_signs_nobody_out(bench: Bench) -> None:
    channel = bench.channel()
    bench.post("Bread", channel)
    await bench.run()
    bench.platform.fail("read_back", Fault.SIGNED_OUT)
    await bench.pass_time(40 * MINUTE, tick=5 * MINUTE)
    assert bench.reload(channel).status is ChannelStatus.CONNECTED
    assert bench.reach.fake.calls.count("who_am_i") == 1


async def test_a_part_is_asked_about_with_what_it_hangs_on(bench: Bench) -> None:
    """The practice pages keep a thread below its root: asked without it, a part that is there looked removed."""
    asked: list[Job] = []
    read_back = bench.reach.fake.read_back

    async def seen(session: Session, job: Job) -> Said | Absent | CannotTell:
        asked.append(job)
        return await read_back(session, job)

    bench.reach.fake.read_back = seen  # type: ignore[method-assign]
    post = await out(bench, "Bread", "and butter")
    await bench.pass_time(3 * HOUR, tick=MINUTE)
    root, item = bench.parts(post)
    assert {job.part_id: job.root for job in asked} == {root.id: None, item.id: root.receipt}
