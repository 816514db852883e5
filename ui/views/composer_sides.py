"""Where editor and previews stand: beside each other, one above the other, or one at a time."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.views.composer_editor import EditorColumn
from ui.views.composer_previews import PreviewsPanel
from ui.widgets.segments import Segments
from ui.widgets.tab_order import put_in_reading_order

EDITOR_PX, EDITOR_LEAST_PX, SIDE_BY_SIDE_PX, BOTH_HIGH_PX = 512, 380, 740, 480
WIDEST_PX = 16777215
WRITING, PREVIEW = "write", "preview"


class ComposerSides(QWidget):
    """Both stay what they are; a window that is too small for both shows the one that is chosen above them."""

    def __init__(self, editor: EditorColumn, previews: PreviewsPanel) -> None:
        super().__init__()
        self._editor, self._previews = editor, previews
        self._turn = Segments([(WRITING, _("Write")), (PREVIEW, _("Preview"))], _("What is shown of the post"))
        self._turn.setObjectName("composer_turn")
        self._turn.chosen.connect(lambda _key: self._fit())
        self._turn_line = QWidget()
        line = QHBoxLayout(self._turn_line)
        look = theme()
        line.setContentsMargins(look.space(6), look.space(3), look.space(6), look.space(2))
        line.addWidget(self._turn)
        line.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._turn_line)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(0)
        self._box.addWidget(editor)
        self._box.addWidget(previews, 1)
        column.addLayout(self._box, 1)
        theme().changed.connect(self._fit)
        self._fit()

    def show_editor(self) -> None:
        """What leads into the editor finds it there."""
        self._turn.set_current(WRITING)
        self._fit()

    def give_keyboard(self, reason: Qt.FocusReason) -> None:
        """To the text."""
        self.show_editor()
        self._editor.box.text.setFocus(reason)

    def order_tabs(self) -> None:
        """Tab in reading order, where widgets came or went."""
        put_in_reading_order(self._turn, self._editor, self._previews)

    def minimumSizeHint(self) -> QSize:
        """What the larger of the two needs under the choice: a window may become that small while both show."""
        least = self._editor.minimumSizeHint().expandedTo(self._previews.minimumSizeHint())
        return QSize(least.width(), least.height() + self._turn_line.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme()
        beside = self.width() >= look.px(SIDE_BY_SIDE_PX)
        one = not beside and self.height() < look.px(BOTH_HIGH_PX)
        set_shown(self._turn_line, one)
        set_shown(self._editor, not one or self._turn.current == WRITING)
        set_shown(self._previews, not one or self._turn.current == PREVIEW)
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        if beside:
            room = min(self.width() * 3 // 5, self.width() - self._previews.least_px)
            self._editor.setFixedWidth(min(look.px(EDITOR_PX), max(look.px(EDITOR_LEAST_PX), room)))
        else:
            self._editor.setMinimumWidth(0)
            self._editor.setMaximumWidth(WIDEST_PX)
        self._box.setStretch(0, 0 if beside else 3)
        self._box.setStretch(1, 1 if beside else 2)
