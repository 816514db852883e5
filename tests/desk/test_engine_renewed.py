"""An engine without a window makes room for the version that was installed over it, however it is started again."""

from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.desk import succeeding
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import add_post, publish_now
from smmdesk.desk.publishing import Publisher
from smmdesk.engine import Engine, _ends_for_another
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.system.clock import ManualClock
from smmdesk.system.own_program import OwnProgram
from smmdesk.system.single import engine_lock, is_held
from smmdesk.system.successor import GONE_S, Succession
from tests.desk.support import add_channel, deliveries, drive


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "smmdesk"
    path.write_text("1", "utf-8")
    return path


@pytest.fixture
def succession(program: Path, clock: ManualClock) -> Succession:
    return Succession(OwnProgram(str(program)), clock)


@pytest.mark.parametrize(("from_window", "ends"), [(False, True), (True, False)])
def test_a_service_ends_and_the_windows_own_engine_stays_with_its_window(
    desk: Desk, program: Path, succession: Succession, from_window: bool, ends: bool
) -> None:
    """The system starts the newer one half a minute later (at_login); the window says that it is to be closed."""
    engine = Engine(desk, Publisher(desk), from_window, succession=succession)
    assert not _ends_for_another(engine, succession)
    program.write_text("22", "utf-8")
    assert _ends_for_another(engine, succession) is ends
    assert not engine.makes_room


def test_alone_it_waits_until_the_newer_one_is_whole_and_makes_room(
    desk: Desk, clock: ManualClock, program: Path, succession: Succession
) -> None:
    engine = Engine(desk, Publisher(desk), True, True, succession)
    for piece in ("2", "22"):
        program.write_text(piece, "utf-8")
        assert not _ends_for_another(engine, succession), "it is being copied"
        clock.advance(timedelta(seconds=9))
        assert not _ends_for_another(engine, succession)
    clock.advance(timedelta(seconds=2))
    assert _ends_for_another(engine, succession)
    assert engine.makes_room


def test_what_goes_out_at_that_moment_is_finished_before(
    desk: Desk, brand: Brand, clock: ManualClock, program: Path, succession: Succession
) -> None:
    channel = add_channel(desk, brand, "Forno")
    post = add_post(desk, brand.id, content=Content(text="Bread"), channels=(channel.id,))
    publish_now(desk, post.id)
    drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.SENDING)
    program.write_text("22", "utf-8")
    clock.advance(timedelta(seconds=11))
    for alone in (True, False):
        assert not _ends_for_another(Engine(desk, Publisher(desk), alone, alone, succession), succession)


def test_alone_it_ends_where_the_program_was_taken_away_and_not_while_it_is_put_anew(
    desk: Desk, clock: ManualClock, program: Path, succession: Succession
) -> None:
    engine = Engine(desk, Publisher(desk), True, True, succession)
    program.unlink()
    assert not _ends_for_another(engine, succession)
    clock.advance(timedelta(seconds=GONE_S + 1))
    assert _ends_for_another(engine, succession)
    assert not engine.makes_room


@pytest.mark.parametrize("again", ["", "1"])
def test_where_the_newer_one_is_taken_away_before_it_began_the_old_one_goes_on(
    desk: Desk, clock: ManualClock, program: Path, succession: Succession, again: str
) -> None:
    """A second package was being put there, or the first one was taken back: nobody else would send what is due."""
    program.write_text("22", "utf-8")
    assert not succession.is_due
    clock.advance(timedelta(seconds=11))
    assert succession.is_due
    program.unlink()
    if again:
        program.write_text(again, "utf-8")
    lock = engine_lock(desk.paths)
    assert lock.acquire()
    with lock:
        assert succeeding.goes_on(lock, desk, succession)
        assert is_held(desk.paths.engine_lock)
