"""The hours beside a week or a day, and the line where now is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from smmdesk.model.words import _
from ui.calendar.layout import Rect
from ui.look.theme import theme
from ui.models.calendar_words import clock
from ui.presenters.calendar_reading import changed_hour

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


def paint_clock_change(scene: "WeekScene", painter: QPainter) -> None:
    """The hour that is missing, or comes twice, on the days that say so (ux.md 55)."""
    for number, day in enumerate(scene.page.days):
        change = changed_hour(day.day, scene.grid.presenter.brand.zone) if day.note else None
        if change is None:
            continue
        start, minutes = change
        column, px, texts = scene.layout.columns[number].rect, theme().px, scene.grid.chips.texts
        top = scene.layout.y_of(start) + scene.shift
        place = Rect(column.x + 1, top, column.width - 1, scene.layout.y_of(start + abs(minutes)) + scene.shift - top)
        painter.fillRect(*place, theme().color("surface-sunken"))
        scene.grid.days.stripes(painter, place)
        words = _("this hour does not exist") if minutes > 0 else _("this hour comes twice")
        painter.setPen(theme().color("text-muted"))
        y = place.y + (place.height - theme().line_height("micro")) // 2
        texts.draw(painter, "note", texts.elided("note", words, place.width - px(16)), place.x + px(8), y)


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
