"""On macOS the system does not start the program again for a link or a file: it sends an event."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class OpenEvents(QObject):
    """An event filter for the application; `asked` is called with the one link or path."""

    def __init__(self, parent: QObject, asked: Callable[[list[str]], object]) -> None:
        super().__init__(parent)
        self._asked = asked

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self._asked([event.file() or event.url().toString()])
            return True
        return super().eventFilter(watched, event)
