"""Killed half-way through a commit where there is no write-ahead log: the next start reads, and nothing said is lost.

So it is on computers where our own SQLite is missing. What a killed process leaves is a journal that has to be rolled
back, which a connection that may only read cannot do.
"""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.model.brand import Brand
from smmdesk.store import driver, health
from smmdesk.store.health import Condition
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.helpers.warm import KILLED, Inject, Warm, has_strace
from tests.machine.work import HERE, use_old_sqlite

pytestmark = pytest.mark.skipif(not has_strace(), reason="killed at a system call by strace: Linux with strace")
CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink")


def brands(folder: Path) -> list[str]:
    """As the next start finds them: by reading first, as a window does."""
    assert health.look(Paths(folder).database, whole=True).condition is Condition.CURRENT
    with closing(Store.open(Paths(folder), ManualClock())) as store, store.reading() as reader:
        assert store.opened is None
        return sorted(brand.name.split(" x")[0] for brand in reader.all(Brand))


def killed_at_each(warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int) -> int:
    template, folder = tmp_path / "template", tmp_path / "desk"
    with monkeypatch.context() as patch:
        use_old_sqlite(lambda name, value: patch.setattr(driver, name, value))
        Store.open(Paths(template), ManualClock(), durable=True).close()
    shutil.copytree(template, folder)
    call = f"{HERE}write_with_old_sqlite"
    counted = warm.count_writes(call, str(folder), syscalls=CALLS)
    hot = 0
    calls = [(syscall, number) for syscall in CALLS for number in range(1, counted[syscall] + 1)]
    for turn, (syscall, number) in enumerate(calls[every // 2 :: every]):
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        at = Inject(syscall, "signal=KILL", number)
        ran = warm.run(call, str(folder), trace=at.arguments)
        assert ran.code == KILLED, (at, ran)
        hot += (folder / "desk.sqlite-journal").exists()
        said = [f"brand {line}" for line in ran.out.split()]
        with monkeypatch.context() as patch:
            if turn % 2:  # and by the newer SQLite, when the program was updated meanwhile
                use_old_sqlite(lambda name, value: patch.setattr(driver, name, value))
            found = brands(folder)
        assert found[: len(said)] == said, at
        assert len(found) <= len(said) + 1, at
    return hot


@pytest.mark.fault(1, 11, 82)
def test_killed_half_way_through_a_commit(warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert killed_at_each(warm, tmp_path, monkeypatch, 11) > 1, "some of them left a journal to roll back"


@pytest.mark.long
@pytest.mark.fault(1, 11, 82)
def test_the_same_at_every_system_call(warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert killed_at_each(warm, tmp_path, monkeypatch, 1) > 10
