"""A delay that can be replaced in tests: Qt's timer, or one that a test lets run out."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer


class Delay(Protocol):
    """Calls back once, some time after the last `start`."""

    def start(self, milliseconds: int) -> None:
        """Begin, or begin again, to wait."""

    def stop(self) -> None:
        """Do not call back."""

    @property
    def is_waiting(self) -> bool:
        """True between `start` and the call."""


MakeDelay = Callable[[Callable[[], None]], Delay]


class QtDelay:
    """A single-shot QTimer, owned by `parent`."""

    def __init__(self, callback: Callable[[], None], parent: QObject) -> None:
        self._timer = QTimer(parent, singleShot=True)
        self._timer.timeout.connect(callback)

    def start(self, milliseconds: int) -> None:
        self._timer.start(milliseconds)

    def stop(self) -> None:
        self._timer.stop()

    @property
    def is_waiting(self) -> bool:
        return self._timer.isActive()


class ManualDelay:
    """A delay that runs out when somebody says so."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback
        self.milliseconds: int | None = None

    def start(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds

    def stop(self) -> None:
        self.milliseconds = None

    @property
    def is_waiting(self) -> bool:
        return self.milliseconds is not None

    def run_out(self) -> None:
        """Call back now if it was started."""
        if self.is_waiting:
            self.milliseconds = None
            self._callback()
