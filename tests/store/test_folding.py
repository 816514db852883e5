"""What was committed is soon in the database file itself, whatever happens to the log beside it (fault 82)."""

import shutil
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from smmdesk.model.post import Post
from smmdesk.store import driver, folding
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.store.conftest import World

WITHIN_S = 10.0


def in_the_file(paths: Paths, tmp_path: Path) -> set[str]:
    """The texts in a copy of the file alone; none when it was copied in the middle of a folding."""
    alone = tmp_path / "alone.sqlite"
    shutil.copy(paths.database, alone)
    with suppress(driver.DatabaseError), closing(driver.connect(alone)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() == ("ok",):
            return {row[0] for row in connection.execute("SELECT text FROM post")}
    return set()


def comes_into_the_file(text: str, paths: Paths, tmp_path: Path) -> bool:
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        if text in in_the_file(paths, tmp_path):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.fault(82)
def test_a_commit_is_in_the_file_a_moment_later(world: World, paths: Paths, tmp_path: Path) -> None:
    world.post("Fresh bread")
    assert comes_into_the_file("Fresh bread", paths, tmp_path)


@pytest.mark.fault(82)
def test_a_reading_that_goes_on_keeps_the_newer_out_until_it_ends(world: World, paths: Paths, tmp_path: Path) -> None:
    world.post("before")
    with closing(driver.connect(paths.database, read_only=True)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM post").fetchone()
        world.post("meanwhile")
        assert not folding.fold(paths.database)
        assert "meanwhile" not in in_the_file(paths, tmp_path)
    assert comes_into_the_file("meanwhile", paths, tmp_path)


@pytest.mark.fault(82)
def test_who_leaves_first_leaves_what_it_wrote_in_the_file(world: World, paths: Paths, tmp_path: Path) -> None:
    """A command beside a running engine: its end is not the end of the log."""
    with closing(driver.connect(paths.database)):
        world.post("by a command")
        world.store.close()
        assert "by a command" in in_the_file(paths, tmp_path)


@pytest.mark.fault(82)
def test_what_a_killed_process_left_is_folded_by_the_next(
    world: World, paths: Paths, clock: ManualClock, tmp_path: Path
) -> None:
    world.post("Fresh bread")
    left = Paths(tmp_path / "left")
    shutil.copytree(paths.folder, left.folder)
    assert "Fresh bread" not in in_the_file(left, tmp_path)
    with closing(Store.open(left, clock)):
        assert comes_into_the_file("Fresh bread", left, tmp_path)


def test_while_others_write_nobody_is_held_up(world: World, paths: Paths) -> None:
    with closing(driver.connect(paths.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE brand SET name = 'by another'")
        began = time.monotonic()
        folding.fold(paths.database)
        assert time.monotonic() - began < driver.BUSY_TIMEOUT_MS / 2000
        other.execute("ROLLBACK")


def test_where_it_fails_it_is_left_to_the_next_commit(tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite").write_bytes(b"no database" * 999)
    assert folding.fold(tmp_path / "desk.sqlite")


def test_an_engine_and_an_old_sqlite_fold_nothing(
    paths: Paths, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Store.open(paths, clock, durable=True)) as store:
        assert store._folding is None
    monkeypatch.setattr(driver, "log_is_safe", lambda _number: False)
    with closing(Store.open(paths, clock)) as store:
        assert store._folding is None
        with store.reading() as reader:
            assert reader.all(Post) == ()
