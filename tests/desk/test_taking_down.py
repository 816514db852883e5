"""Taking a published post down there, and changing its words there: asked by a person, done once, never guessed."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from smmdesk.desk import taking_down
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import Op, Part, State, Verdict
from smmdesk.model.post import Post, delivery_progress
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Progress
from smmdesk.store import db_settings
from smmdesk.system.clock import ManualClock
from tests.fakes.connector import Fault
from tests.fakes.crash import CrashError, crash_at
from tests.fakes.reach import Bench, made_bench

MINUTE = timedelta(minutes=1)
CRASHES = ("intent_committed", "first_byte", "answered", "receipt_committed")


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, can_delete=True, can_edit=True) as made:
        yield made


async def out(bench: Bench, channel: Channel, text: str = "Bread", **fields: object) -> Post:
    """A post that is out."""
    post = bench.post(text, channel, **fields)
    await bench.run()
    assert {part.state for part in bench.parts(post)} == {State.PUBLISHED}
    return post


def take_down(bench: Bench, post: Post) -> None:
    taking_down.take_down(bench.desk, bench.deliveries(post)[0].id)


def commits(bench: Bench, op: Op) -> int:
    return sum(verb == "commit" and job.op is op for verb, job in bench.platform.received)


def wish_state(part: Part) -> State | None:
    return part.wish.state if part.wish is not None else None


# ------------------------------------------------------------------ taken down
@pytest.mark.fault(63)
async def test_a_published_post_is_taken_down_there_once(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    take_down(bench, post)
    assert bench.texts() == ["Bread"], "the engine does it, not the window"
    await bench.run()
    part = bench.part(post)
    assert bench.texts() == []
    assert (part.state, part.removed, part.wish) == (State.PUBLISHED, True, None)
    assert delivery_progress(bench.deliveries(post)[0]) is Progress.REMOVED
    assert [(attempt.op, attempt.verdict) for attempt in bench.attempts(part)] == [
        (Op.CREATE, Verdict.DONE),
        (Op.DELETE, Verdict.DONE),
    ]
    with pytest.raises(ProblemError) as caught:
        take_down(bench, post)
    assert caught.value.problem.code == "not_known_there"


@pytest.mark.fault(63)
async def test_a_thread_is_taken_down_from_its_end_and_the_rest_of_it_stays_here(bench: Bench) -> None:
    content = Content(text="One", thread=(ThreadItem("Two"), ThreadItem("Three")))
    channel = bench.channel()
    bench.platform.fail("commit", None, None, Fault.REFUSED)
    post = bench.post("", channel, content=content)
    await bench.run()
    assert [part.state for part in bench.parts(post)] == [State.PUBLISHED, State.PUBLISHED, State.NEEDS_YOU]
    take_down(bench, post)
    await bench.run()
    await bench.pass_time(MINUTE)
    assert [thing.text for thing in bench.platform.deleted] == ["Two", "One"]
    assert [(part.state, part.removed) for part in bench.parts(post)] == [
        (State.PUBLISHED, True),
        (State.PUBLISHED, True),
        (State.DRAFT, False),
    ]


@pytest.mark.fault(63)
@pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.STRANGE, Fault.ERROR_THOUGH_LIVE])
async def test_a_lost_answer_is_looked_up_and_not_asked_again(
    bench: Bench, fault: Fault, allow_log: Callable[[str], None]
) -> None:
    if fault is Fault.STRANGE:
        allow_log("a change on practice failed")
    post = await out(bench, bench.channel())
    bench.platform.fail("commit", fault)
    take_down(bench, post)
    await bench.run()
    await bench.pass_time(MINUTE)
    assert bench.part(post).removed
    assert commits(bench, Op.DELETE) == 1
    assert bench.reach.fake.calls.count("look_up") == 1


@pytest.mark.fault(63)
async def test_a_request_that_got_lost_is_made_again_only_after_the_platform_says_no(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    take_down(bench, post)
    await bench.run()
    part = bench.part(post)
    assert (wish_state(part), bench.texts()) == (State.RETRY_WAIT, ["Bread"])
    assert bench.attempts(part)[-1].verdict is Verdict.ABSENT
    await bench.pass_time(2 * MINUTE)
    assert bench.part(post).removed
    assert bench.texts() == []


@pytest.mark.fault(63)
async def test_when_nobody_can_tell_the_person_is_asked_and_may_try_again(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    bench.platform.reads = "blind"
    bench.platform.fail("commit", Fault.REQUEST_LOST)
    take_down(bench, post)
    await bench.run()
    await bench.pass_time(45 * MINUTE, tick=5 * MINUTE)
    part = bench.part(post)
    assert wish_state(part) is State.NEEDS_YOU
    assert part.wish is not None
    assert part.wish.problem is not None
    assert part.wish.problem.code == "change_unclear"
    assert commits(bench, Op.DELETE) == 0
    taking_down.try_again(bench.desk, part.delivery_id)
    await bench.run()
    assert bench.part(post).removed


@pytest.mark.fault(63)
@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.BUSY])
async def test_what_was_provably_not_done_is_tried_again_later(bench: Bench, fault: Fault) -> None:
    post = await out(bench, bench.channel())
    bench.platform.fail("commit", fault)
    take_down(bench, post)
    await bench.run()
    assert wish_state(bench.part(post)) is State.RETRY_WAIT
    await bench.pass_time(15 * MINUTE, tick=MINUTE)
    assert bench.part(post).removed


@pytest.mark.fault(63)
async def test_after_a_day_in_vain_the_person_is_asked_in_words_of_a_change(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    bench.platform.fail("commit", *[Fault.OFFLINE] * 200)
    take_down(bench, post)
    await bench.run()
    await bench.pass_time(23 * 60 * MINUTE, tick=10 * MINUTE)
    assert wish_state(bench.part(post)) is State.RETRY_WAIT
    await bench.pass_time(3 * 60 * MINUTE, tick=10 * MINUTE)
    part = bench.part(post)
    assert part.wish is not None
    assert part.wish.problem is not None
    assert (part.wish.state, part.wish.problem.code) == (State.NEEDS_YOU, "change_over")
    assert "stands there" in part.wish.problem.advice


@pytest.mark.fault(63)
async def test_what_the_platform_refuses_is_told_and_can_be_left(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    bench.platform.fail("commit", Fault.REFUSED)
    take_down(bench, post)
    await bench.run()
    part = bench.part(post)
    assert (wish_state(part), part.removed) == (State.NEEDS_YOU, False)
    assert delivery_progress(bench.deliveries(post)[0]) is Progress.PUBLISHED
    assert taking_down.leave(bench.desk, part.delivery_id) == 1
    await bench.pass_time(MINUTE)
    assert (bench.part(post).wish, bench.texts()) == (None, ["Bread"])


@pytest.mark.fault(63)
@pytest.mark.parametrize("point", CRASHES)
async def test_a_crash_at_any_point_ends_with_it_taken_down_and_no_doubt(
    bench: Bench, point: str, allow_log: Callable[[str], None]
) -> None:
    allow_log("ended with a fault")
    post = await out(bench, bench.channel())
    take_down(bench, post)
    with crash_at(point) as reached, suppress(CrashError):
        await bench.run(until=lambda: bool(reached))
    assert reached == [point]
    bench.restart()
    await bench.run()
    await bench.pass_time(3 * MINUTE)
    part = bench.part(post)
    assert (part.removed, part.wish, bench.texts()) == (True, None, [])
    assert all(attempt.verdict is not Verdict.OPEN for attempt in bench.attempts(part))


@pytest.mark.fault(63)
async def test_a_signed_out_account_takes_it_down_after_the_sign_in(bench: Bench) -> None:
    channel = bench.channel()
    post = await out(bench, channel)
    bench.platform.signed_in = False
    take_down(bench, post)
    await bench.run()
    assert bench.reload(channel).status is ChannelStatus.SIGNED_OUT
    assert wish_state(bench.part(post)) is State.SCHEDULED
    bench.platform.signed_in = True
    bench.put(replace(bench.reload(channel), status=ChannelStatus.CONNECTED))
    await bench.run()
    assert bench.part(post).removed


@pytest.mark.fault(87)
async def test_after_a_restore_nothing_is_taken_down_that_nobody_asks_for_now(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    take_down(bench, post)
    with bench.desk.store.transaction() as tx:
        db_settings.put(tx, db_settings.RESTORED_AT, bench.desk.now_us())
    bench.restart()
    await bench.run()
    assert (bench.part(post).wish, bench.texts()) == (None, ["Bread"])


@pytest.mark.fault(63)
@pytest.mark.parametrize(
    ("able", "changes", "code"),
    [
        (False, {}, "no_delete_there"),
        (True, {"status": ChannelStatus.ARCHIVED}, "account_not_connected"),
    ],
)
async def test_what_cannot_be_deleted_from_here_says_why(
    desk: Desk, clock: ManualClock, brand: Brand, able: bool, changes: dict[str, object], code: str
) -> None:
    with made_bench(desk, clock, brand, can_delete=able) as bench:
        channel = bench.channel()
        post = await out(bench, channel)
        channel = bench.put(replace(bench.reload(channel), **changes))  # type: ignore[arg-type]
        problem = taking_down.obstacle(bench.deliveries(post)[0], channel, bench.reach.facts("practice"))
        assert problem is not None
        assert (problem.code, problem.remedy.value) == (code, "open_page")


@pytest.mark.fault(63)
async def test_what_is_on_its_way_is_let_finish_first(bench: Bench) -> None:
    bench.platform.reads = "blind"
    bench.platform.fail("commit", None, Fault.REPLY_LOST)
    post = bench.post("", bench.channel(), content=Content(text="One", thread=(ThreadItem("Two"),)))
    await bench.run()
    assert [part.state for part in bench.parts(post)] == [State.PUBLISHED, State.UNKNOWN]
    with pytest.raises(ProblemError) as caught:
        take_down(bench, post)
    assert caught.value.problem.code == "too_late_to_change"


# ------------------------------------------------------------------ changed
async def test_other_words_are_put_there_and_are_what_we_sent_from_then_on(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    taking_down.change_words(bench.desk, bench.deliveries(post)[0].id, "Rye bread")
    await bench.run()
    part = bench.part(post)
    assert bench.texts() == ["Rye bread"]
    assert (part.state, part.wish, part.rendered["text"]) == (State.PUBLISHED, None, "Rye bread")
    assert bench.attempts(part)[-1].op is Op.EDIT


async def test_a_change_without_an_answer_is_looked_up(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    bench.platform.fail("commit", Fault.REPLY_LOST)
    taking_down.change_words(bench.desk, bench.deliveries(post)[0].id, "Rye bread")
    await bench.run()
    assert (bench.part(post).wish, commits(bench, Op.EDIT)) == (None, 1)


async def test_words_that_the_platform_would_refuse_are_refused_here(bench: Bench) -> None:
    post = await out(bench, bench.channel())
    with pytest.raises(ProblemError) as caught:
        taking_down.change_words(bench.desk, bench.deliveries(post)[0].id, "x" * 50_000)
    assert caught.value.problem.code == "text_too_long"
    assert bench.part(post).wish is None
