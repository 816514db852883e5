"""Since when a folder has an engine without a gap, beyond the life of one process."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk.awake import Awake
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import State
from smmdesk.system.clock import ManualClock
from tests.fakes.reach import Bench, made_bench

GAP, STEP = 120, 20
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, brand) as made:
        yield made


def awake(folder: Path) -> Awake:
    return Awake(folder / "engine.seen", GAP, STEP)


def test_an_engine_that_takes_over_goes_on_with_the_run_of_the_one_before(tmp_path: Path) -> None:
    awake(tmp_path).note(1000, 5000)
    assert awake(tmp_path).since_us(5000 + GAP) == 1000


def test_a_gap_begins_anew(tmp_path: Path) -> None:
    awake(tmp_path).note(1000, 5000)
    assert awake(tmp_path).since_us(5001 + GAP) == 5001 + GAP


def test_a_clock_that_went_back_or_a_torn_file_begins_anew(tmp_path: Path) -> None:
    assert awake(tmp_path).since_us(7) == 7
    awake(tmp_path).note(1000, 5000)
    assert awake(tmp_path).since_us(4999) == 4999
    for torn in ("", '{"since_us": 1', "[]", '{"since_us": null, "seen_us": 1}'):
        (tmp_path / "engine.seen").write_text(torn, "ascii")
        assert awake(tmp_path).since_us(9) == 9


def test_it_is_written_down_once_in_a_while_and_never_in_the_way(tmp_path: Path) -> None:
    run = awake(tmp_path)
    run.note(1000, 5000)
    written = (tmp_path / "engine.seen").read_text("ascii")
    run.note(1000, 5000 + STEP - 1)
    assert (tmp_path / "engine.seen").read_text("ascii") == written
    run.note(1000, 5000 + STEP)
    assert (tmp_path / "engine.seen").read_text("ascii") != written
    Awake(tmp_path / "nowhere" / "engine.seen", GAP, STEP).note(1, 2)


async def test_what_waited_while_one_engine_followed_another_is_not_overdue(bench: Bench) -> None:
    """Five posts behind a platform that cannot be reached: the engine was there, nobody has to be asked."""
    channel = bench.channel()
    bench.platform.online = False
    posts = [bench.post(str(number), channel, at=MINUTE) for number in range(5)]
    await bench.pass_time(6 * MINUTE)
    bench.restart()
    bench.platform.online = True
    await bench.pass_time(15 * MINUTE)
    assert {bench.state(post) for post in posts} == {State.PUBLISHED}
