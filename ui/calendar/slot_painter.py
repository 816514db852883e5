"""A free weekly slot: a light dashed line of 20 px at its hour, the next one in accent (look/README.md §6)."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from smmdesk.model.words import _
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.layout import Rect
from ui.look import glyphs, mirror
from ui.look.theme import theme
from ui.models.calendar_entries import FreeSlot
from ui.models.calendar_words import clock

GLYPH_PX = 12


def paint_slot(painter: QPainter, chips: ChipPainter, place: Rect, slot: FreeSlot, hovered: bool) -> None:
    """Its hour and the channels it is kept for; under the pointer it is filled."""
    px, texts = theme().px, chips.texts
    pen = QPen(theme().color("accent" if slot.soonest or hovered else "hairline-strong"), 1)
    pen.setDashPattern([3, 3])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(theme().color("surface-hover") if hovered else Qt.BrushStyle.NoBrush)
    box = QRectF(*place).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, theme().radius("chip"), theme().radius("chip"))
    painter.restore()
    top = place.y + (place.height - theme().line_height("micro")) // 2
    right = _channels(painter, place, slot)
    words = clock(slot.minutes)
    left = place.x + px(9)
    painter.setPen(theme().color("accent-ink" if slot.soonest or hovered else "text-faint"))
    texts.draw(painter, "word", words, left, top)
    left += texts.width("word", words) + px(6)
    more = _("next free slot") if slot.soonest else _("free slot")
    if texts.width("word", more) <= right - left - px(4):
        texts.draw(painter, "word", more, left, top)


def _channels(painter: QPainter, place: Rect, slot: FreeSlot) -> int:
    """Glyphs from the right, faint, while half of the line stays free; returns where they begin."""
    px, ratio = theme().px, painter.device().devicePixelRatioF()
    right = place.right - px(4)
    painter.setOpacity(0.6)
    for mark in slot.channels:
        if right - px(GLYPH_PX + 1) < place.x + place.width // 2:
            break
        right -= px(GLYPH_PX + 1)
        glyph = glyphs.pixmap(mark.platform, mark.tint, GLYPH_PX, ratio)
        mirror.picture(painter, right, place.y + (place.height - px(GLYPH_PX)) // 2, glyph)
    painter.setOpacity(1.0)
    return right
