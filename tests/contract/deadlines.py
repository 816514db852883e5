"""Deadlines that end a silent call in no time: the loop's own clock leaps on while a scripted request waits.

The program keeps the deadlines that it has outside (a minute, more where files travel in the call). What it asks before
that request has all of them, however busy this computer is; nothing but the scripted call is hurried.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.servers.fault_scripts import Accepts, Ending, Script
from tests.servers.faults import Exchange, Rule

LEAP_S = 5.0
"""Far shorter than a deadline: a drip that keeps on coming must not be ended by what watches over single readings."""
BREATH_S = 0.02
"""In real time between two leaps: some bytes of a drip arrive."""
MOST_S = 200.0
"""By then every call must have ended by itself."""


def takes_time(script: Script) -> bool:
    """Whether only the deadline ends it."""
    return script.ending in (Ending.SILENCE, Ending.DRIP)


@asynccontextmanager
async def leaping(rule: Rule) -> AsyncIterator[None]:
    """Inside, time runs while one of the rule's requests waits for its answer, where only a deadline ends that.

    Raises AssertionError when nothing ends the call.
    """
    if not takes_time(rule.script):
        yield
        return
    try:
        async with asyncio.TaskGroup() as group:
            leaper = group.create_task(_leap(_Leaps(asyncio.get_running_loop()), rule))
            yield
            leaper.cancel()
    except* AssertionError as found:
        raise found.exceptions[0] from None


class _Leaps:
    """The loop's clock, which can be put ahead. It is never put back."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._ahead_s, self._real = 0.0, loop.time
        loop.time = lambda: self._real() + self._ahead_s  # type: ignore[method-assign]

    def leap(self) -> None:
        self._ahead_s += LEAP_S


async def _leap(clock: _Leaps, rule: Rule) -> None:
    leapt: dict[Exchange, float] = {}
    while True:
        await asyncio.sleep(BREATH_S)
        for waiting in rule.hits:
            if _waits(waiting, rule.script):
                clock.leap()
                leapt[waiting] = leapt.get(waiting, 0.0) + LEAP_S
                assert leapt[waiting] < MOST_S, "nothing ends this call"


def _waits(exchange: Exchange, script: Script) -> bool:
    """Whether the platform has what it will get of it, and the program waits for more."""
    return not exchange.over and (script.accepts is not Accepts.NOW or exchange.is_forwarded)
