"""Lines of a list in a sheet: what it is, what there is to say about it, and what can be done with it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.look.style import set_kind
from ui.look.theme import theme
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel

EMPTY_PX = 170


class ListRow(QFrame):
    """A heading in one line, a detail below it in smaller ink, buttons at the right."""

    def __init__(self, heading: str, detail: str, name: str, icon: str = "") -> None:
        super().__init__()
        self._heading = heading
        self.setObjectName(name)
        self.setAccessibleName(f"{heading}. {detail}")
        set_kind(self, card="true")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(theme().space(5), theme().space(3), theme().space(4), theme().space(3))
        self._line.setSpacing(theme().space(4))
        if icon:
            self._line.addWidget(IconMark(icon, 16))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(heading, "body-strong"))
        words.addWidget(SafeLabel(detail, "caption", "muted", wrap=True))
        self._line.addLayout(words, 1)

    def add_button(self, label: str, name: str, done: Callable[[], object], kind: str = "normal") -> TextButton:
        """A button that says to a screen reader which line it belongs to."""
        button = text_button(label, name, kind, small=True)
        button.set_label(label, f"{label}: {self._heading}")
        button.clicked.connect(lambda: done())
        self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button


def scrolled_rows(rows: Sequence[QWidget], most_px: int) -> QScrollArea:
    """The lines under each other, at most `most_px` high; then they scroll, a little away from the bar."""
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(3))
    for row in rows:
        column.addWidget(row)
    column.addStretch()
    scroll = QScrollArea()
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(page)
    scroll.setMinimumHeight(min(most_px, page.sizeHint().height() + theme().space(2)))
    scroll.setMaximumHeight(most_px)

    def make_room(_least: int, most: int) -> None:
        column.setContentsMargins(0, 0, theme().space(4) if most else 0, 0)

    scroll.verticalScrollBar().rangeChanged.connect(make_room)
    return scroll


def nothing_yet(icon: str, sentence: str) -> EmptyState:
    """What a sheet shows in place of its list; wide sheets leave its sentence the lines that it needs."""
    made = EmptyState(icon, sentence)
    made.setMinimumHeight(theme().px(EMPTY_PX))
    return made
