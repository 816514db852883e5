"""Ctrl+C in the terminal, and a signal to end: the window is asked to close as if the person had chosen Quit."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

NAMES = ("SIGINT", "SIGTERM", "SIGBREAK")


class StopSignals(QObject):
    """Listens from its making until `close`. What a signal asks for is done in Qt's own turn, never between two
    instructions of whatever runs just then (a paint, a commit)."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._numbers = frozenset(int(getattr(signal, name)) for name in NAMES if hasattr(signal, name))
        self._before = {number: signal.signal(number, _left_to_qt) for number in self._numbers}
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda *_: self._drain())

    def _drain(self) -> None:
        try:
            heard = self._near.recv(64)
        except OSError:  # woken for nothing
            return
        if self._numbers & set(heard):
            self.asked.emit()

    def close(self) -> None:
        """As it was before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        self._near.close()
        self._far.close()


def _left_to_qt(number: int, frame: FrameType | None) -> None:
    """The number is in the socket already."""
