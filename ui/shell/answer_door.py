"""A client's answer dropped anywhere on the window, or pasted where nothing else takes it, opens its sheet."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence

from ui.presenters.reviewing import answer_files, holds_answer

if TYPE_CHECKING:
    from ui.bridge import Bridge
    from ui.shell.main_window import MainWindow

DRAGGED = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class AnswerDoor(QObject):
    """Sees what comes to the window itself: views that take files or texts of their own come first."""

    def __init__(self, window: "MainWindow", bridge: "Bridge") -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._held: tuple[Path, ...] = ()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in DRAGGED:
            if event.type() == QEvent.Type.DragEnter:
                self._held = answer_files(_paths(event.mimeData()))
            if not self._held:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._open(self._held, "")
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.matches(QKeySequence.StandardKey.Paste) and self._paste()
        return super().eventFilter(watched, event)

    def _paste(self) -> bool:
        mime = QGuiApplication.clipboard().mimeData()
        found, text = answer_files(_paths(mime)), mime.text() if mime.hasText() else ""
        if not found and not holds_answer(text):
            return False
        self._open(found, text)
        return True

    def _open(self, files: tuple[Path, ...], text: str) -> None:
        from ui.views.review_answer_sheet import open_files, open_text

        if files:
            open_files(self._window, self._bridge, files)
        else:
            open_text(self._window, self._bridge, text)


def _paths(mime: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()) if mime.hasUrls() else ()
