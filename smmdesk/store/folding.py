"""Folding the log of the newest commits into the database file: what a person wrote is soon in the file itself.

A window's commits wait for no disk, and stood in `desk.sqlite-wal` alone for hours: gone when somebody deletes that
file or copies the database without it, or when the power goes (docs/decisions/0024).
"""

from contextlib import closing
from pathlib import Path

from smmdesk.store import driver
from smmdesk.system.soon import Soon

PAUSE_S = 0.5
"""From a commit to the folding. With the second after which typing is saved: less than the two that may be lost."""


def folding(path: Path) -> Soon | None:
    """What folds the log of this database: what it holds by now, and after each commit that it is told of.

    None where no log is used.
    """
    if not driver.log_is_safe(driver.version()):
        return None
    folding = Soon(lambda: fold(path), PAUSE_S, "smmdesk-folding")
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:  # of a process that was killed, or of one that works
        folding.ask()
    return folding


def fold(path: Path) -> bool:
    """Fold as much of the log as nobody reads, and wait for the disk; False while some of it is left.

    Holds up neither readings nor commits. Where it fails it is left to the next commit, which tells the person.
    """
    try:
        with closing(driver.connect(path)) as connection:
            busy, logged, folded = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except driver.Error:
        return True
    return not busy and logged == folded
