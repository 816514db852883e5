"""Time and ids, injected everywhere. Nothing else in the program reads a clock."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from smmdesk.model.moment import from_us, to_us

if TYPE_CHECKING:
    import asyncio


class Clock(Protocol):
    """What the program knows of time."""

    def now(self) -> datetime:
        """The aware UTC wall clock."""

    def monotonic(self) -> float:
        """Seconds that never go back; may stop while the computer sleeps."""

    def boottime(self) -> float:
        """Seconds since boot, sleep included where the system tells (else the wall clock's)."""

    def set_by_us(self) -> int:
        """Microseconds between the wall clock and `boottime`: they change only when somebody sets the clock."""

    async def sleep(self, seconds: float) -> None:
        """Wait at most a minute; callers look at the clock again (Qt wakes up to 5 ms early)."""

    def new_id(self) -> str:
        """A UUIDv7, sortable by creation."""


LONGEST_SLEEP_S = 60.0


class IdMaker:
    """UUIDv7 with a counter, so that ids of one process sort in the order they were made."""

    def __init__(self) -> None:
        self._last = 0

    def make(self, instant: datetime) -> str:
        milliseconds = to_us(instant) // 1000
        self._last = max(self._last + 1, (milliseconds << 12) | _random_bits(10))
        stamp, counter = self._last >> 12, self._last & 0xFFF
        tail = _random_bits(62)
        number = (stamp & ((1 << 48) - 1)) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _random_bits(count: int) -> int:
    """At most 64, from the system: what `secrets` does, which is imported with all of OpenSSL."""
    return int.from_bytes(os.urandom(8), "big") >> (64 - count)


class SystemClock:
    """The computer's own clock."""

    def __init__(self) -> None:
        self._ids = IdMaker()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def boottime(self) -> float:
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.time()

    def set_by_us(self) -> int:
        return to_us(datetime.now(UTC)) - round(SystemClock.boottime(self) * 1_000_000)

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(min(max(seconds, 0.0), LONGEST_SLEEP_S))

    def new_id(self) -> str:
        return self._ids.make(self.now())


class ManualClock:
    """A clock that a test moves. Sleepers wake when it passes their time.

    `advance` also moves the monotonic and boot clocks; `jump` moves only the wall clock (a changed clock), `suspend`
    the wall and boot clocks (a sleep).
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
        self._monotonic = 1000.0
        self._boot = 1000.0
        self._ids = IdMaker()
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self.on_sleep: Callable[[float], None] | None = None

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def boottime(self) -> float:
        return self._boot

    def set_by_us(self) -> int:
        return to_us(self._now) - round(self._boot * 1_000_000)

    async def sleep(self, seconds: float) -> None:
        import asyncio

        if self.on_sleep is not None:
            self.on_sleep(seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (self._monotonic + seconds, future)
        self._sleepers.append(entry)
        try:
            await future
        finally:
            if entry in self._sleepers:
                self._sleepers.remove(entry)

    def new_id(self) -> str:
        return self._ids.make(self._now)

    def advance(self, step: timedelta) -> None:
        self._now += step
        self._monotonic += step.total_seconds()
        self._boot += step.total_seconds()
        self._wake()

    def jump(self, step: timedelta) -> None:
        self._now += step

    def suspend(self, step: timedelta) -> None:
        self._now += step
        self._boot += step.total_seconds()

    def _wake(self) -> None:
        for due, future in list(self._sleepers):
            if due <= self._monotonic and not future.done():
                future.set_result(None)


class FileClock(SystemClock):
    """The system clock moved by what a file says, in seconds: lets a test move the time of a real process.

    Only used when `SMMDESK_CLOCK_FILE` names a file; `now` is read afresh at each call. To the program that is time
    going by, not a clock that was set.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def now(self) -> datetime:
        try:
            with open(self._path, encoding="ascii") as file:
                shift_us = round(float(file.read().strip() or 0) * 1_000_000)
        except (OSError, ValueError):
            shift_us = 0
        return from_us(to_us(datetime.now(UTC)) + shift_us)


def pause(seconds: float) -> None:
    """Block this thread for a moment: only where nothing else waits for it (a second start asking the first)."""
    time.sleep(seconds)


def system_clock() -> Clock:
    """The clock that the program starts with."""
    path = os.environ.get("SMMDESK_CLOCK_FILE")
    return FileClock(path) if path else SystemClock()
