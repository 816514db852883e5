"""What is worth a look before it goes out, for the lines of the outbox."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from smmdesk.model.delivery import Delivery
from smmdesk.model.problem import Problem
from smmdesk.store.reader import Reader
from ui.bridge import Bridge

AGAIN = timedelta(minutes=10)


class OutboxHints(QObject):
    """`of` answers at once with what is known; files are looked at on the pool, at most every ten minutes, and
    `changed` says when they told something new."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._files: dict[str, Path] = {}
        self._next_s = 0.0
        self._closed = False

    def close(self) -> None:
        self._closed = True

    def of(self, reader: Reader, deliveries: Sequence[Delivery]) -> dict[str, Problem]:
        """By delivery what is worth a look."""
        from smmdesk.desk import worth_a_look

        desk = self._bridge.desk
        now_s = desk.clock.monotonic()
        hashes = worth_a_look.files_of(desk, reader, deliveries) if now_s >= self._next_s else []
        if hashes and _has_loop():
            self._next_s = now_s + AGAIN.total_seconds()
            self._bridge.run(self._look(hashes), key="outbox files")
        return worth_a_look.hints(desk, reader, deliveries, self._files)

    async def _look(self, hashes: Sequence[str]) -> None:
        from smmdesk.desk import origins

        desk = self._bridge.desk
        found = await desk.pool.run(origins.changed_files, desk, hashes)
        if found != self._files and not self._closed:
            self._files = found
            self.changed.emit()


def _has_loop() -> bool:
    """Not before the window's loop runs: the files can wait."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
