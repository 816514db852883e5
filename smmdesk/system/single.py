"""Locks that live as long as their process: one engine and one window per data folder.

The operating system drops them when the process ends, however it ends. The window wakes an earlier one itself
(`ui.shell.single_window`); here is only who is first.
"""

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from smmdesk.system.paths import Paths

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


PAUSE_S = 0.01


class FileLock:
    """An exclusive lock on a file. The file stays when the lock goes: its presence means nothing.

    Two locks of one process exclude each other too.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        return self._descriptor is not None

    def acquire(self) -> bool:
        """Take the lock at once, or answer False when another holds it. Raises OSError for a folder not writable."""
        if self._descriptor is not None:
            return True
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(descriptor)
        except OSError:  # held elsewhere (EWOULDBLOCK, EACCES on Windows)
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def wait(self, patience_s: float) -> bool:
        """Take the lock as soon as it is free; False when it was not free for `patience_s` seconds."""
        pause = threading.Event()
        for _ in range(max(1, round(patience_s / PAUSE_S))):
            if self.acquire():
                return True
            pause.wait(PAUSE_S)
        return self.acquire()

    def release(self) -> None:
        """Give the lock back; without one nothing happens."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                _unlock(descriptor)
            os.close(descriptor)

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def engine_lock(paths: Paths) -> FileLock:
    """Held for life by the one process that sends from this folder."""
    return FileLock(paths.engine_lock)


def window_lock(paths: Paths) -> FileLock:
    """Held for life by the one window on this folder."""
    return FileLock(paths.window_lock)


def is_held(path: Path) -> bool:
    """Whether some process holds this lock now: for reports, never for decisions."""
    if not path.exists():
        return False
    with FileLock(path) as lock:
        return not lock.acquire()
