"""What floats over a window makes way for what is carried over that window: under it nothing could be dropped."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

Type = QEvent.Type
CARRIED = frozenset((Type.DragEnter, Type.DragMove))
LET_GO = frozenset((Type.DragLeave, Type.Drop))


class MakesWay(QObject):
    """Hides `floating` while something hangs over its window, and has it `come_back` when that was let go or left.

    `is_away` meanwhile. It looks at the window's events only between `watch` and `rest`. The system's window is asked
    for each time and never kept: Qt makes another one when it has to, and tells nobody.
    """

    def __init__(self, floating: QWidget, come_back: Callable[[], object]) -> None:
        super().__init__(floating)
        self._floating, self._come_back = floating, come_back
        self.is_away = False

    def watch(self) -> None:
        """It floats from now on."""
        self.rest()
        window = self._floating.window().windowHandle()
        if window is not None:
            window.installEventFilter(self)

    def rest(self) -> None:
        """It is gone, or will not come back."""
        self.is_away = False
        window = self._floating.window().windowHandle()
        if window is not None:
            window.removeEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in CARRIED and self._floating.isVisible():
            self.is_away = True
            self._floating.hide()
        elif kind in LET_GO and self.is_away:
            QTimer.singleShot(0, self, self._return)  # after the drop, which may have something to say itself
        return False

    def _return(self) -> None:
        if self.is_away:
            self.is_away = False
            self._come_back()
