"""Whose post a chip is, where several brands stand together: the letter of its face on the rail, before the words."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.calendar.chip_layout import Line
from ui.calendar.texts import Texts
from ui.look.theme import theme
from ui.models.calendar_entries import Entry

SIDE_PX, GAP_PX, LEAST_PX = 14, 4, 40
"""The letter's square, what lies between it and the words, and what these keep at least."""


def has_room(lines: tuple[Line, ...]) -> bool:
    return bool(lines) and lines[0].width >= theme().px(SIDE_PX + GAP_PX + LEAST_PX)


def beside(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of the words, the first one behind the letter."""
    taken = theme().px(SIDE_PX + GAP_PX)
    first = lines[0]
    return (Line(first.x + taken, first.y, first.width - taken), *lines[1:])


def draw(painter: QPainter, texts: Texts, entry: Entry, x: int, y: int) -> None:
    """The letter in a square of its brand's colour; `x` and `y` are where the line of the words began."""
    look, side = theme(), theme().px(SIDE_PX)
    top = y + (look.line_height("caption") - side) // 2
    ink = painter.pen()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ring = look.px(1.5)
    painter.setPen(QPen(look.label_color(entry.label), ring))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = ring / 2
    painter.drawRoundedRect(QRectF(x, top, side, side).adjusted(half, half, -half, -half), look.px(4), look.px(4))
    painter.restore()
    painter.setPen(ink)
    line = look.line_height("micro")
    texts.draw_centred(painter, "count", entry.brand[:1].upper(), x, top + (side - line) / 2, side)
