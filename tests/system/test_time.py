"""Clocks, ids, events, tasks and paths: the small parts that everything stands on."""

import asyncio
import os
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.system.clock import FileClock, IdMaker, ManualClock, SystemClock, system_clock
from smmdesk.system.events import Event
from smmdesk.system.paths import Paths, default_folder
from smmdesk.system.tasks import TaskScope, WorkPool
from tests.guards import AllowLog

START = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)


def test_ids_are_uuids_of_version_seven_in_the_order_they_were_made() -> None:
    clock = ManualClock()
    made = [clock.new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}
    clock.jump(timedelta(days=-1))
    assert clock.new_id() > made[-1]


def test_an_id_begins_with_its_time() -> None:
    number = uuid.UUID(IdMaker().make(START)).int >> 80
    assert number == int(START.timestamp() * 1000)


def test_a_manual_clock_moves_what_it_is_told() -> None:
    clock = ManualClock(START)
    wall, monotonic, boot = clock.now(), clock.monotonic(), clock.boottime()
    clock.jump(timedelta(hours=2))
    assert (clock.now() - wall, clock.monotonic(), clock.boottime()) == (timedelta(hours=2), monotonic, boot)
    clock.suspend(timedelta(hours=1))
    assert (clock.now() - wall, clock.monotonic()) == (timedelta(hours=3), monotonic)
    assert clock.boottime() - boot == 3600
    clock.advance(timedelta(seconds=5))
    assert (clock.monotonic() - monotonic, clock.boottime() - boot) == (5, 3605)


async def test_sleepers_wake_when_their_time_has_come() -> None:
    clock = ManualClock(START)
    asked: list[float] = []
    clock.on_sleep = asked.append
    woken: list[str] = []

    async def sleep(seconds: float, name: str) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    tasks = [asyncio.ensure_future(sleep(10, "late")), asyncio.ensure_future(sleep(5, "early"))]
    tasks.append(asyncio.ensure_future(sleep(0, "at once")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (woken, asked) == (["at once"], [10, 5, 0])
    clock.advance(timedelta(seconds=5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert woken == ["at once", "early"]
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    clock.advance(timedelta(seconds=60))


async def test_the_real_clock_sleeps_and_goes_on() -> None:
    clock = SystemClock()
    before = clock.monotonic(), clock.boottime(), clock.now()
    await clock.sleep(0.001)
    assert clock.monotonic() > before[0]
    assert clock.boottime() > before[1]
    assert clock.now() > before[2]
    assert clock.now().utcoffset() == timedelta(0)


def test_a_file_moves_the_time_of_a_real_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clock"
    monkeypatch.setenv("SMMDESK_CLOCK_FILE", str(path))
    clock = system_clock()
    assert isinstance(clock, FileClock)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    path.write_text("86400.5")
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=1)
    path.write_text("soon")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    monkeypatch.delenv("SMMDESK_CLOCK_FILE")
    assert type(system_clock()) is SystemClock


# ------------------------------------------------------------------ events
def test_listeners_are_told_in_order_and_may_leave_while_told() -> None:
    event: Event[int] = Event()
    told: list[tuple[str, int]] = []

    def once(value: int) -> None:
        told.append(("once", value))
        leave()

    leave = event.connect(once)
    event.connect(lambda value: told.append(("always", value)))
    event(1)
    event(2)
    leave()
    assert told == [("once", 1), ("always", 1), ("always", 2)]


# ------------------------------------------------------------------ tasks
async def test_closing_a_scope_ends_its_tasks() -> None:
    scope = TaskScope()
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("ended")

    scope.start(work())
    await asyncio.sleep(0)
    assert scope.busy
    await scope.aclose()
    assert (ended, scope.busy) == (["ended"], False)
    with pytest.raises(RuntimeError):
        scope.start(work())


async def test_a_newer_task_of_a_key_replaces_the_older() -> None:
    scope = TaskScope()
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    scope.start(work(1), key="month")
    scope.start(work(2), key="month")
    scope.start(work(3))
    await scope.idle()
    assert sorted(done) == [2, 3]


async def test_an_error_is_told_or_logged(allow_log: AllowLog) -> None:
    allow_log("a task ended with an error")
    told: list[BaseException] = []

    async def fail() -> None:
        raise ZeroDivisionError

    for scope in (TaskScope(told.append), TaskScope()):
        scope.start(fail())
        await scope.idle()
        await asyncio.sleep(0)
    assert [type(error) for error in told] == [ZeroDivisionError]


async def test_blocking_work_runs_on_a_thread_of_the_pool() -> None:
    pool = WorkPool(1)
    try:
        assert await pool.run(pow, 2, 5) == 32
        with pytest.raises(ZeroDivisionError):
            await pool.run(divmod, 1, 0)
    finally:
        pool.close()


# ------------------------------------------------------------------ paths
def test_a_folder_is_made_closed(tmp_path: Path) -> None:
    os.umask(0o022)
    paths = Paths(tmp_path / "a" / "desk").make()
    assert paths.folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in paths.folder.iterdir()} == {"media", "cache", "backups", "logs"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths.folder.iterdir())


def test_where_the_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMMDESK_HOME", str(tmp_path / "mine"))
    assert default_folder() == tmp_path / "mine"
    assert default_folder(demo=True) == tmp_path / "mine-demo"
    monkeypatch.delenv("SMMDESK_HOME")
    assert default_folder().name == "smmdesk"
    assert default_folder(demo=True).name == "smmdesk-demo"
