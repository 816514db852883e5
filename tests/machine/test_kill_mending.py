"""Killed while a damaged calendar is mended, or a copy restored: the next start ends it, and nothing gets lost.

At each system call of the whole opening: the damaged file is kept, the copy takes its place, what was newer in the
damaged file is brought over, however often the mending begins anew.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.desk.planning import first_brand
from smmdesk.model.content import Content
from smmdesk.model.post import Post
from smmdesk.store import backups, db_settings, health
from smmdesk.store.health import Condition
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import read_device
from smmdesk.system.paths import Paths
from tests.guards import AllowLog
from tests.helpers.warm import KILLED, Inject, Warm, has_strace
from tests.machine.desks import with_desk
from tests.machine.work import HERE
from tests.store.test_opening import lost_index_entry

pytestmark = pytest.mark.skipif(not has_strace(), reason="killed at a system call by strace: Linux with strace")
CALLS = ("pwrite64", "write", "ftruncate", "fdatasync", "fsync", "rename", "unlink", "chmod", "copy_file_range")
Check = Callable[[Path, object], None]


@pytest.fixture(autouse=True)
def damage_is_expected(allow_log: AllowLog) -> None:
    allow_log("the calendar was damaged")


def write(folder: Path, text: str) -> None:
    def put(desk: object) -> None:
        brand = first_brand(desk)  # type: ignore[arg-type]
        with desk.store.transaction("new post") as tx:  # type: ignore[attr-defined]
            tx.put(Post(desk.clock.new_id(), brand.id, Content(text=text)))  # type: ignore[attr-defined]

    with_desk(folder, put)


def texts(store: Store) -> set[str]:
    with store.reading() as reader:
        return {post.content.text for post in reader.all(Post)}


def broken_at_each(
    warm: Warm, tmp_path: Path, template: Path, call: str, given: tuple[str, ...], every: int, how: str, check: Check
) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    counted = warm.count_writes(f"{HERE}{call}", str(folder), *given, syscalls=CALLS)
    check(folder, "not killed")
    calls = [(syscall, number) for syscall in CALLS for number in range(1, counted[syscall] + 1)]
    for syscall, number in calls[every // 2 :: every]:
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        at = Inject(syscall, how, number)
        ran = warm.run(f"{HERE}{call}", str(folder), *given, trace=at.arguments)
        assert how != "signal=KILL" or ran.code == KILLED, (at, ran)
        check(folder, at)


# ------------------------------------------------------------------ damaged
def damaged(folder: Path) -> Path:
    write(folder, "before the copy")
    backups.create(Paths(folder), ManualClock())
    write(folder, "after the copy")
    lost_index_entry(Paths(folder).database)
    (folder / health.CHECK_WANTED).touch()
    return folder


def is_mended(folder: Path, at: object) -> None:
    paths, clock = Paths(folder), ManualClock()
    with closing(Store.open(paths, clock, durable=True)) as store:
        assert texts(store) == {"before the copy", "after the copy"}, at
        with store.reading() as reader:
            assert db_settings.get(reader, db_settings.RESTORED_AT), at
    assert read_device(paths, clock).asks, at
    assert health.look(paths.database, whole=True).condition is Condition.CURRENT, at
    kept = list((paths.backups / "damaged").glob("*.sqlite"))
    assert any(health.look(path, whole=True).condition is Condition.DAMAGED for path in kept), at
    assert not [path for path in folder.glob("desk.*") if path.suffix in (".draft", ".waiting")], at


@pytest.mark.fault(81)
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC"])
def test_killed_or_full_while_a_damaged_calendar_is_mended(warm: Warm, tmp_path: Path, how: str) -> None:
    template = damaged(tmp_path / "template")
    broken_at_each(warm, tmp_path, template, "open_store", (), 67, how, is_mended)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.fault(81)
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC", "error=EIO"])
def test_the_same_at_every_system_call(warm: Warm, tmp_path: Path, how: str) -> None:
    template = damaged(tmp_path / "template")
    broken_at_each(warm, tmp_path, template, "open_store", (), 1, how, is_mended)


# ------------------------------------------------------------------ restored
def with_copy(folder: Path) -> tuple[Path, str]:
    write(folder, "before the copy")
    copy = backups.create(Paths(folder), ManualClock())
    write(folder, "after the copy")
    return folder, copy.name


def is_old_or_restored(folder: Path, at: object) -> None:
    paths, clock = Paths(folder), ManualClock()
    with closing(Store.open(paths, clock, durable=True)) as store:
        assert store.opened is None, at
        found = texts(store)
        assert found in ({"before the copy", "after the copy"}, {"before the copy"}), at
        with store.reading() as reader:
            restored = db_settings.get(reader, db_settings.RESTORED_AT) is not None
        assert restored is (found == {"before the copy"}), at
    if restored:
        assert read_device(paths, clock).asks, f"{at}: a restored calendar would publish without asking"
    assert health.look(paths.database, whole=True).condition is Condition.CURRENT, at


@pytest.mark.fault(87)
def test_killed_while_a_copy_is_restored_it_is_the_old_calendar_or_the_restored_one(warm: Warm, tmp_path: Path) -> None:
    template, name = with_copy(tmp_path / "template")
    broken_at_each(warm, tmp_path, template, "restore", (name,), 41, "signal=KILL", is_old_or_restored)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.fault(87)
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC", "error=EIO"])
def test_the_same_at_every_system_call_of_a_restore(warm: Warm, tmp_path: Path, how: str) -> None:
    template, name = with_copy(tmp_path / "template")
    broken_at_each(warm, tmp_path, template, "restore", (name,), 1, how, is_old_or_restored)
