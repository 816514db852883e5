"""How often the file is opened: each opening reads and parses all that its tables are, which takes two milliseconds."""

from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.store import driver
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths


def test_a_window_opens_the_file_twice_to_show_its_calendar(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths(tmp_path / "desk")
    Store.open(paths, clock).close()
    opened, connect = list[driver.Connection](), driver.connect

    def counted(path: Path, **more: bool) -> driver.Connection:
        opened.append(connect(path, **more))
        return opened[-1]

    monkeypatch.setattr(driver, "connect", counted)
    store = Store.open(paths, clock)
    with closing(store.calendar()) as first, closing(store.calendar()) as second:
        assert first.brands() == second.brands() == ()
        assert len(opened) == 3, "one looks at the file and is the first reader's then, one writes, one is the second's"
    store.close()
    for connection in opened:
        with pytest.raises(driver.Error):
            connection.execute("SELECT 1")


def test_a_connection_that_another_thread_takes_in_the_same_moment_is_missed_by_nobody(
    tmp_path: Path, clock: ManualClock
) -> None:
    class Taken(list[driver.Connection]):
        def __bool__(self) -> bool:
            return True

    store = Store.open(Paths(tmp_path / "desk"), clock)
    for connection in store._readers:
        connection.close()
    store._readers = Taken()
    with closing(store.calendar()) as calendar:
        assert calendar.brands() == ()
    store.close()
