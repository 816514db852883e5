"""A consent that ends is heeded wherever the post that needed it is by then: claimed, on a list, in doubt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from smmdesk.desk import contributions, forgetting, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.contribution import Contribution, Standing
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import ledger
from smmdesk.system.clock import ManualClock
from tests.desk.heard import person
from tests.desk.support import post_now
from tests.desk.test_contributions import agree, given, stands
from tests.fakes.reach import LISTING, ROME, Bench, made_bench

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
Ending = Callable[[Desk, str], object]
WITHDRAWN: Ending = contributions.withdraw
REMOVED: Ending = contributions.remove


def narrowed(desk: Desk, contribution_id: str) -> object:
    return contributions.narrow(desk, contribution_id, (), date(2020, 1, 1))


def forgotten(desk: Desk, contribution_id: str) -> object:
    with desk.store.reading() as reader:
        maker = reader.get(Contribution, contribution_id).person_id
    return forgetting.forget(desk, maker or "")


ENDS = [WITHDRAWN, REMOVED, narrowed, forgotten]


def shown(bench: Bench, *channels: Channel, at: timedelta = 2 * HOUR) -> tuple[Contribution, Post]:
    """What somebody agreed to, in a scheduled post."""
    anna = person(bench.desk, channels[0])
    one = given(bench.desk, channels[0], anna)
    agree(bench.desk, channels[0], anna, one)
    post = contributions.make_post(bench.desk, one.id)
    planning.save_post(bench.desk, replace(post, channels=tuple(channel.id for channel in channels)))
    return one, planning.schedule(bench.desk, post.id, Moment.of(bench.clock.now() + at, ROME))


@pytest.mark.parametrize("end", ENDS)
async def test_what_is_claimed_already_is_asked_before_its_first_byte(
    desk: Desk, clock: ManualClock, brand: Brand, end: Ending
) -> None:
    with made_bench(desk, clock, brand, lead_s=1800) as bench:
        one, post = shown(bench, bench.channel(), at=HOUR)
        await bench.pass_time(59 * MINUTE + MINUTE / 2, MINUTE / 2)
        assert bench.state(post) is State.CLAIMED
        end(desk, one.id)
        await bench.pass_time(20 * MINUTE, MINUTE / 2)
        assert bench.texts() == []
        assert bench.state(post) in (State.DRAFT, State.NEEDS_YOU)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("fewer", [False, True])
async def test_what_a_platform_has_on_its_own_list_is_taken_off_it(
    desk: Desk, clock: ManualClock, brand: Brand, end: Ending, fewer: bool
) -> None:
    """Also where the post went to another channel before, of which a cancelled delivery is left."""
    with made_bench(desk, clock, brand, schedule=LISTING) as bench:
        first, second = bench.channel(), bench.channel("Shop")
        one, post = shown(bench, first, second)
        await bench.run()
        if fewer:
            planning.save_post(desk, replace(post_now(desk, post), channels=(first.id,)))
            await bench.pass_time(10 * MINUTE, MINUTE)
        assert bench.state(post) is State.HANDED_OFF
        end(desk, one.id)
        await bench.pass_time(10 * MINUTE, MINUTE)
        assert not bench.platform.listed
        await bench.pass_time(3 * HOUR, 10 * MINUTE)
        assert bench.texts() == []


def test_a_post_in_doubt_does_not_keep_anybody_from_taking_the_yes_back(
    desk: Desk, clock: ManualClock, brand: Brand
) -> None:
    with made_bench(desk, clock, brand) as bench:
        one, post = shown(bench, bench.channel(), at=HOUR)
        with desk.store.transaction() as tx:
            ledger.move(tx, bench.part(post), State.NEEDS_YOU, problem=Problem("cannot_tell", {"channel": "Bakery"}))
        contributions.withdraw(desk, one.id)
        assert stands(desk, one) is Standing.WITHDRAWN
        assert bench.state(post) is State.NEEDS_YOU, "a person still says what became of it"
