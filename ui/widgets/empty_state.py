"""What stands where there is nothing yet: an icon, one sentence, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look.style import set_shown
from ui.look.theme import theme
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

SENTENCE_PX = 300


class EmptyState(QWidget):
    """`pressed` fires when the button, called `name`, is; without a label there is none."""

    pressed = Signal()

    def __init__(self, icon: str, sentence: str, button: str = "", name: str = "empty_action") -> None:
        super().__init__()
        self.setObjectName("empty_state")
        words = SafeLabel(sentence, "body", "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedWidth(theme().px(SENTENCE_PX))
        words.setMinimumHeight(words.heightForWidth(theme().px(SENTENCE_PX)))  # a centred label is not asked for it
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme().space(8),) * 4)
        column.setSpacing(theme().space(5))
        column.addStretch()
        column.addWidget(IconMark(icon, 28), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column, self._above = column, SafeLabel("", "heading")
        self._above.setObjectName("empty_above")
        self._above.hide()
        column.addWidget(self._above, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        if button:
            made = text_button(button, name)
            made.clicked.connect(self.pressed)
            column.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def say_above(self, words: str) -> None:
        """A line over the sentence; "" takes it away."""
        self._above.setText(words)
        set_shown(self._above, bool(words))

    def add_below(self, widget: QWidget) -> None:
        """Something under the button."""
        self._column.insertSpacing(self._column.count() - 1, theme().space(5))
        self._column.insertWidget(self._column.count() - 1, widget, 0, Qt.AlignmentFlag.AlignHCenter)
