"""One act that a sheet waits for: what kept it from being done is told there, and not in the bar of the window behind.

A sheet closes when its act is done. Until then it stands, with all that was typed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from smmdesk.model.problem import Problem

if TYPE_CHECKING:
    import asyncio

_now: ContextVar["Doing | None"] = ContextVar("doing", default=None)


class Doing:
    """`ended` is called once, with all that went wrong: nothing, where it is done. Not where it was stopped."""

    def __init__(self, ended: Callable[[tuple[Problem, ...]], object]) -> None:
        self._ended: Callable[[tuple[Problem, ...]], object] | None = ended
        self._problems: list[Problem] = []
        self._open = 0
        self._is_stopped = False

    def begin(self, work: Callable[[], object]) -> None:
        """Do `work`, and wait for the tasks that it starts by `Bridge.run(…, waited=True)`."""
        self._open += 1
        token = _now.set(self)
        try:
            work()
        except BaseException:
            self.leave()  # a fault of the program: the sheet stands, whoever catches it says so
            raise
        finally:
            _now.reset(token)
        self._one_done()

    def wait_for(self, task: "asyncio.Task[Any]") -> None:
        self._open += 1
        task.add_done_callback(self._task_done)

    def tell(self, problem: Problem) -> bool:
        """Whether somebody waits who says it."""
        if self._ended is None:
            return False
        if problem not in self._problems:
            self._problems.append(problem)
        return True

    def leave(self) -> None:
        """Nobody waits any more; what goes wrong from now on stands in the window's bar."""
        self._ended = None

    def _task_done(self, task: "asyncio.Task[Any]") -> None:
        self._is_stopped = self._is_stopped or task.cancelled()
        self._one_done()

    def _one_done(self) -> None:
        self._open -= 1
        if self._open or self._ended is None:
            return
        ended, self._ended = self._ended, None
        if not self._is_stopped:
            ended(tuple(self._problems))


def waiting() -> Doing | None:
    """The act that is being done just now, where a sheet waits for it."""
    return _now.get()


@contextmanager
def nobody_waits() -> Iterator[None]:
    """What others do because of an act (screens that read again) is no part of it."""
    token = _now.set(None)
    try:
        yield
    finally:
        _now.reset(token)
