"""What a person asked of a part that is out: taken down there, or other words there. ONE irreversible call, journaled.

The part stays PUBLISHED all the while (docs/decisions/0020); the wish on it goes the way of a part: the intent on disk
before the first byte, UNKNOWN when nobody can tell, looked up, tried again only where the platform says that nothing
happened, and else with the person.
"""

import asyncio
from dataclasses import replace
from typing import Any

from smmdesk.desk.committing import Piece
from smmdesk.desk.crash_points import crash_point
from smmdesk.desk.deciding import Case, us
from smmdesk.desk.jobs import job_of, words_of
from smmdesk.desk.looking import heed
from smmdesk.desk.outcomes import StoppedError, backoff_us, look_up_gap_us
from smmdesk.desk.rendering import fingerprint, outgoing
from smmdesk.desk.said_there import say_here
from smmdesk.desk.sending import Begun, Guard
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, log
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import CHANGED_THERE, Attempt, Op, Part, PartKind, Receipt, State, Verdict, Wish
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import (
    Absent,
    ConnectorError,
    Job,
    LookUpAnswer,
    NotSentError,
    Published,
    RefusedError,
    Session,
    SignedOutError,
)
from smmdesk.platforms.facts import Facts
from smmdesk.store import ledger
from smmdesk.store.transaction import Transaction


async def fulfil(bench: Workbench, case: Case) -> None:
    """Do what is asked, or find out what became of it."""
    wish = case.part.wish
    if wish is None:
        return
    if wish.state in (State.SENDING, State.UNKNOWN):  # nobody sends it any more: the lane is ours
        await _look_up(bench, case, wish)
    else:
        await _do(bench, case, wish)


# ------------------------------------------------------------------ the call
async def _do(bench: Workbench, case: Case, wish: Wish) -> None:
    guard = Guard[Begun](bench)
    try:
        session = await bench.reach.session(case.channel, guard)
        job = await _ready(bench, case, wish, session)
    except ProblemError as error:
        _stand_back(bench, case, error.problem)
        return
    except Exception as error:  # inert work alone: nothing is in doubt
        _went_wrong(bench, case, None, inert(case.channel, case.facts, error))
        return
    guard.arm(lambda: _begin(bench, case))
    bench.called(case)
    try:
        async with asyncio.timeout(bench.desk.policy.call_deadline.total_seconds() * 1.25):
            answer = await bench.reach.connector(case.channel).commit(session, job)
    except asyncio.CancelledError:
        if guard.begun is not None:
            _went_wrong(bench, case, guard, TimeoutError())
        raise
    except Exception as error:
        if error is guard.unwritten:
            raise
        if not isinstance(error, ConnectorError | TimeoutError):
            log.error("a change on %s failed", case.channel.platform, exc_info=error)
        _went_wrong(bench, case, guard, inert(case.channel, case.facts, error) if guard.begun is None else error)
        return
    crash_point("answered")
    if not isinstance(answer, Published):
        _went_wrong(bench, case, guard, TimeoutError())
        return
    if guard.begun is None:  # there was nothing to ask the platform for
        guard.begun = await _begin(bench, case)
    _came_true(bench, case, guard.begun[1] if guard.begun is not None else None, answer.receipt)


async def _ready(bench: Workbench, case: Case, wish: Wish, session: Session) -> Job:
    """The job of the wish; an edit's files and whatever else it needs first are made as for a post."""
    job = await _job(bench, case, wish, with_files=True)
    if wish.op is not Op.EDIT:
        return job

    made = dict(wish.prepared)

    def note(tx: Transaction) -> None:
        part = tx.get(Part, case.part.id)
        if part.wish is not None and part.wish.key == wish.key:
            ledger.note(tx, part, wish=replace(part.wish, prepared=dict(made)))

    async def save(name: str, value: object) -> None:
        made[name] = value
        await bench.commits.commit(Piece(note, point="step_saved", waits=True))

    bench.called(case)
    async with asyncio.timeout(bench.desk.policy.upload_deadline.total_seconds()):
        await bench.reach.connector(case.channel).prepare(session, job, save)
    return replace(job, prepared=made)


async def _job(bench: Workbench, case: Case, wish: Wish, *, with_files: bool = False) -> Job:
    """The part as the connector sees it, with what is asked of it."""
    if wish.op is Op.EDIT:
        asked = replace(case, part=replace(case.part, rendered=wish.rendered))
        content = await outgoing(bench.desk, asked, with_files=with_files)
    else:
        content = words_of(case.part.rendered)
    with bench.desk.store.reading() as reader:
        job = job_of(reader, case, content)
    prepared = wish.prepared if wish.op is Op.EDIT else case.part.prepared
    return replace(job, op=wish.op, key=wish.key or case.part.key, prepared=prepared, receipt=case.part.receipt)


async def _begin(bench: Workbench, case: Case) -> Begun | None:
    """The intent, on the disk before the first byte. None when the wish is another one, or gone, by now."""
    return await bench.commits.commit(Piece(lambda tx: _intend(bench, tx, case), point="intent_committed", waits=True))


def _intend(bench: Workbench, tx: Transaction, case: Case) -> Begun | None:
    now_us, seen = bench.now_us, case.part.wish
    part = tx.get(Part, case.part.id)
    wish = part.wish
    if wish is None or seen is None or wish.state is not seen.state or wish.key != seen.key or not part.is_there:
        return None
    hashed = fingerprint(wish.rendered or part.rendered)
    attempt = Attempt(bench.desk.clock.new_id(), part.id, part.generation, wish.op, wish.key, hashed, now_us)
    tx.add_attempt(attempt)
    begun = replace(wish, state=State.SENDING, tries=wish.tries + 1, problem=None, wake_at_us=None)
    return ledger.note(tx, part, wish=begun), attempt, ()


# ------------------------------------------------------------------ what became of the call
def _came_true(bench: Workbench, case: Case, attempt: Attempt | None, receipt: Receipt) -> None:
    """The platform did it, as it said or as a look-up found."""

    def write(tx: Transaction) -> bool:
        if attempt is not None:
            tx.end_attempt(replace(attempt, verdict=Verdict.DONE, end_at_us=bench.now_us, evidence=receipt.id))
        part = tx.get(Part, case.part.id)
        if part.wish is not None:
            ledger.note(tx, part, **_changes(part, part.wish, receipt, bench.now_us))
            if part.wish.op is Op.EDIT and part.kind is PartKind.ROOT:
                say_here(tx, bench.desk, case.delivery, str(part.wish.rendered["text"]))
        return True

    bench.commits.commit_now(Piece(write, point="receipt_committed", waits=True, sure=True))


def _changes(part: Part, wish: Wish, receipt: Receipt, now_us: int) -> dict[str, Any]:
    done: dict[str, Any] = {"wish": None, "looked_at_us": now_us}
    if wish.op is Op.DELETE:
        return {**done, "removed": True}
    kept = {name: value for name, value in part.prepared.items() if name != CHANGED_THERE}
    done |= {"rendered": wish.rendered, "content_hash": fingerprint(wish.rendered)}
    done["prepared"] = {**kept, **wish.prepared}
    if part.receipt is not None:  # it went out when it went out; what later calls need may be new (a revision)
        done["receipt"] = replace(part.receipt, data={**part.receipt.data, **receipt.data})
    return done


def _went_wrong(bench: Workbench, case: Case, guard: Guard[Begun] | None, error: BaseException) -> None:
    """Nothing happened there, it was refused, or nobody can tell: on the wish, and on its attempt."""
    wish = case.part.wish
    assert wish is not None
    begun = guard.begun if guard is not None else None
    tried = replace(wish, tries=wish.tries + 1)
    after, verdict = outcome_of(bench, case.channel, case.facts, tried, error)
    said = error.problem.code if isinstance(error, ConnectorError) else type(error).__name__

    def write(tx: Transaction) -> bool:
        if begun is not None and guard is not None:
            ended = replace(begun[1], first_byte_at_us=guard.first_byte_us, end_at_us=bench.now_us)
            tx.end_attempt(replace(ended, verdict=verdict, evidence=said))
        part = tx.get(Part, case.part.id)
        if part.wish is not None and part.wish.key == wish.key:
            ledger.note(tx, part, wish=replace(after, prepared=part.wish.prepared))
        return True

    bench.commits.commit_now(Piece(write, point="receipt_committed", sure=True))
    tell_channel(bench, case.channel, error)


def outcome_of(
    bench: Workbench, channel: Channel, facts: Facts, wish: Wish, error: BaseException
) -> tuple[Wish, Verdict]:
    """The wish as it stands after a try that ended so."""
    now_us, policy = bench.now_us, bench.desk.policy
    values = {"channel": channel.name, "platform": facts.name}
    if isinstance(error, StoppedError):
        return replace(wish, state=State.SCHEDULED, problem=None, wake_at_us=None), Verdict.NOT_SENT
    if isinstance(error, SignedOutError):  # it waits for the sign-in, as the account says
        problem = Problem("signed_out", values)
        return replace(wish, state=State.SCHEDULED, problem=problem, wake_at_us=None), Verdict.NOT_SENT
    if isinstance(error, NotSentError):
        wait_us = backoff_us(policy, wish.tries, error.retry_after_s, bench.rng)
        if now_us > wish.since_us + us(policy.retry_after_most):
            return asking(wish, Problem("change_over", values)), Verdict.NOT_SENT
        waits = replace(wish, state=State.RETRY_WAIT, problem=error.problem, wake_at_us=now_us + wait_us)
        return waits, Verdict.NOT_SENT
    if isinstance(error, RefusedError):
        return asking(wish, error.problem), Verdict.REFUSED
    doubtful = replace(wish, state=State.UNKNOWN, lookups=0, wake_at_us=now_us + us(policy.look_up_after[0]))
    return replace(doubtful, problem=Problem("unknown_outcome", values)), Verdict.UNKNOWN


def asking(wish: Wish, problem: Problem) -> Wish:
    return replace(wish, state=State.NEEDS_YOU, problem=problem, wake_at_us=None)


def inert(channel: Channel, facts: Facts, error: Exception) -> Exception:
    """What went wrong before the first byte: proven that nothing happened."""
    if isinstance(error, NotSentError | RefusedError | SignedOutError):
        return error
    if not isinstance(error, ConnectorError | TimeoutError):
        log.error("a change on %s could not be made ready", channel.platform, exc_info=error)
    return NotSentError(Problem("server_unreachable", {"platform": facts.name}))


def _stand_back(bench: Workbench, case: Case, problem: Problem) -> None:
    """Something on this side stands against it."""
    if problem.code in LOCKED:
        bench.locked = problem
    elif problem.code in SIGNED_OUT:
        bench.sign_out(case.channel.id)
    elif problem.code != "conflict":
        with bench.desk.store.transaction() as tx:
            part = tx.get(Part, case.part.id)
            if part.wish is not None:
                ledger.note(tx, part, wish=asking(part.wish, problem))


def tell_channel(bench: Workbench, channel: Channel, error: BaseException) -> None:
    """What the platform said of the whole account is heeded."""
    if isinstance(error, SignedOutError):
        bench.sign_out(channel.id)
    if isinstance(error, NotSentError) and error.retry_after_s is not None:
        wait_us = backoff_us(bench.desk.policy, 1, error.retry_after_s, bench.rng)
        bench.lane(channel.id).block(bench.now_us + wait_us)
    if isinstance(error, Exception):
        heed(bench, channel, error)


# ------------------------------------------------------------------ nobody can tell
async def _look_up(bench: Workbench, case: Case, wish: Wish) -> None:
    """Whether it took effect. A certain no is tried again; the person is asked after the last look without a word."""
    answer: LookUpAnswer | None = None
    try:
        session = await bench.reach.session(case.channel)
        job = await _job(bench, case, wish)
        bench.called(case)
        async with asyncio.timeout(bench.desk.policy.call_deadline.total_seconds()):
            answer = await bench.reach.connector(case.channel).look_up(session, job)
    except ProblemError as error:
        _stand_back(bench, case, error.problem)
        return
    except SignedOutError as error:
        tell_channel(bench, case.channel, error)
        return
    except NotSentError as error:  # not asked: it counts for nothing
        _later(bench, case, wish, backoff_us(bench.desk.policy, 1, error.retry_after_s, bench.rng))
        return
    except Exception as error:
        if not isinstance(error, ConnectorError | TimeoutError):
            log.error("looking at %s failed", case.channel.platform, exc_info=error)
    crash_point("looked_up")
    if isinstance(answer, Published):
        _came_true(bench, case, _open_attempt(bench, case.part), answer.receipt)
        return
    done = wish.lookups + 1
    if done >= len(bench.desk.policy.look_up_after):
        wish = asking(wish, Problem("change_unclear", {"channel": case.channel.name}))
    elif isinstance(answer, Absent):  # not done, and done again it does the same
        wait_us = backoff_us(bench.desk.policy, wish.tries, None, bench.rng)
        wish = replace(wish, state=State.RETRY_WAIT, wake_at_us=bench.now_us + wait_us)
    else:
        wait_us = look_up_gap_us(bench.desk.policy, done)
        wish = replace(wish, state=State.UNKNOWN, wake_at_us=bench.now_us + wait_us)
    _looked(bench, case, replace(wish, lookups=done), isinstance(answer, Absent))
    crash_point("look_up_committed")


def _later(bench: Workbench, case: Case, wish: Wish, wait_us: int) -> None:
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.wish is not None and part.wish.key == wish.key:
            wake_us = bench.now_us + wait_us
            ledger.note(tx, part, wish=replace(part.wish, state=State.UNKNOWN, wake_at_us=wake_us))


def _looked(bench: Workbench, case: Case, wish: Wish, absent: bool) -> None:
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.wish is None or part.wish.key != wish.key:
            return
        ledger.note(tx, part, wish=wish)
        attempt = _open_attempt(bench, part)
        if attempt is not None and absent:
            tx.end_attempt(replace(attempt, verdict=Verdict.ABSENT, end_at_us=attempt.end_at_us or bench.now_us))


def _open_attempt(bench: Workbench, part: Part) -> Attempt | None:
    """The last try of the wish whose end nobody knows."""
    assert part.wish is not None
    with bench.desk.store.reading() as reader:
        tried = [attempt for attempt in reader.attempts_of(part.id) if attempt.key == part.wish.key]
    doubtful = [attempt for attempt in tried if attempt.verdict in (Verdict.OPEN, Verdict.UNKNOWN)]
    return doubtful[-1] if doubtful else None
