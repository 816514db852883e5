"""Bringing a database to what this program needs: made, migrated, or restored. Nothing that was there is ever lost.

A newer file is left as it is and opened for reading. A damaged one is put aside, the newest sound copy takes its place,
what can still be read of the damaged one is brought over, and the answer says what may be missing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import Problem, ProblemError, Value, time_of
from smmdesk.store import backups, driver, health, running, salvage, swap
from smmdesk.store.faults import DamagedError, told
from smmdesk.store.health import CHECK_WANTED, Condition, Health, Ready, ask_for_check
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock

log = logging.getLogger(__name__)

LOCK_NAME = "open.lock"
PATIENCE_S = 60.0


def make_ready(paths: Paths, clock: Clock, *, whole: bool) -> Ready:
    """`opening.make_ready` where something is to be done; `whole` reads all of the file first."""
    with _alone(paths):
        if swap.is_waiting(paths):
            _refuse_while_used(paths)
            swap.finish(paths)
        return _make_ready(paths, clock, health.look(paths.database, whole=whole))


def _make_ready(paths: Paths, clock: Clock, found: Health) -> Ready:
    if found.condition is Condition.NEWER:
        return Ready(read_only=Problem("desk_newer"))
    opened = None
    if found.condition in (Condition.ABSENT, Condition.EMPTY, Condition.DAMAGED):
        _refuse_while_used(paths)
    if found.condition is Condition.DAMAGED:
        opened = _recover(paths, clock, "desk_damaged")
    elif found.condition in (Condition.ABSENT, Condition.EMPTY) and backups.list_backups(paths):
        opened = _recover(paths, clock, "desk_gone")
    (paths.folder / CHECK_WANTED).unlink(missing_ok=True)
    _bring_up_to_date(paths, clock, health.look(paths.database))
    return Ready(opened)


def _bring_up_to_date(paths: Paths, clock: Clock, found: Health) -> None:
    """Make, migrate, and rebuild the local part, each in one transaction."""
    if found.condition in (Condition.ABSENT, Condition.EMPTY):
        from smmdesk.store import schema

        _in_one_go(paths.database, schema.create)
        return
    if found.condition is Condition.OLDER:
        from smmdesk.store import migrate

        backups.create(paths, clock, "before-update")
        migrate.upgrade(paths.database)
        found = health.look(paths.database)
    if not found.local_is_current:
        from smmdesk.store import schema

        _in_one_go(paths.database, schema.rebuild_local)


def _in_one_go(path: Path, work: Callable[[driver.Connection], None]) -> None:
    with closing(driver.connect(path, durable=True)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        work(connection)
        connection.execute("COMMIT")


# ------------------------------------------------------------------ damaged
def _recover(paths: Paths, clock: Clock, code: str) -> Problem:
    """Keep the damaged file aside; the newest sound copy, with what can still be read, takes its place."""
    aside = backups.put_aside(paths, clock)
    good = _newest_good(paths)
    draft = swap.fresh_draft(paths) if good is None else backups.draft_of(paths, clock, good.path)
    found = _salvage(draft, aside) if aside is not None else 0
    if health.look(draft).condition in (Condition.ABSENT, Condition.EMPTY):
        from smmdesk.store import schema

        _in_one_go(draft, schema.create)
    swap.take_place(paths, clock, draft)
    if good is None:
        log.error("the calendar was damaged and there is no copy")
        return Problem("desk_damaged_no_copy", {"name": aside.name if aside else ""})
    log.error("the calendar was damaged; restored %s, %d rows brought over", good.path.name, found)
    return Problem(code, {**_made(paths, good.made_at_us), "count": found})


def _newest_good(paths: Paths) -> backups.Backup | None:
    for backup in backups.list_backups(paths):
        with suppress(ProblemError):
            backups.verify(backup.path)
            return backup
    return None


def _salvage(draft: Path, aside: Path) -> int:
    """How many rows could be brought over; none when the result would not be sound.

    Raises ProblemError disk_full and its like: then nothing takes the place of anything, and it is tried again.
    """
    try:
        with told(draft.parent):
            _bring_tables_up_to_date(draft)
            return salvage.bring_over(aside, draft)
    except (driver.Error, DamagedError, UnicodeError):
        return 0


def _bring_tables_up_to_date(draft: Path) -> None:
    found = health.look(draft)
    if found.condition is Condition.OLDER:
        from smmdesk.store import migrate

        migrate.upgrade(draft)
    elif found.condition in (Condition.ABSENT, Condition.EMPTY):
        from smmdesk.store import schema

        _in_one_go(draft, schema.create)


def _made(paths: Paths, at_us: int) -> dict[str, Value]:
    """When a copy was made, in the zone of the first brand; worded when it is read: no language is chosen yet."""
    zone = "UTC"
    with suppress(driver.Error), closing(driver.connect(paths.database, read_only=True)) as connection:
        row = connection.execute("SELECT zone FROM brand ORDER BY id LIMIT 1").fetchone()
        zone = row[0] if row else zone
    return time_of(Moment.of(from_us(at_us), zone))


def _refuse_while_used(paths: Paths) -> None:
    """A file is not exchanged under a process that works with it, whichever that is: the next start does it."""
    if running.in_use(paths):
        ask_for_check(paths)
        raise ProblemError("desk_hurt")


@contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """One process makes ready at a time; the others wait for it. Raises ProblemError desk_busy."""
    lock = FileLock(paths.folder / LOCK_NAME)
    if not lock.wait(PATIENCE_S):
        raise ProblemError("desk_busy")
    try:
        yield
    finally:
        lock.release()
