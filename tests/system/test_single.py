"""Locks for life: one holder, and none when the holder is dead."""

import subprocess
import sys
from pathlib import Path

import pytest

from smmdesk.system.paths import Paths
from smmdesk.system.single import FileLock, engine_lock, is_held, window_lock

HOLDER = """
import sys
from pathlib import Path
from smmdesk.system.single import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held" if lock.acquire() else "busy", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "engine.lock"


def test_one_holder_in_one_process(path: Path) -> None:
    one, other = FileLock(path), FileLock(path)
    assert one.acquire()
    assert one.acquire()
    assert (one.held, other.acquire(), other.held) == (True, False, False)
    one.release()
    one.release()
    assert other.acquire()
    other.release()
    assert path.exists()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.fault(80)
def test_one_holder_among_processes_and_none_after_a_kill(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        lock = FileLock(path)
        assert not lock.acquire()
        assert not lock.wait(0.05)
        assert is_held(path)
        holder.kill()
        assert lock.wait(20)
    assert lock.held
    lock.release()


def test_waiting_ends_when_the_lock_is_given_back(path: Path) -> None:
    with FileLock(path) as lock:
        assert lock.wait(0)
        assert is_held(path)
    assert not is_held(path)
    assert not is_held(path.with_name("never made"))


def test_window_and_engine_have_their_own(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with window_lock(paths) as window, engine_lock(paths) as engine:
        assert window.acquire()
        assert engine.acquire()
        assert {path.name for path in tmp_path.iterdir()} == {"window.lock", "engine.lock"}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        FileLock(tmp_path / "none" / "x.lock").acquire()
