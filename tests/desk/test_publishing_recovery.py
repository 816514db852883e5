"""What the next engine makes of what the last one left: deaths at every commit point, restores, copies, a full disk."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_desk, open_desk
from smmdesk.desk import crash_points, repeating, sending
from smmdesk.desk.desk import Desk
from smmdesk.desk.lanes import Lane
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.settling import take_over
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Evidence, State, Verdict
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import backups
from smmdesk.store.sent_log import SentLog
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import machine_mark
from tests.desk.test_publishing import HOUR, MINUTE, SECOND
from tests.fakes.connector import Fault
from tests.fakes.crash import CrashError, crash_at
from tests.fakes.reach import KEY, LISTING, OWN_ID, Bench, made_bench
from tests.guards import AllowLog


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


async def die_and_start_again(bench: Bench, point: str) -> list[str]:
    with crash_at(point) as reached:
        await bench.run(until=lambda: bool(reached))
    bench.restart()
    return reached


# ------------------------------------------------------------------ killed
IN_THE_CALL = ("claimed", "prepared", "intent_committed", "intent_logged", "first_byte")
AFTER_THE_CALL = ("answered", "receipt_logged", "receipt_committed")


@pytest.mark.parametrize("promise", ["none", "key", "own_id"])
@pytest.mark.parametrize("point", [*IN_THE_CALL, *AFTER_THE_CALL])
@pytest.mark.fault(1, 2, 4, 5, 6)
async def test_killed_at_every_commit_point_there_is_one_copy_or_a_question(
    desk: Desk, clock: ManualClock, brand: Brand, allow_log: AllowLog, point: str, promise: str
) -> None:
    allow_log("ended with a fault")
    with made_bench(desk, clock, brand, idempotency={"key": KEY, "own_id": OWN_ID}.get(promise, KEY)) as bench:
        channel = bench.channel(reported={"idempotency": promise != "none"})
        bench.platform.idempotency = promise
        post = bench.post("Bread", channel)
        assert await die_and_start_again(bench, point) == [point]
        await bench.pass_time(40 * MINUTE)
        before_intent = point in ("claimed", "prepared")
        asks = promise == "none" and point in IN_THE_CALL and not before_intent
        assert bench.state(post) is (State.NEEDS_YOU if asks else State.PUBLISHED)
        assert len(bench.texts()) == (0 if asks else 1)


@pytest.mark.fault(2)
async def test_killed_while_it_looks_for_the_server_it_goes_out_without_a_question(
    desk: Desk, clock: ManualClock, brand: Brand, allow_log: AllowLog
) -> None:
    """No byte has left yet, so nothing is in doubt, also where the platform promises nothing."""
    allow_log("ended with a fault")
    with made_bench(desk, clock, brand) as bench:
        post = bench.post("Bread", bench.channel())
        dead: list[State] = []

        def die() -> None:
            dead.append(bench.state(post))
            raise CrashError("while connecting")

        bench.reach.fake.while_connecting = die
        await bench.run(until=lambda: bool(dead))
        assert dead == [State.CLAIMED]
        bench.reach.fake.while_connecting = lambda: None
        bench.restart()
        await bench.run()
        assert bench.texts() == ["Bread"]
        assert [attempt.verdict for attempt in bench.attempts(bench.part(post))] == [Verdict.DONE]


@pytest.mark.fault(3)
async def test_killed_during_an_upload_the_upload_is_reused(bench: Bench, allow_log: AllowLog) -> None:
    from smmdesk.desk.media_intake import take_bytes
    from smmdesk.model.media import MediaUse
    from tests.desk.pictures import encoded, picture

    allow_log("ended with a fault")
    taken = await take_bytes(bench.desk, bench.brand.id, encoded(picture()), "shop.jpg")
    uses = (MediaUse(taken.assets[0].id), MediaUse(taken.assets[0].id))
    post = bench.post("", bench.channel(), content=Content(text="Look", media=uses))
    assert await die_and_start_again(bench, "step_saved") == ["step_saved"]
    assert bench.part(post).prepared == {"upload:0": "m0"}
    await bench.run()
    assert bench.part(post).prepared == {"upload:0": "m0", "upload:1": "m1"}
    assert bench.texts() == ["Look"]


@pytest.mark.fault(7, 8)
@pytest.mark.parametrize("point", ["receipt_committed", "claimed", "prepared"])
async def test_killed_between_parts_only_the_rest_goes_out(bench: Bench, allow_log: AllowLog, point: str) -> None:
    allow_log("ended with a fault")
    content = Content(text="1", thread=(ThreadItem("2"),), first_comment="3")
    post = bench.post("", bench.channel(), content=content)
    await die_and_start_again(bench, point)
    await bench.pass_time(MINUTE)
    assert bench.texts() == ["1", "2", "3"]
    assert {part.state for part in bench.parts(post)} == {State.PUBLISHED}


@pytest.mark.fault(9)
@pytest.mark.parametrize("point", ["intent_committed", "intent_logged", "answered", "receipt_logged"])
async def test_killed_during_a_hand_off_it_is_found_on_the_list(
    desk: Desk, clock: ManualClock, brand: Brand, allow_log: AllowLog, point: str
) -> None:
    allow_log("ended with a fault")
    with made_bench(desk, clock, brand, schedule=LISTING, idempotency=OWN_ID) as bench:
        post = bench.post("Bread", bench.channel(), at=2 * HOUR)
        await die_and_start_again(bench, point)
        await bench.pass_time(5 * MINUTE)
        assert bench.state(post) is State.HANDED_OFF
        assert [thing.text for thing in bench.platform.listed.values()] == ["Bread"]
        await bench.pass_time(3 * HOUR, tick=5 * MINUTE)
        assert bench.texts() == ["Bread"]


@pytest.mark.parametrize("point", ["looked_up", "look_up_committed"])
async def test_killed_during_a_look_up_it_is_looked_up_again(bench: Bench, allow_log: AllowLog, point: str) -> None:
    allow_log("ended with a fault")
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel())
    await die_and_start_again(bench, point)
    await bench.pass_time(MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


async def test_killed_while_the_platform_works_on_it_it_is_asked_again_and_never_made_anew(
    bench: Bench, allow_log: AllowLog
) -> None:
    allow_log("ended with a fault")
    bench.platform.fail("commit", Fault.WORKS)
    post = bench.post("Film", bench.channel())
    await bench.run()
    for _ in range(2):
        bench.clock.advance(10 * SECOND)
        assert await die_and_start_again(bench, "polled") == ["polled"]
        assert bench.state(post) is State.PROCESSING
    await bench.pass_time(10 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.reach.fake.calls.count("commit") == 1


async def test_every_point_has_a_name_that_the_code_reaches() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(crash_points.__file__).parent.glob("*.py"))
    named = re.findall(r'(?:crash_point\(|point=)"(\w+)"', source)
    assert set(named) == set(crash_points.POINTS)


@pytest.mark.fault(12)
async def test_a_fault_in_bookkeeping_after_the_receipt_changes_nothing(
    bench: Bench, allow_log: AllowLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_log("ended with a fault")
    post = bench.post("Bread", bench.channel())

    def broken(*_: object, **__: object) -> None:
        raise ValueError("statistics")

    with monkeypatch.context() as patch:
        patch.setattr(Lane, "sent", broken)
        await bench.run()
    await bench.pass_time(HOUR)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(14)
@pytest.mark.parametrize("falls", ["begin", "record"])
async def test_a_task_that_falls_is_logged_and_its_part_is_swept(
    bench: Bench, allow_log: AllowLog, monkeypatch: pytest.MonkeyPatch, falls: str
) -> None:
    """Before the call it is sent all the same, after it it is looked up; never twice."""
    allow_log("ended with a fault")
    post, other = bench.post("Bread", bench.channel("One")), bench.post("Cake", bench.channel("Two"))
    real, times = getattr(sending, falls), []

    def broken(bench_: object, *given: object) -> object:
        times.append(1)
        if len(times) == 1:
            raise ValueError("a fault of ours")
        return real(bench_, *given)

    monkeypatch.setattr(sending, falls, broken)
    await bench.run()
    await bench.pass_time(MINUTE)
    assert times, "it fell"
    assert {bench.state(post), bench.state(other)} == {State.PUBLISHED}
    assert sorted(bench.texts()) == ["Bread", "Cake"]


# ------------------------------------------------------------------ storage
@pytest.mark.fault(78)
async def test_a_disk_that_is_full_at_the_receipt_keeps_it_in_the_log(
    bench: Bench, allow_log: AllowLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_log("could not be saved yet")
    post = bench.post("Bread", bench.channel())
    real = bench.desk.store.transaction
    full: list[bool] = []

    def transaction(*given: object, **named: object) -> object:
        if full:
            raise ProblemError("disk_full")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.desk.store, "transaction", transaction)
    bench.reach.fake.at_first_byte = lambda: full.append(True)
    await bench.publisher.tick()
    await bench.publisher.idle()
    assert bench.state(post) is State.SENDING
    assert [entry.what for entry in bench.publisher._bench.sent_log.entries()] == ["intent", "done"]
    await bench.publisher.tick()
    assert bench.state(post) is State.SENDING, "nothing else begins while a result waits for room"
    full.clear()
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(78)
async def test_the_log_alone_is_enough_for_the_next_engine(bench: Bench, allow_log: AllowLog) -> None:
    allow_log("ended with a fault")
    bench.platform.reads = "blind"
    post = bench.post("Bread", bench.channel())
    await die_and_start_again(bench, "receipt_logged")
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.id in bench.platform.live
    assert "look_up" not in bench.reach.fake.calls


# ------------------------------------------------------------------ restored and copied
@pytest.mark.fault(87)
@pytest.mark.parametrize("reads", ["exact", "blind"])
async def test_after_a_restore_what_went_out_since_is_known_and_nothing_is_sent_twice(
    tmp_path: Path, desk: Desk, clock: ManualClock, brand: Brand, reads: str
) -> None:
    with made_bench(desk, clock, brand) as bench:
        bench.platform.reads = reads
        channel = bench.channel()
        out = bench.post("Went out", channel, at=5 * MINUTE)
        late = bench.post("Did not", channel, at=30 * MINUTE)
        copy = backups.create(desk.paths, clock)
        await bench.pass_time(6 * MINUTE)
        assert bench.texts() == ["Went out"]
        desk.store.close()
        backups.restore(desk.paths, clock, copy)
        clock.suspend(40 * MINUTE)
        again = open_desk(desk.paths, clock)
        try:
            bench.desk = again
            bench.restart()
            await bench.run()
            assert bench.publisher.problem is not None
            assert bench.publisher.problem.code == "other_computer"
            assert bench.state(out) is State.PUBLISHED, "the log of what went out knows it"
            take_over(again)
            await bench.run()
            expected = State.PUBLISHED if reads == "exact" else State.NEEDS_YOU
            assert bench.state(late) is expected
            assert bench.texts() == (["Went out", "Did not"] if reads == "exact" else ["Went out"])
        finally:
            bench.publisher._disconnect()
            await close_desk(again)


def posts_of(desk: Desk) -> tuple[Post, ...]:
    with desk.store.reading() as reader:
        return reader.all(Post)


@pytest.mark.fault(87)
async def test_what_a_rule_made_before_the_restore_is_not_put_on_the_platforms_list_again(
    desk: Desk, clock: ManualClock, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is a week old: of the repetition that it goes on with, a week's more stood on the list already."""
    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        monkeypatch.setattr(Desk, "facts_for", lambda _desk, channel: bench.reach.facts(channel))
        post = bench.post("Bread", bench.channel(hand_off=True), at=HOUR)
        repeating.repeat(desk, post.id, "FREQ=WEEKLY")
        await bench.run()
        copy = backups.create(desk.paths, clock)
        clock.suspend(timedelta(days=8))
        assert repeating.extend(desk) == 1
        await bench.run()
        newest = max(thing.due for thing in bench.platform.listed.values() if thing.due)
        desk.store.close()
        backups.restore(desk.paths, clock, copy)
        again = open_desk(desk.paths, clock)
        try:
            bench.desk = again
            bench.restart()
            await bench.run()
            take_over(again)
            assert repeating.extend(again) == 1
            await bench.run()
            assert [thing.due for thing in bench.platform.listed.values()].count(newest) == 1
            latest = max(posts_of(again), key=lambda each: each.planned.instant_us if each.planned else 0)
            assert bench.state(latest) is State.HANDED_OFF, "what stands there is known"
        finally:
            bench.publisher._disconnect()
            await close_desk(again)


@pytest.mark.fault(88)
async def test_a_folder_copied_to_another_computer_asks_who_publishes(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand) as bench:
        post = bench.post("Bread", bench.channel(), at=MINUTE)
        desk.store.close()
        known = json.loads(desk.paths.device.read_text("utf-8"))
        assert known["machine"] == machine_mark()
        desk.paths.device.write_text(json.dumps({**known, "machine": "another"}), "utf-8")
        here = open_desk(desk.paths, clock)
        try:
            bench.desk = here
            bench.restart()
            await bench.pass_time(5 * MINUTE)
            assert bench.texts() == []
            assert bench.publisher.problem is not None
            assert bench.publisher.problem.code == "other_computer"
            assert take_over(here) == 1
            await bench.run()
            assert bench.publisher.problem is None
            assert bench.texts() == ["Bread"]
            assert bench.state(post) is State.PUBLISHED
        finally:
            bench.publisher._disconnect()
            await close_desk(here)


async def test_what_is_found_after_a_restore_is_written_down_with_an_attempt(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    """The other computer sent it: the log here knows nothing, the platform does."""
    with made_bench(desk, clock, brand) as bench:
        channel = bench.channel()
        post = bench.post("Bread", channel, at=MINUTE)
        clock.advance(2 * MINUTE)
        take_over(desk)
        part = bench.part(post)
        bench.platform.fail("commit", None)
        await bench.publisher.tick()
        await bench.publisher.idle()
        assert bench.reach.fake.calls == ["prepare", "look_up", "commit"]
        assert bench.part(post).state is State.PUBLISHED
        assert [attempt.part_id for attempt in bench.attempts(part)] == [part.id]


async def test_the_log_is_not_needed_to_be_known_twice(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel())
    await bench.run()
    log = SentLog(bench.desk.paths)
    with bench.desk.store.reading() as reader:
        assert log.unknown_to(reader) == ()
    bench.restart()
    part = bench.part(post)
    assert part.receipt is not None
    assert part.receipt.evidence is Evidence.RESPONSE
    assert [attempt.verdict for attempt in bench.attempts(part)] == [Verdict.DONE]


async def test_a_publisher_must_be_started(bench: Bench) -> None:
    fresh = Publisher(bench.desk, reach=bench.reach, rng=random.Random(1))
    with pytest.raises(AssertionError, match="start"):
        await fresh.tick()
    fresh._disconnect()
    assert replace(bench.desk.policy).tick == timedelta(seconds=20)
