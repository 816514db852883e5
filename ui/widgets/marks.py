"""Icons and platform glyphs as small widgets: sharp at any pixel ratio, silent for screen readers."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import glyphs, icons, mirror
from ui.look.theme import theme


class IconMark(QWidget):
    """One icon in the colour of a token."""

    def __init__(self, name: str, size: float = 16, tone: str = "text-muted") -> None:
        super().__init__()
        self._name, self._size, self._tone = name, size, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def set_icon(self, name: str, tone: str = "text-muted") -> None:
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size), theme().px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme().px(self._size)
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        icons.draw(mirror.painter(self), self._name, left, top, self._size, self._tone)


class GlyphMark(QWidget):
    """A platform's glyph."""

    def __init__(self, platform: str, tint: str, size: float = 16) -> None:
        super().__init__()
        self._platform, self._tint, self._size = platform, tint, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._size), theme().px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme().px(self._size)
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        glyphs.draw(mirror.painter(self), self._platform, self._tint, left, top, self._size)


class IconDisc(QWidget):
    """A red icon on a soft disc: the head of a sheet that asks for a decision."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(theme().px(40), theme().px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("danger-soft"))
        painter.drawEllipse(self.rect())
        edge = (self.width() - theme().px(20)) / 2
        icons.draw(painter, self._name, edge, edge, 20, "danger")
