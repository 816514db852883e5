"""The hours beside a week or a day, and the line where now is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.look.theme import theme
from ui.models.calendar_words import clock

if TYPE_CHECKING:
    from ui.calendar.week import WeekScene

HOURS = 24
NOW_ROOM_MINUTES = 18
"""So near to now no hour is written: it would stand on the hour of now."""


def paint_hours(scene: "WeekScene", painter: QPainter) -> None:
    """The hours in the gutter, with that of now among them."""
    page = scene.page
    painter.fillRect(0, 0, scene.metrics.gutter, scene.grid.viewport().height(), theme().color("surface"))
    now = page.now_minutes if page.position_of(page.today) >= 0 else -NOW_ROOM_MINUTES
    painter.setPen(theme().color("text-faint"))
    for hour in range(1, HOURS):
        if abs(hour * 60 - now) >= NOW_ROOM_MINUTES:
            _paint_hour(scene, painter, "hour", hour * 60)
    if now >= 0:
        painter.setPen(theme().color("now-line"))
        _paint_hour(scene, painter, "count", now)


def _paint_hour(scene: "WeekScene", painter: QPainter, style: str, minutes: int) -> None:
    texts, words = scene.grid.chips.texts, clock(minutes)
    x = scene.metrics.gutter - theme().px(8) - texts.width(style, words)
    y = scene.layout.y_of(minutes) + scene.shift - theme().line_height("micro") // 2
    texts.draw(painter, style, words, x, y)


def paint_now_line(scene: "WeekScene", painter: QPainter) -> None:
    """Across today, with a dot where it begins."""
    page = scene.page
    number = page.position_of(page.today)
    if number < 0:
        return
    rect = scene.layout.columns[number].rect
    y, px = scene.layout.y_of(page.now_minutes) + scene.shift, theme().px
    painter.fillRect(rect.x, y, rect.width, px(2), theme().color("now-line"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("now-line"))
    painter.drawEllipse(QRectF(rect.x - px(4), y - px(3), px(8), px(8)))
    painter.restore()
