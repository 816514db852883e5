"""Lines of text that count whoever writes them: keys, and also dictation and other aids, which set a text at once.

Such a line is heard by `textChanged` (Qt tells `textEdited` for keys alone), and shown by `show_text`.
"""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from ui.look.guard import event_filter

_CTRL_Y = (Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_Y).toCombined()
_UNDOING = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def show_text(line: QLineEdit, text: str) -> None:
    """Put `text` in as the program's own doing, of which nobody is told; a text that is there already is left alone."""
    if line.text() != text:
        blocker = QSignalBlocker(line)
        line.setText(text)
        blocker.unblock()


def undo_around(line: QLineEdit) -> None:
    """Undo and redo in this line belong to what it is a part of, whose steps hold what is typed here too.

    Its own would take back the letters and keep the keys, and forget them with each text that is shown in it.
    """
    line.installEventFilter(_UndoAround(line))


class _UndoAround(QObject):
    @event_filter
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """An event that is kept from the line and not accepted goes on to its parents."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        if event.keyCombination().toCombined() == _CTRL_Y or any(map(event.matches, _UNDOING)):
            event.ignore()
            return True
        return False
