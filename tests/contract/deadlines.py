"""Deadlines that end a silent call in no time: the loop's own clock leaps on, once the scripted request has arrived.

The program keeps the deadlines that it has outside (a minute, more where files travel in the call). What it asks before
that request has all of them, however busy this computer is; nothing but the scripted call is hurried.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.servers.fault_scripts import Accepts
from tests.servers.faults import Rule

LEAP_S = 5.0
"""Far shorter than a deadline: a drip that keeps on coming must not be ended by what watches over single readings."""
BREATH_S = 0.02
"""In real time between two leaps: some bytes of a drip arrive."""
MOST_S = 200.0
"""By then every call must have ended by itself."""


@asynccontextmanager
async def leaping(rule: Rule, is_waiting: Callable[[], bool]) -> AsyncIterator[None]:
    """Inside, time runs from the arrival of the rule's request on, for as long as the program `is_waiting`.

    Raises AssertionError when nothing ends the call.
    """
    clock = _Leaps(asyncio.get_running_loop())
    try:
        async with asyncio.TaskGroup() as group:
            leaper = group.create_task(_leap(clock, rule, is_waiting))
            yield
            leaper.cancel()
    except* AssertionError as group_error:
        raise group_error.exceptions[0] from None


class _Leaps:
    """The loop's clock, which can be put ahead. It is never put back."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.ahead_s = 0.0
        self._real = loop.time
        loop.time = lambda: self._real() + self.ahead_s  # type: ignore[method-assign]

    def leap(self) -> None:
        self.ahead_s += LEAP_S
        assert self.ahead_s < MOST_S, "nothing ends this call"


async def _leap(clock: _Leaps, rule: Rule, is_waiting: Callable[[], bool]) -> None:
    while not _has_begun(rule):
        await asyncio.sleep(BREATH_S)
    while is_waiting():
        await asyncio.sleep(BREATH_S)
        clock.leap()


def _has_begun(rule: Rule) -> bool:
    """Whether the platform has what it will get of it."""
    return bool(rule.hits) and (rule.script.accepts is not Accepts.NOW or rule.hits[0].is_forwarded)
