"""Lines of text that count whoever writes them: keys, and also dictation and other aids, which set a text at once.

Such a line is heard by `textChanged` (Qt tells `textEdited` for keys alone), and shown by `show_text`.
"""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit


def show_text(line: QLineEdit, text: str) -> None:
    """Put `text` in as the program's own doing, of which nobody is told; a text that is there already is left alone."""
    if line.text() != text:
        blocker = QSignalBlocker(line)
        line.setText(text)
        blocker.unblock()
