"""An answer that comes when the part has moved on adds evidence, may prove that it is out, and never sends (I10).

One engine waits for the platform, and a second one takes its work over: what is being sent becomes unknown.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from smmdesk.desk import sending
from smmdesk.desk.desk import Desk
from smmdesk.desk.outcomes import UNLEASED, Outcome
from smmdesk.desk.settling import settle
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Part, State, Verdict
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.platforms.base import CommitAnswer, Job, NotSentError, RefusedError, Session, SignedOutError
from smmdesk.store import ledger
from smmdesk.store.transaction import Transaction
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR
from tests.fakes.reach import Bench, made_bench
from tests.guards import AllowLog

ERRORS: dict[str, Callable[[], Exception]] = {
    "signed out": lambda: SignedOutError(Problem("signed_out", {"channel": "Bakery"})),
    "not sent": lambda: NotSentError(Problem("server_unreachable", {"platform": "Fake"})),
    "refused": lambda: RefusedError(Problem("refused", {"channel": "Bakery", "platform": "Fake", "said": "no"})),
}


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand, allow_log: AllowLog) -> Iterator[Bench]:
    allow_log("a late answer for a part")
    with made_bench(desk, clock, brand) as made:
        made.platform.reads = "blind"  # what the answer says is all that anybody will ever know
        yield made


@asynccontextmanager
async def taken_over(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception | None = None
) -> AsyncIterator[Post]:
    """A post that the platform has. Its answer (or `error`) comes at the end of this block, and to an engine that has
    lost the part to another one at its beginning."""
    heard, real, old = asyncio.Event(), bench.reach.fake.commit, bench.publisher

    async def commit(session: Session, job: Job) -> CommitAnswer:
        answer = await real(session, job)
        await heard.wait()
        if error is not None:
            raise error
        return answer

    monkeypatch.setattr(bench.reach.fake, "commit", commit)
    post = bench.post("Bread", bench.channel())
    await old.tick()
    while not bench.texts():
        await asyncio.sleep(0)
    monkeypatch.setattr(bench.reach.fake, "commit", real)
    bench.restart()
    assert bench.state(post) is State.UNKNOWN
    yield post
    heard.set()
    await old.idle()


def verdicts(bench: Bench, post: Post) -> list[Verdict]:
    return [attempt.verdict for attempt in bench.attempts(bench.part(post))]


async def stays_one_copy(bench: Bench) -> None:
    """Whatever time and sign-ins still bring."""
    for _ in range(2):
        await bench.pass_time(HOUR)
        with bench.desk.store.reading() as reader:
            signed_out = reader.all(Channel, status=ChannelStatus.SIGNED_OUT)
        for channel in signed_out:
            bench.put(replace(channel, status=ChannelStatus.CONNECTED))
    assert bench.texts() == ["Bread"]


async def test_a_late_success_proves_what_nobody_knew(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async with taken_over(bench, monkeypatch) as post:
        await bench.run()
    part = bench.part(post)
    assert part.state is State.PUBLISHED
    assert part.receipt is not None
    assert part.receipt.id in bench.platform.live
    assert verdicts(bench, post) == [Verdict.DONE]
    await stays_one_copy(bench)


async def test_it_does_so_also_when_a_person_was_asked_already(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async with taken_over(bench, monkeypatch) as post:
        await bench.pass_time(HOUR)
        assert bench.state(post) is State.NEEDS_YOU
    assert bench.state(post) is State.PUBLISHED
    await stays_one_copy(bench)


@pytest.mark.parametrize("name", ERRORS)
async def test_a_late_refusal_is_written_down_and_sends_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It came from an engine that lost the part: for all that anybody knows the post is live, and here it is."""
    async with taken_over(bench, monkeypatch, ERRORS[name]()) as post:
        await bench.run()
    assert bench.state(post) is State.UNKNOWN
    [attempt] = bench.attempts(bench.part(post))
    assert attempt.evidence, "what it said is kept"
    await stays_one_copy(bench)
    assert bench.state(post) is State.NEEDS_YOU


async def test_a_new_generation_is_not_told_by_the_old_answer(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person said "send again": the old answer is evidence about the old one."""
    async with taken_over(bench, monkeypatch) as post:
        part = settle(bench.desk, bench.part(post).id, "again")
        before = bench.part(post)
    assert bench.part(post) == before
    [first] = bench.attempts(part)
    assert (first.verdict, first.generation) == (Verdict.DONE, part.generation - 1)
    await bench.run()
    assert bench.state(post) is State.PUBLISHED
    assert bench.texts() == ["Bread", "Bread"], "as the person wanted"


async def test_what_a_person_took_back_stays_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async with taken_over(bench, monkeypatch) as post:
        settle(bench.desk, bench.part(post).id, "draft")
    assert bench.state(post) is State.DRAFT
    assert verdicts(bench, post) == [Verdict.DONE], "told beside it"
    await stays_one_copy(bench)


# ------------------------------------------------------------------ worth what it catches
def believes(tx: Transaction, current: Part, generation: int, outcome: Outcome) -> None:
    """The bug: a late answer decides like one in time, as far as the moves allow."""
    if current.state is State.UNKNOWN and outcome.verdict is not Verdict.DONE:
        current = ledger.move(tx, current, State.NEEDS_YOU, **{**outcome.changes, **UNLEASED})
        ledger.move(tx, current, State.SCHEDULED, problem=None, wake_at_us=None)


@pytest.mark.parametrize("name", ERRORS)
async def test_this_would_see_a_late_answer_that_is_believed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, allow_log: AllowLog, name: str
) -> None:
    allow_log("")  # a program with a bug in it may complain
    monkeypatch.setattr(sending, "_arrive_late", believes)
    with pytest.raises(AssertionError):
        await test_a_late_refusal_is_written_down_and_sends_nothing(bench, monkeypatch, name)
