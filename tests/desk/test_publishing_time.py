"""Late, asleep, with a wrong clock: what still goes out by itself, what asks, and that nothing is ever a burst."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from smmdesk.desk import approving, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State, Verdict
from smmdesk.model.moment import Moment
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE, SECOND, code
from tests.fakes.connector import Fault
from tests.fakes.reach import ROME, Bench, made_bench

DAY = timedelta(days=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


async def sleep(bench: Bench, step: timedelta) -> None:
    """The lid is closed for a while, with the engine running."""
    bench.clock.suspend(step)
    await bench.run()


# ------------------------------------------------------------------ late
@pytest.mark.fault(66)
async def test_asleep_at_the_moment_and_back_within_the_hour_sends_it(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    await bench.run()
    await sleep(bench, 33 * MINUTE)
    assert bench.state(post) is State.PUBLISHED


@pytest.mark.fault(66)
async def test_the_engine_was_off_and_starts_within_the_hour(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    bench.clock.suspend(69 * MINUTE)
    bench.restart()
    await bench.run()
    assert bench.state(post) is State.PUBLISHED


async def test_an_ok_that_comes_a_day_late_sends_nothing_and_asks_what_becomes_of_it(bench: Bench) -> None:
    bench.put(replace(bench.brand, needs_approval=True))
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    await bench.pass_time(DAY, tick=timedelta(minutes=20))
    assert bench.state(post) is State.SCHEDULED, "nobody told the machine to send it: nothing was missed"
    approving.approve(bench.desk, {post.id: ""})
    await bench.pass_time(5 * MINUTE)
    assert (bench.state(post), bench.texts()) == (State.MISSED, [])


async def test_more_than_the_grace_late_asks(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    await bench.run()
    await sleep(bench, 71 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.MISSED, "missed")
    planning.publish_now(bench.desk, post.id)
    await bench.run()
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(67)
async def test_twelve_overdue_ask_all_at_once_and_nothing_is_sent(bench: Bench) -> None:
    channel = bench.channel()
    posts = [bench.post(str(number), channel, at=number * MINUTE) for number in range(1, 13)]
    await bench.run()
    await sleep(bench, 30 * MINUTE)
    assert {bench.state(post) for post in posts} == {State.MISSED}
    assert bench.texts() == []


async def test_three_overdue_go_out_five_minutes_apart_on_one_account(bench: Bench) -> None:
    one, two = bench.channel("One"), bench.channel("Two")
    for text, channel in (("a", one), ("b", one), ("c", two)):
        bench.post(text, channel, at=MINUTE)
    await bench.run()
    await sleep(bench, 10 * MINUTE)
    assert sorted(bench.texts()) == ["a", "c"]
    await bench.pass_time(4 * MINUTE)
    assert sorted(bench.texts()) == ["a", "c"]
    await bench.pass_time(2 * MINUTE)
    assert sorted(bench.texts()) == ["a", "b", "c"]


async def test_a_post_on_five_channels_is_one_that_is_overdue(bench: Bench) -> None:
    """A person missed one post, not five."""
    post = bench.post("Bread", *[bench.channel(str(number)) for number in range(5)], at=MINUTE)
    await bench.run()
    await sleep(bench, 10 * MINUTE)
    assert {part.state for part in bench.parts(post)} == {State.PUBLISHED}


async def test_waiting_for_a_platform_is_not_lateness(bench: Bench) -> None:
    """The engine ran: five posts behind a busy platform are neither asked about nor spread."""
    channel = bench.channel()
    bench.platform.fail("commit", Fault.BUSY)
    posts = [bench.post(str(number), channel, at=MINUTE) for number in range(5)]
    await bench.pass_time(15 * MINUTE)
    assert {bench.state(post) for post in posts} == {State.PUBLISHED}


async def test_a_thread_that_began_is_finished_however_late(bench: Bench) -> None:
    channel = bench.channel()
    post = bench.post("", channel, content=Content(text="1", thread=(ThreadItem("2"),)), at=MINUTE)
    bench.platform.fail("commit", None, Fault.OFFLINE)
    await bench.pass_time(MINUTE)
    assert [part.state for part in bench.parts(post)] == [State.PUBLISHED, State.RETRY_WAIT]
    bench.platform.online = False
    await bench.pass_time(3 * HOUR, tick=10 * MINUTE)
    assert bench.parts(post)[1].state is State.RETRY_WAIT
    bench.platform.online = True
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert bench.texts() == ["1", "2"]


async def test_what_was_sent_now_is_tried_for_a_day(bench: Bench) -> None:
    bench.platform.online = False
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(5 * HOUR, tick=10 * MINUTE)
    assert bench.state(post) is State.RETRY_WAIT
    bench.platform.online = True
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert bench.texts() == ["Bread"]


# ------------------------------------------------------------------ the guard before the first byte
@pytest.mark.fault(74)
async def test_a_computer_that_slept_between_intent_and_first_byte_sends_nothing(bench: Bench) -> None:
    bench.reach.fake.while_connecting = lambda: bench.clock.suspend(20 * MINUTE)
    post = bench.post("Bread", bench.channel(), at=MINUTE)
    await bench.pass_time(40 * SECOND)
    bench.clock.advance(20 * SECOND)
    await bench.publisher.tick()
    await bench.publisher.idle()
    part = bench.part(post)
    assert part.state is State.SCHEDULED
    assert [attempt.verdict for attempt in bench.attempts(part)] == [Verdict.NOT_SENT]
    bench.reach.fake.while_connecting = lambda: None
    await bench.run()
    assert bench.texts() == ["Bread"]


async def test_a_guard_that_stops_a_second_try_leaves_it_unknown(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    from tests.fakes.reach import OWN_ID

    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        bench.platform.fail("commit", Fault.ARRIVES_LATE)
        tries: list[int] = []

        def doze() -> None:
            tries.append(1)
            if len(tries) == 2:
                bench.clock.suspend(2 * MINUTE)

        bench.reach.fake.while_connecting = doze
        post = bench.post("Bread", bench.channel())
        await bench.run()
        assert bench.state(post) is State.UNKNOWN
        await bench.pass_time(10 * MINUTE)
        assert bench.texts() == ["Bread"]


# ------------------------------------------------------------------ the clock
@pytest.mark.fault(68)
async def test_a_clock_a_day_ahead_sends_nothing_and_misses_nothing(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=DAY)
    await bench.run()
    bench.clock.jump(DAY + 10 * MINUTE)
    bench.reach.ahead = DAY + 10 * MINUTE
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    assert bench.publisher.problem is not None
    assert bench.publisher.problem.code == "clock_wrong"
    bench.clock.jump(-(DAY + 10 * MINUTE))
    bench.reach.ahead = timedelta()
    await bench.run()
    assert bench.publisher.problem is None
    assert bench.texts() == []
    await bench.pass_time(DAY + MINUTE, tick=10 * MINUTE)
    assert bench.texts() == ["Bread"]


async def test_before_the_first_thing_that_trusts_the_clock_a_server_is_asked(bench: Bench) -> None:
    bench.reach.clock_known = False
    real = bench.reach.fake.who_am_i

    async def tells(session: object) -> object:
        bench.reach.ahead = 3 * HOUR
        bench.reach.clock_known = True
        return await real(session)  # type: ignore[arg-type]

    bench.reach.fake.who_am_i = tells  # type: ignore[method-assign, assignment]
    post = bench.post("Bread", bench.channel(), at=HOUR)
    bench.clock.jump(3 * HOUR)
    bench.restart()
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    assert bench.reach.fake.calls == ["who_am_i"]


@pytest.mark.fault(69)
async def test_a_clock_set_back_sends_nothing_again(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=MINUTE)
    await bench.pass_time(2 * MINUTE)
    assert bench.texts() == ["Bread"]
    bench.clock.jump(-2 * HOUR)
    await bench.pass_time(3 * HOUR, tick=5 * MINUTE)
    assert bench.texts() == ["Bread"]
    assert bench.state(post) is State.PUBLISHED


@pytest.mark.fault(70)
async def test_an_hour_that_does_not_exist_goes_out_once_after_the_jump(desk: Desk, brand: Brand) -> None:
    clock = desk.clock
    assert isinstance(clock, ManualClock)
    clock.jump(datetime(2027, 3, 28, 0, 0, tzinfo=UTC) - clock.now())
    with made_bench(desk, clock, brand) as bench:
        post = planning.add_post(desk, brand.id, content=Content(text="Gap"), channels=(bench.channel().id,))
        planning.schedule(desk, post.id, Moment(datetime(2027, 3, 28, 2, 30), ROME))
        await bench.pass_time(85 * MINUTE, tick=5 * MINUTE)
        assert bench.texts() == []
        await bench.pass_time(10 * MINUTE)
        assert bench.texts() == ["Gap"]


@pytest.mark.fault(71)
async def test_an_hour_that_comes_twice_sends_at_its_first_pass_only(desk: Desk, brand: Brand) -> None:
    clock = desk.clock
    assert isinstance(clock, ManualClock)
    clock.jump(datetime(2027, 10, 31, 0, 0, tzinfo=UTC) - clock.now())
    with made_bench(desk, clock, brand) as bench:
        post = planning.add_post(desk, brand.id, content=Content(text="Twice"), channels=(bench.channel().id,))
        planning.schedule(desk, post.id, Moment(datetime(2027, 10, 31, 2, 30), ROME))
        await bench.pass_time(31 * MINUTE)
        assert bench.texts() == ["Twice"]
        await bench.pass_time(2 * HOUR, tick=5 * MINUTE)
        assert bench.texts() == ["Twice"]


# ------------------------------------------------------------------ stopping
@pytest.mark.fault(15)
async def test_stopping_waits_for_the_answer_that_is_coming(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel())
    await bench.publisher.tick()
    while not bench.platform.received:
        await asyncio.sleep(0)
    await bench.publisher.aclose()
    assert bench.state(post) is State.PUBLISHED


@pytest.mark.fault(15)
async def test_stopping_parks_what_does_not_answer(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.HANGS_AFTER)
    post = bench.post("Bread", bench.channel())
    await bench.publisher.tick()
    while not bench.platform.received:
        await asyncio.sleep(0)
    await bench.publisher.aclose(patience_s=0.2)
    assert bench.state(post) is State.UNKNOWN
    bench.restart()
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


async def test_nothing_new_is_begun_while_it_stops(bench: Bench) -> None:
    """The end of the last call wakes the publisher, which began another round in a scope that was closed: it "fell"."""
    bench.platform.fail("commit", Fault.HANGS_AFTER)
    bench.post("Bread", bench.channel())
    running = asyncio.create_task(bench.publisher.run())
    while not bench.platform.received:
        await asyncio.sleep(0)
    stopping = asyncio.create_task(bench.publisher.aclose(patience_s=0.2))
    while not stopping.done():
        bench.publisher.wake()
        bench.clock.advance(MINUTE)
        await asyncio.sleep(0)
    bench.clock.advance(MINUTE)
    await asyncio.wait_for(running, 5)


async def test_a_claim_that_waits_for_its_moment_goes_back_at_the_end(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, lead_s=120) as bench:
        post = bench.post("Bread", bench.channel(), at=MINUTE)
        await bench.run()
        assert bench.state(post) is State.CLAIMED
        await bench.publisher.aclose()
        part = bench.part(post)
        assert (part.state, part.lease) == (State.SCHEDULED, "")


async def test_the_policy_scales_as_a_whole(bench: Bench) -> None:
    quick = bench.desk.policy.scaled(1 / 60)
    assert quick.grace == MINUTE
    assert quick.look_up_after[-1] == 30 * SECOND
    assert replace(quick, tick=bench.desk.policy.tick).in_flight == 10


# ------------------------------------------------------------------ the clock is set while the engine runs
@pytest.mark.fault(68, 69)
@pytest.mark.parametrize("step", [2 * HOUR, -2 * HOUR])
async def test_what_waits_waits_as_long_as_it_was_told(bench: Bench, step: timedelta) -> None:
    """The platform asks for ten minutes; the clock of this computer goes two hours ahead, or back, meanwhile."""
    bench.platform.fail("commit", Fault.BUSY)
    channel = bench.channel()
    post = bench.post("Bread", channel)
    await bench.run()
    assert bench.state(post) is State.RETRY_WAIT
    bench.clock.jump(step)
    later = bench.post("Rolls", channel)
    await bench.pass_time(8 * MINUTE)
    assert bench.texts() == [], "not before the platform's own time"
    await bench.pass_time(3 * MINUTE)
    assert bench.state(later) is State.PUBLISHED, "and not two hours after it"
    await bench.pass_time(2 * HOUR, tick=MINUTE)
    assert sorted(bench.texts()) == ["Bread", "Rolls"], "each of them once"


@pytest.mark.fault(68, 69)
async def test_a_clock_that_goes_back_and_forth_sends_nothing_twice(bench: Bench) -> None:
    bench.post("Bread", bench.channel())
    await bench.run()
    for step in (-2 * HOUR, 4 * HOUR, -2 * HOUR, timedelta(days=1), timedelta(days=-1)):
        bench.clock.jump(step)
        await bench.pass_time(2 * MINUTE)
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(69)
@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.REQUEST_LOST])
async def test_a_clock_set_back_while_nobody_can_tell_delays_no_look(bench: Bench, fault: Fault) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("commit", fault)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    bench.clock.jump(-2 * HOUR)
    asked = bench.reach.fake.calls.count("look_up")
    await bench.pass_time(40 * MINUTE, tick=MINUTE)
    assert bench.reach.fake.calls.count("look_up") > asked
    assert bench.state(post) is State.NEEDS_YOU
    assert bench.reach.fake.calls.count("commit") == 1


@pytest.mark.fault(68)
async def test_what_was_written_down_after_the_clock_was_set_is_not_moved(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    """The clock goes two hours ahead while the platform answers: the next post waits a minute, not two hours."""
    with made_bench(desk, clock, brand, spacing_s=60) as bench:
        channel = bench.channel()
        bench.post("Bread", channel)
        await bench.run()
        bench.reach.fake.at_first_byte = lambda: bench.clock.jump(2 * HOUR)
        bench.post("Rolls", channel)
        await bench.pass_time(2 * MINUTE)
        bench.reach.fake.at_first_byte = lambda: None
        bench.post("Cake", channel)
        await bench.pass_time(3 * MINUTE)
        assert bench.texts() == ["Bread", "Rolls", "Cake"]
