"""Cards of settings: a heading above, one line for each choice, its words left and what is chosen right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.look.style import set_kind
from ui.look.theme import theme
from ui.widgets.safe_label import SafeLabel

FIELD_PX, CHOICE_MOST_PX = 264, 348


class SettingCard(QWidget):
    """A caption and a framed list of lines."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        column.addWidget(SafeLabel(title, "caption", "muted", 600))
        frame = QFrame()
        set_kind(frame, card="true")
        self._lines = QVBoxLayout(frame)
        self._lines.setContentsMargins(1, 1, 1, 1)
        self._lines.setSpacing(0)
        column.addWidget(frame)

    def add(self, label: str, field: QWidget, name: str, about: str = "", wide: bool = True) -> None:
        """One line; `about` explains it below the label. A `wide` field takes as much room as the others, and a choice
        with longer words a little more."""
        field.setObjectName(name)
        field.setAccessibleName(label)
        field.setAccessibleDescription(about)
        if wide:
            field.setMinimumWidth(theme().px(FIELD_PX))
            field.setMaximumWidth(theme().px(CHOICE_MOST_PX if _may_grow(field) else FIELD_PX))
        else:
            set_kind(field, kind="alone")
        self.add_row(label, field, about)

    def add_row(self, label: str, field: QWidget, about: str = "") -> QWidget:
        """One line with a field that has its own name and width; the line comes back, to be hidden and shown."""
        words = QVBoxLayout()
        words.setSpacing(0)
        title = SafeLabel(label, "body", wrap=True)
        title.setBuddy(field)
        words.addWidget(title)
        if about:
            words.addWidget(SafeLabel(about, "caption", "muted", wrap=True))
        line = _Line(first=not self._lines.count())
        row = QHBoxLayout(line)
        row.setContentsMargins(theme().space(6), theme().space(4), theme().space(6), theme().space(4))
        row.setSpacing(theme().space(6))
        row.addLayout(words, 1)
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        line.setMinimumHeight(theme().px(48))
        self._lines.addWidget(line)
        return line


def _may_grow(field: QWidget) -> bool:
    """A few words to choose from are read whole; what one types into stays as it is."""
    return isinstance(field, QComboBox) and not field.isEditable()


class _Line(QWidget):
    """One line; a hairline separates it from the one above."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self._first = first

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._first:
            QPainter(self).fillRect(0, 0, self.width(), 1, theme().color("hairline"))
