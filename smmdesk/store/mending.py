"""Bringing a database to what this program needs: made, migrated, or restored. Nothing that was there is ever lost.

A newer file is left as it is and opened for reading. A damaged one is put aside, the newest sound copy takes its place,
what can still be read of the damaged one is brought over, and the answer says what may be missing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from smmdesk.model.dates import say_time
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _, ngettext
from smmdesk.store import backups, driver, health, salvage
from smmdesk.store.faults import DamagedError
from smmdesk.store.health import CHECK_WANTED, Condition, Health
from smmdesk.store.opening import Ready, ask_for_check
from smmdesk.system.clock import Clock
from smmdesk.system.device import renew_device
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock, is_held

log = logging.getLogger(__name__)

LOCK_NAME = "open.lock"
PATIENCE_S = 60.0


def make_ready(paths: Paths, clock: Clock, *, whole: bool) -> Ready:
    """`opening.make_ready` where something is to be done; `whole` reads all of the file first."""
    with _alone(paths):
        return _make_ready(paths, clock, health.look(paths.database, whole=whole))


def _make_ready(paths: Paths, clock: Clock, found: Health) -> Ready:
    if found.condition is Condition.NEWER:
        return Ready(read_only=Problem("desk_newer"))
    opened = None
    if found.condition in (Condition.ABSENT, Condition.EMPTY) and backups.list_backups(paths):
        opened = _recover(paths, clock, "desk_gone")
    elif found.condition is Condition.DAMAGED:
        _refuse_while_used(paths)
        opened = _recover(paths, clock, "desk_damaged")
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
    """Put the damaged file aside and the newest sound copy in its place."""
    aside = backups.put_aside(paths, clock)
    good = _newest_good(paths)
    if good is None:
        log.error("the calendar was damaged and there is no copy")
        found = _salvage(paths, aside) if aside is not None else 0
        return Problem("desk_damaged_no_copy", {"name": aside.name if aside else "", "missing": _brought(found)})
    backups.install(paths, clock, good.path)
    renew_device(paths, clock)
    found = _salvage(paths, aside) if aside is not None else 0
    log.error("the calendar was damaged; restored %s, %d rows brought over", good.path.name, found)
    return Problem(code, {"time": _said(paths, good.made_at_us), "missing": _brought(found)})


def _newest_good(paths: Paths) -> backups.Backup | None:
    for backup in backups.list_backups(paths):
        with suppress(ProblemError):
            backups.verify(backup.path)
            return backup
    return None


def _salvage(paths: Paths, aside: Path) -> int:
    """How many rows could be brought over; none when the result would not be sound."""
    try:
        _bring_tables_up_to_date(paths)
        return salvage.bring_over(aside, paths.database)
    except (driver.Error, DamagedError):
        return 0


def _bring_tables_up_to_date(paths: Paths) -> None:
    found = health.look(paths.database)
    if found.condition is Condition.OLDER:
        from smmdesk.store import migrate

        migrate.upgrade(paths.database)
    elif found.condition in (Condition.ABSENT, Condition.EMPTY):
        from smmdesk.store import schema

        _in_one_go(paths.database, schema.create)


def _brought(found: int) -> str:
    if not found:
        return _("What was changed after that may be missing.")
    return ngettext(
        "{count} newer change could be saved from the damaged file; more may be missing.",
        "{count} newer changes could be saved from the damaged file; more may be missing.",
        found,
    ).format(count=found)


def _said(paths: Paths, at_us: int) -> str:
    """An instant in words, in the zone of the first brand."""
    zone = "UTC"
    with suppress(driver.Error), closing(driver.connect(paths.database, read_only=True)) as connection:
        row = connection.execute("SELECT zone FROM brand ORDER BY id LIMIT 1").fetchone()
        zone = row[0] if row else zone
    return say_time(Moment.of(from_us(at_us), zone))


def _refuse_while_used(paths: Paths) -> None:
    """A damaged file is not exchanged under a window that works with it: the window's next start does it."""
    if is_held(paths.window_lock) and is_held(paths.engine_lock):
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
