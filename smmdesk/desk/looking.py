"""What became of it: polls of accepted work, look-ups of attempts whose end nobody knows. Reads only.

Two ways lead from UNKNOWN back to sending: a living promise of the platform (`is_guaranteed`), and its proof that no
attempt can arrive any more (`Absent.for_good`). Everything else ends as PUBLISHED by what was found, or with a person.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from smmdesk.desk.acts import JOB
from smmdesk.desk.crash_points import crash_point
from smmdesk.desk.deciding import SWITCHED_OFF, Case, is_guaranteed, us
from smmdesk.desk.jobs import job_of
from smmdesk.desk.outcomes import (
    LOOK_FIRST,
    UNLEASED,
    backoff_us,
    listed,
    look_up_gap_us,
    ours_again,
    published,
    without_steps,
)
from smmdesk.desk.rendering import outgoing
from smmdesk.desk.sending import Begun, Guard, Ready, go, park_unwanted
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, generation_of, hands_off, log
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Attempt, Evidence, Op, Part, State, Verdict
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.status import ACCOUNT_CLOSED
from smmdesk.platforms.base import (
    Absent,
    Accepted,
    CannotTell,
    ConnectorError,
    GivenUp,
    Job,
    Listed,
    LookUpAnswer,
    NotSentError,
    Published,
    RefusedError,
    Session,
    SignedOutError,
)
from smmdesk.store import ledger
from smmdesk.store.transaction import Transaction

HEAR_S = 10.0
POLLS_WITHOUT_ANSWER = 5
"""After so many unanswered polls in a row the part is looked up instead."""
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Postponed:
    """The question could not be asked: offline, busy, signed out. Nothing is counted."""

    retry_after_s: float | None = None
    signed_out: bool = False


async def ask(
    bench: Workbench, case: Case, verb: Callable[[Session, Job], Awaitable[A]]
) -> tuple[Ready, A | CannotTell] | Postponed:
    """Ask the platform once. What it cannot say, or refuses to say, is CannotTell: the work asked about may be live."""
    answer: A | CannotTell
    try:
        session = await bench.reach.session(case.channel, guard := Guard[Begun](bench))
        content = await outgoing(bench.desk, case, with_files=False)
        with bench.desk.store.reading() as reader:
            job = job_of(reader, case, content, searching=True)
        bench.called(case)
        async with asyncio.timeout(bench.desk.policy.call_deadline.total_seconds()):
            answer = await verb(session, job)
    except NotSentError as error:
        return Postponed(error.retry_after_s)
    except SignedOutError:
        return Postponed(signed_out=True)
    except ProblemError as error:
        if error.problem.code in LOCKED:
            bench.locked = error.problem
        return Postponed(signed_out=error.problem.code in SIGNED_OUT)
    except Exception as error:
        if not isinstance(error, ConnectorError | TimeoutError):
            log.error("looking at %s failed", case.channel.platform, exc_info=error)
        heed(bench, case.channel, error)
        answer = CannotTell()
    crash_point("looked_up")
    return Ready(case, session, job, guard), answer


def heed(bench: Workbench, channel: Channel, error: Exception) -> None:
    """What a platform says of the whole account, or of this version of the program, whatever it was asked."""
    if not isinstance(error, RefusedError):
        return
    if error.problem.code in ACCOUNT_CLOSED:
        bench.pause(channel.id)
    elif error.problem.code == SWITCHED_OFF:
        bench.switch_off(channel)


def postpone(bench: Workbench, case: Case, postponed: Postponed) -> None:
    """Ask again later; a sign-in that is over is told on the channel and waits for the person there."""
    now_us = bench.now_us
    wait_us = backoff_us(bench.desk.policy, 1, postponed.retry_after_s, bench.rng)
    if postponed.signed_out:
        bench.sign_out(case.channel.id)
    if postponed.retry_after_s is not None:
        bench.lane(case.channel.id).block(now_us + wait_us)
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is case.part.state:
            ledger.note(tx, part, wake_at_us=now_us if postponed.signed_out else now_us + wait_us)


async def hear(bench: Workbench, case: Case) -> None:
    """Let the channel's server say anything at all: its answers carry its clock. What it says is of no matter."""
    try:
        session = await bench.reach.session(case.channel)
        bench.called(case)
        async with asyncio.timeout(HEAR_S):
            await bench.reach.connector(case.channel).who_am_i(session)
    except (ConnectorError, ProblemError, TimeoutError):
        return
    except Exception as error:
        log.error("asking %s who we are failed", case.channel.platform, exc_info=error)


# ------------------------------------------------------------------ accepted work
async def poll(bench: Workbench, case: Case) -> None:
    """PROCESSING: how far the platform is. Never makes it anew."""
    asked = await ask(bench, case, bench.reach.connector(case.channel).poll)
    crash_point("polled")
    if isinstance(asked, Postponed):
        postpone(bench, case, asked)
        return
    _, answer = asked
    now_us = bench.now_us
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.PROCESSING:
            return
        if isinstance(answer, Published):
            ledger.move(tx, part, State.PUBLISHED, **published(answer.receipt, now_us, Evidence.RESPONSE), **UNLEASED)
        elif isinstance(answer, Accepted):
            prepared = {**part.prepared, JOB: dict(answer.job)}
            wake_us = now_us + round(answer.again_s * 1_000_000)
            ledger.note(tx, part, prepared=prepared, wake_at_us=wake_us, lookups=0)
        elif isinstance(answer, GivenUp):
            _given_up(bench, tx, part, answer)
        else:
            _unanswered_poll(bench, tx, case, part, answer)


def _given_up(bench: Workbench, tx: Transaction, part: Part, answer: GivenUp) -> None:
    """It ended unpublished there: a person decides, and nothing of it is in doubt."""
    for attempt in generation_of(part, tx.attempts_of(part.id)):
        if attempt.may_be_live:
            end_us = attempt.end_at_us or bench.now_us
            said = f"{attempt.evidence}; given up: {answer.problem.code}".removeprefix("; ")
            tx.end_attempt(replace(attempt, verdict=Verdict.REFUSED, end_at_us=end_us, evidence=said))
    ledger.move(tx, part, State.NEEDS_YOU, problem=answer.problem, wake_at_us=None, **UNLEASED)


def _unanswered_poll(bench: Workbench, tx: Transaction, case: Case, part: Part, answer: LookUpAnswer) -> None:
    """Listed or gone: it is looked up. No answer: asked some more times first."""
    if isinstance(answer, CannotTell) and part.lookups + 1 < POLLS_WITHOUT_ANSWER:
        wait_us = backoff_us(bench.desk.policy, 1, None, bench.rng)
        ledger.note(tx, part, lookups=part.lookups + 1, wake_at_us=bench.now_us + wait_us)
        return
    problem = Problem("unknown_outcome", {"channel": case.channel.name})
    ledger.move(tx, part, State.UNKNOWN, lookups=0, wake_at_us=bench.now_us, problem=problem, **UNLEASED)


# ------------------------------------------------------------------ nobody knows
async def look_up(bench: Workbench, case: Case) -> None:
    """UNKNOWN: find it, or send it again where that is harmless, or hand it to the person."""
    connector = bench.reach.connector(case.channel)
    there = case.part.op in (Op.RESCHEDULE, Op.RECALL)
    verb = hands_off(bench, case).look_up_listed if there else connector.look_up
    asked = await ask(bench, case, verb)
    if isinstance(asked, Postponed):
        postpone(bench, case, asked)
        return
    ready, answer = asked
    if not settle_unknown(bench, case, answer):
        return
    hand = hands_off(bench, case).hand_off if case.part.op is Op.SCHEDULE else connector.commit
    current = bench.read_case(case.part.id)
    if current is None or current.part.state is not State.UNKNOWN:
        return
    try:
        job = replace(ready.job, outgoing=await outgoing(bench.desk, current))
    except ProblemError:  # the file is gone: it is only looked for from now on
        return
    await go(bench, Ready(current, ready.session, job, ready.guard), case.part.op, hand)


def settle_unknown(bench: Workbench, case: Case, answer: LookUpAnswer) -> bool:
    """Write down what a look-up found. True when the part may be sent again under its living key."""
    now_us = bench.now_us
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.UNKNOWN or part.generation != case.part.generation:
            return False
        attempts = generation_of(part, tx.attempts_of(part.id))
        found = _of_this_part(tx, case, part, answer)
        if isinstance(found, Published | Listed):
            _found(bench, tx, part, attempts, found)
        elif isinstance(found, Accepted):
            ledger.note(tx, part, wake_at_us=now_us + round(found.again_s * 1_000_000))
        elif part.op in (Op.RESCHEDULE, Op.RECALL):
            _back_on_list(bench, tx, case, part, found)
        else:
            return _not_found(bench, tx, case, part, attempts, found)
    crash_point("look_up_committed")
    return False


def _of_this_part(tx: Transaction, case: Case, part: Part, answer: LookUpAnswer) -> LookUpAnswer:
    """What another part already owns is not this one (I13)."""
    if not isinstance(answer, Published | Listed):
        return answer
    owner = ledger.owner_of(tx, case.channel.id, answer.receipt.id)
    return answer if owner is None or owner.id == part.id else CannotTell()


def _found(
    bench: Workbench, tx: Transaction, part: Part, attempts: tuple[Attempt, ...], found: Published | Listed
) -> None:
    now_us = bench.now_us
    tried = [attempt for attempt in attempts if attempt.may_be_live] or attempts
    if tried:
        last = tried[-1]
        end_us = last.end_at_us or now_us
        said = f"read back: {found.receipt.id}"
        tx.end_attempt(replace(last, verdict=Verdict.DONE, end_at_us=end_us, evidence=said))
    if isinstance(found, Published):
        changes = published(found.receipt, now_us, Evidence.READBACK)
        ledger.move(tx, part, State.PUBLISHED, **changes, **UNLEASED)
    else:
        receipt = replace(found.receipt, evidence=Evidence.READBACK, at_us=found.receipt.at_us or now_us)
        ledger.move(tx, part, State.HANDED_OFF, **listed(part, found, receipt, bench.desk.policy), **UNLEASED)


def was_there(bench: Workbench, tx: Transaction, part: Part, found: Published | Listed) -> None:
    """CLAIMED and found on the platform after a restore: written down as the attempt that the database forgot."""
    now_us = bench.now_us
    attempt = Attempt(
        bench.desk.clock.new_id(), part.id, part.generation, part.op, part.key, part.content_hash, intent_at_us=now_us
    )
    tx.add_attempt(attempt)
    sending = ledger.move(tx, part, State.SENDING, problem=None)
    _found(bench, tx, ledger.move(tx, sending, State.UNKNOWN), (attempt,), found)


def _back_on_list(bench: Workbench, tx: Transaction, case: Case, part: Part, found: LookUpAnswer) -> None:
    """A change of the platform's list without an answer: until it is proven, the platform has it."""
    op = part.op
    wait_us = backoff_us(bench.desk.policy, part.tries, None, bench.rng)
    part = ledger.move(
        tx,
        part,
        State.HANDED_OFF,
        op=Op.SCHEDULE,
        problem=None,
        lookups=0,
        wake_at_us=bench.now_us + wait_us,
        **UNLEASED,
    )
    if isinstance(found, CannotTell):
        return
    if op is Op.RECALL:
        park_unwanted(tx, ledger.move(tx, part, State.SCHEDULED, **ours_again(part)))
    else:
        problem = Problem("removed_there", {"platform": case.facts.name})
        ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None)


def _not_found(
    bench: Workbench, tx: Transaction, case: Case, part: Part, attempts: tuple[Attempt, ...], found: LookUpAnswer
) -> bool:
    """Nothing there, or no answer: an empty look proves nothing by itself."""
    now_us, policy = bench.now_us, bench.desk.policy
    done = part.lookups + 1
    values = {"channel": case.channel.name}
    if _has_ended(part, attempts, found):
        _anew(bench, tx, part, attempts)
        return False
    if isinstance(found, CannotTell) and found.two_alike:
        ledger.move(tx, part, State.NEEDS_YOU, problem=Problem("two_alike", values), wake_at_us=None, **UNLEASED)
        return False
    last_us = max((attempt.intent_at_us for attempt in attempts), default=now_us)
    same = all(attempt.request_hash == part.content_hash for attempt in attempts)  # one key never names two texts
    now = replace(case, part=part, now_us=now_us)
    harmless = same and is_guaranteed(now, last_us) and not _is_too_late(now)
    again = harmless and isinstance(found, Absent) and done == len(policy.look_up_after)
    if done >= len(policy.look_up_after) and not again:  # a promise that lives to the end gives one more try
        ledger.move(tx, part, State.NEEDS_YOU, problem=Problem("cannot_tell", values), wake_at_us=None, **UNLEASED)
        return False
    ledger.note(tx, part, lookups=done, wake_at_us=now_us + look_up_gap_us(policy, done), **UNLEASED)
    return harmless


def _is_too_late(case: Case) -> bool:
    """Whether a person decides if it still goes out, however harmless another call would be."""
    first_us = case.first_try_us if case.first_try_us is not None else case.now_us
    return case.is_late or case.now_us > first_us + us(case.policy.retry_after_most)


def _has_ended(part: Part, attempts: tuple[Attempt, ...], found: LookUpAnswer) -> bool:
    """Whether the answer proves that no attempt can arrive any more: never of what was asked to stand on a list."""
    proof = isinstance(found, Absent) and found.for_good and LOOK_FIRST not in part.prepared
    return proof and all(attempt.op is Op.CREATE for attempt in attempts if attempt.may_be_live)


def _anew(bench: Workbench, tx: Transaction, part: Part, attempts: tuple[Attempt, ...]) -> None:
    """No attempt can arrive any more: made ready from the beginning, in the same generation and at its own time."""
    for attempt in attempts:
        if attempt.may_be_live:
            end_us = attempt.end_at_us or bench.now_us
            said = f"{attempt.evidence}; ended unpublished".removeprefix("; ")
            tx.end_attempt(replace(attempt, verdict=Verdict.ABSENT, end_at_us=end_us, evidence=said))
    prepared = without_steps(part.prepared)
    part = ledger.move(tx, part, State.NEEDS_YOU, lookups=0, prepared=prepared, problem=None, **UNLEASED)
    park_unwanted(tx, ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, wake_at_us=None))
    bench.ready.discard(part.id)
