"""Every script on the call that asks for numbers: none is lost, none invented, and the sign-in stays where it belongs.

Runs over every connector that tells numbers without asking money for a look.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from smmdesk.desk import measuring_now
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.numbers import MOST, Told
from smmdesk.platforms import connector, facts_of
from smmdesk.platforms.telling import CountsFollowers, Insights
from smmdesk.store import numbers_reads
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL
from tests.contract.stage import Stage
from tests.contract.subjects import ON_A_WIRE, SUBJECTS
from tests.contract.tiers import marks_of
from tests.servers.fault_scripts import SCRIPTS, Accepts, Script
from tests.servers.faults import Match

TELLING = ("reset after accept", "other schema", "302 elsewhere", "401", "429, wait: seconds", "not json")
TWO_DAYS = timedelta(days=2)
WORKS = ("forward", "slow")


def tells(platform: str) -> bool:
    price = facts_of(platform).price
    return isinstance(connector(platform), Insights) and not (price is not None and price.read)


def cases() -> Iterator[Any]:
    for key in ON_A_WIRE:
        for name in ALL if tells(SUBJECTS[key].platform) else ():
            yield pytest.param(key, SCRIPTS[name], marks=marks_of(key, name, TELLING), id=f"{key}-{name}")


def told(it: Stage) -> Told | None:
    """What is known of the post on its channel."""
    post_id = it.delivery.post_id or ""
    with it.desk.store.reading() as reader:
        return numbers_reads.of_posts(reader, [post_id]).get(post_id, {}).get(it.channel.id)


def followed(it: Stage) -> list[int]:
    today = it.clock.now().date()
    with it.desk.store.reading() as reader:
        found = numbers_reads.followers(reader, it.channel.brand_id, today - TWO_DAYS * 9, today + TWO_DAYS)
    return [count for _, count in found.get(it.channel.id, [])]


@pytest.mark.fault(21, 24, 26, 27, 29, 38)
@pytest.mark.parametrize(("subject", "script"), list(cases()), indirect=["subject"])
async def test_it_happens_to_the_question_for_numbers(stage: OpenStage, script: Script) -> None:
    async with stage() as it:
        it.post(f"Pane contato, {script.name}")
        await it.until_ready()
        await it.moment_comes()
        await it.until_over()
        assert it.part.state is State.PUBLISHED, it.problem
        sent = len(it.commits())
        first = await measuring_now.measure_all(it.desk)
        before, followers = told(it), followed(it)
        assert first.problems == ()
        assert bool(first.posts) == (before is not None)
        assert bool(followers) <= isinstance(connector(it.subject.platform), CountsFollowers)
        it.clock.advance(TWO_DAYS)
        rule = it.way.play(script, Match(), times=0)
        async with leaping(rule):
            found = await measuring_now.measure_all(it.desk)
        now = told(it)
        assert (now.counts if now else None) == (before.counts if before else None), "the same as was told"
        assert all(0 <= number <= MOST for number in (now.counts.values() if now else ()))
        assert set(followed(it)) <= set(followers)
        if script.name in WORKS:
            assert (found.problems, found.posts) == ((), first.posts)
        assert_kept_to_itself(it)
        it.way.behave()
        if script.accepts is Accepts.LATE:  # it arrives on the day on which it was asked
            await asyncio.to_thread(it.way.wait_until, lambda: all(one.is_forwarded for one in rule.hits))
        it.sign_in_again()
        it.clock.advance(TWO_DAYS)
        again = await measuring_now.measure_all(it.desk)
        assert (again.problems, again.posts) == ((), first.posts), "it is asked about again as if nothing had been"
        assert len(it.commits()) == sent, "nothing was published again"
        assert it.part.state is State.PUBLISHED
        assert it.channel_now.status is ChannelStatus.CONNECTED


def assert_kept_to_itself(it: Stage) -> None:
    """No stranger was sent the sign-in."""
    for request in it.way.elsewhere.requests:
        assert "authorization" not in request.headers
        assert not {"access_token", "token", "api_key", "key"} & {name for name, _ in request.query}
