"""The dark label under a dragged post: where it would land, or in red why it cannot."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from ui.look import icons, mirror
from ui.look.theme import theme

UNDER_POINTER_PX = 82
"""Below the ghost of a tall chip, which hangs 8 px under the pointer, and below its shadow."""


class DropLabel(QWidget):
    """Sits in a viewport and never takes the pointer."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self.setObjectName("drop_label")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words, self._icon, self._refused = "", "", False
        self.hide()

    @property
    def words(self) -> str:
        return self._words

    def say(self, pointer: QPoint, words: str, refused: bool, copy: bool) -> None:
        """Show `words` near `pointer`, inside the viewport."""
        self._words, self._refused = tame(words, MOST_IN_A_LINE), refused
        self._icon = "x" if refused else "plus" if copy else "arrow-right"
        self.resize(self._size())
        room = self._viewport.rect()
        x = pointer.x() + theme().px(16)
        if mirror.is_on():
            x = pointer.x() - theme().px(16) - self.width()
        y = pointer.y() + theme().px(UNDER_POINTER_PX)
        if y + self.height() > room.height():
            y = pointer.y() - self.height() - theme().px(12)
        x = max(theme().px(4), min(x, room.width() - self.width() - theme().px(4)))
        self.move(x, max(0, y))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink = ("danger-fill", "danger-fill-text") if self._refused else ("tooltip", "tooltip-text")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(QRectF(self.rect()), theme().px(6), theme().px(6))
        side = theme().px(12)
        icons.draw(painter, self._icon, theme().px(8), (self.height() - side) // 2, 12, ink)
        painter.setFont(theme().font("caption", 500))
        painter.setPen(theme().color(ink))
        place = self.rect().adjusted(theme().px(26), 0, 0, 0)
        mirror.text(painter, place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._words)

    def _size(self) -> QSize:
        wide = QFontMetricsF(theme().font("caption", 500)).horizontalAdvance(self._words)
        return QSize(round(wide) + theme().px(36), theme().px(24))
