"""An engine that runs without a window makes room for the version that was installed over it."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.publishing import Publisher
from smmdesk.engine import Engine
from smmdesk.system.own_program import OwnProgram


@pytest.mark.parametrize(("from_window", "ends"), [(False, True), (True, False)])
async def test_a_service_ends_and_the_windows_own_engine_stays_with_its_window(
    desk: Desk, tmp_path: Path, from_window: bool, ends: bool
) -> None:
    """The system starts the newer one half a minute later (at_login); the window says that it is to be closed."""
    program = tmp_path / "smmdesk"
    program.write_text("1", "utf-8")
    for replaced in (False, True):
        engine = Engine(desk, Publisher(desk), from_window, program=OwnProgram(str(program)))
        if replaced:
            program.write_text("22", "utf-8")
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await engine._watch()
        assert engine._stop.is_set() is (replaced and ends)
