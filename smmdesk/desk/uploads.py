"""The uploads that run now: how far each is, and a way to stop one.

An upload is inert work: stopped at any moment it leaves nothing that anybody can see. What is being sent already cannot
be stopped here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from smmdesk.platforms.progress import listening
from smmdesk.system.clock import Clock

TELL_EVERY_S = 0.25
Told = Callable[[str, int, int], None]
"""part id, bytes that are over there, all bytes; both alike when it is over."""


def _nobody(_part_id: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(eq=False, slots=True)
class Uploads:
    """`told` hears of each upload at most four times a second, and of its end."""

    told: Told = _nobody
    _running: dict[str, asyncio.Timeout] = field(default_factory=dict)
    _stopped: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def running(self, part_id: str, total: int, clock: Clock, deadline_s: float) -> AsyncIterator[None]:
        """Inside, `total` bytes are uploaded for a part. Raises TimeoutError after `deadline_s`, or when stopped."""
        done, said_s = 0, clock.monotonic() - TELL_EVERY_S

        def sent(count: int) -> None:
            nonlocal done, said_s
            done = min(total, done + count)
            now_s = clock.monotonic()
            if done < total and now_s - said_s >= TELL_EVERY_S:
                said_s = now_s
                self.told(part_id, done, total)

        try:
            async with asyncio.timeout(deadline_s) as limit:
                self._running[part_id] = limit
                with listening(sent):
                    yield
        finally:
            self._running.pop(part_id, None)
            if total:
                self.told(part_id, total, total)

    def stop(self, part_id: str) -> bool:
        """The person wants it stopped; False when it is not an upload (any more)."""
        limit = self._running.get(part_id)
        if limit is None:
            return False
        self._stopped.add(part_id)
        limit.reschedule(0.0)  # its time is over
        return True

    def was_stopped(self, part_id: str) -> bool:
        """Asked once, when the work ended with an error: the person stopped it."""
        stopped = part_id in self._stopped
        self._stopped.discard(part_id)
        return stopped
