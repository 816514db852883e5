"""Platforms that publish by containers: their status proves what is live, and what never will be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk.desk import Desk
from smmdesk.desk.settling import take_over
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.delivery import Evidence, State, Verdict
from smmdesk.platforms.base import Absent, Job, LookUpAnswer, Session
from smmdesk.store import backups
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.connector import Fault
from tests.fakes.containers import Shelf, Status
from tests.fakes.reach import LISTING, Bench, made_bench

LIFE = timedelta(minutes=20)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        made.platform.shelf = Shelf(LIFE)
        made.platform.reads = "blind"  # the container is all that can be asked
        yield made


def statuses(bench: Bench) -> list[Status]:
    assert bench.platform.shelf is not None
    return [container.status(bench.clock.now()) for container in bench.platform.shelf.made.values()]


def verdicts(bench: Bench, attempts_of: object) -> list[Verdict]:
    return [attempt.verdict for attempt in bench.attempts(attempts_of)]  # type: ignore[arg-type]


@pytest.mark.fault(33)
async def test_an_error_although_it_is_live_is_read_from_the_container(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.ERROR_THOUGH_LIVE)
    bench.platform.fail("look_up", Fault.OFFLINE)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.state(post) is State.UNKNOWN, "an error proves nothing"
    await bench.pass_time(2 * MINUTE)
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.evidence is Evidence.READBACK
    assert (bench.texts(), bench.reach.fake.calls.count("commit")) == (["Bread"], 1)
    assert statuses(bench) == [Status.PUBLISHED]


@pytest.mark.fault(54)
async def test_a_container_that_ended_unpublished_makes_room_for_one_more(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    before = bench.part(post)
    await bench.pass_time(19 * MINUTE)
    assert bench.state(post) is State.UNKNOWN, "it may still be published"
    assert len(statuses(bench)) == 1
    await bench.pass_time(15 * MINUTE)
    part = bench.part(post)
    assert (part.state, part.generation, part.key) == (State.PUBLISHED, before.generation, before.key)
    assert statuses(bench) == [Status.EXPIRED, Status.PUBLISHED]
    assert verdicts(bench, part) == [Verdict.ABSENT, Verdict.DONE]
    await bench.pass_time(HOUR)
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(54)
async def test_a_request_under_way_cannot_publish_a_container_that_ended(bench: Bench) -> None:
    """It arrives minutes after the container's end, when the second one is out."""
    assert bench.platform.shelf is not None
    bench.platform.shelf.life = 2 * MINUTE
    bench.platform.fail("commit", Fault.ARRIVES_LATE)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(HOUR)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]
    assert statuses(bench) == [Status.EXPIRED, Status.PUBLISHED]


@pytest.mark.fault(54)
@pytest.mark.parametrize("fault", [Fault.ERROR_THOUGH_LIVE, Fault.REPLY_LOST])
async def test_what_a_container_published_is_never_made_anew(bench: Bench, fault: Fault) -> None:
    bench.platform.fail("commit", fault)
    bench.platform.fail("look_up", *[Fault.OFFLINE] * 30)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(HOUR)
    assert bench.state(post) is State.PUBLISHED
    assert (bench.texts(), statuses(bench)) == (["Bread"], [Status.PUBLISHED])


@pytest.mark.fault(54)
async def test_a_container_that_ended_before_it_was_sent_is_made_anew(bench: Bench) -> None:
    """Made ahead of its moment, then the network was away until it had ended."""
    bench.platform.fail("commit", *[Fault.OFFLINE] * 40)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    made = bench.part(post)
    bench.platform.online = False
    await bench.pass_time(25 * MINUTE)
    bench.platform.online = True
    bench.platform._faults.clear()
    await bench.pass_time(HOUR)
    part = bench.part(post)
    assert (part.state, part.generation, part.key) == (State.PUBLISHED, made.generation, made.key)
    assert (bench.texts(), statuses(bench)) == (["Bread"], [Status.EXPIRED, Status.PUBLISHED])


async def test_a_container_in_progress_is_asked_again(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", Fault.OFFLINE)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.platform.shelf is not None
    [container] = bench.platform.shelf.made.values()
    live, container.live_id = container.live_id, ""
    container.ready_at = bench.clock.now() + 5 * MINUTE
    await bench.pass_time(4 * MINUTE)
    assert (bench.state(post), bench.part(post).lookups) == (State.UNKNOWN, 0)
    container.live_id = live
    await bench.pass_time(2 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


async def test_without_the_proof_an_empty_look_still_never_sends_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def empty(session: Session, job: Job) -> LookUpAnswer:
        return Absent()

    monkeypatch.setattr(bench.reach.fake, "look_up", empty)
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(2 * HOUR)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
    assert (bench.texts(), len(statuses(bench))) == ([], 1)


async def test_a_container_says_nothing_of_what_stands_on_the_list(
    desk: Desk, clock: ManualClock, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was made ready for the list, ended unused, and the place on the list is there all the same."""

    async def ended(session: Session, job: Job) -> LookUpAnswer:
        return Absent(for_good=True)

    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        monkeypatch.setattr(bench.reach.fake, "look_up", ended)
        bench.platform.fail("hand_off", Fault.REPLY_LOST)
        post = bench.post("Bread", bench.channel(), at=HOUR)
        await bench.pass_time(50 * MINUTE, tick=MINUTE)
        part = bench.part(post)
        assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
        assert len(bench.platform.listed) == 1
        await bench.pass_time(20 * MINUTE, tick=MINUTE)
        assert bench.texts() == ["Bread"]


@pytest.mark.parametrize("reads", ["exact", "blind"])
async def test_a_platform_with_containers_and_a_list_keeps_the_two_apart(
    desk: Desk, clock: ManualClock, brand: Brand, reads: str
) -> None:
    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        bench.platform.shelf, bench.platform.reads = Shelf(10 * MINUTE), reads
        bench.platform.fail("hand_off", Fault.REPLY_LOST)
        post = bench.post("Bread", bench.channel(), at=HOUR)
        await bench.pass_time(70 * MINUTE, tick=MINUTE)
        assert bench.texts() == ["Bread"]
        assert bench.state(post) is (State.PUBLISHED if reads == "exact" else State.NEEDS_YOU)


async def test_a_paused_channel_is_read_and_sends_nothing_anew(bench: Bench) -> None:
    channel = bench.channel()
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    post = bench.post("Bread", channel)
    await bench.run()
    bench.put(replace(bench.reload(channel), paused=True))
    await bench.pass_time(40 * MINUTE)
    assert bench.state(post) is State.SCHEDULED, "read on a paused channel, and kept for later"
    assert bench.texts() == []
    bench.put(replace(bench.reload(channel), paused=False))
    await bench.pass_time(MINUTE)
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(54, 87)
async def test_after_a_restore_an_older_container_proves_nothing(bench: Bench, desk: Desk, clock: ManualClock) -> None:
    """The copy knows the first container, which ended; the second one is live, and only the log knows of its call."""
    channel = bench.channel()
    bench.platform.fail("commit", Fault.REQUEST_LOST, Fault.REPLY_LOST)
    post = bench.post("Bread", channel)
    await bench.run()
    copy = backups.create(desk.paths, clock)
    await bench.pass_time(30 * MINUTE)
    bench.platform.online = False
    await bench.pass_time(MINUTE)
    assert (bench.texts(), statuses(bench)) == (["Bread"], [Status.EXPIRED, Status.PUBLISHED])
    desk.store.close()
    backups.restore(desk.paths, clock, copy)
    bench.platform.online = True
    again = open_desk(desk.paths, clock)
    try:
        bench.desk = again
        bench.restart()
        take_over(again)
        bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
        await bench.pass_time(2 * HOUR)
        assert (bench.texts(), len(statuses(bench))) == (["Bread"], 2)
        assert bench.state(post) in (State.NEEDS_YOU, State.PUBLISHED)
    finally:
        bench.publisher._disconnect()
        await close_desk(again)
