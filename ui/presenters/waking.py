"""A moment at which something has to be looked at again: what was put off comes back without being asked for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LONGEST_WAIT_MS = 3_600_000
"""A computer may sleep meanwhile: what waits longer is looked at in between."""


class Waking:
    """Calls `work` at the moment that was given last, while `owner` lives."""

    def __init__(self, owner: QObject, work: Callable[[], object]) -> None:
        self.timer = QTimer(owner, singleShot=True)
        self.timer.timeout.connect(work)

    def at(self, wakes_us: int | None, now_us: int) -> None:
        """`wakes_us`: an instant, None for never."""
        self.timer.stop()
        if wakes_us is not None:
            self.timer.start(min(LONGEST_WAIT_MS, max(0, (wakes_us - now_us) // 1000) + 1000))

    def stop(self) -> None:
        self.timer.stop()
