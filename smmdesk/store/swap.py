"""Another database takes the place of the one that is there, whole or not at all, however the process ends.

The new file is finished beside the old one and then renamed to its waiting name: from there on it is the calendar, and
whoever opens the folder next ends what was begun. Only then is the old file removed, and its log before it: a log left
beside another database would be written into that.
"""

import os
from contextlib import closing, suppress
from pathlib import Path

from smmdesk.store import driver
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths

_SIDES = ("-wal", "-shm", "-journal")


def is_waiting(paths: Paths) -> bool:
    """Whether a finished database waits to take its place."""
    return _waiting(paths).exists()


def fresh_draft(paths: Paths) -> Path:
    """Where the new database is made; nothing is there now."""
    draft = paths.database.with_suffix(".draft")
    for side in ("", *_SIDES):
        _beside(draft, side).unlink(missing_ok=True)
    return draft


def take_place(paths: Paths, clock: Clock, draft: Path) -> None:
    """Let a finished draft be the database. The folder is another device from then on, and asks before it publishes."""
    with closing(driver.connect(draft, durable=True)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
    draft.chmod(0o600)
    _sync(draft)
    from smmdesk.system.device import renew_device

    renew_device(paths, clock)
    os.replace(draft, _waiting(paths))
    _sync_folder(paths.folder)
    finish(paths)


def finish(paths: Paths) -> None:
    """End what `take_place` began. Nobody may have the database open."""
    for side in _SIDES:
        _beside(paths.database, side).unlink(missing_ok=True)
    os.replace(_waiting(paths), paths.database)
    _sync_folder(paths.folder)


def _waiting(paths: Paths) -> Path:
    return paths.database.with_suffix(".waiting")


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Names are on disk too, where the system can say so."""
    if os.name != "nt":
        with suppress(OSError):
            _sync_directory(folder)


def _sync_directory(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
