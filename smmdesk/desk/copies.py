"""The copies of the calendar, and one of them put back; how long the trash keeps what was deleted."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.model.moment import from_us
from smmdesk.model.post import Post
from smmdesk.store import backups
from smmdesk.store.backups import Backup
from smmdesk.store.housekeeping import TRASH_KEPT
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

__all__ = ["Backup", "check_copy", "copies_of", "leaves_trash", "put_back"]


def copies_of(desk: "Desk") -> tuple[Backup, ...]:
    """The copies in the folder, newest first."""
    return backups.list_backups(desk.paths)


async def check_copy(desk: "Desk", path: Path) -> None:
    """Read a copy whole. Raises ProblemError(backup_bad)."""
    await desk.pool.run(backups.verify, path)


def put_back(paths: Paths, clock: Clock, path: Path) -> None:
    """For the window, which has closed its desk: a copy takes the calendar's place, which is copied first.

    Raises ProblemError as `backups.restore`.
    """
    backups.restore(paths, clock, path, in_window=True)


def leaves_trash(post: Post) -> datetime:
    """When a post in the trash goes for good."""
    assert post.deleted_at_us is not None
    return from_us(post.deleted_at_us) + TRASH_KEPT
