"""What goes out, when, and what is written down: each move on a real store, before a platform with opinions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import approving, missed, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Evidence, Part, State, Verdict
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import Fault
from tests.fakes.reach import Bench, made_bench
from tests.guards import AllowLog

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


def code(part: Part) -> str:
    return part.problem.code if part.problem else ""


# ------------------------------------------------------------------ it goes out
async def test_a_due_post_is_published_once_with_its_receipt(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=10 * MINUTE)
    await bench.pass_time(9 * MINUTE)
    assert bench.state(post) is State.SCHEDULED
    await bench.pass_time(2 * MINUTE)
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.evidence is Evidence.RESPONSE
    assert list(bench.platform.live) == [part.receipt.id]
    assert [attempt.verdict for attempt in bench.attempts(part)] == [Verdict.DONE]
    await bench.pass_time(HOUR)
    assert bench.texts() == ["Bread"]


async def test_publish_now_goes_out_at_once(bench: Bench) -> None:
    post = bench.post("Now", bench.channel())
    await bench.run()
    assert bench.state(post) is State.PUBLISHED


async def test_a_thread_goes_out_in_order_each_part_under_the_one_before(bench: Bench) -> None:
    content = Content(text="1", thread=(ThreadItem("2"), ThreadItem("3")), first_comment="4")
    post = bench.post("", bench.channel(), content=content)
    await bench.run()
    assert [part.state for part in bench.parts(post)] == [State.PUBLISHED] * 4
    assert bench.texts() == ["1", "2", "3", "4"]
    ids = [part.receipt.id for part in bench.parts(post) if part.receipt]
    assert [thing.parent_id for thing in bench.platform.live.values()] == ["", ids[0], ids[1], ids[0]]


async def test_the_intent_is_on_disk_before_the_first_byte(bench: Bench) -> None:
    """I2: database and log both know of the attempt when the request begins."""
    seen = []

    def look() -> None:
        [part] = bench.parts(post)
        entries = bench.publisher._bench.sent_log.entries()
        seen.append((part.state, bench.attempts(part)[0].verdict, [entry.what for entry in entries]))

    bench.reach.fake.at_first_byte = look
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert seen == [(State.SENDING, Verdict.OPEN, ["intent"])]
    assert [entry.what for entry in bench.publisher._bench.sent_log.entries()] == ["intent", "done"]


async def test_inert_work_begins_before_the_moment_and_the_call_waits_for_it(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, lead_s=120) as bench:
        post = bench.post("Bread", bench.channel(), at=5 * MINUTE)
        await bench.pass_time(4 * MINUTE)
        assert bench.state(post) is State.CLAIMED
        assert "prepare" in bench.reach.fake.calls
        assert bench.texts() == []
        await bench.pass_time(MINUTE)
        assert bench.state(post) is State.PUBLISHED
        assert bench.reach.fake.calls.count("prepare") == 1


@pytest.mark.fault(104)
async def test_replies_and_other_channels_do_not_wait_for_a_channel_that_hangs(bench: Bench) -> None:
    slow, quick = bench.channel("Slow"), bench.channel("Quick")
    bench.desk.policy = replace(bench.desk.policy, call_deadline=timedelta(seconds=0.2))
    bench.platform.fail("commit", Fault.HANGS)
    first = bench.post("Slow", slow)
    second = bench.post("Quick", quick)
    await bench.run()
    assert bench.state(first) is State.UNKNOWN
    assert bench.state(second) is State.PUBLISHED


# ------------------------------------------------------------------ provably not sent
@pytest.mark.fault(17)
async def test_offline_waits_and_goes_out_when_the_network_is_back(bench: Bench) -> None:
    bench.platform.online = False
    post = bench.post("Bread", bench.channel())
    await bench.run()
    part = bench.part(post)
    assert (part.state, code(part)) == (State.RETRY_WAIT, "offline")
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(19)
async def test_a_refused_connection_is_tried_again_under_the_same_key(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.OFFLINE, Fault.OFFLINE)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(10 * MINUTE)
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    attempts = bench.attempts(part)
    assert [attempt.verdict for attempt in attempts] == [Verdict.NOT_SENT, Verdict.NOT_SENT, Verdict.DONE]
    assert len({attempt.key for attempt in attempts}) == 1


@pytest.mark.fault(29)
async def test_a_busy_platform_is_left_alone_as_long_as_it_asks_for_and_the_account_with_it(bench: Bench) -> None:
    channel = bench.channel()
    bench.platform.fail("commit", Fault.BUSY)
    first = bench.post("One", channel)
    second = bench.post("Two", channel)
    await bench.pass_time(9 * MINUTE)
    assert bench.state(first) is State.RETRY_WAIT
    assert bench.state(second) is State.SCHEDULED
    assert bench.texts() == []
    await bench.pass_time(5 * MINUTE)
    assert sorted(bench.texts()) == ["One", "Two"]


async def test_retries_end_in_missed_when_the_grace_is_over(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=MINUTE)
    await bench.pass_time(30 * SECOND)
    bench.platform.online = False
    await bench.pass_time(2 * HOUR, tick=5 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.MISSED, "retry_over")
    bench.platform.online = True
    await bench.pass_time(2 * HOUR, tick=5 * MINUTE)
    assert bench.texts() == []


@pytest.mark.fault(104)
async def test_a_fault_of_our_own_while_preparing_may_be_tried_again(bench: Bench, allow_log: AllowLog) -> None:
    allow_log("preparing for practice failed")
    real, calls = bench.reach.fake.prepare, []

    async def broken(*given: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("id")
        await real(*given)  # type: ignore[arg-type]

    bench.reach.fake.prepare = broken  # type: ignore[method-assign, assignment]
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.state(post) is State.RETRY_WAIT
    await bench.pass_time(5 * MINUTE)
    assert bench.state(post) is State.PUBLISHED


# ------------------------------------------------------------------ refused, signed out
async def test_what_is_refused_waits_for_the_person_and_goes_out_after_an_edit(bench: Bench) -> None:
    bench.platform.fail("commit", Fault.REFUSED)
    post = bench.post("Bread", bench.channel())
    await bench.run()
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "refused")
    await bench.pass_time(HOUR)
    assert bench.texts() == []
    planning.publish_now(bench.desk, post.id)
    await bench.run()
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(60)
async def test_a_refused_part_of_a_thread_holds_the_following_ones(bench: Bench) -> None:
    content = Content(text="1", thread=(ThreadItem("2"), ThreadItem("3")))
    channel = bench.channel()
    bench.reach.fake.while_connecting = lambda: bench.texts() == ["1"] and bench.platform.fail("commit", Fault.REFUSED)
    post = bench.post("", channel, content=content)
    await bench.run()
    states = [part.state for part in bench.parts(post)]
    assert states[0] is State.PUBLISHED
    assert State.NEEDS_YOU in states
    assert State.PUBLISHED not in states[states.index(State.NEEDS_YOU) :]


@pytest.mark.fault(38)
@pytest.mark.statement(74)
async def test_a_lost_sign_in_is_one_notice_and_the_posts_go_on_after_signing_in(bench: Bench) -> None:
    channel = bench.channel()
    posts = [bench.post(text, channel, at=number * MINUTE) for number, text in enumerate("abc", start=1)]
    bench.platform.signed_in = False
    await bench.pass_time(5 * MINUTE)
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    assert {(bench.state(post), code(bench.part(post))) for post in posts} == {(State.NEEDS_YOU, "signed_out")}
    assert bench.reach.fake.calls.count("prepare") == 1, "one refusal is enough"
    bench.platform.signed_in = True
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.pass_time(5 * MINUTE)
    assert sorted(bench.texts()) == ["a", "b", "c"]


@pytest.mark.statement(74)
async def test_after_signing_in_what_is_late_asks_and_the_rest_goes_on(bench: Bench) -> None:
    channel = bench.channel()
    late, later = bench.post("late", channel, at=MINUTE), bench.post("later", channel, at=timedelta(days=3))
    bench.platform.signed_in = False
    await bench.pass_time(timedelta(days=2), tick=timedelta(minutes=20))
    bench.platform.signed_in = True
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.pass_time(5 * MINUTE)
    assert (bench.state(late), bench.state(later)) == (State.MISSED, State.SCHEDULED)
    with bench.desk.store.reading() as reader:
        assert [one.post.id for one in missed.missed_posts(reader)] == [late.id]
    await bench.pass_time(timedelta(days=1, minutes=5), tick=timedelta(minutes=20))
    assert bench.texts() == ["later"]


async def test_a_channel_that_is_not_connected_asks_at_the_moment_and_not_before(bench: Bench) -> None:
    channel = bench.channel(status=ChannelStatus.PLANNED)
    post = bench.post("Bread", channel, at=10 * MINUTE)
    await bench.pass_time(9 * MINUTE)
    assert bench.state(post) is State.SCHEDULED
    await bench.pass_time(2 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "channel_not_connected")
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.run()
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(43)
async def test_locked_sign_ins_hold_everything_and_lose_nothing(bench: Bench) -> None:
    bench.reach.problem = "locked"
    post = bench.post("Bread", bench.channel())
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    assert bench.publisher.problem is not None or bench.publisher._bench.locked is not None
    bench.reach.problem = ""
    bench.publisher.unlocked()
    await bench.run()
    assert bench.texts() == ["Bread"]


async def test_a_paused_channel_keeps_its_posts_back(bench: Bench) -> None:
    channel = bench.channel(paused=True)
    post = bench.post("Bread", channel, at=MINUTE)
    await bench.pass_time(5 * MINUTE)
    assert bench.state(post) is State.SCHEDULED
    bench.put(replace(bench.reload(channel), paused=False))
    await bench.run()
    assert bench.texts() == ["Bread"]


async def test_by_hand_waits_for_the_person(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, sends_by_itself=False) as bench:
        post = bench.post("Bread", bench.channel(), at=MINUTE)
        await bench.pass_time(2 * MINUTE)
        part = bench.part(post)
        assert (part.state, code(part)) == (State.NEEDS_YOU, "by_hand")
        assert bench.reach.fake.calls == []


async def test_an_example_post_is_never_sent(bench: Bench) -> None:
    channel = bench.channel()
    post = bench.post("Example", channel, at=MINUTE, sample=True)
    await bench.pass_time(2 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "sample_only")


async def test_only_approved_posts_go_out(bench: Bench) -> None:
    bench.put(replace(bench.brand, needs_approval=True))
    post = bench.post("Bread", bench.channel(), at=MINUTE)
    await bench.pass_time(2 * MINUTE)
    assert bench.texts() == []
    approving.approve(bench.desk, {post.id: ""})
    await bench.run()
    assert bench.texts() == ["Bread"]


# ------------------------------------------------------------------ changed meanwhile
@pytest.mark.fault(62)
async def test_an_edit_before_the_intent_wins(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, lead_s=120) as bench:
        post = bench.post("Old", bench.channel(), at=2 * MINUTE)
        await bench.pass_time(MINUTE)
        assert bench.state(post) is State.CLAIMED
        with desk.store.transaction() as tx:
            fresh = tx.get(Post, post.id)
            tx.put(replace(fresh, content=replace(fresh.content, text="New")))
        await bench.pass_time(2 * MINUTE)
        assert bench.texts() == ["New"]


async def test_a_post_taken_back_after_the_claim_stays_here(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, lead_s=120) as bench:
        post = bench.post("Old", bench.channel(), at=2 * MINUTE)
        await bench.pass_time(MINUTE)
        with desk.store.transaction() as tx:
            tx.put(replace(tx.get(Post, post.id), stage=Stage.DRAFT))
        await bench.pass_time(5 * MINUTE)
        assert bench.texts() == []
        assert bench.state(post) is State.SCHEDULED or bench.state(post) is State.DRAFT


async def test_other_words_after_a_try_are_another_generation_with_another_key(bench: Bench) -> None:
    """I8: one key never names two texts."""
    bench.platform.fail("commit", Fault.OFFLINE)
    post = bench.post("Old", bench.channel(), at=MINUTE)
    await bench.pass_time(MINUTE)
    before = bench.part(post)
    assert before.state is State.RETRY_WAIT
    with bench.desk.store.transaction() as tx:
        fresh = tx.get(Post, post.id)
        tx.put(replace(fresh, content=replace(fresh.content, text="New")))
    await bench.pass_time(5 * MINUTE)
    after = bench.part(post)
    assert bench.texts() == ["New"]
    assert after.generation == before.generation + 1
    assert after.key != before.key


@pytest.mark.fault(64)
async def test_two_engines_on_one_folder_send_once(bench: Bench) -> None:
    """The lock forbids it; the leases in the database stand behind the lock."""
    post = bench.post("Bread", bench.channel())
    other = bench.publisher
    bench.restart()
    bench.reach.fake.while_connecting = lambda: None
    await other.tick()
    await bench.publisher.tick()
    await other.idle()
    await bench.publisher.idle()
    await bench.run()
    assert bench.texts() == ["Bread"]
    assert bench.state(post) is State.PUBLISHED


@pytest.mark.fault(75)
async def test_fifty_posts_of_one_second_all_go_out_in_a_stable_order(bench: Bench) -> None:
    channel = bench.channel()
    texts = [f"{number:02}" for number in range(50)]
    for text in texts:
        bench.post(text, channel, at=MINUTE)
    await bench.pass_time(MINUTE)
    assert bench.texts() == texts


async def test_a_platform_that_wants_distance_gets_it(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, spacing_s=300) as bench:
        channel = bench.channel()
        for text in "abc":
            bench.post(text, channel, at=MINUTE)
        await bench.pass_time(2 * MINUTE)
        assert bench.texts() == ["a"]
        await bench.pass_time(11 * MINUTE)
        assert bench.texts() == ["a", "b", "c"]


async def test_a_request_allowance_is_kept(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, requests_per_5_min=4) as bench:
        channel = bench.channel()
        for text in "abcd":
            bench.post(text, channel, at=MINUTE)
        await bench.pass_time(2 * MINUTE)
        assert bench.texts() == ["a", "b"]
        await bench.pass_time(10 * MINUTE)
        assert bench.texts() == ["a", "b", "c", "d"]
