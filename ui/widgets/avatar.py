"""The round face of a person: initials on a soft ground, the platform's glyph at its foot."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import glyphs, mirror
from ui.look.theme import theme

HUES = (18, 212, 128, 44, 272, 330)
"""Degrees of the colour circle; a person keeps theirs."""
GLYPH_SHARE = 0.42


def draw(painter: QPainter, area: QRectF, letters: str, hue: int) -> None:
    """The disc and its letters; the same soft ground on light and dark, its ink always dark enough."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromHsl(HUES[hue % len(HUES)], 130, 212))
    painter.drawEllipse(area)
    style = "caption" if area.width() < theme().px(48) else "heading"
    painter.setFont(theme().font(style, 600))
    painter.setPen(QColor.fromHsl(HUES[hue % len(HUES)], 60, 40))
    mirror.text(painter, area, int(Qt.AlignmentFlag.AlignCenter), letters)


def draw_glyph(painter: QPainter, area: QRectF, platform: str, tint: str, ground: QColor) -> None:
    """The platform over the disc's lower right, in a ring of the ground behind."""
    if not platform:
        return
    size = 14 if area.width() < theme().px(48) else 20
    side, ring = theme().px(size), theme().px(2)
    left, top = area.right() - side + theme().px(4), area.bottom() - side + theme().px(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(
        QRectF(left - ring, top - ring, side + 2 * ring, side + 2 * ring), theme().px(5), theme().px(5)
    )
    glyphs.draw(painter, platform, tint, left, top, size)


class Avatar(QWidget):
    """`size` px across; silent for screen readers, the name beside it says the same."""

    def __init__(self, size: int, ground: str = "surface") -> None:
        super().__init__()
        self._size, self._ground = size, ground
        self._letters, self._hue, self._platform, self._tint = "", 0, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_person(self, letters: str, hue: int, platform: str = "", tint: str = "") -> None:
        self._letters, self._hue, self._platform, self._tint = letters, hue, platform, tint
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(self._size + 6)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._letters:
            return
        painter = mirror.painter(self)
        area = QRectF(0, theme().px(3), theme().px(self._size), theme().px(self._size))
        draw(painter, area, self._letters, self._hue)
        draw_glyph(painter, area, self._platform, self._tint, theme().color(self._ground))
