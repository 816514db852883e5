"""From the desk to the screen: changes as a Qt signal, coroutines with an owner, presenters that end."""

from collections import deque
from collections.abc import Callable, Coroutine
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from smmdesk.model.problem import Problem, ProblemError
from smmdesk.system.own_step import own_step, with_own_step

if TYPE_CHECKING:
    from datetime import date, datetime

    from smmdesk.desk.brands import BrandSeen
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.unwritten import Unwritten
    from smmdesk.model.changes import Changes
    from smmdesk.store.calendar_reads import CalendarReader
    from smmdesk.system.tasks import TaskScope
    from ui.presenters.brand_removal import BrandRemoval
    from ui.presenters.updates import Updates

T = TypeVar("T")
POLL_MS, HIDDEN_POLL_MS = 500, 10_000
"""Hidden in the tray it still hears of what an engine that is not its own has done: what that is may be told."""
MOST_SAID = 100


class Upload(NamedTuple):
    """How far an upload is, in bytes, and since when it runs (seconds of `Clock.monotonic`)."""

    done: int
    total: int
    began_s: float
    now_s: float

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def left_s(self) -> float | None:
        """Seconds to go at this pace; None while nobody can tell."""
        gone = self.now_s - self.began_s
        return gone * (self.total - self.done) / self.done if self.done and gone > 0 else None


class Said(NamedTuple):
    """A sentence that the toast said, and when. `step`: what its Undo takes back, empty where it has none."""

    at: "datetime"
    sentence: str
    step: str = ""


class EngineNews(QObject):
    """What the engine says that does not stand in the database: what keeps everything back, how far uploads are.

    `stop_wanted` is the person's wish to stop one, with the part's id.
    """

    problem_changed = Signal()
    upload_changed = Signal(str)  # part id
    stop_wanted = Signal(str)  # part id

    def __init__(self) -> None:
        super().__init__()
        self.problem: Problem | None = None
        self.uploads: dict[str, Upload] = {}

    def say_problem(self, problem: Problem | None) -> None:
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit()

    def say_upload(self, part_id: str, done: int, total: int, now_s: float) -> None:
        """So much of it is over there; all of it ends it."""
        before = self.uploads.pop(part_id, None)
        if 0 <= done < total:
            self.uploads[part_id] = Upload(done, total, before.began_s if before else now_s, now_s)
        self.upload_changed.emit(part_id)


class Bridge(QObject):
    """One per window.

    `changed` carries Changes after every commit, ours or another process's; `failed` a Problem that nobody else
    showed; `announced` a sentence for the toast and screen readers, with whether it can be undone. `said` are the last
    of those, the oldest first: what a toast said can be read after it went (ux.md 104).
    """

    changed = Signal(object)  # Changes
    failed = Signal(object)  # Problem
    announced = Signal(str, bool)  # sentence, can be undone

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self.engine = EngineNews()
        self.said: deque[Said] = deque(maxlen=MOST_SAID)
        self.unwritten: dict[tuple[str, str, str], Unwritten] = {}  # what was typed and could not be written down
        self.why_unwritten: Problem | None = None
        self.day_in_hand: date | None = None  # of the calendar that was closed: another brand opens on it too
        self.waiting_before: tuple[Unwritten, ...] | None = None  # in their file, once this window puts more there
        self._tasks: TaskScope | None = None
        self._early: list[tuple[Coroutine[Any, Any, Any], str]] | None = None
        self._disconnect = desk.store.changed.connect(self._store_changed)
        self._is_over = False
        desk.store.own_step.take()  # what was written before is named by nobody
        self._timer = QTimer(self)
        self._timer.timeout.connect(desk.store.poll)

    @cached_property
    def calendar(self) -> "CalendarReader":
        """What the window's thread reads calendars with; it ends with the bridge."""
        return self.desk.store.calendar()

    @property
    def shown_brands(self) -> "tuple[BrandSeen, ...]":
        """The brands whose things calendar, outbox and inbox show: the one that is open, or all of them."""
        from smmdesk.desk.brands import shown_brands

        return shown_brands(self.desk, self.calendar)

    def set_visible(self, visible: bool) -> None:
        """Look for other processes’ changes: twice a second while somebody can see them, else now and then."""
        if self._is_over:
            return
        if visible:
            self.desk.store.poll()
        self._timer.start(POLL_MS if visible else HIDDEN_POLL_MS)

    @property
    def tasks(self) -> "TaskScope":
        """What runs for this window."""
        if self._tasks is None:
            from smmdesk.system.tasks import TaskScope

            self._tasks = TaskScope(on_error=self._task_failed)
        return self._tasks

    def hold(self) -> None:
        """Keep what is to be run until `begin`: the window is painted before the event loop is made."""
        self._early = []

    def begin(self) -> None:
        """Run what was kept, and everything from now on."""
        early, self._early = self._early or [], None
        for work, key in early:
            self.tasks.start(work, key, with_own_step())

    @property
    def can_run(self) -> bool:
        """Whether `run` may be called: not after the end, nor where nothing will ever run it (a picture by a test)."""
        if self._early is not None:
            return True
        if self._tasks is not None and self._tasks.closed:
            return False
        import asyncio

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    @cached_property
    def updates(self) -> "Updates":
        """What is known of newer versions, for the bar and for Settings alike."""
        from ui.presenters.updates import Updates

        return Updates(self)

    @cached_property
    def brand_removal(self) -> "BrandRemoval":
        """A brand on its way out, whichever place asked for it."""
        from ui.presenters.brand_removal import BrandRemoval

        return BrandRemoval(self)

    def run(self, work: Coroutine[Any, Any, Any], key: str = "", *, waited: bool = False) -> None:
        """Run a coroutine that ends with the window; a newer one of the same key replaces it.

        `waited`: the sheet that asked for it, if one did, stands until it is done.
        """
        if self._early is not None:
            self._early.append((work, key))
            return
        from ui.doing import waiting

        task = self.tasks.start(work, key, with_own_step())
        doing = waiting()
        if waited and doing is not None:
            doing.wait_for(task)

    def attempt(self, intent: Callable[[], T]) -> T | None:
        """Do an intent of the desk; a problem is shown and None returned."""
        try:
            return intent()
        except ProblemError as error:
            self.fail(error.problem)
            return None

    def write_down(self, typed: "Unwritten", intent: Callable[[], object]) -> bool:
        """Do an intent that keeps what was typed. Where it is refused the problem is shown, and what was typed is
        remembered until it is written down: the window does not close over it."""
        try:
            intent()
        except ProblemError as error:
            from smmdesk.desk.unwritten import named

            self.unwritten[typed.key], self.why_unwritten = named(self.desk, typed), error.problem
            self.fail(error.problem)
            return False
        self.unwritten.pop(typed.key, None)
        self.desk.store.own_step.take()  # typing is said by no message
        return True

    def fail(self, problem: Problem) -> None:
        """Show a problem: in the sheet that waits for what is being done, else in the window's bar."""
        from ui.doing import waiting

        doing = waiting()
        if doing is None or not doing.tell(problem):
            self.failed.emit(problem)

    def announce(self, sentence: str, can_undo: bool = False, *, step: str = "") -> None:
        """Say what was done. `can_undo`: its Undo takes back `step`, by default the one that this act wrote, and is not
        offered where it wrote none: what another act wrote meanwhile this sentence does not name."""
        just_done = self.desk.store.own_step.take()
        taken_back = (step or just_done) if can_undo else ""
        self.said.append(Said(self.desk.clock.now(), sentence, taken_back))
        self.announced.emit(sentence, bool(taken_back))

    async def aclose(self) -> None:
        """Stop listening, cancel what runs and wait for it."""
        self.end()
        if self._tasks is not None:
            await self._tasks.aclose()

    def end(self) -> None:
        """Stop listening; for where no loop runs."""
        self._is_over = True
        self._timer.stop()
        self._disconnect()
        if "calendar" in self.__dict__:
            self.calendar.close()
        for work, _key in self._early or ():
            work.close()

    def _store_changed(self, changes: "Changes") -> None:
        from ui.doing import nobody_waits

        if own_step() is None and self.desk.store.own_step.id:
            QTimer.singleShot(0, self, partial(self._act_is_over, self.desk.store.own_step.id))
        with nobody_waits():
            self.changed.emit(changes)

    def _act_is_over(self, step: str) -> None:
        """What a click wrote and no sentence named in the same breath is named by no later one."""
        if self.desk.store.own_step.id == step:
            self.desk.store.own_step.take()

    def _task_failed(self, error: BaseException) -> None:
        if isinstance(error, ProblemError):
            self.fail(error.problem)
            return
        import logging

        logging.getLogger(__name__).error("a task of the window failed", exc_info=error)
        self.fail(Problem("app_fault"))
