"""What a connector's answer means for a part: pure, so that each line can be tested alone (reliability.md §3).

The one rule above all: what may have arrived is UNKNOWN. "Not sent", "refused" and "signed out" are only believed when
no earlier attempt of the same generation is still in doubt.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from smmdesk.desk.acts import JOB
from smmdesk.desk.deciding import ACCEPTED_AT, NO_HAND_OFF, SWITCHED_OFF, first_check_us, us
from smmdesk.model.dates import say_clock
from smmdesk.model.delivery import ENDED_BY_SIGN_IN, SAID, Evidence, Op, Part, Receipt, State, Verdict
from smmdesk.model.moment import Moment, from_us, to_us
from smmdesk.model.policy import Policy
from smmdesk.model.problem import Problem, Value, time_of
from smmdesk.model.status import ACCOUNT_CLOSED
from smmdesk.platforms.base import (
    Accepted,
    ConnectorError,
    Listed,
    NotSentError,
    Published,
    RefusedError,
    SignedOutError,
)
from smmdesk.store.sent_log import Entry


class StoppedError(NotSentError):
    """Our own guard held the call back before its first byte: the computer slept, or the engine is being stopped."""


UNLEASED: Mapping[str, Any] = {"lease": "", "lease_until_us": None}
"""Nobody works on the part any more."""
"""Key in `Part.prepared`: what `poll` needs of an accepted work."""
UNCLEAR = frozenset({"cannot_tell", "two_alike", "processing_too_long", "waits_for_review"})
"""Problems of a part that may be live: only the person's own word about it (`settle`) lets it go on."""
LOOK_FIRST = "look_first"
"""Key in `Part.prepared`: nobody is sure that it is not out already; looked up before it is sent (recovery). Its value
is since when (microseconds UTC) another copy of the desk may have sent it, True where only this computer may have. What
else is prepared may be older than an attempt."""
ASKED = UNCLEAR | {"unknown_outcome"}
"""Problems that ask a person whether it is out: whoever then sends it again, or takes it back, has answered."""


def without_steps(prepared: Mapping[str, Any]) -> dict[str, Any]:
    """What we ourselves keep on a part, without what the connector prepared for it."""
    return {name: value for name, value in prepared.items() if name in (NO_HAND_OFF, LOOK_FIRST)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the part goes, what is written on it, and how the attempt ended."""

    state: State
    verdict: Verdict
    changes: Mapping[str, Any] = field(default_factory=dict)
    evidence: str = ""
    receipt: Receipt | None = None
    signed_out: bool = False
    blocked_until_us: int | None = None  # the platform asked the whole channel to wait

    @property
    def pauses(self) -> bool:
        """Whether the platform said that nothing of this account goes out any more."""
        return self.evidence in ACCOUNT_CLOSED


@dataclass(frozen=True, slots=True)
class Sent:
    """What an outcome depends on. `doubt`: an earlier attempt of this generation has no known end. `place`: how many
    parts are out, how many there are, and which this one is. `zone`: where times for the person are told.
    `late_after_us`: from when on a person has to decide whether it still goes out (None: never).
    """

    part: Part
    channel: str
    platform: str
    now_us: int
    policy: Policy
    doubt: bool
    rng: random.Random
    place: tuple[int, int, int] = (0, 1, 1)
    zone: str = "UTC"
    late_after_us: int | None = None

    def time_of(self, instant_us: int) -> dict[str, Value]:
        """An instant for the person, in the brand's zone: the day only where it is another one."""
        at, now = (Moment.of(from_us(us), self.zone) for us in (instant_us, self.now_us))
        return {"time": say_clock(at.shown)} if at.day == now.day else time_of(at)


def of_answer(sent: Sent, answer: Published | Listed | Accepted) -> Outcome:
    """The platform took it."""
    if isinstance(answer, Published):
        receipt = _stamped(answer.receipt, sent.now_us)
        return Outcome(State.PUBLISHED, Verdict.DONE, _done(receipt), receipt.id, receipt)
    if isinstance(answer, Listed):
        receipt = _stamped(answer.receipt, sent.now_us)
        changes = listed(sent.part, answer, receipt, sent.policy)
        return Outcome(State.HANDED_OFF, Verdict.DONE, changes, receipt.id, receipt)
    prepared = {**sent.part.prepared, JOB: dict(answer.job)}
    prepared.setdefault(ACCEPTED_AT, sent.now_us)
    wake_us = sent.now_us + round(answer.again_s * 1_000_000)
    accepted = {"prepared": prepared, "wake_at_us": wake_us, "problem": None, "lookups": 0}
    return Outcome(State.PROCESSING, Verdict.DONE, accepted, "accepted")


def of_recall(sent: Sent) -> Outcome:
    """The platform confirmed that it is off its list: the next try is a new one."""
    return Outcome(State.SCHEDULED, Verdict.DONE, ours_again(sent.part), "recalled")


def ours_again(part: Part) -> dict[str, Any]:
    """What is written on a part that begins again: nothing of the old generation stays, but that it may be out
    already, unless a person was asked about just that."""
    was_asked = part.problem is not None and part.problem.code in ASKED
    doubt = {} if was_asked else {name: since for name, since in part.prepared.items() if name == LOOK_FIRST}
    return {
        "op": Op.CREATE,
        "generation": part.generation + 1,
        "key": "",
        "rendered": {},
        "content_hash": "",
        "prepared": doubt,
        "receipt": None,
        "problem": None,
        "remote_due_us": None,
        "remote_hash": "",
        "wake_at_us": None,
        "lookups": 0,
        "tries": 0,
    }


def stands_by(part: Part, call: Entry) -> bool:
    """Whether a part that is on a platform's list stands there by this call, the log's last one about it."""
    return call.generation == part.generation and call.op == Op.SCHEDULE


def asked_again(part: Part, call: Entry, now_us: int) -> dict[str, Any]:
    """What is written on a part that stood on a platform's list, of which the log has a later call: it may have been
    taken off, or stand there as another one. Nobody knows before the platform was asked about that call."""
    return {
        "op": Op(call.op),
        "generation": call.generation,
        "key": call.key,
        "receipt": part.receipt if call.generation == part.generation else None,
        "problem": None,
        "wake_at_us": now_us,
        "lookups": 0,
    }


def listed(part: Part, answer: Listed, receipt: Receipt, policy: Policy) -> dict[str, Any]:
    """What is written on a part that stands on the platform's list; one that was late there stays so."""
    due_us = to_us(answer.due)
    same = due_us == part.remote_due_us
    return {
        "receipt": receipt,
        "remote_due_us": due_us,
        "remote_hash": part.content_hash,
        "problem": part.problem if same else None,
        "wake_at_us": first_check_us(policy, due_us),
        "lookups": part.lookups if same else 0,
        "op": Op.SCHEDULE,
    }


def _done(receipt: Receipt) -> dict[str, Any]:
    return {"receipt": receipt, "problem": None, "wake_at_us": None}


def _stamped(receipt: Receipt, now_us: int) -> Receipt:
    return receipt if receipt.at_us else replace(receipt, at_us=now_us)


def published(receipt: Receipt, now_us: int, evidence: Evidence) -> dict[str, Any]:
    """What is written on a part that is known to be live."""
    return _done(replace(_stamped(receipt, now_us), evidence=evidence))


# ------------------------------------------------------------------ it went wrong
def of_error(sent: Sent, error: BaseException) -> Outcome:
    """The call ended without an answer. Anything that is not surely harmless is UNKNOWN."""
    known = isinstance(error, NotSentError | RefusedError | SignedOutError)
    said = error.problem.code if isinstance(error, ConnectorError) else type(error).__name__
    if not known:
        words = error.problem.values.get("said") if isinstance(error, ConnectorError) else ""
        return unknown(sent, Verdict.UNKNOWN, f"{SAID}{words}" if words else said)
    if isinstance(error, NotSentError):
        outcome = _not_sent(sent, error, said)
    elif isinstance(error, SignedOutError):
        problem = Problem("signed_out", {"channel": sent.channel})
        outcome = _signed_out(sent, problem, said)
    elif isinstance(error, RefusedError) and error.problem.code in ENDED_BY_SIGN_IN:
        outcome = _signed_out(sent, error.problem, said)  # told on the account, and gone on with after a new sign-in
    else:
        assert isinstance(error, RefusedError)
        outcome = _refused(sent, error.problem, said)
    if sent.doubt:
        doubtful = unknown(sent, outcome.verdict, said)
        return Outcome(
            State.UNKNOWN, outcome.verdict, doubtful.changes, said, None, outcome.signed_out, outcome.blocked_until_us
        )
    return outcome


def of_inert_error(sent: Sent, error: BaseException) -> Outcome:
    """Inert work failed before any irreversible call: nothing is in doubt, what is not understood is tried again."""
    if not isinstance(error, NotSentError | RefusedError | SignedOutError):
        error = NotSentError(Problem("answer_strange", {"platform": sent.platform}))
    return of_error(replace(sent, doubt=False), error)


def unknown(sent: Sent, verdict: Verdict, said: str) -> Outcome:
    """Nobody can tell: looked up, never sent again by itself."""
    first_us = us(sent.policy.look_up_after[0])
    changes: dict[str, Any] = {"problem": Problem("unknown_outcome", {"channel": sent.channel})}
    if sent.part.lookups == 0:
        changes["wake_at_us"] = sent.now_us + first_us
    else:  # sent again under a living key, without an end: go on where the look-ups were
        changes["wake_at_us"] = sent.now_us + look_up_gap_us(sent.policy, sent.part.lookups)
    return Outcome(State.UNKNOWN, verdict, changes, said)


def look_up_gap_us(policy: Policy, done: int) -> int:
    """How long to wait after `done` look-ups: from "at once" to 1, 5, 30 minutes as gaps between them."""
    after = policy.look_up_after
    if done >= len(after):
        return us(after[-1])
    return us(after[done] - after[done - 1]) if done else us(after[0])


def _not_sent(sent: Sent, error: NotSentError, said: str) -> Outcome:
    part = sent.part
    if isinstance(error, StoppedError):  # nothing is wrong there: decided anew at once
        state = _back(part, State.SCHEDULED)
        changes: dict[str, Any] = {"problem": None, "wake_at_us": None, **_op_of(state)}
        return Outcome(state, Verdict.NOT_SENT, changes, "stopped before the first byte")
    wait_us = backoff_us(sent.policy, part.tries, error.retry_after_s, sent.rng)
    blocked = sent.now_us + wait_us if error.retry_after_s is not None else None
    told_us = sent.now_us + wait_us
    if blocked is not None and part.op is Op.CREATE and sent.late_after_us is not None and told_us > sent.late_after_us:
        values = {"platform": sent.platform, "channel": sent.channel, **sent.time_of(told_us)}
        asks = {"problem": Problem("quota_used", values), "wake_at_us": None}
        return Outcome(State.NEEDS_YOU, Verdict.NOT_SENT, asks, said, blocked_until_us=blocked)
    state = _back(part, State.RETRY_WAIT)
    told = replace(error.problem, values={**error.problem.values, **sent.time_of(told_us)})
    problem = told if state is State.RETRY_WAIT else None
    changes = {"wake_at_us": told_us, "problem": problem, **_op_of(state)}
    return Outcome(state, Verdict.NOT_SENT, changes, said, blocked_until_us=blocked)


def _signed_out(sent: Sent, problem: Problem, said: str) -> Outcome:
    state = _back(sent.part, State.NEEDS_YOU)
    changes: dict[str, Any] = {"problem": problem if state is State.NEEDS_YOU else None, "wake_at_us": None}
    changes.update(_op_of(state))
    return Outcome(state, Verdict.NOT_SENT, changes, said, signed_out=True)


def _refused(sent: Sent, problem: Problem, said: str) -> Outcome:
    if sent.part.op in (Op.RESCHEDULE, Op.RECALL):  # gone, or already out: look where it is
        return unknown(sent, Verdict.REFUSED, said)
    closed = problem.code in ACCOUNT_CLOSED
    state = State.NEEDS_YOU if closed else _back(sent.part, State.NEEDS_YOU)
    done, total, number = sent.place
    if done and "said" in problem.values and not closed and problem.code != SWITCHED_OFF:
        values: dict[str, Value] = {"done": done, "total": total, "number": number, "platform": sent.platform}
        problem = Problem("part_refused", {**values, "said": problem.values["said"]})
    changes: dict[str, Any] = {"problem": problem if state is State.NEEDS_YOU else None, "wake_at_us": None}
    if state is State.SCHEDULED:  # this computer sends it at its time
        changes["prepared"] = {**sent.part.prepared, NO_HAND_OFF: problem.code}
    changes.update(_op_of(state))
    return Outcome(state, Verdict.REFUSED, changes, said)


def _back(part: Part, else_: State) -> State:
    return {Op.SCHEDULE: State.SCHEDULED, Op.RESCHEDULE: State.HANDED_OFF, Op.RECALL: State.HANDED_OFF}.get(
        part.op, else_
    )


def _op_of(state: State) -> dict[str, Any]:
    return {State.SCHEDULED: {"op": Op.CREATE}, State.HANDED_OFF: {"op": Op.SCHEDULE}}.get(state, {})


def backoff_us(policy: Policy, tries: int, retry_after_s: float | None, rng: random.Random) -> int:
    """30 s doubling to 30 min, with full jitter; the platform's own wish is honoured up to a day."""
    most_us = min(us(policy.retry_most), us(policy.retry_first) << min(max(tries - 1, 0), 20))
    jittered = round(rng.uniform(0.5, 1.0) * most_us) if tries <= 1 else round(rng.random() * most_us)
    wait_us = max(jittered, us(policy.retry_first) // 2)
    if retry_after_s is None:
        return wait_us
    wish_us = round(max(retry_after_s, 0.0) * 1_000_000)
    return min(max(wish_us, us(policy.retry_first) // 2), us(policy.retry_after_most))
