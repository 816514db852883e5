"""Nobody can tell whether it arrived: looked up, never blindly sent again (I5), ended by proof or by the person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.settling import retry_now, settle
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Evidence, Receipt, State, Verdict
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.platforms.base import Job, Published, Session
from smmdesk.system.clock import ManualClock
from tests.desk.support import post_now
from tests.desk.test_publishing import HOUR, MINUTE, SECOND, code
from tests.fakes.connector import Fault
from tests.fakes.reach import KEY, OWN_ID, Bench, made_bench
from tests.guards import AllowLog

POST_URL = r"^https://fake\.example/(?P<id>\w+)$"


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


def commits(bench: Bench) -> int:
    return bench.reach.fake.calls.count("commit")


# ------------------------------------------------------------------ found
@pytest.mark.fault(22)
async def test_a_lost_reply_is_read_back_and_stays_one_copy(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.evidence is Evidence.READBACK
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


@pytest.mark.fault(26)
async def test_an_answer_nobody_understands_is_unknown_and_reported(bench: Bench, allow_log: AllowLog) -> None:
    allow_log("sending to practice failed")
    bench.platform.fail("commit", Fault.STRANGE)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


@pytest.mark.fault(24)
async def test_a_call_that_never_ends_is_cut_and_looked_up(bench: Bench) -> None:
    bench.desk.policy = replace(bench.desk.policy, call_deadline=timedelta(seconds=0.1))
    bench.platform.fail("commit", Fault.HANGS_AFTER)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


async def test_what_another_part_owns_is_not_taken_for_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """I13: two posts of the same words; a careless read-back that names the first one binds nothing."""
    channel = bench.channel()
    first = bench.post("Bread", channel)
    await bench.run()
    mine = bench.part(first).receipt
    assert mine is not None
    seen: list[Job] = []

    async def careless(session: Session, job: Job) -> Published:
        seen.append(job)
        return Published(Receipt(mine.id))

    monkeypatch.setattr(bench.reach.fake, "look_up", careless)
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    second = bench.post("Bread", channel)
    await bench.pass_time(35 * MINUTE)
    assert bench.state(second) is State.NEEDS_YOU
    assert seen[0].owned == {mine.id}


# ------------------------------------------------------------------ not found
async def test_without_a_promise_an_empty_look_never_sends_again(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.state(post) is State.UNKNOWN
    await bench.pass_time(29 * MINUTE)
    assert bench.state(post) is State.UNKNOWN
    await bench.pass_time(2 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
    assert bench.reach.fake.calls.count("look_up") == 4
    await bench.pass_time(HOUR)
    assert (bench.texts(), commits(bench)) == ([], 1)


async def test_a_first_comment_without_a_promise_of_its_own_is_never_sent_again(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, idempotency=replace(OWN_ID, first_comment=False)) as bench:
        post = bench.post("", bench.channel(), content=Content(text="Bread", first_comment="Ask inside"), at=MINUTE)
        bench.platform.fail("commit", None, Fault.REQUEST_LOST)
        await bench.pass_time(35 * MINUTE)
        root, comment = bench.parts(post)
        assert (root.state, comment.state, code(comment)) == (State.PUBLISHED, State.NEEDS_YOU, "cannot_tell")
        assert (bench.texts(), commits(bench)) == (["Bread"], 2)


async def test_what_arrives_late_is_found_by_a_later_look(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.ARRIVES_LATE)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(6 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


async def test_a_blind_platform_leaves_it_to_the_person(bench: Bench) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(35 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


async def test_offline_look_ups_are_not_counted(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", *[Fault.OFFLINE] * 8)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(5 * MINUTE)
    assert bench.part(post).lookups == 0
    await bench.pass_time(10 * MINUTE)
    assert bench.state(post) is State.PUBLISHED


async def test_a_day_without_any_look_ends_with_the_person(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel())
    bench.platform.fail("look_up", Fault.OFFLINE)
    await bench.run()
    bench.platform.online = False
    await bench.pass_time(25 * HOUR, tick=2 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")


@pytest.mark.fault(66)
async def test_after_two_days_asleep_it_is_looked_up_before_the_person_is_asked(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", *[Fault.OFFLINE] * 3)  # the last of them while the Wi-Fi comes back
    post = bench.post("Bread", bench.channel())
    await bench.run()
    bench.clock.suspend(48 * HOUR)
    await bench.pass_time(3 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


async def test_after_two_days_asleep_nothing_is_sent_again_however_harmless(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    """Its moment is long past: that is a person's to decide, and not the promise's."""
    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        bench.platform.fail("commit", Fault.REQUEST_LOST)
        bench.platform.fail("look_up", Fault.OFFLINE)
        post = bench.post("Bread", bench.channel(), at=MINUTE)
        await bench.pass_time(MINUTE)
        assert bench.state(post) is State.UNKNOWN
        bench.clock.suspend(48 * HOUR)
        await bench.pass_time(HOUR, tick=MINUTE)
        part = bench.part(post)
        assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
        assert (bench.texts(), commits(bench)) == ([], 1)


async def test_signed_out_while_unknown_stays_unknown_and_is_never_resumed_as_unsent(bench: Bench) -> None:
    channel = bench.channel()
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", Fault.SIGNED_OUT)
    post = bench.post("Bread", channel)
    await bench.pass_time(40 * MINUTE)
    assert bench.state(post) is State.UNKNOWN
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    assert (bench.texts(), commits(bench)) == (["Bread"], 1)


# ------------------------------------------------------------------ a living promise
async def test_an_own_id_is_sent_again_at_once_with_the_same_key_and_bytes(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        bench.platform.fail("commit", Fault.REQUEST_LOST)
        post = bench.post("Bread", bench.channel())
        await bench.run()
        part = bench.part(post)
        assert part.state is State.PUBLISHED
        attempts = bench.attempts(part)
        assert len({(attempt.key, attempt.request_hash) for attempt in attempts}) == 1
        assert (bench.texts(), commits(bench)) == (["Bread"], 2)


async def test_an_own_id_survives_a_request_that_arrives_after_the_second_one(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        bench.platform.fail("commit", Fault.ARRIVES_LATE)
        post = bench.post("Bread", bench.channel())
        await bench.pass_time(10 * MINUTE)
        assert bench.state(post) is State.PUBLISHED
        assert bench.texts() == ["Bread"]


async def test_a_key_is_used_only_while_it_lives(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, idempotency=KEY) as bench:
        bench.platform.fail("commit", Fault.REQUEST_LOST)
        post = bench.post("Bread", bench.channel())
        await bench.run()
        assert bench.state(post) is State.UNKNOWN, "never within the first minute: the first request may still run"
        await bench.pass_time(2 * MINUTE)
        assert bench.state(post) is State.PUBLISHED
        assert (bench.texts(), commits(bench)) == (["Bread"], 2)


async def test_a_key_that_died_offline_is_not_used(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, idempotency=KEY) as bench:
        bench.platform.fail("commit", Fault.REQUEST_LOST)
        post = bench.post("Bread", bench.channel())
        bench.platform.fail("look_up", Fault.OFFLINE)
        await bench.run()
        bench.platform.online = False
        await bench.pass_time(HOUR)
        bench.platform.online = True
        await bench.pass_time(HOUR)
        part = bench.part(post)
        assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
        assert (bench.texts(), commits(bench)) == ([], 1)


async def test_a_server_without_the_promise_is_not_believed(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, idempotency=KEY) as bench:
        bench.platform.idempotency = "none"
        bench.platform.fail("commit", Fault.REQUEST_LOST)
        post = bench.post("Bread", bench.channel(reported={"idempotency": False}))
        await bench.pass_time(HOUR)
        assert bench.state(post) is State.NEEDS_YOU
        assert commits(bench) == 1


@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.BUSY, Fault.REFUSED, Fault.SIGNED_OUT])
async def test_a_second_try_that_fails_does_not_settle_the_first(
    desk: Desk, clock: ManualClock, brand: Brand, fault: Fault
) -> None:
    """The first attempt is still in doubt, whatever the second one proves of itself."""
    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        channel = bench.channel()
        bench.platform.fail("commit", Fault.ARRIVES_LATE, fault)
        post = bench.post("Bread", channel)
        await bench.run()
        assert bench.state(post) is State.UNKNOWN
        if fault is Fault.SIGNED_OUT:
            bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
        await bench.pass_time(40 * MINUTE)
        assert bench.state(post) is State.PUBLISHED
        assert bench.texts() == ["Bread"]


# ------------------------------------------------------------------ the person's word
async def unknown(bench: Bench, **fields: object) -> object:
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel(), **fields)  # type: ignore[arg-type]
    await bench.run()
    assert bench.state(post) is State.UNKNOWN
    return post


async def test_it_is_there_with_its_link(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand) as bench:
        post: object = await unknown(bench)
        part = bench.part(post)  # type: ignore[arg-type]
        with pytest.raises(ProblemError, match="link_strange"):
            settle(desk, part.id, "there", "https://other.example/1")
        facts = desk.facts("practice")
        assert facts.post_url
        after = settle(desk, part.id, "there", "file:///home/me/practice/r1.html")
        assert after.state is State.PUBLISHED
        assert after.receipt is not None
        assert (after.receipt.id, after.receipt.evidence) == ("r1", Evidence.HUMAN)
        assert bench.attempts(part)[-1].verdict is Verdict.DONE


async def test_send_again_is_a_new_generation(bench: Bench) -> None:
    post = await unknown(bench)
    before = bench.part(post)  # type: ignore[arg-type]
    after = settle(bench.desk, before.id, "again")
    assert (after.state, after.generation, after.key) == (State.SCHEDULED, before.generation + 1, "")
    await bench.run()
    assert bench.state(post) is State.PUBLISHED  # type: ignore[arg-type]
    assert bench.texts() == ["Bread", "Bread"], "the person said so"


async def test_back_to_draft_takes_this_part_and_the_following_ones(bench: Bench) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("", bench.channel(), content=Content(text="1", thread=(ThreadItem("2"),)))
    await bench.run()
    settle(bench.desk, bench.part(post).id, "draft")
    assert [part.state for part in bench.parts(post)] == [State.DRAFT, State.DRAFT]
    assert post_now(bench.desk, post).stage is Stage.DRAFT


async def test_a_thread_goes_on_only_when_its_link_is_known(bench: Bench) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REPLY_LOST)
    post = bench.post("", bench.channel(), content=Content(text="1", thread=(ThreadItem("2"),)))
    await bench.run()
    settle(bench.desk, bench.part(post).id, "there")
    await bench.run()
    second = bench.parts(post)[1]
    assert (second.state, code(second)) == (State.NEEDS_YOU, "link_needed")


async def test_there_is_nothing_to_settle_in_what_is_out_or_on_its_way(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel())
    await bench.run()
    with pytest.raises(ProblemError, match="too_late_to_change"):
        settle(bench.desk, bench.part(post).id, "again")


async def test_retry_now_hurries_a_retry_and_leaves_decisions_to_settle(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.BUSY)
    channel = bench.channel()
    post = bench.post("Bread", channel)
    await bench.run()
    assert bench.state(post) is State.RETRY_WAIT
    retry_now(bench.desk, bench.part(post).id)
    bench.publisher._bench.lane(channel.id).blocked_until_us = 0
    await bench.pass_time(SECOND)
    assert bench.texts() == ["Bread"]
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REPLY_LOST)
    other = bench.post("Rolls", channel)
    await bench.pass_time(35 * MINUTE)
    with pytest.raises(ProblemError, match="too_late_to_change"):
        retry_now(bench.desk, bench.part(other).id)


async def test_scheduling_anew_does_not_settle_what_nobody_can_tell(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    """Also when a second try under the same key was provably refused: the first one may be live."""
    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        bench.platform.reads = "blind"
        bench.platform.fail("commit", Fault.REPLY_LOST, *[Fault.REFUSED] * 9)
        post = bench.post("Bread", bench.channel())
        await bench.pass_time(40 * MINUTE)
        assert bench.state(post) is State.NEEDS_YOU
        with pytest.raises(ProblemError, match="not_clear_yet"):
            planning.publish_now(desk, post.id)
        assert bench.texts() == ["Bread"]


@pytest.mark.parametrize(("lost", "ends"), [(4, State.PUBLISHED), (5, State.NEEDS_YOU)])
async def test_a_promise_that_lives_to_the_end_gives_one_more_try(
    desk: Desk, clock: ManualClock, brand: Brand, lost: int, ends: State
) -> None:
    """The last look found nothing and the platform knows our key: sent once more before a person is asked."""
    with made_bench(desk, clock, brand, idempotency=OWN_ID) as bench:
        bench.platform.fail("commit", *[Fault.REQUEST_LOST] * lost)
        post = bench.post("Bread", bench.channel())
        await bench.pass_time(2 * HOUR, tick=MINUTE)
        assert bench.state(post) is ends
        assert len(bench.texts()) == (ends is State.PUBLISHED)
