"""Cards of settings: a heading above, one line for each choice, its words left and what is chosen right."""

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.look import mirror
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.setting_words import everyday_words
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

FIELD_PX, CHOICE_MOST_PX = 268, 348


class Part(NamedTuple):
    """What can be looked for in a card: its words, what one goes to, and the line that lights up."""

    words: str
    field: QWidget
    line: "SettingLine | None" = None

    @property
    def all_words(self) -> str:
        """With what there is to choose from, and what people call it."""
        field, said = self.field, f"{self.words} {everyday_words(self.field.objectName())}"
        if not isinstance(field, QComboBox) or field.isEditable():
            return said
        return " ".join((said, *(field.itemText(number) for number in range(field.count()))))


class SettingCard(QWidget):
    """A caption and a framed list of lines; `icon` stands beside its title in the list of sections."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__()
        self.title, self.icon = title, icon
        self.parts: list[Part] = []
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        self._heading = SafeLabel(title, "caption", "muted", 600)
        column.addWidget(self._heading)
        frame = QFrame()
        set_kind(frame, card="true")
        self._lines = QVBoxLayout(frame)
        self._lines.setContentsMargins(1, 1, 1, 1)
        self._lines.setSpacing(0)
        column.addWidget(frame)

    def set_current(self, current: bool) -> None:
        """Is it the one that the list of sections names?"""
        self._heading.set_tone("accent" if current else "muted")

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
        line = SettingLine(first=not self._lines.count())
        row = QHBoxLayout(line)
        row.setContentsMargins(theme().space(6), theme().space(4), theme().space(6), theme().space(4))
        row.setSpacing(theme().space(6))
        row.addLayout(words, 1)
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        line.setMinimumHeight(theme().px(48))
        self._lines.addWidget(line)
        self.parts.append(Part(f"{label} {about}", field, line))
        return line


def _may_grow(field: QWidget) -> bool:
    """A few words to choose from are read whole; what one types into stays as it is."""
    return isinstance(field, QComboBox) and not field.isEditable()


class SettingLine(QWidget):
    """One line; a hairline separates it from the one above, and a ground marks what was looked for."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self._first = first
        self.is_found = False

    def set_found(self, found: bool) -> None:
        if found is not self.is_found:
            self.is_found = found
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        if self.is_found:
            inset = theme().space(2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("accent-soft"))
            radius = theme().radius("control")
            painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), radius, radius)
        if not self._first:
            painter.fillRect(0, 0, self.width(), 1, theme().color("hairline"))


class SideCard(QFrame):
    """A card beside the choices: an icon, a title, and what is put into `column`."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__()
        self.title, self.icon = title, icon
        self.parts: list[Part] = []
        self.setAccessibleName(title)
        set_kind(self, card="side")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(theme().space(6),) * 4)
        self.column.setSpacing(theme().space(4))
        self._heading = SafeLabel(title, "body-strong")
        head = QHBoxLayout()
        head.setSpacing(theme().space(4))
        head.addWidget(IconMark(icon, 16))
        head.addWidget(self._heading, 1)
        self.column.addLayout(head)

    def set_current(self, current: bool) -> None:
        """Is it the one that the list of sections names?"""
        self._heading.set_tone("accent" if current else "")
