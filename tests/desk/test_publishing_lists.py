"""The platform's own list: who goes on it, changed there, taken off, and whether the platform kept its word."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.handing_off import still_elsewhere
from smmdesk.desk.settling import retry_now
from smmdesk.model.brand import Brand
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Evidence, Op, State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.platforms.facts import ScheduleFact
from smmdesk.system.clock import ManualClock
from tests.desk.support import edited, post_now
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.connector import Fault
from tests.fakes.reach import LISTING, OWN_ID, ROME, Bench, made_bench

DAY = timedelta(days=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, schedule=LISTING) as made:
        yield made


def move(bench: Bench, post: Post, step: timedelta) -> None:
    planning.move_posts(bench.desk, {post.id: Moment.of(bench.clock.now() + step, ROME)})


def listed(bench: Bench) -> list[tuple[str, timedelta]]:
    now = bench.clock.now()
    return [(thing.text, thing.due - now) for thing in bench.platform.listed.values() if thing.due is not None]


# ------------------------------------------------------------------ on it
async def test_a_scheduled_post_goes_on_the_list_and_out_with_the_computer_off(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    part = bench.part(post)
    assert part.state is State.HANDED_OFF
    assert part.receipt is not None
    assert part.remote_due_us == bench.deliveries(post)[0].due.instant_us
    assert part.remote_hash == part.content_hash
    assert listed(bench) == [("Bread", 2 * HOUR)]
    bench.clock.suspend(5 * HOUR)
    bench.platform.turn()
    bench.restart()
    await bench.run()
    after = bench.part(post)
    assert after.state is State.PUBLISHED
    assert after.receipt is not None
    assert after.receipt.evidence is Evidence.READBACK
    assert bench.texts() == ["Bread"]
    assert bench.reach.fake.calls.count("commit") == 0


@pytest.mark.parametrize(
    ("at", "fields", "channel"),
    [
        (14 * MINUTE, {}, {}),
        (2 * HOUR, {"content": Content(text="1", thread=(ThreadItem("2"),))}, {}),
        (2 * HOUR, {"content": Content(text="1", first_comment="2")}, {}),
        (2 * HOUR, {}, {"hand_off": False}),
        (2 * HOUR, {}, {"paused": True}),
        (2 * HOUR, {}, {"status": ChannelStatus.SIGNED_OUT}),
        (2 * HOUR, {}, {"reported": {"schedule": False}}),
    ],
    ids=["too near", "thread", "first comment", "switched off", "paused", "signed out", "server without"],
)
async def test_what_stays_with_this_computer(
    bench: Bench, at: timedelta, fields: dict[str, object], channel: dict[str, object]
) -> None:
    post = bench.post("Bread", bench.channel(**channel), at=at, **fields)
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    assert bench.platform.listed == {}


async def test_the_nearest_go_first_and_quotas_are_kept(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, schedule=ScheduleFact(360, quota_total=3, quota_per_day=2)) as bench:
        channel = bench.channel()
        for text, at in (("d", 3 * DAY), ("c", 3 * HOUR), ("b", 2 * HOUR), ("a", HOUR)):
            bench.post(text, channel, at=at)
        await bench.run()
        assert sorted(text for text, _ in listed(bench)) == ["a", "b", "d"]
        await bench.pass_time(HOUR + 5 * MINUTE, tick=MINUTE)
        assert bench.texts() == ["a"]
        assert sorted(text for text, _ in listed(bench)) == ["b", "c", "d"]


async def test_a_window_that_is_too_far_is_waited_for(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, schedule=ScheduleFact(360, max_ahead_s=86_400)) as bench:
        post = bench.post("Bread", bench.channel(), at=2 * DAY)
        await bench.run()
        assert bench.state(post) is State.SCHEDULED
        await bench.pass_time(DAY + HOUR, tick=10 * MINUTE)
        assert bench.state(post) is State.HANDED_OFF


async def test_a_server_that_publishes_instead_of_listing_is_told_as_published(bench: Bench) -> None:
    bench.platform.fail("hand_off", Fault.LIVE_AT_ONCE)
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    await bench.pass_time(3 * HOUR, tick=5 * MINUTE)
    assert bench.texts() == ["Bread"]


async def test_a_hand_off_that_is_refused_leaves_it_to_this_computer(bench: Bench) -> None:
    bench.platform.fail("hand_off", Fault.REFUSED)
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    assert bench.state(post) is State.SCHEDULED
    assert bench.reach.fake.calls.count("hand_off") == 1
    await bench.pass_time(HOUR + MINUTE, tick=MINUTE)
    assert bench.texts() == ["Bread"]


async def test_a_hand_off_offline_is_tried_again(bench: Bench) -> None:
    bench.platform.fail("hand_off", Fault.OFFLINE)
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    await bench.pass_time(15 * MINUTE, tick=MINUTE)
    assert bench.state(post) is State.HANDED_OFF


@pytest.mark.fault(9)
async def test_a_hand_off_without_an_answer_is_found_on_the_list(bench: Bench) -> None:
    bench.platform.fail("hand_off", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    assert bench.state(post) is State.HANDED_OFF
    assert listed(bench) == [("Bread", 2 * HOUR)]


async def test_a_hand_off_that_nobody_can_tell_of_is_never_made_twice(bench: Bench) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("hand_off", Fault.REPLY_LOST)
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.pass_time(5 * HOUR, tick=5 * MINUTE)
    assert bench.state(post) is State.NEEDS_YOU
    assert bench.texts() == ["Bread"]


# ------------------------------------------------------------------ out of step
async def test_a_move_changes_the_time_on_the_list_in_place(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    move(bench, post, 6 * HOUR)
    assert bench.part(post).remote_due_us != bench.deliveries(post)[0].due.instant_us
    await bench.run()
    part = bench.part(post)
    assert part.state is State.HANDED_OFF
    assert listed(bench) == [("Bread", 6 * HOUR)]
    assert part.remote_due_us == bench.deliveries(post)[0].due.instant_us
    assert "recall" not in bench.reach.fake.calls


async def test_other_words_are_taken_off_first_and_then_put_on_anew(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    planning.save_post(bench.desk, edited(post_now(bench.desk, post), "Rolls"))
    await bench.run()
    calls = [call for call in bench.reach.fake.calls if call in ("recall", "hand_off")]
    assert calls == ["hand_off", "recall", "hand_off"]
    assert listed(bench) == [("Rolls", 2 * HOUR)]
    part = bench.part(post)
    assert (part.state, part.generation) == (State.HANDED_OFF, 2)


async def test_a_move_into_the_next_minutes_brings_it_home(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    move(bench, post, 10 * MINUTE)
    await bench.run()
    assert bench.state(post) is State.SCHEDULED
    assert bench.platform.listed == {}
    await bench.pass_time(11 * MINUTE)
    assert bench.texts() == ["Bread"]


@pytest.mark.parametrize("how", ["trash", "unschedule", "channel", "review"])
async def test_what_nobody_wants_out_is_recalled_before_anything_is_forgotten(bench: Bench, how: str) -> None:
    channel = bench.channel()
    post = bench.post("Bread", channel, at=2 * HOUR)
    await bench.run()
    bench.platform.online = False
    if how == "trash":
        planning.trash(bench.desk, [post.id])
    elif how == "unschedule":
        planning.unschedule(bench.desk, [post.id])
    elif how == "channel":
        planning.save_post(bench.desk, replace(post_now(bench.desk, post), channels=()))
    else:
        with bench.desk.store.transaction() as tx:
            tx.put(replace(tx.get(Post, post.id), stage=Stage.REVIEW))
    await bench.run()
    assert bench.state(post) is State.HANDED_OFF, "until it is confirmed the platform has it"
    bench.platform.online = True
    await bench.pass_time(5 * MINUTE)
    assert bench.platform.listed == {}
    assert bench.state(post) is (State.SCHEDULED if how == "review" else State.DRAFT)
    await bench.pass_time(3 * HOUR, tick=10 * MINUTE)
    assert bench.texts() == []


async def test_a_post_taken_back_can_be_edited_while_its_recall_waits(bench: Bench) -> None:
    one, two = bench.channel("One"), bench.channel("Two")
    post = bench.post("Bread", one, at=2 * HOUR)
    await bench.run()
    bench.platform.online = False
    planning.unschedule(bench.desk, [post.id])
    await bench.run()
    edited_post = edited(post_now(bench.desk, post), "Rolls")
    planning.save_post(bench.desk, replace(edited_post, channels=(one.id, two.id)))
    assert [part.state for part in bench.parts(post)] == [State.HANDED_OFF]
    bench.platform.online = True
    await bench.pass_time(3 * HOUR, tick=10 * MINUTE)
    assert bench.texts() == []
    assert bench.platform.listed == {}


@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.REQUEST_LOST, Fault.OFFLINE])
async def test_a_recall_without_an_answer_is_looked_up_and_done_in_the_end(bench: Bench, fault: Fault) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    bench.platform.fail("recall", fault)
    planning.unschedule(bench.desk, [post.id])
    await bench.pass_time(30 * MINUTE, tick=MINUTE)
    assert bench.platform.listed == {}
    assert bench.state(post) is State.DRAFT


@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.REQUEST_LOST, Fault.OFFLINE, Fault.REFUSED])
async def test_a_reschedule_without_an_answer_ends_in_step(bench: Bench, fault: Fault) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    bench.platform.fail("reschedule", fault)
    move(bench, post, 6 * HOUR)
    due = bench.deliveries(post)[0].due.instant
    await bench.pass_time(30 * MINUTE, tick=MINUTE)
    assert [thing.due for thing in bench.platform.listed.values()] == [due]
    part = bench.part(post)
    assert (part.state, part.op) == (State.HANDED_OFF, Op.SCHEDULE)


async def test_in_the_last_five_minutes_nothing_is_changed_there(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=HOUR)
    await bench.run()
    await bench.pass_time(56 * MINUTE, tick=MINUTE)
    planning.unschedule(bench.desk, [post.id])
    await bench.pass_time(10 * MINUTE)
    assert bench.texts() == ["Bread"]
    assert bench.state(post) is State.PUBLISHED


async def test_somebody_gave_it_another_time_there_and_it_is_left_alone(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=2 * HOUR)
    await bench.run()
    [thing] = bench.platform.listed.values()
    bench.platform.listed[thing.id] = replace(thing, due=bench.clock.now() + 4 * HOUR)
    move(bench, post, 6 * HOUR)
    await bench.pass_time(HOUR, tick=5 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.HANDED_OFF, "changed_there")
    assert "reschedule" not in bench.reach.fake.calls
    retry_now(bench.desk, part.id)
    await bench.run()
    assert listed(bench) == [("Bread", 5 * HOUR)]


async def test_somebody_took_it_off_there(bench: Bench) -> None:
    post = bench.post("Bread", bench.channel(), at=HOUR)
    await bench.run()
    bench.platform.listed.clear()
    await bench.pass_time(65 * MINUTE, tick=MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "removed_there")
    assert bench.texts() == []


# ------------------------------------------------------------------ late there
async def test_late_there_is_said_and_helped_where_the_platform_can_be(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, schedule=replace(LISTING, can_be_late=True)) as bench:
        bench.platform.publishes_late = True
        post = bench.post("Bread", bench.channel(), at=HOUR)
        await bench.pass_time(65 * MINUTE, tick=MINUTE)
        part = bench.part(post)
        assert (part.state, code(part)) == (State.HANDED_OFF, "late_there")
        assert "hurry" not in bench.reach.fake.calls
        await bench.pass_time(6 * MINUTE, tick=MINUTE)
        assert bench.state(post) is State.PUBLISHED
        assert bench.texts() == ["Bread"]


async def test_late_there_without_help_is_watched_and_never_sent_from_here(bench: Bench) -> None:
    bench.platform.publishes_late = True
    post = bench.post("Bread", bench.channel(), at=HOUR)
    await bench.pass_time(6 * HOUR, tick=10 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.HANDED_OFF, "late_there")
    bench.platform.publishes_late = False
    await bench.pass_time(2 * HOUR, tick=10 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


async def test_what_is_late_there_can_still_be_taken_back(bench: Bench) -> None:
    bench.platform.publishes_late = True
    post = bench.post("Bread", bench.channel(), at=HOUR)
    await bench.pass_time(3 * HOUR, tick=10 * MINUTE)
    planning.unschedule(bench.desk, [post.id])
    await bench.pass_time(2 * HOUR, tick=10 * MINUTE)
    assert bench.platform.listed == {}
    assert bench.state(post) is State.DRAFT


# ------------------------------------------------------------------ the sign-in
async def test_it_goes_out_although_the_sign_in_ended(bench: Bench) -> None:
    channel = bench.channel()
    post = bench.post("Bread", channel, at=HOUR)
    await bench.run()
    bench.platform.signed_in = False
    bench.put(replace(bench.reload(channel), status=ChannelStatus.SIGNED_OUT))
    await bench.pass_time(2 * HOUR, tick=5 * MINUTE)
    assert bench.texts() == ["Bread"]
    assert bench.state(post) is State.HANDED_OFF
    bench.platform.signed_in = True
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.pass_time(10 * MINUTE)
    assert bench.state(post) is State.PUBLISHED


async def test_a_channel_knows_what_its_platform_still_holds(bench: Bench) -> None:
    channel = bench.channel()
    post = bench.post("Bread", channel, at=HOUR)
    await bench.run()
    with bench.desk.store.reading() as reader:
        assert [part.id for part in still_elsewhere(reader, channel.id)] == [bench.part(post).id]
    planning.unschedule(bench.desk, [post.id])
    await bench.run()
    with bench.desk.store.reading() as reader:
        assert still_elsewhere(reader, channel.id) == ()


async def test_a_marker_of_our_own_makes_a_second_hand_off_harmless(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand, schedule=LISTING, idempotency=OWN_ID) as bench:
        bench.platform.fail("hand_off", Fault.REQUEST_LOST)
        post = bench.post("Bread", bench.channel(), at=2 * HOUR)
        await bench.run()
        assert bench.state(post) is State.HANDED_OFF
        assert listed(bench) == [("Bread", 2 * HOUR)]
