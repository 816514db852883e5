"""When the whole database is read before it is used: after a process that did not close, and once a week."""

import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.brand import Brand
from smmdesk.store import driver, health, running
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths

WRITER = """
import sys
from pathlib import Path
from smmdesk.model.brand import Brand
from smmdesk.store.store import Store
from smmdesk.system.clock import SystemClock
from smmdesk.system.paths import Paths
clock = SystemClock()
store = Store.open(Paths(Path(sys.argv[1])), clock, durable=sys.argv[2] == "durable")
print("open", flush=True)
while True:
    with store.transaction() as tx:
        brand = tx.put(Brand(clock.new_id(), "x" * 300))
    print(brand.id, flush=True)
"""


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each look at a file was at the whole of it."""
    seen: list[bool] = []
    look = health.look_and_keep

    def watched(path: Path, *, whole: bool = False) -> tuple[health.Health, driver.Connection | None]:
        seen.append(whole)
        return look(path, whole=whole)

    monkeypatch.setattr(health, "look_and_keep", watched)
    return seen


def killed_while_writing(paths: Paths, kind: str) -> list[str]:
    """Ids that a process said were committed before it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(paths.folder), kind], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        said = [process.stdout.readline().strip() for _ in range(20)]
        process.kill()
        said += [line.strip() for line in process.stdout if line.endswith("\n")]
    return said


def test_a_clean_day_reads_the_whole_file_once_a_week(paths: Paths, clock: ManualClock, reads: list[bool]) -> None:
    def opened() -> bool:
        reads.clear()
        with closing(Store.open(paths, clock)), closing(Store.open(paths, clock, durable=True)):
            pass
        return any(reads)

    assert opened()
    assert not opened()
    clock.advance(timedelta(days=6))
    assert not opened()
    clock.advance(timedelta(days=2))
    assert opened()
    clock.jump(timedelta(days=-30))  # a clock that was put back says nothing about the file
    assert opened()


def test_the_window_does_not_read_it_whole(paths: Paths, clock: ManualClock, reads: list[bool]) -> None:
    for _ in range(2):
        Store.open(paths, clock).close()
    assert not any(reads)


@pytest.mark.fault(11)
@pytest.mark.parametrize("kind", ["durable", "window"])
def test_after_a_kill_nothing_said_is_lost_and_the_file_is_read(
    paths: Paths, clock: ManualClock, reads: list[bool], kind: str
) -> None:
    with closing(Store.open(paths, clock, durable=True)):
        pass
    assert not running.check_is_due(paths, clock)
    said = killed_while_writing(paths, kind)
    assert running.check_is_due(paths, clock)
    reads.clear()
    with closing(Store.open(paths, clock, durable=True)) as store:
        assert store.opened is None
        assert any(reads)
        with store.reading() as reader:
            assert set(said) <= {brand.id for brand in reader.all(Brand)}
    with closing(driver.connect(paths.database, read_only=True)) as connection:
        assert health.is_sound(connection)
    assert not running.check_is_due(paths, clock)


def test_a_store_that_is_open_elsewhere_is_no_reason(paths: Paths, clock: ManualClock) -> None:
    with closing(Store.open(paths, clock, durable=True)):
        assert not running.check_is_due(paths, clock)
        assert len(list((paths.folder / "running").glob("*.lock"))) == 1
    assert list((paths.folder / "running").glob("*.lock")) == []
