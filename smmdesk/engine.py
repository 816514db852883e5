"""The engine's process: everything unattended of one folder, under its lock, until it is stopped.

Started by the window it listens on its standard input ("wake", "unlock <key>", "stop <part>", "quit") and says on its
standard output, one JSON object a line, what changed. A window that dies without "quit" leaves it working; the next
window's engine takes its place, and so does the engine of a newer program (decision 0055). Started by a person or a
service it goes on until a signal.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from smmdesk.desk import succeeding, who_publishes
from smmdesk.desk.import_plan import Going, while_it_runs
from smmdesk.desk.publishing import Publisher
from smmdesk.desk.who_publishes import Who
from smmdesk.model.delivery import Part, State
from smmdesk.model.moves import NEEDS_COMPUTER
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import backups, brand_erasing, db_settings, housekeeping, idea_folders, ledger
from smmdesk.system import pipe
from smmdesk.system.own_program import OwnProgram
from smmdesk.system.secrets.pipe import key_of_line
from smmdesk.system.single import FileLock, engine_lock
from smmdesk.system.successor import Succession
from smmdesk.system.tasks import TaskScope

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.idea_rounds import IdeaRounds

log = logging.getLogger(__name__)

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1
ONCE_WAITS_S = 60.0
PARK_S = 2.5
POLL_S = 1.0
SAY_AFTER_S = 0.1
CHORES_EVERY_S = 3600.0
FIRST_CHORES_S = 30.0
SWEEP_EVERY_S = 60.0
FIRST_IDEAS_S, IDEAS_EVERY_S = 5.0, 12.0
TAKE_OVER_S = 8.0
WANTED = "engine_wanted"
"""Database setting: when an engine with a window asked one without to make room."""
Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run: how many parts went out, how many wait for the person, and why nothing may be sent (None:
    nothing stands against it). `outdated`: it ended because another version lies in the place of this program."""

    published: int = 0
    needs_you: int = 0
    problem: Problem | None = None
    outdated: bool = False


def run(desk: "Desk", *, once: bool = False, from_window: bool = False, publisher: Publisher | None = None) -> Ran:
    """Work as this folder's engine; blocks until stopped, with `once` until all that is due is done.

    The desk was opened `durable`; its network is closed at the end, the rest stays open. Raises
    ProblemError(engine_running) when another engine works here.
    """
    lock = engine_lock(desk.paths)
    if not _take(lock, desk, patient=from_window):
        raise ProblemError("engine_running")
    succession, alone = Succession(OwnProgram(), desk.clock), False
    with lock:
        while True:
            engine = Engine(desk, publisher or Publisher(desk), from_window, alone, succession)
            ran = asyncio.run(engine.once() if once else engine.live())
            if not engine.makes_room or not succeeding.goes_on(lock, desk, succession):
                return ran
            publisher, alone = None, True


def _take(lock: FileLock, desk: "Desk", patient: bool) -> bool:
    """The lock at once; for a window, asked for where only an engine without one holds it."""
    if lock.acquire():
        return True
    if not patient:
        return False
    with desk.store.transaction() as tx:
        db_settings.put(tx, WANTED, desk.now_us())
    until_s = desk.clock.monotonic() + TAKE_OVER_S
    pause = threading.Event()
    while desk.clock.monotonic() < until_s:
        if lock.acquire():
            return True
        pause.wait(0.1)
    return False


def _erase_brands(desk: "Desk", going: Going) -> None:
    """What is left of brands that were removed."""
    with desk.store.reading() as reader:
        if not brand_erasing.leaving(reader):
            return
    from smmdesk.desk import removing_brand  # with what it needs it is as large as the engine itself

    removing_brand.go_on(desk, going)


def _ends_for_another(engine: "Engine", succession: Succession) -> bool:
    """Is it to end for the program in its place, or because there is none? What a person or a service started is
    started again by them; alone it waits until that program is whole, and goes on where it does not come to work."""
    if not succession.program.is_replaced or (engine.from_window and not engine.alone):
        return False
    ends = not engine.alone or succession.is_due or succession.is_gone
    if not ends or succeeding.is_sending(engine.desk):
        return False
    engine.outdated, engine.makes_room = True, engine.alone and not succession.is_gone
    return True


def problem_line(problem: Problem | None) -> dict[str, Any]:
    """What the window is told of a problem that keeps everything from being sent, and of its end (None)."""
    said = None if problem is None else {**problem.as_dict(), "values": dict(problem.values)}
    return {"event": "problem", "problem": said}


@dataclass(eq=False)
class Engine:
    """One run. `alone`: started by a window that is gone; `makes_room`: it ended for the program in its place, which
    nobody else starts."""

    desk: "Desk"
    publisher: Publisher
    from_window: bool = False
    alone: bool = False
    succession: Succession | None = None
    makes_room: bool = False
    outdated: bool = False
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: TaskScope = field(default_factory=TaskScope)
    _unsaid: bool = False
    _said_problem: Problem | None = None
    _started_us: int = 0

    # ------------------------------------------------------------------ two ways to live
    async def live(self) -> Ran:
        """Until stopped by a signal or the window."""
        self._started_us = self.desk.now_us()
        self._heed_signals()
        self.publisher.uploads.told = self._tell_upload
        if self.from_window:
            pipe.never_wait(STANDARD_OUTPUT)
        self.publisher.start()
        who_publishes.note(self.desk, Who.WINDOW if self.from_window else Who.SERVICE)
        forget = self.desk.store.changed.connect(lambda _: self._stirred())
        self.say({"event": "started", "pid": os.getpid()})
        self._tasks.start(self._guarded(self.publisher.run()))
        self._tasks.start(self._guarded(self._watch()))
        self._tasks.start(self._chores())
        self._tasks.start(self._sweep())
        self._tasks.start(self._look_for_ideas())
        if self.from_window:
            pipe.listen(STANDARD_INPUT, self.hear, self.left_alone)
        try:
            await self._stop.wait()
        finally:
            await self.publisher.aclose(PARK_S)
            await self._tasks.aclose()
            forget()
            await self._close_network()
            self.say({"event": "stopped"})
        with self.desk.store.reading() as reader:
            published = ledger.published_since(reader, self._started_us)
            asking = ledger.open_parts(reader, State.NEEDS_YOU, State.MISSED)
        return Ran(published, len(asking), self.publisher.problem, self.outdated)

    async def once(self) -> Ran:
        """All that is due and can be handed off, due look-ups, and up to a minute for what has begun."""
        self._heed_signals()
        open_before = self._open()
        self.publisher.start()
        until_s = self.desk.clock.monotonic() + ONCE_WAITS_S
        try:
            while not self._stop.is_set():
                await self.publisher.settle_down()
                soon_us = self.publisher.soon_us
                left_s = until_s - self.desk.clock.monotonic()
                wait_s = None if soon_us is None else max(0.0, (soon_us - self.desk.now_us()) / 1_000_000)
                if wait_s is None or wait_s > left_s:
                    break
                await self._sleep(wait_s)
            await self._swept()
        finally:
            await self.publisher.aclose(PARK_S)
            await self._tasks.aclose()
            await self._close_network()
        return self._ran(open_before)

    async def _sleep(self, seconds: float) -> None:
        """Until then, or until stopped."""
        sleeping = self._tasks.start(self.desk.clock.sleep(seconds))
        stopping = self._tasks.start(self._stop.wait())
        await asyncio.wait({sleeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        sleeping.cancel()
        stopping.cancel()

    def _open(self) -> set[str]:
        with self.desk.store.reading() as reader:
            return {due.part.id for due in ledger.open_parts(reader)}

    def _ran(self, open_before: set[str]) -> Ran:
        with self.desk.store.reading() as reader:
            parts = reader.many(Part, open_before).values()
            asking = ledger.open_parts(reader, State.NEEDS_YOU, State.MISSED)
        published = sum(part.state is State.PUBLISHED for part in parts)
        return Ran(published, len(asking), self.publisher.problem)

    async def _close_network(self) -> None:
        http, self.desk.made_http = self.desk.made_http, None
        if http is not None:
            await http.aclose()

    async def _guarded(self, work: Any) -> None:
        """Work without which the engine is none: when it falls, the process ends and is started again."""
        try:
            await work
        except Exception:
            log.exception("the engine fell")
            self._stop.set()
            raise

    # ------------------------------------------------------------------ what goes on beside
    async def _watch(self) -> None:
        """See what the window wrote, and whether this engine is still wanted."""
        while True:
            self.desk.store.poll()
            self._tell_problem()
            if self.alone and (self._is_replaced() or not self._has_work()):
                log.info("the window is gone and another engine or nobody needs this one")
                self._stop.set()
            if self.succession is not None and _ends_for_another(self, self.succession):
                log.info("another version lies in the place of this program, or none any more")
                self._stop.set()
            await self.desk.clock.sleep(POLL_S)

    def _is_replaced(self) -> bool:
        if not self.desk.paths.database.exists():
            return True
        with self.desk.store.reading() as reader:
            return int(db_settings.get(reader, WANTED, 0)) > self._started_us

    def _has_work(self) -> bool:
        with self.desk.store.reading() as reader:
            return bool(ledger.open_parts(reader, *NEEDS_COMPUTER, State.UNKNOWN))

    async def _chores(self) -> None:
        """A copy a day, the trash, leftovers, a look for parts that do not move."""
        await self.desk.clock.sleep(FIRST_CHORES_S)
        with while_it_runs() as going:
            while True:
                await self._chore(backups.daily, self.desk.paths, self.desk.clock)
                await self._chore(housekeeping.tidy, self.desk.store, self.desk.files, self.desk.clock)
                await self._apply_rules()
                await self._chore(_erase_brands, self.desk, going)
                self.publisher.report_stuck()
                rest_s = CHORES_EVERY_S
                while rest_s > 0:
                    await self.desk.clock.sleep(min(rest_s, 60.0))
                    rest_s -= 60.0

    async def _apply_rules(self) -> None:
        from smmdesk.desk import forgetting, rules  # with what they need they are as large as the engine itself

        await self._chore(rules.apply, self.desk)
        await self._chore(partial(forgetting.apply_again, self.desk, at_work=True))
        await self._chore(forgetting.apply_retention, self.desk)

    async def _sweep(self) -> None:
        """What lay on the web for a platform goes soon after its post is out."""
        while True:
            await self.desk.clock.sleep(SWEEP_EVERY_S)
            await self._swept()

    async def _look_for_ideas(self) -> None:
        """What a person puts into a folder of their own becomes ideas."""
        rounds: IdeaRounds | None = None
        await self.desk.clock.sleep(FIRST_IDEAS_S)
        try:
            while True:
                with suppress(ProblemError):  # the disk is full, or another process writes: the next time
                    rounds = rounds or self._idea_rounds()
                    if rounds is not None:
                        await rounds.look()
                await self.desk.clock.sleep(IDEAS_EVERY_S)
        finally:
            if rounds is not None:
                rounds.close()

    def _idea_rounds(self) -> "IdeaRounds | None":
        """None as long as nobody has chosen a folder."""
        with self.desk.store.reading() as reader:
            if not idea_folders.all_of(reader):
                return None
        from smmdesk.desk.idea_rounds import IdeaRounds  # with what it needs it is as large as the engine itself

        return IdeaRounds(self.desk)

    async def _swept(self) -> None:
        from smmdesk.desk import hosting  # with what it needs it is as large as the engine itself

        try:
            await hosting.sweep(self.desk)
        except ProblemError as error:
            log.warning("files on the web stay for now: %s", error.problem.code)

    async def _chore(self, chore: Callable[..., object], *given: object) -> None:
        """One that fails keeps no other away, nor the next round."""
        try:
            await self.desk.pool.run(chore, *given)
        except ProblemError as error:
            log.warning("a chore was left out: %s", error.problem.code)
        except Exception:
            log.exception("a chore failed")

    # ------------------------------------------------------------------ the window
    def hear(self, line: str) -> None:
        """One line from the window; what is not understood is ignored, for a newer window may say more."""
        word = line.strip().partition(" ")[0]
        if word == "wake":
            self.desk.store.poll()
            self.publisher.wake()
        elif word == "quit":
            self._stop.set()
        elif word == "stop":
            self.publisher.uploads.stop(line.strip().partition(" ")[2])
        elif (key := key_of_line(line)) is not None:
            try:
                self.desk.vault.take_over(key)
            except ProblemError as error:
                log.warning("the window's key does not open the sign-ins: %s", error.problem.code)
            self.publisher.unlocked()

    def left_alone(self) -> None:
        """The pipe ended without "quit": the window crashed. What was scheduled still goes out."""
        if not self._stop.is_set():
            log.warning("the window is gone; going on without it")
            self.alone = True

    def say(self, line: dict[str, Any]) -> bool:
        """One line to the window; False when it was not taken. Nobody listening, or nobody reading, is no fault."""
        if not self.from_window or self.alone:
            return False
        try:
            return pipe.tell(STANDARD_OUTPUT, line)
        except OSError:
            self.alone = True
            return False

    def _stirred(self) -> None:
        """Something was committed or seen: told at most ten times a second."""
        if not self._unsaid:
            self._unsaid = True
            asyncio.get_running_loop().call_later(SAY_AFTER_S, self._say_changed)

    def _say_changed(self) -> None:
        self._unsaid = False
        self.say({"event": "changed"})

    def _tell_problem(self) -> None:
        problem = self.publisher.problem
        if problem != self._said_problem and self.say(problem_line(problem)):
            self._said_problem = problem

    def _tell_upload(self, part_id: str, done: int, total: int) -> None:
        """Only over the pipe: progress is worth no write to the disk."""
        self.say({"event": "upload", "part": part_id, "done": done, "total": total})

    # ------------------------------------------------------------------ signals
    def _heed_signals(self) -> None:
        """SIGTERM and SIGINT (Ctrl+C, a shutdown): park within three seconds."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is None or threading.current_thread() is not threading.main_thread():
                continue
            try:
                loop.add_signal_handler(number, self._stop.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._stop.set))
