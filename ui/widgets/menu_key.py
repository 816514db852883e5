"""Shift+F10 opens the menu of what has the keyboard, as the Menu key does, which few keyboards have.

Windows turns it into a wish for a menu by itself, macOS has no such key; on Linux Qt leaves it to the program.
"""

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

MENU_KEY = "Shift+F10"


def is_ours() -> bool:
    """Is it on us to answer the key?"""
    return sys.platform.startswith("linux")


def is_menu_key(event: QKeyEvent) -> bool:
    return is_ours() and event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier


def open_menu() -> None:
    """Ask what has the keyboard for its menu, at the place of its caret or row."""
    widget = QApplication.focusWidget()
    if widget is None:
        return
    caret = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    place = (caret if caret is not None and caret.isValid() else widget.rect()).center()
    point = place.toPoint() if hasattr(place, "toPoint") else place
    wish = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, point, widget.mapToGlobal(point))
    QCoreApplication.sendEvent(widget, wish)
