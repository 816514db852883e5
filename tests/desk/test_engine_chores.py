"""What the engine does beside publishing, with nobody asking: a copy a day, the trash."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from smmdesk.desk.desk import Desk
from smmdesk.desk.publishing import Publisher
from smmdesk.engine import Engine
from smmdesk.model.problem import ProblemError
from smmdesk.store import backups, idea_folders
from smmdesk.system.clock import ManualClock
from smmdesk.system.tasks import TaskScope


async def until(true: Callable[[], bool]) -> None:
    """Copies are made on a thread of the pool, which only real time brings to its end; bounded."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.statement(112)
async def test_a_copy_is_made_by_itself_once_a_day(desk: Desk, clock: ManualClock) -> None:
    engine, tasks = Engine(desk, Publisher(desk)), TaskScope()
    tasks.start(engine._chores())
    made: list[int] = []
    for _hour in range(49):
        await until(lambda: bool(clock._sleepers))
        clock.advance(timedelta(minutes=1))
        for _minute in range(60):
            await asyncio.sleep(0)  # the engine has its turn; no time passes
            clock.advance(timedelta(minutes=1))
        await until(lambda: bool(clock._sleepers))
        made.append(len(backups.list_backups(desk.paths)))
    await tasks.aclose()
    assert made[0] == 1, "soon after the start"
    assert made[-1] == 3, "and each day"
    assert {copy.reason for copy in backups.list_backups(desk.paths)} == {"daily"}


async def test_ideas_are_looked_for_again_after_a_look_that_failed(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, tasks, asked = Engine(desk, Publisher(desk)), TaskScope(), list[int]()

    def busy(_reader: object) -> tuple[()]:
        asked.append(1)
        raise ProblemError("disk_full")

    monkeypatch.setattr(idea_folders, "all_of", busy)
    task = tasks.start(engine._look_for_ideas())
    for looks in range(3):
        await until(lambda: bool(clock._sleepers) or task.done())
        clock.advance(timedelta(seconds=13))
        await until(partial(_more_than, asked, looks, task))
    await tasks.aclose()
    assert len(asked) > 2


def _more_than(asked: list[int], looks: int, task: "asyncio.Task[None]") -> bool:
    return len(asked) > looks or task.done()
