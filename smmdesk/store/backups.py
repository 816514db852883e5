"""Copies of the calendar: whole, checked after writing, without sign-ins, ten kept.

A copy holds no sealed secret and no key, no caches, and nobody else's messages unless asked (that one was
read or answered it keeps). It is made with SQLite's
own copier (the file alone would miss what stands in its log) and gets its name only when it proved sound.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smmdesk.model.channel import ELSEWHERE
from smmdesk.model.moment import to_us
from smmdesk.model.problem import ProblemError
from smmdesk.store import driver, health, heard_before, running, swap
from smmdesk.store.db_settings import RESTORED_AT
from smmdesk.store.driver import EndedError
from smmdesk.store.faults import DamagedError, problem_of, told
from smmdesk.store.health import Condition, ask_for_check
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock, is_held

KEPT = 10
LOCK_NAME = "copy.lock"
PATIENCE_S = 60.0
DAILY_EVERY_US = 20 * 3600 * 1_000_000
_NAME = re.compile(r"desk-(\d{8})-(\d{6})-([a-z-]+)\.sqlite")
_SIDES = ("-wal", "-shm", "-journal")
_NEW = ".new"
Watch = Callable[[float], bool]
"""Is told how much of the work is over, from 0 to 1; False ends it."""
COPIED, STRIPPED, COMPACT = 0.2, 0.5, 0.7
"""How much is over when all pages are copied, when what does not leave is taken out, and when its room is; about."""
PAGES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. `reason`: asked, daily, before-update, before-restore."""

    path: Path
    made_at_us: int
    reason: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a copy holds: its version and rows by table."""

    version: str
    rows: dict[str, int]


def create(
    paths: Paths, clock: Clock, reason: str = "asked", *, with_messages: bool = False, spare: Path | None = None
) -> Path:
    """Make a copy now and check it; blocks, so call it on a thread. `spare` stays, however old it is.

    Raises ProblemError disk_full, folder_not_writable, desk_busy, and backup_bad when the copy is not what was copied.
    """
    with told(paths.folder, files=True), _one_at_a_time(paths):
        target = _free_name(paths.backups, clock.now(), reason)
        draft = paths.backups / f".{target.name}{_NEW}"
        try:
            _copy(paths.database, draft, with_messages)
            draft.chmod(0o600)
            os.replace(draft, target)
        except (driver.Error, DamagedError) as error:
            if isinstance(error, driver.Error) and not isinstance(problem_of(error, paths.folder), DamagedError):
                raise
            ask_for_check(paths)
            raise ProblemError("backup_bad", name=target.name) from error
        finally:
            _remove(draft)
    prune(paths, spare=spare)
    return target


@contextmanager
def _one_at_a_time(paths: Paths) -> Iterator[None]:
    """The copies for this process alone, without what a killed one left half-written. Raises ProblemError desk_busy."""
    paths.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(paths.folder / LOCK_NAME)
    if not lock.wait(PATIENCE_S):
        raise ProblemError("desk_busy")
    try:
        for left in paths.backups.glob(f".desk-*{_NEW}*"):
            left.unlink(missing_ok=True)
        yield
    finally:
        lock.release()


def write_copy(paths: Paths, target: Path, *, with_messages: bool = False, watch: Watch | None = None) -> bool:
    """A checked copy anywhere else: what an archive holds. False when `watch` ended it: then there is none.

    Raises ProblemError as `create`.
    """
    with told(paths.folder, files=True):
        try:
            _copy(paths.database, target, with_messages, watch or _going_on)
            target.chmod(0o600)
        except DamagedError as error:
            raise ProblemError("backup_bad", name=target.name) from error
        except EndedError:
            _remove(target)
            return False
    return True


def _going_on(_share: float) -> bool:
    return True


def _copy(source: Path, draft: Path, with_messages: bool, watch: Watch = _going_on) -> None:
    _remove(draft)

    def copied(_status: int, left: int, pages: int) -> None:
        if not watch(COPIED * (1 - left / max(1, pages))):
            raise EndedError

    with closing(driver.connect(source, read_only=True)) as original:
        original.execute("BEGIN")  # counts and pages of one snapshot
        before = health.counts(original)
        with closing(driver.dbapi.connect(str(draft), isolation_level=None)) as copy:
            original.backup(copy, pages=PAGES_AT_ONCE, progress=copied)
            original.execute("COMMIT")  # where there is no log, nobody can commit while somebody reads
            with driver.watched(copy, lambda: watch(COPIED)):
                _strip(copy, with_messages)
        driver.compact(draft, lambda: watch(STRIPPED))
        with closing(driver.dbapi.connect(str(draft), isolation_level=None)) as copy:
            with driver.watched(copy, lambda: watch(COMPACT)):
                kept = health.counts(copy)
                is_sound = health.is_sound(copy)
            if (with_messages and kept != before) or not is_sound:
                raise DamagedError("the copy differs")
            if any(kept[table] != before[table] for table in _NEVER_FEWER if table in before):
                raise DamagedError("the copy differs")
    watch(1.0)


_NEVER_FEWER = frozenset(health.COUNTED) - {"delivery", "part", "attempt"}


def _strip(copy: driver.Connection, with_messages: bool) -> None:
    """Take out what never leaves: sign-ins and their key, leases, caches, and other people's messages."""
    tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute("PRAGMA secure_delete = ON")
    copy.execute("PRAGMA foreign_keys = ON")
    copy.execute("BEGIN IMMEDIATE")
    if "secret" in tables:
        copy.execute(
            "UPDATE channel SET status = 'signed_out', reported = json_set(reported, '$.' || ?, json('true')) "
            "WHERE status = 'connected' AND 'channel:' || id IN (SELECT owner FROM secret)",
            (ELSEWHERE,),
        )
        copy.execute("DELETE FROM secret")
        copy.execute("DELETE FROM setting WHERE key = 'sealing_key'")
    for table in {"lease", "foreign_post"} & tables:
        copy.execute(f"DELETE FROM {table}")
    if "message" in tables and not with_messages:
        if "heard_before" in tables:
            heard_before.keep_all(copy)  # else what was answered would wait again after a restore
        copy.execute("DELETE FROM message")  # with the replies to them
        for table in {"hearing", "lookout_place", "share"} & tables:
            copy.execute(f"DELETE FROM {table}")  # they are heard again
        copy.execute("DELETE FROM change WHERE kind = 'message'")
    local = ("calendar_row", "search", "search_row", "message_search", "message_search_row")
    for table in (*local, "person_row", "person_account"):
        copy.execute(f"DROP TABLE IF EXISTS {table}")
    copy.execute("PRAGMA user_version = 0")
    copy.execute("COMMIT")


def daily(paths: Paths, clock: Clock, *, with_messages: bool = False) -> Path | None:
    """Today's copy, unless a copy was made in the last twenty hours. Raises as `create`."""
    newest = next(iter(list_backups(paths)), None)
    if newest is not None and to_us(clock.now()) - newest.made_at_us < DAILY_EVERY_US:
        return None
    return create(paths, clock, "daily", with_messages=with_messages)


def list_backups(paths: Paths) -> tuple[Backup, ...]:
    """The copies in the folder, newest first."""
    found = []
    with suppress(OSError):
        for path in paths.backups.iterdir():
            named = _NAME.fullmatch(path.name)
            with suppress(OSError, ValueError):
                if named is not None:
                    made = datetime.strptime(named[1] + named[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                    found.append(Backup(path, to_us(made), named[3], path.stat().st_size))
    return tuple(sorted(found, key=lambda backup: (backup.made_at_us, backup.path.name), reverse=True))


def verify(path: Path) -> Verified:
    """Read a copy whole. Raises ProblemError("backup_bad") when it is damaged, foreign or of a newer program."""
    try:
        found = health.look(path, whole=True)
        if found.condition in (Condition.CURRENT, Condition.OLDER):
            with closing(driver.connect(path, read_only=True)) as connection:
                return Verified(found.version, health.counts(connection))
    except driver.Error as error:
        raise ProblemError("backup_bad", name=path.name) from error
    raise ProblemError("backup_bad", name=path.name)


def restore(paths: Paths, clock: Clock, path: Path, *, in_window: bool = False) -> Path | None:
    """Put a copy in the place of the database, which is copied first; returns where that copy is (None: no database).

    Nobody may have the folder open; `in_window`: the caller is its window, which has closed its desk. Afterwards the
    folder is another device that asks before it publishes, every channel asks to sign in, and every open part is
    looked up before anything is sent. Raises ProblemError backup_bad,
    desk_busy, disk_full, folder_not_writable.
    """
    verify(path)
    with told(paths.folder, files=True), _nobody_else(paths, in_window):
        kept = _keep_current(paths, clock, path)
        swap.take_place(paths, clock, draft_of(paths, clock, path))
    return kept


def _keep_current(paths: Paths, clock: Clock, wanted: Path) -> Path | None:
    """A copy of what a restore replaces; the file itself when it cannot be copied. The copy that is `wanted` stays."""
    if not paths.database.exists():
        return None
    try:
        return create(paths, clock, "before-restore", spare=wanted)
    except ProblemError as error:
        if error.problem.code != "backup_bad":
            raise
        return put_aside(paths, clock)


@contextmanager
def _nobody_else(paths: Paths, in_window: bool) -> Iterator[None]:
    lock = FileLock(paths.engine_lock)
    if (not in_window and is_held(paths.window_lock)) or not lock.acquire():
        raise ProblemError("desk_busy")
    try:
        if running.in_use(paths):
            raise ProblemError("desk_busy")
        yield
    finally:
        lock.release()


def put_aside(paths: Paths, clock: Clock) -> Path | None:
    """Keep a damaged database with its log in `backups/damaged/`; it also stays where it is until another takes its
    place, so that a process that is killed meanwhile leaves the damage to be found again."""
    if not paths.database.exists():
        return None
    folder = paths.backups / "damaged"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = _free_name(folder, clock.now(), "damaged")
    if paths.database.is_dir():
        os.replace(paths.database, target)
        return target
    for side in ("-wal", "-journal", ""):
        with suppress(FileNotFoundError):
            _also_named(_beside(paths.database, side), _beside(target, side))
    return target


def _also_named(path: Path, name: Path) -> None:
    """A second name, which asks for no room and reads nothing from a disk that may fail; else a copy."""
    try:
        os.link(path, name)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, name)
        name.chmod(0o600)


def draft_of(paths: Paths, clock: Clock, path: Path) -> Path:
    """A database made from a copy that was verified, beside the one whose place it may take; it notes when it was
    made."""
    draft = swap.fresh_draft(paths)
    with (
        closing(driver.connect(path, read_only=True)) as copy,
        closing(driver.dbapi.connect(str(draft), isolation_level=None)) as fresh,
    ):
        copy.backup(fresh)
        fresh.execute(
            "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (RESTORED_AT, str(to_us(clock.now())))
        )
    return draft


def prune(paths: Paths, kept: int = KEPT, spare: Path | None = None) -> None:
    """Remove all but the newest copies and `spare`. Damaged calendars that were put aside stay."""
    for backup in list_backups(paths)[kept:]:
        if spare is None or backup.path.name != spare.name:
            _remove(backup.path)


def _free_name(folder: Path, made: datetime, reason: str) -> Path:
    """A name that sorts after those of the same minute: two copies of one second get different ones."""
    stamp = made.astimezone(UTC)
    taken = {path.name[5:20] for path in folder.glob(f"desk-{stamp:%Y%m%d}-*.sqlite")}
    while (text := f"{stamp:%Y%m%d-%H%M%S}") in taken or f"{stamp + timedelta(seconds=1):%Y%m%d-%H%M%S}" in taken:
        stamp += timedelta(seconds=1)
    return folder / f"desk-{text}-{reason}.sqlite"


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)


def _remove(path: Path) -> None:
    for side in ("", *_SIDES):
        _beside(path, side).unlink(missing_ok=True)
