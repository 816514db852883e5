"""An account that the platform closed or suspended: one call, one notice, a pause, and every post is kept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.open_problems import open_problems
from smmdesk.desk.settling import retry_now
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem
from smmdesk.model.delivery import State
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import MINUTE, code
from tests.fakes.connector import Fault
from tests.fakes.reach import LISTING, Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


def notices(bench: Bench) -> list[str]:
    with bench.desk.store.reading() as reader:
        return [one.problem.code for one in open_problems(reader, bench.desk)]


@pytest.mark.fault(48)
@pytest.mark.parametrize("verb", ["commit", "prepare"])
async def test_a_closed_account_is_paused_once_and_its_posts_wait(bench: Bench, verb: str) -> None:
    shut, other = bench.channel("Bakery"), bench.channel("Cafe")
    bench.platform.fail(verb, *[Fault.CLOSED] * 9)
    posts = [bench.post(f"Bread {number}", shut, at=number * MINUTE) for number in range(1, 5)]
    await bench.pass_time(6 * MINUTE)
    assert [bench.state(post) for post in posts] == [State.NEEDS_YOU, *[State.SCHEDULED] * 3]
    assert code(bench.part(posts[0])) == "account_closed"
    assert bench.reload(shut).paused
    assert notices(bench) == ["account_closed"]
    assert bench.reach.fake.calls.count(verb) == 1, "nobody asks a closed account again and again"
    assert not bench.reload(other).paused
    bench.platform._faults.clear()
    retry_now(bench.desk, bench.part(posts[0]).id)
    assert not bench.reload(shut).paused
    await bench.pass_time(30 * MINUTE)
    assert sorted(bench.texts()) == [f"Bread {number}" for number in range(1, 5)]
    assert notices(bench) == []


@pytest.mark.fault(48)
async def test_a_closed_account_in_the_middle_of_a_thread(bench: Bench) -> None:
    bench.platform.fail("commit", None, Fault.CLOSED)
    channel = bench.channel()
    post = bench.post("", channel, content=Content(text="1", thread=(ThreadItem("2"), ThreadItem("3"))))
    await bench.pass_time(5 * MINUTE)
    first, second, third = bench.parts(post)
    assert (first.state, second.state, third.state) == (State.PUBLISHED, State.NEEDS_YOU, State.SCHEDULED)
    assert code(second) == "account_closed"
    retry_now(bench.desk, second.id)
    await bench.pass_time(5 * MINUTE)
    assert bench.texts() == ["1", "2", "3"]


@pytest.mark.fault(48)
async def test_what_was_put_on_its_list_is_told_at_once(desk: Desk, clock: ManualClock, brand: Brand) -> None:
    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        bench.platform.fail("hand_off", Fault.CLOSED)
        channel = bench.channel()
        post = bench.post("Bread", channel, at=timedelta(hours=3))
        await bench.run()
        assert (bench.state(post), code(bench.part(post))) == (State.NEEDS_YOU, "account_closed")
        assert bench.reload(channel).paused
        retry_now(bench.desk, bench.part(post).id)
        await bench.pass_time(timedelta(hours=4), tick=10 * MINUTE)
        assert bench.texts() == ["Bread"]


@pytest.mark.fault(48)
async def test_an_attempt_in_doubt_stays_so(bench: Bench) -> None:
    """A look-up that a closed account is refused proves nothing about the call before it."""
    bench.platform.fail("commit", Fault.REPLY_LOST)
    bench.platform.fail("look_up", Fault.CLOSED)
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(5 * MINUTE)
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread"]


@pytest.mark.fault(48)
async def test_work_that_was_accepted_before_is_not_sent_anew(bench: Bench) -> None:
    """The platform works on it, then closes the account: asking is refused, and the work may be live."""
    bench.platform.fail("commit", Fault.WORKS)
    bench.platform.fail("poll", *[Fault.CLOSED] * 99)
    bench.platform.reads = "blind"
    post = bench.post("Bread", bench.channel())
    await bench.pass_time(60 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
    with pytest.raises(ProblemError, match="too_late_to_change"):
        retry_now(bench.desk, part.id)
    assert bench.texts() == ["Bread"]
