"""A moment that is offered: its words, and in a quieter colour where it comes from."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.look import mirror
from ui.look.theme import theme


class TimePill(QAbstractButton):
    """A small pill to press."""

    def __init__(self, label: str, reason: str) -> None:
        super().__init__()
        self._reason = reason
        self.setText(label)
        self.setObjectName("when_choice")
        self.setAccessibleName(f"{label}, {reason}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringRadius", theme().px(12))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        metrics = QFontMetrics(look.font("caption", 500))
        wide = metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(self._reason)
        return QSize(wide + look.px(26), look.size("target-min"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("button-hover" if self.underMouse() else "button"))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setFont(look.font("caption", 500))
        painter.setPen(look.color("text"))
        x, flags = look.px(10), int(Qt.AlignmentFlag.AlignVCenter)
        words = painter.fontMetrics().horizontalAdvance(self.text())
        mirror.text(painter, QRectF(x, 0, words + 2, self.height()), flags, self.text())
        painter.setFont(look.font("caption", 400))
        painter.setPen(look.color("text-muted"))
        mirror.text(painter, QRectF(x + words + look.px(5), 0, self.width(), self.height()), flags, self._reason)
