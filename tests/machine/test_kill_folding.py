"""Killed while the log is folded into the file, and then the log is deleted: nothing is lost without a word (82).

The file may be torn then. The next engine reads it whole, puts it aside, takes the newest copy, brings over what can be
read, and says that something may be missing.
"""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.store import backups, health
from smmdesk.store.health import Condition
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.guards import AllowLog
from tests.helpers.warm import KILLED, Inject, Warm, has_strace
from tests.machine.work import HERE

pytestmark = pytest.mark.skipif(not has_strace(), reason="killed at a system call by strace: Linux with strace")
CALL = f"{HERE}write_and_fold"
CALLS = ("pwrite64", "fdatasync")
COPIED, FOLDED, NEW = "Fresh bread " * 300, "Warm rolls " * 300, "Cake " * 600


def opened(folder: Path) -> tuple[set[str], Problem | None]:
    """The texts as the next engine finds them, and what it says."""
    with closing(Store.open(Paths(folder), ManualClock(), durable=True)) as store, store.reading() as reader:
        found = {post.content.text for post in reader.all(Post)}
        said = store.opened
    assert health.look(Paths(folder).database, whole=True).condition is Condition.CURRENT
    return found, said


def rid_of_the_log(folder: Path) -> None:
    for side in ("-wal", "-shm"):
        (folder / f"desk.sqlite{side}").unlink(missing_ok=True)


def killed_at_each(warm: Warm, tmp_path: Path, every: int) -> int:
    """How many of the kills left a file that had to be mended."""
    template, folder = tmp_path / "template", tmp_path / "desk"
    assert "folded" in warm.run(CALL, str(template), COPIED).out
    backups.create(Paths(template), ManualClock())
    assert "folded" in warm.run(CALL, str(template), FOLDED).out
    rid_of_the_log(template)
    shutil.copytree(template, folder)
    counted = warm.count_writes(CALL, str(folder), NEW, syscalls=CALLS, ends=KILLED)
    calls = [(syscall, number) for syscall in CALLS for number in range(1, counted[syscall] + 1)]
    mended = 0
    for syscall, number in calls[every // 2 :: every]:
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        at = Inject(syscall, "signal=KILL", number)
        ran = warm.run(CALL, str(folder), NEW, trace=at.arguments)
        assert ran.code == KILLED, (at, ran)
        rid_of_the_log(folder)
        found, said = opened(folder)
        assert COPIED in found, at
        assert FOLDED in found or said is not None, at
        assert NEW in found or "folded" not in ran.out, at
        mended += said is not None
    return mended


@pytest.mark.fault(82)
def test_killed_while_folding_and_the_log_deleted(warm: Warm, tmp_path: Path, allow_log: AllowLog) -> None:
    allow_log("the calendar was damaged")
    killed_at_each(warm, tmp_path, 7)


@pytest.mark.long
@pytest.mark.fault(82)
def test_the_same_at_every_write(warm: Warm, tmp_path: Path, allow_log: AllowLog) -> None:
    allow_log("the calendar was damaged")
    assert killed_at_each(warm, tmp_path, 1), "some of them tore the file"
