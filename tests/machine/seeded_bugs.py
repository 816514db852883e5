"""Deliberate bugs, each one that programs of this kind really had: whoever watches over publishing must find them all.

`planted(name)` patches one in for a while, in this process. Run as a program this file is `main.py` with the bug that
the environment names in it (`SEEDED_BUG=retry_on_timeout python tests/machine/seeded_bugs.py publish`), for tests that
watch the engine as a process of its own. The product knows nothing of all this.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pytest

from smmdesk.desk import claiming, gathering, looking, sending, workbench
from smmdesk.desk.acts import Act
from smmdesk.desk.deciding import Case
from smmdesk.desk.outcomes import UNLEASED, Outcome, Sent, ours_again
from smmdesk.desk.workbench import Workbench, generation_of
from smmdesk.model.delivery import Attempt, Op, Part, State, Verdict
from smmdesk.model.problem import Problem
from smmdesk.platforms.base import Absent, CommitAnswer, ConnectorError, LookUpAnswer, NotSentError, UnclearError
from smmdesk.store import ledger
from smmdesk.store.transaction import Transaction

SEEDED_BUG = "SEEDED_BUG"
"""The variable that `main` here reads."""
Patch = pytest.MonkeyPatch
UNREADABLE = "answer_strange"


def _take_for_unsent(patch: Patch, which: Callable[[BaseException], bool]) -> None:
    real = sending.of_error

    def of_error(sent: Sent, error: BaseException) -> Outcome:
        return real(sent, NotSentError(Problem("offline")) if which(error) else error)

    patch.setattr(sending, "of_error", of_error)


def _is_unreadable(error: BaseException) -> bool:
    if isinstance(error, ConnectorError):
        return isinstance(error, UnclearError) and error.problem.code == UNREADABLE
    return not isinstance(error, TimeoutError)


def retry_on_timeout(patch: Patch) -> None:
    """No answer is taken for "not sent"."""
    unclear = (UnclearError, TimeoutError)
    _take_for_unsent(patch, lambda error: isinstance(error, unclear) and not _is_unreadable(error))


def unreadable_answer_is_retry(patch: Patch) -> None:
    """An answer that is not understood is taken for "not sent", as if a 2xx could be one."""
    _take_for_unsent(patch, _is_unreadable)


def rescue_by_requeue(patch: Patch) -> None:
    """What a dead engine was sending goes back into the queue."""

    def release_leases(tx: Transaction, now_us: int, *, mine: str = "", all_of_them: bool = False) -> tuple[Part, ...]:
        ended = [due.part for due in ledger.open_parts(tx, State.CLAIMED, State.SENDING)]
        ended = [part for part in ended if part.lease != mine and (all_of_them or (part.lease_until_us or 0) <= now_us)]
        return tuple(ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, **UNLEASED) for part in ended)

    patch.setattr(ledger, "release_leases", release_leases)
    patch.setitem(gathering.MOVED_TO, Act.SUSPECT, State.SCHEDULED)


def no_intent_row(patch: Patch) -> None:
    """The attempt is written down when its answer is there, not before its first byte."""
    real, real_now = sending.record, sending.record_now

    async def begin(bench: Workbench, case: Case, op: Op) -> tuple[Part, Attempt, tuple[Attempt, ...]]:
        part = case.part
        with bench.desk.store.reading() as reader:
            earlier = generation_of(part, reader.attempts_of(part.id))
        attempt = Attempt(
            bench.desk.clock.new_id(), part.id, part.generation, op, part.key, part.content_hash, bench.now_us
        )
        return replace(part, op=op, tries=part.tries + 1), attempt, earlier

    def intend(bench: Workbench, part: Part, attempt: Attempt) -> Part:
        with bench.desk.store.transaction() as tx:
            tx.add_attempt(attempt)
            changes = {"op": part.op, "tries": part.tries, "lease": bench.lease}
            return ledger.move(tx, tx.get(Part, part.id), State.SENDING, problem=None, **changes)

    async def record(bench: Workbench, ready: Any, part: Part, attempt: Attempt, outcome: Outcome) -> None:
        await real(bench, ready, intend(bench, part, attempt), attempt, outcome)

    def record_now(bench: Workbench, ready: Any, part: Part, attempt: Attempt, outcome: Outcome) -> None:
        real_now(bench, ready, intend(bench, part, attempt), attempt, outcome)

    patch.setattr(sending, "begin", begin)
    patch.setattr(sending, "record", record)
    patch.setattr(sending, "record_now", record_now)


def one_empty_read_back_requeues(patch: Patch) -> None:
    """Looked for once and not seen: taken for "not there"."""
    real = looking._not_found

    def not_found(
        bench: Workbench, tx: Transaction, case: Case, part: Part, tried: tuple[Attempt, ...], found: LookUpAnswer
    ) -> bool:
        if not isinstance(found, Absent):
            return real(bench, tx, case, part, tried, found)
        part = ledger.move(tx, part, State.NEEDS_YOU, **UNLEASED)
        ledger.move(tx, part, State.SCHEDULED, op=Op.CREATE, problem=None, wake_at_us=None)
        return False

    patch.setattr(looking, "_not_found", not_found)


def resend_without_promise(patch: Patch) -> None:
    """Every platform is believed to know a key again, for ever."""
    for module in (sending, looking):
        patch.setattr(module, "is_guaranteed", lambda case, last_us: True)


def error_after_success(patch: Patch) -> None:
    """The first success of each part falls over a piece of bookkeeping behind it and counts as a failure."""
    real = sending.of_answer
    fallen: set[str] = set()

    def of_answer(sent: Sent, answer: CommitAnswer) -> Outcome:
        if sent.part.id in fallen:
            return real(sent, answer)
        fallen.add(sent.part.id)
        problem, wake_us = Problem("offline"), sent.now_us + 30_000_000
        return Outcome(State.RETRY_WAIT, Verdict.NOT_SENT, {"problem": problem, "wake_at_us": wake_us}, "bookkeeping")

    patch.setattr(sending, "of_answer", of_answer)


def recall_taken_for_granted(patch: Patch) -> None:
    """Asked to take it off its list, the platform did not answer: taken for "it is off"."""
    real = sending.of_error

    def of_error(sent: Sent, error: BaseException) -> Outcome:
        if sent.part.op is Op.RECALL:
            return Outcome(State.SCHEDULED, Verdict.DONE, ours_again(sent.part), "recalled")
        return real(sent, error)

    patch.setattr(sending, "of_error", of_error)


def thread_out_of_order(patch: Patch) -> None:
    """Nobody waits for the part before."""

    def claim(tx: Transaction, part: Part, lease: str, lease_until_us: int, **changes: Any) -> Part:
        return ledger.move(tx, part, State.CLAIMED, lease=lease, lease_until_us=lease_until_us, **changes)

    real = ledger.due_parts

    def due_parts(reader: Any, until_us: int, limit: int = 1000) -> Any:
        found = {due.part.id: due for due in real(reader, until_us, limit)}
        waiting = (due for due in ledger.open_parts(reader, State.SCHEDULED) if due.delivery.due.instant_us <= until_us)
        return (*found.values(), *(due for due in waiting if due.part.id not in found))

    patch.setattr(workbench, "is_turn", lambda delivery, part: True)
    patch.setattr(claiming, "missing_parent", lambda _reader, _case: None)
    patch.setattr(ledger, "claim", claim)
    patch.setattr(ledger, "due_parts", due_parts)


def doubt_forgotten(patch: Patch) -> None:
    """A lost answer is forgotten at the next try: "offline" after it is taken for "not sent"."""
    patch.setattr(workbench, "in_doubt", lambda part, attempts: False)


def other_words_than_shown(patch: Patch) -> None:
    """The words are taken from somewhere else than what was frozen."""
    real = claiming.outgoing

    async def outgoing(desk: Any, case: Case) -> Any:
        content = await real(desk, case)
        return replace(content, text=f"{content.text}!")

    patch.setattr(claiming, "outgoing", outgoing)


BUGS: dict[str, Callable[[Patch], None]] = {
    plant.__name__: plant
    for plant in (
        retry_on_timeout,
        rescue_by_requeue,
        no_intent_row,
        unreadable_answer_is_retry,
        one_empty_read_back_requeues,
        resend_without_promise,
        error_after_success,
        recall_taken_for_granted,
        thread_out_of_order,
        doubt_forgotten,
        other_words_than_shown,
    )
}
"""What to call, with a `MonkeyPatch` whose `undo` takes the bug out again."""
SAYS = {name: (plant.__doc__ or "").strip() for name, plant in BUGS.items()}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The program with one bug in it."""
    patch = Patch()
    BUGS[name](patch)
    try:
        yield
    finally:
        patch.undo()


def main(arguments: list[str]) -> int:
    """`main.py` with the bug of the environment, or with none."""
    from main import main as program

    chosen = os.environ.pop(SEEDED_BUG, "")
    if not chosen:
        return program(arguments)
    with planted(chosen):
        return program(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
