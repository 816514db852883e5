"""The ONE irreversible call: its intent on disk just before the first byte, its receipt on disk after the last.

The intent is written when the connection stands (docs/decisions/0013): until then nothing can have arrived, and a
process that dies while it looks for the server leaves no doubt behind. Every step is a transaction of its own; one that
dies between two of them leaves a state that says what may have happened (reliability.md §3). Nothing after the call can
make it "fail".
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from smmdesk.desk.acts import Act
from smmdesk.desk.brands import put_away_ids
from smmdesk.desk.committing import Piece, UnloggedError
from smmdesk.desk.crash_points import crash_point
from smmdesk.desk.deciding import SWITCHED_OFF, Case, decide, is_guaranteed, us, wants
from smmdesk.desk.jobs import log_entry
from smmdesk.desk.outcomes import UNLEASED, Outcome, Sent, StoppedError, of_answer, of_error, of_recall, unknown
from smmdesk.desk.rendering import consent_problem, fingerprint
from smmdesk.desk.unanswered import waits_again
from smmdesk.desk.workbench import Workbench, generation_of, log
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Attempt, Delivery, Op, Part, Receipt, State, Verdict
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import (
    CommitAnswer,
    ConnectorError,
    Job,
    NotSentError,
    RefusedError,
    Session,
    SignedOutError,
)
from smmdesk.store import ledger
from smmdesk.store.reader import Reader
from smmdesk.store.sent_log import DONE, INTENT, Entry
from smmdesk.store.transaction import Transaction

Verb = Callable[[Session, Job], Awaitable[CommitAnswer | None]]


Begun = tuple[Part, Attempt, tuple[Attempt, ...]]
"""The part as SENDING, this attempt, and those of its generation before it."""


B = TypeVar("B")


@dataclass(eq=False)
class Guard(Generic[B]):
    """Stands before the first byte: a computer that slept since the call was begun sends nothing (faults 66, 74), and
    nothing leaves before the intent is on disk. `begun` is what the intent wrote; None: no byte has left.
    `unwritten` is why it could not be written."""

    bench: Workbench
    armed_s: float | None = None
    first_byte_us: int | None = None
    begun: B | None = None
    unwritten: Exception | None = None
    _begin: Callable[[], Awaitable[B | None]] | None = None

    def arm(self, intent: Callable[[], Awaitable[B | None]]) -> None:
        self.armed_s = self.bench.desk.clock.boottime()
        self._begin = intent
        self.begun = None

    def check(self) -> None:
        """Raises StoppedError when the call must not begin any more."""
        if self.armed_s is None:
            return
        gap_s = self.bench.desk.clock.boottime() - self.armed_s
        if self.bench.stopping or gap_s > self.bench.desk.policy.suspend_guard.total_seconds():
            raise StoppedError(Problem("offline"))

    async def __call__(self) -> None:
        """The hook of the connection itself, after connecting."""
        if self._begin is None or self.begun is not None:
            return
        self.check()
        try:
            self.begun = await self._begin()
        except Exception as error:
            self.unwritten = error
            raise
        if self.begun is None:
            raise StoppedError(Problem("offline"))
        self.check()
        self.first_byte_us = self.bench.now_us
        crash_point("first_byte")


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed part with all that its call needs."""

    case: Case
    session: Session
    job: Job
    guard: Guard[Begun] = field(compare=False)


async def go(bench: Workbench, ready: Ready, op: Op, verb: Verb) -> None:
    """The ONE irreversible call with its intent, and its outcome."""
    case, guard = ready.case, ready.guard
    guard.arm(lambda: begin(bench, case, op))
    files_s = ready.job.outgoing.upload_s if case.facts.files_in_call else 0.0
    # the connection's own deadline comes first
    deadline_s = (bench.desk.policy.call_deadline.total_seconds() + files_s) * 1.25
    bench.called(case)
    job = replace(ready.job, op=op, key=case.part.key, prepared=case.part.prepared, receipt=case.part.receipt)
    try:
        async with asyncio.timeout(deadline_s):
            answer = await verb(ready.session, job)
    except asyncio.CancelledError:
        if guard.begun is not None:
            sent = _sent(bench, case, guard.begun)
            record_now(bench, ready, *guard.begun[:2], unknown(sent, Verdict.UNKNOWN, "stopped while sending"))
        raise
    except Exception as error:
        if error is guard.unwritten:
            raise
        if not isinstance(error, ConnectorError | TimeoutError):
            log.error("sending to %s failed", case.channel.platform, exc_info=error)
        if guard.begun is None:
            _never_begun(bench, ready, op, error)
            return
        outcome = of_error(_sent(bench, case, guard.begun), error)
    else:
        if guard.begun is None:  # there was nothing to ask the platform for
            guard.begun = await begin(bench, case, op)
        if guard.begun is None:
            return
        sent = _sent(bench, case, guard.begun)
        outcome = of_recall(sent) if answer is None else of_answer(sent, answer)
    crash_point("answered")
    await record(bench, ready, *guard.begun[:2], outcome)


def _sent(bench: Workbench, case: Case, begun: Begun) -> Sent:
    part, _attempt, earlier = begun
    return bench.sent(case, part, earlier)


def _never_begun(bench: Workbench, ready: Ready, op: Op, error: Exception) -> None:
    """The call ended before its first byte (no way there, no sign-in, held back): proven that nothing was sent."""
    case, now_us = ready.case, bench.now_us
    bench.ready.discard(case.part.id)
    if not isinstance(error, NotSentError | RefusedError | SignedOutError):
        error = NotSentError(Problem("server_unreachable", {"platform": case.facts.name}))
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not case.part.state or part.generation != case.part.generation:
            return  # decided anew by the intent itself, or by somebody else
        earlier = generation_of(part, tx.attempts_of(part.id))
        tried = replace(part, op=op, tries=part.tries + 1)
        outcome = of_error(bench.sent(case, tried, earlier), error)
        attempt = Attempt(bench.desk.clock.new_id(), part.id, part.generation, op, part.key, part.content_hash, now_us)
        tx.add_attempt(replace(attempt, end_at_us=now_us, verdict=outcome.verdict, evidence=outcome.evidence))
        changes = {"op": op, "tries": tried.tries, **outcome.changes, **UNLEASED}
        if outcome.state is part.state:
            ledger.note(tx, part, **changes)
        else:
            park_unwanted(tx, ledger.move(tx, part, outcome.state, **changes))
    tell_channel(bench, case, outcome)


async def begin(bench: Workbench, case: Case, op: Op) -> Begun | None:
    """-> SENDING with the intent, durable before the first byte (I2). None when the part changed meanwhile.

    Answers the part, this attempt, and those of its generation before it.
    """

    def line(begun: Begun) -> Entry:
        return log_entry(INTENT, case, begun[0], begun[1].intent_at_us, Receipt(""))

    def undo(begun: Begun | None) -> None:
        if begun is not None:
            stop(bench, case, begun, Problem("offline"))

    intent: Piece[Begun | None] = Piece(
        lambda tx: intend(bench, tx, case, op), point="intent_committed", waits=True, leaving=line, undo=undo
    )
    try:
        return await bench.commits.commit(intent)
    except UnloggedError as error:  # not even the reserve has room: nothing was sent
        stop(bench, case, error.result, error.problem)
        return None


def intend(bench: Workbench, tx: Transaction, case: Case, op: Op) -> Begun | None:
    """The rows of an intent: the attempt, and the part in SENDING."""
    now_us = bench.now_us
    tx.recognise(case.delivery, *filter(None, (case.post, case.channel)))
    part = tx.get(Part, case.part.id)
    if part.state is not case.part.state or part.generation != case.part.generation:
        return None
    attempts = generation_of(part, tx.attempts_of(part.id))
    if part.state is State.CLAIMED and not _still_right(bench, tx, part):
        ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, wake_at_us=None, **UNLEASED)
        return None
    if part.state is State.UNKNOWN:
        last_us = max((attempt.intent_at_us for attempt in attempts), default=now_us)
        assert is_guaranteed(replace(case, now_us=now_us), last_us), "no blind resend (I5)"
    assert op in (Op.RESCHEDULE, Op.RECALL) or fingerprint(part.rendered) == part.content_hash, "(I8)"
    attempt = Attempt(
        bench.desk.clock.new_id(), part.id, part.generation, op, part.key, part.content_hash, intent_at_us=now_us
    )
    tx.add_attempt(attempt)
    lease = {"lease": bench.lease, "lease_until_us": now_us + us(bench.desk.policy.lease)}
    part = ledger.move(tx, part, State.SENDING, op=op, tries=part.tries + 1, wake_at_us=None, problem=None, **lease)
    return part, attempt, attempts


def stop(bench: Workbench, case: Case, begun: Begun, problem: Problem) -> None:
    """Take an intent back before its first byte."""
    part, attempt, earlier = begun
    stopped = of_error(bench.sent(case, part, earlier), StoppedError(problem))
    bench.commits.commit_now(_result(bench, case, part, _ended(bench, None, attempt, stopped), stopped))


def _still_right(bench: Workbench, tx: Transaction, part: Part) -> bool:
    """The last look inside the intent's own transaction: approved, same words, still ours, and what a customer made
    still with their consent, which they may have taken back since the claim."""
    delivery = tx.get(Delivery, part.delivery_id)
    bench.put_away = put_away_ids(tx)  # its brand may be put away since the claim: a film takes minutes to prepare
    case = bench.case(tx, delivery, part)
    if case is None or decide(replace(case, busy=False)).act is not Act.SEND:
        return False
    return consent_problem(bench.desk, tx, case) is None


async def record(bench: Workbench, ready: Ready, part: Part, attempt: Attempt, outcome: Outcome) -> None:
    """What became of the call: the remote id into the log at once, then alone into the database."""
    attempt = _ended(bench, ready.guard.first_byte_us, attempt, outcome)
    try:
        await bench.commits.commit(_result(bench, ready.case, part, attempt, outcome))
    except ProblemError as error:
        _keep_unsaved(bench, ready.case, part, attempt, outcome, error)
    _recorded(bench, ready.case, part, outcome)


def record_now(bench: Workbench, ready: Ready, part: Part, attempt: Attempt, outcome: Outcome) -> None:
    """The same at once: nobody waits any more."""
    attempt = _ended(bench, ready.guard.first_byte_us, attempt, outcome)
    try:
        bench.commits.commit_now(_result(bench, ready.case, part, attempt, outcome))
    except ProblemError as error:
        _keep_unsaved(bench, ready.case, part, attempt, outcome, error)
    _recorded(bench, ready.case, part, outcome)


def _ended(bench: Workbench, first_byte_us: int | None, attempt: Attempt, outcome: Outcome) -> Attempt:
    ended = replace(attempt, first_byte_at_us=first_byte_us, end_at_us=bench.now_us)
    return replace(ended, verdict=outcome.verdict, evidence=outcome.evidence)


def _result(bench: Workbench, case: Case, part: Part, attempt: Attempt, outcome: Outcome) -> Piece[bool]:
    """A remote id is in the log, synced, before the database has it: a power cut may take that commit."""
    receipt = outcome.receipt
    line = log_entry(DONE, case, part, bench.now_us, receipt) if receipt is not None else None
    return Piece(
        lambda tx: _save(bench, tx, case, part, attempt, outcome),
        point="receipt_committed",
        waits=line is None,
        arrived=line,
        sure=True,
    )


def _keep_unsaved(
    bench: Workbench, case: Case, part: Part, attempt: Attempt, outcome: Outcome, error: ProblemError
) -> None:
    log.warning("the result of a part could not be saved yet: %s", error.problem.code)
    bench.unsaved[part.id] = (case, part, attempt, outcome)


def _recorded(bench: Workbench, case: Case, part: Part, outcome: Outcome) -> None:
    bench.ready.discard(part.id)
    if outcome.verdict is not Verdict.NOT_SENT:
        bench.lane(case.channel.id).sent(bench.now_us, case.facts, bench.desk.policy, case.is_overdue)
    tell_channel(bench, case, outcome)


def save_unsaved(bench: Workbench) -> bool:
    """Write the results that had no room before; False while there is still none."""
    for part_id, (case, part, attempt, outcome) in list(bench.unsaved.items()):
        try:
            with bench.desk.store.transaction() as tx:
                _save(bench, tx, case, part, attempt, outcome)
        except ProblemError:
            return False
        crash_point("receipt_committed")
        del bench.unsaved[part_id]
    return True


def _save(bench: Workbench, tx: Transaction, case: Case, part: Part, attempt: Attempt, outcome: Outcome) -> bool:
    current = tx.find(Part, part.id)
    if current is None:
        log.warning("what was sent was forgotten meanwhile: nothing of it is kept")
        return True
    tx.end_attempt(attempt)
    tx.recognise(*filter(None, (case.post, case.channel)))
    if current.state is State.SENDING and current.lease == bench.lease and current.generation == part.generation:
        _arrive(tx, case, current, outcome)
    else:
        _arrive_late(tx, current, part.generation, outcome)
    return True


def _arrive(tx: Transaction, case: Case, part: Part, outcome: Outcome) -> None:
    receipt = outcome.receipt
    owner = ledger.owner_of(tx, case.channel.id, receipt.id) if receipt and receipt.id else None
    if owner is not None and owner.id != part.id and owner.state is not State.CANCELLED:
        problem = Problem(
            "two_alike", {"channel": case.channel.name}
        )  # the id of another part: nothing new went out (I13)
        ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None, **UNLEASED)
        return
    moved = ledger.move(tx, part, outcome.state, **{**outcome.changes, **UNLEASED})
    park_unwanted(tx, moved)


def _arrive_late(tx: Transaction, current: Part, generation: int, outcome: Outcome) -> None:
    """The part was taken for lost meanwhile: proof may still promote it, nothing is ever sent because of it (I10)."""
    proven = outcome.state is State.PUBLISHED and generation == current.generation
    if proven and current.state in (State.UNKNOWN, State.NEEDS_YOU, State.MISSED):
        ledger.move(tx, current, State.PUBLISHED, **{**outcome.changes, **UNLEASED})
    log.warning("a late answer for a part that is %s by now", current.state)


def park_unwanted(tx: Transaction, part: Part) -> Part:
    """A part that came back from a platform's list and that nobody wants out becomes dormant."""
    if part.state is not State.SCHEDULED:
        return part
    delivery = tx.get(Delivery, part.delivery_id)
    if not is_wanted(tx, delivery):
        part = ledger.move(tx, part, State.DRAFT)
        waits_again(tx, part)
    return part


def is_wanted(reader: Reader, delivery: Delivery) -> bool:
    """Whether a person still wants this delivery out."""
    post = reader.find(Post, delivery.post_id) if delivery.post_id else None
    channel = reader.find(Channel, delivery.channel_id)
    return channel is not None and wants(post, channel)


def tell_channel(bench: Workbench, case: Case, outcome: Outcome) -> None:
    """What an outcome means for the whole channel: signed out once, paused, asked to wait."""
    if outcome.signed_out:
        bench.sign_out(case.channel.id)
    if outcome.pauses:
        bench.pause(case.channel.id)
    if outcome.evidence == SWITCHED_OFF:
        bench.switch_off(case.channel)
    lane = bench.lane(case.channel.id)
    if outcome.blocked_until_us is not None:
        lane.block(outcome.blocked_until_us)
    wake_us = outcome.changes.get("wake_at_us")
    if outcome.state is State.SCHEDULED and outcome.verdict is Verdict.NOT_SENT and wake_us is not None:
        lane.lists_from_us = max(lane.lists_from_us, wake_us)  # what failed for one would fail for all the others
