"""One commit for all lanes that are ready at the same moment: the disk is waited for once, by each for its own part.

A group in order: what arrived goes into sent.log; everybody's rows into one transaction; what is about to leave into
sent.log. Each of the three is on the disk before the next begins, and nobody goes on before his is there.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from smmdesk.desk.crash_points import crash_point
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import driver
from smmdesk.store.sent_log import Entry, SentLog

if TYPE_CHECKING:
    from smmdesk.store.store import Store
    from smmdesk.store.transaction import Transaction

log = logging.getLogger(__name__)
T = TypeVar("T")

QUIET_TURNS = 4
"""So many turns of the loop without a further piece, and the group is written. What other lanes have ready is a few
turns away; what they still wait for is not waited for."""


class UnloggedError(Exception):
    """The rows are committed, but sent.log had no room for what was about to leave. `result`: what `work` returned."""

    def __init__(self, result: Any, problem: Problem) -> None:
        super().__init__(problem.code)
        self.result, self.problem = result, problem


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """What one lane writes. `work` fails for itself: what it wrote is undone, the others' stays.

    `waits`: on the disk before it is done. `arrived`: a line of sent.log before the commit; `leaving`: makes a line
    after it of what `work` returned, unless that is None. `point`: the crash point behind the commit. `undo` is told
    the result when the lane was cancelled before it heard of it; `sure` is written even then.
    """

    work: "Callable[[Transaction], T]"
    point: str
    waits: bool = False
    arrived: Entry | None = None
    leaving: Callable[[Any], Entry] | None = None
    undo: Callable[[T], None] | None = None
    sure: bool = False


@dataclass(slots=True, eq=False)
class _Waiting:
    """A piece on its way: its result or its error at the end."""

    piece: Piece[Any]
    future: "asyncio.Future[Any] | None" = None
    result: Any = None
    error: BaseException | None = None


class Commits:
    """Gathers the pieces of a few turns of the loop. Lives in one loop."""

    def __init__(self, store: "Store", sent_log: SentLog) -> None:
        self._store, self._sent_log = store, sent_log
        self._queue: list[_Waiting] = []
        self._called = False

    async def commit(self, piece: Piece[T]) -> T:
        """Write the piece with whatever else is ready now; returns what its `work` returned.

        Raises what `work` raised, ProblemError when the disk takes nothing, UnloggedError.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(piece, loop.create_future())
        if not self._called:
            self._called = True
            loop.call_soon(self._gather, loop, 0, QUIET_TURNS)
        self._queue.append(waiting)
        assert waiting.future is not None
        try:
            result: T = await waiting.future
        except asyncio.CancelledError:
            self._cancelled(waiting)
            raise
        return result

    def commit_now(self, piece: Piece[T]) -> T:
        """The same at once and alone."""
        waiting = _Waiting(piece)
        self._write([waiting])
        if waiting.error is not None:
            raise waiting.error
        result: T = waiting.result
        return result

    def _cancelled(self, waiting: _Waiting) -> None:
        if waiting in self._queue:
            self._queue.remove(waiting)
            if waiting.piece.sure:
                self.commit_now(waiting.piece)
        elif waiting.error is None and waiting.piece.undo is not None:
            waiting.piece.undo(waiting.result)

    def _gather(self, loop: asyncio.AbstractEventLoop, known: int, turns: int) -> None:
        """Wait for further pieces as long as they keep coming; every lane waits for its own, so it ends."""
        if len(self._queue) > known:
            loop.call_soon(self._gather, loop, len(self._queue), QUIET_TURNS)
        elif turns and self._queue:
            loop.call_soon(self._gather, loop, known, turns - 1)
        else:
            self._gathered()

    def _gathered(self) -> None:
        self._called = False
        group = [waiting for waiting in self._queue if waiting.future is not None and not waiting.future.cancelled()]
        self._queue = [waiting for waiting in self._queue if waiting not in group]
        if group:
            self._write(group)
        for waiting in group:
            assert waiting.future is not None
            if waiting.future.cancelled():  # meanwhile: `_cancelled` sees to it
                continue
            if waiting.error is not None:
                waiting.future.set_exception(waiting.error)
            else:
                waiting.future.set_result(waiting.result)

    # ------------------------------------------------------------------ to the disk
    def _write(self, group: list[_Waiting]) -> None:
        """Write a group; afterwards each of it has its result or its error. Never raises."""
        try:
            logged = self._log_arrived(group)
            self._commit(group, waits=not logged or any(waiting.piece.waits for waiting in group))
            written = [waiting for waiting in group if waiting.error is None and waiting.result is not None]
            for waiting in written:
                crash_point(waiting.piece.point)
            self._log_leaving([waiting for waiting in written if waiting.piece.leaving is not None])
        except BaseException as error:
            for waiting in group:
                waiting.error = waiting.error or error

    def _log_arrived(self, group: list[_Waiting]) -> bool:
        """False when the log could not keep what arrived: then the database alone has it, and waits for the disk."""
        entries = [waiting.piece.arrived for waiting in group if waiting.piece.arrived is not None]
        if not entries:
            return True
        try:
            self._sent_log.append(*entries)
        except ProblemError as error:
            log.error("the remote id could not be logged: %s", error.problem.code)
            return False
        for _ in entries:
            crash_point("receipt_logged")
        return True

    def _commit(self, group: list[_Waiting], *, waits: bool) -> None:
        with self._store.transaction(waits=waits) as tx:
            for waiting in group:
                try:
                    with tx.undone_alone():
                        waiting.result = waiting.piece.work(tx)
                except driver.Error as error:
                    if not isinstance(error, driver.IntegrityError):
                        raise  # the disk, not the piece
                    waiting.error = error
                except Exception as error:
                    waiting.error = error

    def _log_leaving(self, group: list[_Waiting]) -> None:
        if not group:
            return
        try:
            self._sent_log.append(
                *[waiting.piece.leaving(waiting.result) for waiting in group if waiting.piece.leaving]
            )
        except ProblemError as error:
            for waiting in group:
                waiting.error = UnloggedError(waiting.result, error.problem)
            return
        for _ in group:
            crash_point("intent_logged")
