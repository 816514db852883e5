"""The letter beside the results: what happened, what worked, and what to try, each a button that goes there."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.letter import Door, Letter, Try
from smmdesk.model.words import _
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import focus_kept
from ui.widgets.strong_text import Paragraph

ICONS = {Door.IDEAS: "lightbulb", Door.INBOX: "message-circle", Door.DAY: "calendar-days", Door.THANKS: "heart"}
ROW_PX, ICON_PX, LEAST_PX = 28, 16, 120


class TryRow(QAbstractButton):
    """One thing to try: an icon and words that may take two lines."""

    def __init__(self, wish: Try) -> None:
        super().__init__()
        self.wish = wish
        self.setObjectName(f"try_{wish.door}")
        self.setAccessibleName(wish.words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self.updateGeometry)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width - self._left - theme().px(4)), 10_000)
        high = (
            QFontMetrics(theme().font("body")).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._words).height()
        )
        return max(theme().px(ROW_PX), high + theme().px(10))

    def sizeHint(self) -> QSize:
        wide = max(self.width(), theme().px(LEAST_PX))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(LEAST_PX), theme().px(ROW_PX))

    @property
    def _words(self) -> str:
        return tame(self.wish.words)

    @property
    def _left(self) -> int:
        return theme().px(ICON_PX + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("surface-hover"))
            painter.drawRoundedRect(QRectF(self.rect()), look.radius("control"), look.radius("control"))
        icons.draw(painter, ICONS[self.wish.door], look.px(4), look.px(7), ICON_PX, "accent-ink")
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text"))
        area = self.rect().adjusted(self._left, look.px(5), -look.px(4), -look.px(5))
        mirror.text(painter, area, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter), self._words)


class LetterView(QWidget):
    """try_wanted: one of the things to try was chosen.  print_wanted: on paper, or as a file."""

    try_wanted = Signal(object)  # Try
    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("results_letter")
        self._about, self._title = SafeLabel("", "caption", "muted", wrap=True), SafeLabel("", "display", wrap=True)
        self._title.setObjectName("letter_title")
        self._words, self._tries = QVBoxLayout(), QVBoxLayout()
        self._words.setSpacing(theme().space(4))
        self._tries.setSpacing(theme().space(1))
        self._try_head = SafeLabel(_("To try next week"), "caption", "muted", 600)
        self.print_button = text_button(_("Print or save…"), "results_print", "normal", "printer")
        self.print_button.clicked.connect(self.print_wanted)
        self._source = SafeLabel("", "micro", "muted", wrap=True)
        self._source.setObjectName("letter_source")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme().space(8),) * 4)
        self._column.setSpacing(theme().space(3))
        for part in (self._about, self._title):
            self._column.addWidget(part)
        self._column.addSpacing(theme().space(3))
        self._column.addLayout(self._words)
        self._column.addSpacing(theme().space(5))
        self._column.addWidget(self._try_head)
        self._column.addLayout(self._tries)
        self._column.addStretch(1)
        self._column.addSpacing(theme().space(5))
        self._column.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._source)
        self._shown: Letter | None = None

    def show_letter(self, letter: Letter, source: str) -> None:
        """`source` says where the figures come from."""
        self._source.setText(source)
        if letter == self._shown:
            return
        self._shown = letter
        self._about.setText(letter.about)
        self._title.setText(letter.title)
        _empty(self._words)
        for sentence in letter.paragraphs:
            self._words.addWidget(Paragraph([(run.text, run.strong) for run in sentence]))
        with focus_kept(self):
            self._show_tries(letter.tries)

    def _show_tries(self, tries: Sequence[Try]) -> None:
        _empty(self._tries)
        set_shown(self._try_head, bool(tries))
        for wish in tries:
            row = TryRow(wish)
            row.clicked.connect(lambda _checked=False, wish=wish: self.try_wanted.emit(wish))
            self._tries.addWidget(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        mirror.painter(self).fillRect(self.rect(), theme().color("surface-sunken"))


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
