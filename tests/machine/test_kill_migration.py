"""Killed while a file of an older version is brought up: old or new, never mixed, and the copy is there (fault 83).

The whole opening dies, not the migration alone: the copy before it, the migration, and what is rebuilt after it. Every
version dies at the commit of its migration and right after; at the others, which do the same with any version, the
oldest and the newest do, and with --long all. Of the statements and system calls in between each run takes others.
"""

import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.model.post import Post
from smmdesk.store import backups, driver, health
from smmdesk.store.health import Condition
from smmdesk.store.store import Store
from smmdesk.store.versions import HEAD, KNOWN
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.warm import KILLED, Inject, Warm, has_strace
from tests.machine.work import HERE
from tests.store.test_migrations import ROWS, populated

OLDER = KNOWN[:-1]
CALLS = ("pwrite64", "write", "ftruncate", "fdatasync", "fsync", "rename", "unlink")
needs_strace = pytest.mark.skipif(not has_strace(), reason="killed at a system call by strace: Linux with strace")


def made(folder: Path, version: str) -> Path:
    """A folder with a populated database of that version."""
    paths = Paths(folder).make()
    populated(paths.database, version)
    with closing(driver.connect(paths.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a person had in it."""
    with closing(driver.connect(path, read_only=True)) as connection:
        return {
            table: connection.execute(f"SELECT {', '.join(row)} FROM {table}").fetchall() for table, row in ROWS.items()
        }


def is_old_or_new(folder: Path, version: str, before: dict[str, list[tuple[object, ...]]], at: object) -> str:
    """The version that was found."""
    paths = Paths(folder)
    found = health.look(paths.database, whole=True)
    assert found.condition in (Condition.OLDER, Condition.CURRENT), at
    assert found.version in (version, HEAD), at
    assert rows(paths.database) == before, at
    copies = backups.list_backups(paths)
    assert copies or found.version == version, f"{at}: changed without a copy"
    for copy in copies:
        assert backups.verify(copy.path).version == version, at
        assert backups.verify(copy.path).rows["post"] == len(before["post"]), at
    return found.version


def comes_up(folder: Path, at: object) -> None:
    paths = Paths(folder)
    with closing(Store.open(paths, ManualClock(), durable=True)) as store, store.reading() as reader:
        assert store.opened is None, at
        assert reader.get(Post, "p").content.text == "Fresh bread", at
        assert reader._rows.query("SELECT count(*) FROM calendar_row") == [(1,)], at
        assert reader._rows.query("SELECT count(*) FROM search WHERE search MATCH 'bread'") == [(1,)], at
    assert health.look(paths.database, whole=True).condition is Condition.CURRENT, at
    assert not list(paths.backups.glob("*.new*")), "nothing half-written is left"


def spread(count: int, over: int) -> set[int]:
    """So many numbers of 1 to `over`, evenly far apart, beginning anywhere: each run takes others."""
    step = max(1, over // count)
    return set(range(1 + random.randrange(step), over + 1, step))


def killed_at_statements(warm: Warm, tmp_path: Path, version: str, more: int, *, each: bool = True) -> set[str]:
    """At each commit (else at those of migrations), right after it, and at so many statements more."""
    template = made(tmp_path / "template", version)
    before = rows(Paths(template).database)
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    counted = warm.run(f"{HERE}open_and_count", str(folder)).json
    commits = set(counted["commits"])
    assert len(commits) >= 3, "the copy, the migration, what is rebuilt after it"
    wanted = commits if each else set(counted["migrations"])
    assert wanted, "a migration says of which version the file is by then"
    points = wanted | {number + 1 for number in wanted} | spread(more, counted["statements"])
    versions = set()
    for number in sorted(points & set(range(1, counted["statements"] + 1))):
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        assert warm.run(f"{HERE}open_and_die", str(folder), number).code == KILLED, number
        versions.add(is_old_or_new(folder, version, before, number))
        comes_up(folder, number)
    return versions


@pytest.mark.fault(83)
@pytest.mark.parametrize("version", OLDER)
def test_killed_at_a_commit_or_a_statement_it_is_old_or_new(warm: Warm, tmp_path: Path, version: str) -> None:
    is_end = version in (OLDER[0], OLDER[-1])
    found = killed_at_statements(warm, tmp_path, version, 4 if is_end else 1, each=is_end)
    assert found == {version, HEAD}


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.fault(83)
@pytest.mark.parametrize("version", OLDER)
def test_the_same_at_more_statements(warm: Warm, tmp_path: Path, version: str) -> None:
    assert killed_at_statements(warm, tmp_path, version, 24) == {version, HEAD}


def broken_at_calls(warm: Warm, tmp_path: Path, version: str, how: str, points: int) -> set[str]:
    template = made(tmp_path / "template", version)
    before = rows(Paths(template).database)
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    counted = warm.count_writes(f"{HERE}open_store", str(folder), syscalls=CALLS)
    calls = [(syscall, number) for syscall in CALLS for number in range(1, counted[syscall] + 1)]
    versions = set()
    for place in sorted(spread(points, len(calls))):
        syscall, number = calls[place - 1]
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        at = Inject(syscall, how, number)
        ran = warm.run(f"{HERE}open_store", str(folder), trace=at.arguments)
        assert ran.code != 70 or "ProblemError" in ran.err, (at, ran)
        versions.add(is_old_or_new(folder, version, before, at))
        comes_up(folder, at)
    return versions


@needs_strace
@pytest.mark.fault(83)
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC"])
def test_killed_or_full_at_a_system_call_it_is_old_or_new(warm: Warm, tmp_path: Path, how: str) -> None:
    assert broken_at_calls(warm, tmp_path, OLDER[-1], how, 12) <= {OLDER[-1], HEAD}


@needs_strace
@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.fault(83)
@pytest.mark.parametrize(
    ("version", "how"),
    [
        *((version, "signal=KILL") for version in OLDER),
        *((version, f"error={failure}") for version in (OLDER[0], OLDER[-1]) for failure in ("ENOSPC", "EIO")),
    ],
)
def test_the_same_at_more_system_calls(warm: Warm, tmp_path: Path, version: str, how: str) -> None:
    assert broken_at_calls(warm, tmp_path, version, how, 20) <= {version, HEAD}
