"""The window and its engine under the computer's own clock, as libfaketime tells it, in the nights in which an hour is
missing or comes twice (faults 70, 71): what it says, what it keeps, and when that goes out while the clock is set.

Both processes are the real ones and share one clock; sleep and the boot clock are left alone.
"""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.model.post import Post
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import ROME, add_channel
from tests.end_to_end.conftest import Start
from tests.helpers.screen import until
from tests.helpers.screen_program import Program
from tests.machine.desks import practice_texts

pytestmark = pytest.mark.screen
MISSING = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
"""Rome goes from 2:00 to 3:00 half an hour before: half past two is not, and half past three is meant."""
TWICE = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
"""Half past two for the first time; an hour later it is half past two again."""
SOON = timedelta(seconds=5)
PATIENCE_S = 90.0


class Wall:
    """The wall clock of every program that is started with `environment`; a test sets it while they run."""

    def __init__(self, file: Path) -> None:
        self._file = file
        [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, instant: datetime) -> None:
        self._file.write_text(f"{round(instant.timestamp() - time.time()):+d}", "ascii")


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path / "wall")


def shop(folder: Path, at: datetime) -> Path:
    """A desk with one channel, which publishes into a folder."""
    desk = open_desk(Paths(folder), ManualClock(at))
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, zone=ROME))
    add_channel(desk, brand, "Shop window")
    close_now(desk)
    return folder


def scheduled(program: Program, wish: str, said: str) -> None:
    """A post for the night, as a person writes and dates it; the window says the date back."""
    program.press("New post")
    program.find("text", "Post text").write("Fresh bread")
    program.fill("When it goes out", wish)
    program.find("label", has=said)
    program.click("Schedule")
    program.find("list item", has="“Fresh bread”")


def planned(folder: Path) -> datetime:
    """When the one post goes out, as the calendar keeps it."""
    with closing(Store.open(Paths(folder), ManualClock())) as store, store.reading() as reader:
        [post] = reader.all(Post)
    assert post.planned is not None
    return post.planned.instant


@pytest.mark.fault(70)
def test_the_evening_before_an_hour_is_missing(start: Start, wall: Wall, tmp_path: Path) -> None:
    evening = MISSING - timedelta(hours=4)
    folder = shop(tmp_path / "desk", evening)
    wall.set(evening)
    program = start(folder=folder, env=wall.environment)
    program.window()
    program.find("list item", has="Saturday 27 March, today")
    scheduled(program, "tomorrow 2:30", "Sun 28 Mar 2027, 03:30")
    program.find("list item", has="03:30, Practice, goes out")
    assert planned(folder) == MISSING
    program.quit()


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.fault(70, 71)
@pytest.mark.parametrize(
    ("due", "said"),
    [(MISSING, "Sun 28 Mar 2027, 03:30"), (TWICE, "Sun 31 Oct 2027, 02:30")],
    ids=["an hour is missing", "an hour comes twice"],
)
def test_it_goes_out_once_at_its_moment_whatever_the_clock_does(
    start: Start, wall: Wall, tmp_path: Path, due: datetime, said: str
) -> None:
    evening = due - timedelta(hours=4)
    folder = shop(tmp_path / "desk", evening)
    wall.set(evening)
    program = start(folder=folder, env=wall.environment)
    program.window()
    scheduled(program, "tomorrow 2:30", said)
    assert planned(folder) == due
    assert practice_texts(folder) == []
    wall.set(due - SOON)
    stays_out(program, folder)
    for later in (timedelta(hours=-1), timedelta(hours=1), timedelta(minutes=1)):
        wall.set(due + later)
        stays_out(program, folder)
    program.quit()


def stays_out(program: Program, folder: Path) -> None:
    """It is out, and the calendar says so; after three more looks of the engine it is out once."""
    until(lambda: practice_texts(folder) == ["Fresh bread"], "it is out", timeout_s=PATIENCE_S)
    program.find("list item", has="published, “Fresh bread”")
    goes_on(lambda: practice_texts(folder) == ["Fresh bread"])


def goes_on(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 3.0
    while time.monotonic() < end:
        assert holds()
        time.sleep(0.2)
