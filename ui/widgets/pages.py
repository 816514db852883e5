"""A new page in a scroll area while the old one may still be at work."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget


def put_page(scroll: QScrollArea, page: QWidget) -> None:
    """Show `page` in the place of what `scroll` showed.

    The old page goes once its event is over. `setWidget` alone deletes it at once, and with it the field or button
    whose key press brought us here: Qt goes on with it afterwards.
    """
    old = scroll.takeWidget()
    if old is not None:
        old.deleteLater()
    scroll.setWidget(page)


def type_on(old: QLineEdit | QPlainTextEdit, new: QLineEdit | QPlainTextEdit) -> None:
    """What is typed in `old` goes on in `new`, which stands in its place, with the cursor where it was."""
    if isinstance(old, QPlainTextEdit) and isinstance(new, QPlainTextEdit):
        new.setPlainText(old.toPlainText())
        cursor = new.textCursor()
        cursor.setPosition(old.textCursor().position())
        new.setTextCursor(cursor)
    elif isinstance(old, QLineEdit) and isinstance(new, QLineEdit):
        new.setText(old.text())
        new.setCursorPosition(old.cursorPosition())
