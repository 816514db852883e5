"""The store of one data folder: opened, read, written, told about, closed.

What reads and writes values is imported with the first reading: a window that opens its calendar paints it before.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import driver, health, opening, running
from smmdesk.store.faults import DamagedError, told
from smmdesk.store.folding import folding
from smmdesk.system.clock import Clock
from smmdesk.system.events import Event
from smmdesk.system.own_step import OwnStep, own_step
from smmdesk.system.paths import Paths

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from smmdesk.store.calendar_reads import CalendarReader
    from smmdesk.store.reader import Reader
    from smmdesk.store.statements import Rows
    from smmdesk.store.transaction import Transaction
    from smmdesk.system.soon import Soon


class _Here(threading.local):
    """What this thread has open."""

    reading = 0
    writing = False


class Store:
    """One writing connection, and reading ones as they are needed. Any thread may call; one writes at a time.

    `changed` is told once after each commit, on the thread that committed. `read_only` says why nothing can be written
    (a file of a newer version); `opened` what happened to the file while it was opened (damaged and restored).
    `own_step` is the newest step with a name that was written for what is being done.
    """

    def __init__(self, paths: Paths, clock: Clock, durable: bool = False) -> None:
        self.changed: Event[Changes] = Event()
        self.read_only: Problem | None = None
        self.opened: Problem | None = None
        self._step_at_once = OwnStep()
        self._paths, self._clock, self._durable = paths, clock, durable
        self._device = ""
        self._writing = threading.Lock()
        self._here = _Here()
        self._writer: driver.Connection | None = None
        self._folding: Soon | None = None
        self._readers: list[driver.Connection] = []
        self._seen_version = 0
        self._closed = False
        self._mark = running.Mark(paths)

    @classmethod
    def open(cls, paths: Paths, clock: Clock, *, durable: bool = False) -> "Store":
        """Open the folder's database; make, migrate or restore it first where that is needed.

        `durable` waits for the disk at each commit (the engine), else a power cut may cost the newest commits (the
        window). Raises ProblemError folder_synced, folder_not_writable, desk_busy, disk_full.
        """
        with told(paths.folder, files=True):
            ready = opening.make_ready(paths, clock, thorough=durable and running.check_is_due(paths, clock))
            store = cls(paths, clock, durable)
            if durable or not paths.device.exists():
                store._device = store._read_device()
            store.opened, store.read_only = ready.opened, ready.read_only
            if ready.reader is not None:
                store._readers.append(ready.reader)
            if store.read_only is None:
                store._writer = driver.connect(paths.database, durable=durable)
                store._seen_version = store._version()
                store._folding = None if durable else folding(paths.database)
        return store

    @property
    def device(self) -> str:
        """The id of this computer's copy of the desk. Raises ProblemError where a new one cannot be kept."""
        if not self._device:
            self._device = self._read_device()
        return self._device

    def _read_device(self) -> str:
        """A window asks with its first writing: what marks a computer is heavy to import."""
        from smmdesk.system.device import read_device

        with told(self.folder, files=True):
            return read_device(self._paths, self._clock).id

    @property
    def folder(self) -> Path:
        return self._paths.folder

    @property
    def own_step(self) -> OwnStep:
        return own_step() or self._step_at_once

    @contextmanager
    def transaction(
        self, label: str = "", *, step: str = "", undoes: str = "", person: str = "", waits: bool = True
    ) -> Iterator["Transaction"]:
        """One commit: everything inside is written at its end, or nothing when it raises.

        `label` names the step for undo (in the language in use). `step` adds to the step of that id, so that a text
        saved while it is typed is one step; `undoes` names the step that this one takes back. A durable store does not
        wait for the disk when `waits` is False: for what a power cut may take, because it can be found out again.
        Raises ProblemError desk_newer, desk_busy, disk_full, conflict; RuntimeError inside another block of the same
        thread.
        """
        from smmdesk.store.journal import StepWriter
        from smmdesk.store.transaction import Transaction

        if self.read_only is not None:
            raise ProblemError.of(self.read_only)
        if self._closed or self._writer is None:
            raise RuntimeError("the store is closed")
        if self._here.reading or self._here.writing:
            raise RuntimeError("this thread is reading or writing already")
        if not self._writing.acquire(timeout=driver.BUSY_TIMEOUT_MS / 1000):
            raise ProblemError("desk_busy")
        self._here.writing = True
        try:
            writer = StepWriter(step or self._clock.new_id(), self.device, label, undoes, person)
            with self._told(), driver.hurried(self._writer, self._durable and not waits), _commit(self._writer) as rows:
                transaction = Transaction(rows, self._clock, self.device, writer)
                yield transaction
                changes = transaction.finish()
            if label and writer.is_written:
                self.own_step.id = writer.step_id
        finally:
            self._here.writing = False
            self._writing.release()
        if self._folding is not None:
            self._folding.ask()
        if changes:
            self.changed(changes)

    @contextmanager
    def reading(self) -> Iterator["Reader"]:
        """One snapshot: everything read inside is of the same commit. Begin no transaction in it: where there is no
        write-ahead log (most computers with Windows and macOS) a commit waits for every reading to end."""
        from smmdesk.store.reader import Reader
        from smmdesk.store.statements import Rows

        with self._told():
            connection = self._borrow()
            rows = Rows(connection)
            self._here.reading += 1
            try:
                connection.execute("BEGIN")
                yield Reader(rows)
            finally:
                self._here.reading -= 1
                rows.end()
                self._give_back(connection)

    def calendar(self) -> "CalendarReader":
        """A reader of what calendars show, for one thread, which closes it: without what `reading` loads. The first
        takes the connection with which the file was looked at."""
        from smmdesk.store.calendar_reads import CalendarReader

        try:
            return CalendarReader(self._paths.database, self._readers.pop())
        except IndexError:  # another thread has it
            return CalendarReader(self._paths.database)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Storage errors as problems; of a damaged file the next start learns."""
        try:
            with told(self.folder):
                yield
        except DamagedError as error:
            health.ask_for_check(self._paths)
            raise ProblemError("desk_hurt") from error

    def _borrow(self) -> driver.Connection:
        if self._closed:
            raise RuntimeError("the store is closed")
        try:
            return self._readers.pop()
        except IndexError:
            return driver.connect(self._paths.database, read_only=True)

    def _give_back(self, connection: driver.Connection) -> None:
        if connection.in_transaction:
            connection.execute("COMMIT")
        if self._closed:
            connection.close()
        else:
            self._readers.append(connection)

    def poll(self) -> None:
        """Look whether another process wrote since the last look; if so, tell Changes of origin OTHER.

        Returns at once while this process is writing.
        """
        if self._writer is None or self._closed or not self._writing.acquire(blocking=False):
            return
        try:
            with self._told():
                version = self._version()
        finally:
            self._writing.release()
        if version != self._seen_version:
            from smmdesk.model.changes import Changes, Origin

            self._seen_version = version
            self.changed(Changes(origin=Origin.OTHER))

    def _version(self) -> int:
        """Changes only when another connection than the writing one committed."""
        assert self._writer is not None
        return int(self._writer.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close every connection. Closing twice is allowed."""
        self._closed = True
        if self._folding is not None:
            self._folding.close()
        with self._writing:
            for connection in (*self._readers, *filter(None, [self._writer])):
                with suppress(driver.Error):
                    connection.close()
            self._readers.clear()
            self._writer = None
        self._mark.close()


@contextmanager
def _commit(connection: driver.Connection) -> Iterator["Rows"]:
    """The rows of one writing transaction: committed at the end, rolled back when anything was raised."""
    from smmdesk.store.statements import Rows

    connection.execute("BEGIN IMMEDIATE")
    rows = Rows(connection)
    try:
        yield rows
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        rows.end()
