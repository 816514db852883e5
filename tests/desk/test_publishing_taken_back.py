"""A post that was taken back while the platform's own list had it: it ends somewhere, whatever the calls say."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.settling import settle
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE, code
from tests.fakes.connector import Fault
from tests.fakes.reach import LISTING, Bench, made_bench


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, schedule=LISTING) as made:
        yield made


async def handed_off(bench: Bench) -> Post:
    post = bench.post("Bread", bench.channel(), at=HOUR)
    await bench.run()
    assert bench.state(post) is State.HANDED_OFF
    return post


def take_back(bench: Bench, post: Post, how: str) -> None:
    if how == "trash":
        planning.trash(bench.desk, [post.id])
    else:
        planning.unschedule(bench.desk, [post.id])


@pytest.mark.parametrize("how", ["trash", "unschedule"])
async def test_recalled_without_an_answer_and_found_gone_after_its_moment(bench: Bench, how: str) -> None:
    """The recall arrived, its answer was lost, and the computer slept over the post's moment: nobody has to decide."""
    post = await handed_off(bench)
    bench.platform.fail("recall", Fault.REPLY_LOST)
    bench.platform.fail("look_up_listed", None, Fault.REQUEST_LOST)
    take_back(bench, post, how)
    await bench.run()
    assert (bench.state(post), bench.platform.listed) == (State.HANDED_OFF, {})
    bench.clock.suspend(2 * HOUR)
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert (bench.state(post), code(bench.part(post))) == (State.DRAFT, "")
    assert bench.texts() == []


@pytest.mark.parametrize("how", ["trash", "unschedule"])
async def test_send_again_of_what_was_taken_back_stays_a_draft(bench: Bench, how: str) -> None:
    """The list cannot be read at the post's moment, and the person says of a post taken back that it is not there."""
    post = await handed_off(bench)
    bench.platform.fail("recall", Fault.REPLY_LOST)
    bench.platform.fail("look_up_listed", None, *[Fault.REQUEST_LOST] * 99)
    take_back(bench, post, how)
    await bench.pass_time(3 * HOUR, tick=5 * MINUTE)
    part = bench.part(post)
    assert (part.state, code(part)) == (State.NEEDS_YOU, "cannot_tell")
    assert settle(bench.desk, part.id, "again").state is State.DRAFT, "scheduled, it would wait for ever"
    await bench.pass_time(timedelta(minutes=5), tick=MINUTE)
    assert bench.texts() == []
