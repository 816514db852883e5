"""From SCHEDULED to the brink: claimed, frozen, made ready. Only inert work: whatever fails here may be tried again."""

import asyncio
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from smmdesk.desk.acts import Act
from smmdesk.desk.committing import Piece
from smmdesk.desk.crash_points import crash_point
from smmdesk.desk.deciding import NO_HAND_OFF, Case, decide, us
from smmdesk.desk.in_private import against, is_private_one
from smmdesk.desk.jobs import job_of, parent_of
from smmdesk.desk.looking import was_there
from smmdesk.desk.outcomes import LOOK_FIRST, UNLEASED, of_inert_error
from smmdesk.desk.private_messages import too_late
from smmdesk.desk.rendering import fingerprint, freeze, objection, outgoing
from smmdesk.desk.sending import Begun, Guard, Ready, go, tell_channel
from smmdesk.desk.settling import to_draft
from smmdesk.desk.workbench import LOCKED, SIGNED_OUT, Workbench, generation_of, hands_off, in_doubt, log
from smmdesk.model.delivery import Op, Part, State
from smmdesk.model.message import Message
from smmdesk.model.moment import from_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms.base import Absent, ConnectorError, Job, Listed, Outgoing, Published, Session
from smmdesk.store import ledger
from smmdesk.store.reader import Reader
from smmdesk.store.transaction import Transaction

KEYS = uuid.UUID("0d5e7c6a-6a0c-5b7f-9a53-6f0f1c1f5b1d")
"""Namespace of the keys: part and generation make the key, also after a restore."""


async def claim_and_send(bench: Workbench, case: Case, op: Op) -> None:
    """SCHEDULED or RETRY_WAIT -> CLAIMED, and as far as the moment allows."""
    part = await bench.commits.commit(Piece(lambda tx: claim(bench, tx, case, op), point="claimed"))
    if part is not None:
        await carry_on(bench, case.moved(part, bench.now_us))


def claim(bench: Workbench, tx: Transaction, case: Case, op: Op) -> Part | None:
    """Take the part and freeze what it says; None when something stands against it (which is then on the part).

    A power cut may take a claim back: nothing was sent under it.
    """
    now_us, policy = bench.now_us, bench.desk.policy
    tx.recognise(case.delivery, *filter(None, (case.post, case.channel)))
    part = tx.get(Part, case.part.id)
    if part.revision != case.part.revision:
        return None
    frozen = freeze(tx, case.delivery, part, case.post)
    problem = objection(bench.desk, tx, case, frozen) or missing_parent(tx, case)
    if problem is not None and op is Op.SCHEDULE:
        ledger.note(tx, part, wake_at_us=now_us + us(policy.retry_most))
    elif problem is not None:
        ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None)
    if problem is not None:
        return None
    changes = _frozen_changes(tx, part, frozen)
    until_us = now_us + us(policy.lease)
    wake_us = max(now_us, case.due_us)
    return ledger.claim(tx, part, bench.lease, until_us, op=op, wake_at_us=wake_us, problem=None, **changes)


def missing_parent(reader: Reader, case: Case) -> Problem | None:
    """A further part needs to know where the part before it is; an answer, that what it answers is still there, and may
    still be answered."""
    answered = case.delivery.message_id
    message = reader.find(Message, answered) if answered is not None else None
    if answered is not None and (message is None or message.removed):
        return Problem("removed_there", {"channel": case.channel.name, "platform": case.facts.name})
    late = _not_now(reader, case, message) if message is not None else None
    if late is not None:
        return late
    if case.is_first or parent_of(case) is not None:
        return None
    return Problem("link_needed", {"channel": case.channel.name})


def _not_now(reader: Reader, case: Case, message: Message) -> Problem | None:
    """That it is too late for the answer, or one in private was given meanwhile."""
    if is_private_one(case.delivery):
        return against(reader, case.facts, case.channel, message, case.now_us, case.delivery.id)
    return too_late(reader, case.facts, case.channel, message, case.now_us)


def _frozen_changes(tx: Transaction, part: Part, frozen: dict[str, Any]) -> dict[str, Any]:
    """What the claim freezes. New words after an attempt are a new generation: one key never names two texts (I8)."""
    content_hash = fingerprint(frozen)
    changes: dict[str, Any] = {"rendered": frozen, "content_hash": content_hash}
    if part.content_hash and part.content_hash != content_hash:
        changes["prepared"] = {name: since for name, since in part.prepared.items() if name == LOOK_FIRST}
        if generation_of(part, tx.attempts_of(part.id)):
            assert not in_doubt(part, tx.attempts_of(part.id)), "a part in doubt is never claimed (I5)"
            changes["generation"] = part.generation + 1
    generation = changes.get("generation", part.generation)
    changes["key"] = str(uuid.uuid5(KEYS, f"{part.id}/{generation}"))
    return changes


# ------------------------------------------------------------------ make ready
async def carry_on(bench: Workbench, case: Case) -> None:
    """CLAIMED: the inert work, then at its moment the call."""
    decision = decide(case)
    if decision.act is Act.RELEASE:
        release(bench, case)
        return
    ready = await make_ready(bench, case)
    if ready is None or decide(replace(case, now_us=bench.now_us)).act is not Act.SEND:
        return  # the tick comes back at its moment
    if LOOK_FIRST in ready.case.part.prepared and not await _is_absent(bench, ready):
        return
    lane = bench.lane(case.channel.id)
    if lane.next_send_us(bench.now_us, case.facts, case.is_overdue) > bench.now_us:
        return
    if case.part.op is Op.SCHEDULE:
        await go(bench, ready, Op.SCHEDULE, hands_off(bench, case).hand_off)
    else:
        await go(bench, ready, Op.CREATE, bench.reach.connector(case.channel).commit)


async def _is_absent(bench: Workbench, ready: Ready) -> bool:
    """After a restore: whether the platform says that it is not there. What it finds is written down.

    What was made ready here has names that nothing sent by another copy carries: that those are not out proves nothing.
    """
    case = ready.case
    job = replace(ready.job, first_try_at=_may_be_out_since(ready))
    try:
        async with asyncio.timeout(bench.desk.policy.call_deadline.total_seconds()):
            found = await bench.reach.connector(case.channel).look_up(ready.session, job)
    except Exception as error:
        _inert_work_failed(bench, case, error)
        return False
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.CLAIMED or part.lease != bench.lease:
            return False
        only_here = part.prepared.get(LOOK_FIRST) is True
        if isinstance(found, Absent) and (found.by_words or (only_here and not found.for_good)):
            ledger.note(tx, part, prepared={name: value for name, value in part.prepared.items() if name != LOOK_FIRST})
            return True
        if isinstance(found, Published | Listed):
            was_there(bench, tx, part, found)
        elif part.op is Op.SCHEDULE:  # at its moment this computer looks again, and then a person is asked
            prepared = {**part.prepared, NO_HAND_OFF: "cannot_tell"}
            ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, prepared=prepared, wake_at_us=None, **UNLEASED)
        else:
            problem = Problem("cannot_tell", {"channel": case.channel.name})
            ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None, **UNLEASED)
    return False


def _may_be_out_since(ready: Ready) -> datetime:
    since_us, job = ready.case.part.prepared[LOOK_FIRST], ready.job
    noted = from_us(since_us) if type(since_us) is int else job.due
    return min(filter(None, (noted, job.due, job.first_try_at)))


async def make_ready(bench: Workbench, case: Case) -> Ready | None:
    """Sign-in, files and whatever else the platform wants before; None when that went wrong and the part says so."""
    guard = Guard[Begun](bench)
    try:
        session = await bench.reach.session(case.channel, guard)
        job = _job(bench, case, await outgoing(bench.desk, case))
        if case.part.id not in bench.ready:
            case = await _prepare(bench, case, session, job)
            job = replace(job, prepared=case.part.prepared)
    except ProblemError as error:
        _stand_back(bench, case, error.problem)
        return None
    except Exception as error:  # nothing irreversible was begun: whatever it was, it may be tried again
        if bench.uploads.was_stopped(case.part.id):
            _stopped_by_person(bench, case)
        else:
            _inert_work_failed(bench, case, error)
        return None
    return Ready(case, session, job, guard)


def _job(bench: Workbench, case: Case, content: Outgoing) -> Job:
    searching = LOOK_FIRST in case.part.prepared
    if not searching and case.delivery.message_id is None:
        return job_of(None, case, content)
    with bench.desk.store.reading() as reader:
        return job_of(reader, case, content, searching=searching)


async def _prepare(bench: Workbench, case: Case, session: Session, job: Job) -> Case:
    part_id, saved = case.part.id, []

    def note(tx: Transaction, name: str, value: object) -> Part:
        part = tx.get(Part, part_id)
        if part.state is not State.CLAIMED or part.lease != bench.lease:
            raise ProblemError("conflict")
        return ledger.note(tx, part, prepared={**part.prepared, name: value})

    async def save(name: str, value: object) -> None:
        saved.append(name)
        await bench.commits.commit(Piece(lambda tx: note(tx, name, value), point="step_saved", waits=True))

    bench.called(case)
    total = sum(picture.size_bytes for picture in job.outgoing.media)
    deadline_s = bench.desk.policy.upload_deadline.total_seconds()
    async with bench.uploads.running(part_id, total, bench.desk.clock, deadline_s):
        await bench.reach.connector(case.channel).prepare(session, job, save)
    crash_point("prepared")
    bench.ready.add(part_id)
    if not saved:
        return case
    now = bench.read_case(part_id)
    if now is None or now.part.state is not State.CLAIMED or now.part.lease != bench.lease:
        raise ProblemError("conflict")
    return now


def _stand_back(bench: Workbench, case: Case, problem: Problem) -> None:
    """Something on this side stands against it: the part waits where a person sees why."""
    if problem.code == "conflict":  # somebody else moved the part meanwhile; the next tick sees how it is
        return
    if problem.code in LOCKED:
        bench.locked = problem
        release(bench, case)
        return
    if problem.code in SIGNED_OUT:
        bench.sign_out(case.channel.id)
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.CLAIMED or part.lease != bench.lease:
            return
        if part.op is Op.SCHEDULE:
            prepared = {**part.prepared, NO_HAND_OFF: problem.code}
            ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, prepared=prepared, wake_at_us=None, **UNLEASED)
        else:
            ledger.move(tx, part, State.NEEDS_YOU, problem=problem, wake_at_us=None, **UNLEASED)


def _stopped_by_person(bench: Workbench, case: Case) -> None:
    """The person stopped the upload: nothing more of this delivery goes out."""
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is State.CLAIMED and part.lease == bench.lease:
            to_draft(tx, ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, wake_at_us=None, **UNLEASED))


def _inert_work_failed(bench: Workbench, case: Case, error: Exception) -> None:
    if not isinstance(error, ConnectorError | TimeoutError):
        log.error("preparing for %s failed", case.channel.platform, exc_info=error)
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state is not State.CLAIMED or part.lease != bench.lease:
            return
        part = ledger.note(tx, part, tries=part.tries + 1)
        outcome = of_inert_error(bench.sent(case, part), error)
        ledger.move(tx, part, outcome.state, **{**outcome.changes, **UNLEASED})
    tell_channel(bench, case, outcome)


def release(bench: Workbench, case: Case) -> None:
    """CLAIMED or RETRY_WAIT -> SCHEDULED: nothing was sent."""
    with bench.desk.store.transaction() as tx:
        part = tx.get(Part, case.part.id)
        if part.state in (State.CLAIMED, State.RETRY_WAIT):
            ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, wake_at_us=None, **UNLEASED)
    bench.ready.discard(case.part.id)
    crash_point("released")


def release_all(bench: Workbench) -> None:
    """At the end: claims that nobody works on any more go back at once."""
    with bench.desk.store.transaction() as tx:
        for due in ledger.open_parts(tx, State.CLAIMED):
            if due.part.lease == bench.lease:
                ledger.move(tx, due.part, State.SCHEDULED, op=Op.CREATE, wake_at_us=None, **UNLEASED)


def prolong(bench: Workbench) -> None:
    """What is in hand stays ours while a long upload runs."""
    if not bench.busy:
        return
    now_us, lease_us = bench.now_us, us(bench.desk.policy.lease)
    with bench.desk.store.transaction() as tx:
        for part in tx.many(Part, bench.busy).values():
            runs_out = part.lease_until_us is not None and part.lease_until_us < now_us + lease_us // 2
            if part.lease == bench.lease and runs_out:
                ledger.note(tx, part, lease_until_us=now_us + lease_us)
