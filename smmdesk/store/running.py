"""Who has the database open, and when it was last read whole.

Each open store holds a locked file in `running/`. A file there that nobody holds belongs to a process that did not
close: killed, or the power went. Then, and once a week, the engine reads the whole database before it works with it;
at 100,000 posts that takes seconds, too long for every start.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from smmdesk.model.moment import to_us
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock, is_held

CHECK_EVERY_US = 7 * 24 * 3600 * 1_000_000
CHECKED_NAME = "checked"


class Mark:
    """Says that this store is open, until `close` or the end of the process."""

    def __init__(self, paths: Paths) -> None:
        self._path = _folder(paths) / f"{os.getpid()}-{os.urandom(4).hex()}.lock"
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        self._lock = FileLock(self._path)
        self._lock.acquire()

    def close(self) -> None:
        if self._lock.held:
            self._lock.release()
            with suppress(OSError):  # one that stays only asks for a look at the whole file
                self._path.unlink(missing_ok=True)


def in_use(paths: Paths) -> bool:
    """Whether any process has the database open."""
    return any(is_held(path) for path in _folder(paths).glob("*.lock"))


def others_since_us(paths: Paths) -> int | None:
    """Since when the longest running other process has the database open; None when there is no other."""
    mine = f"{os.getpid()}-"
    begun = []
    for path in _folder(paths).glob("*.lock"):
        with suppress(OSError):
            if not path.name.startswith(mine) and is_held(path):
                begun.append(path.stat().st_mtime_ns // 1000)
    return min(begun, default=None)


def check_is_due(paths: Paths, clock: Clock) -> bool:
    """Whether somebody did not close, or the last reading of the whole file is a week ago (or never was)."""
    if next(_left(paths), None) is not None:
        return True
    try:
        checked_us = int((_folder(paths) / CHECKED_NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return True
    return not checked_us <= to_us(clock.now()) < checked_us + CHECK_EVERY_US


def note_checked(paths: Paths, clock: Clock) -> None:
    """The whole file was read and is sound: what others left behind is settled."""
    for path in list(_left(paths)):
        with suppress(OSError):
            path.unlink()
    folder = _folder(paths)
    folder.mkdir(mode=0o700, exist_ok=True)
    from smmdesk.system.drafts import write_whole

    write_whole(folder / CHECKED_NAME, str(to_us(clock.now())).encode("ascii"))


def _left(paths: Paths) -> Iterator[Path]:
    """Files of processes that are no more."""
    return (path for path in _folder(paths).glob("*.lock") if not is_held(path))


def _folder(paths: Paths) -> Path:
    return paths.folder / "running"
