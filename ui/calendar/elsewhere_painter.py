"""A post that waits elsewhere: a dotted grey line with the platform's glyph, its time and its words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from smmdesk.model.words import _
from ui.calendar.layout import Hit, Rect, Target
from ui.calendar.texts import Texts
from ui.look import glyphs, mirror
from ui.look.theme import theme
from ui.models.calendar_elsewhere import marks_at_hours, time_and_words
from ui.models.calendar_entries import Mark

if TYPE_CHECKING:
    from ui.calendar.week import WeekScene

GLYPH_PX = 12
BESIDE_PX = 31
"""What a line takes beside its words: glyph, gaps and edges."""


def width_of(texts: Texts, mark: Mark) -> int:
    """How wide the whole line would be."""
    return texts.width("note", time_and_words(mark)) + theme().px(BESIDE_PX)


def paint_elsewhere(painter: QPainter, texts: Texts, place: Rect, mark: Mark, hovered: bool, *, tall: bool) -> None:
    """In `place`; `tall` where there is room for the word "elsewhere" at the end."""
    px, ratio = theme().px, painter.device().devicePixelRatioF()
    pen = QPen(theme().color("accent" if hovered else "hairline-strong"), 1)
    pen.setDashPattern([1, 2])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(theme().color("surface-hover") if hovered else Qt.BrushStyle.NoBrush)
    box = QRectF(*place).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, theme().radius("chip"), theme().radius("chip"))
    painter.setOpacity(0.7)
    glyph = glyphs.pixmap(mark.platform, mark.tint, GLYPH_PX, ratio)
    left = place.x + px(6)
    mirror.picture(painter, left, place.y + (place.height - px(GLYPH_PX)) // 2, glyph)
    painter.restore()
    left += px(GLYPH_PX + 6)
    top, right = place.y + (place.height - theme().line_height("micro")) // 2, place.right - px(5)
    words, said = _("elsewhere"), time_and_words(mark)
    wide = texts.width("note", words) + px(8)
    if tall and right - left - wide >= texts.width("note", said):
        painter.setPen(theme().color("text-faint"))
        texts.draw(painter, "note", words, right - wide + px(8), top)
        right -= wide
    painter.setPen(theme().color("accent-ink" if hovered else "text-muted"))
    texts.draw(painter, "note", texts.elided("note", said, right - left), left, top)


# ------------------------------------------------------------------ over their hours
def elsewhere_places(scene: "WeekScene", cell: int) -> Iterator[tuple[int, Mark, Rect]]:
    """What waits elsewhere on a day, its position among the marks and its place: at its hour, below what is there."""
    day, layout = scene.page.days[cell], scene.layout
    if not day.marks:
        return
    floor = 0
    for number, mark in marks_at_hours(day):
        place = layout.place(cell, mark.minutes)._replace(height=scene.metrics.slot)
        place = place._replace(y=max(place.y, floor))
        for chip in sorted(layout.columns[cell].chips, key=lambda chip: chip.y):
            if chip.overlaps(place):
                place = place._replace(y=chip.bottom + 1)
        floor = place.bottom + 1
        yield number, mark, place._replace(y=place.y + scene.shift)


def paint_all_elsewhere(scene: "WeekScene", painter: QPainter, area: QRegion) -> None:
    """All of the days shown."""
    hovered, texts = scene.grid.hand.hovered, scene.grid.chips.texts
    for cell in range(len(scene.page.days)):
        for number, mark, place in elsewhere_places(scene, cell):
            if area.intersects(QRect(*place)):
                is_on = hovered == Target(Hit.MARK, cell, mark=number)
                paint_elsewhere(painter, texts, place, mark, is_on, tall=True)
