"""Days of the month and hours of the week, painted under the chips (look/README.md §2 and §7)."""

from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.calendar.layout import Cell, Gap, MonthLayout, Rect
from ui.calendar.texts import Texts
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.calendar_entries import Day, Page
from ui.models.calendar_words import day_number, gap_words, more_words, weekday

SATURDAY = 5


class DayLook(NamedTuple):
    """How a day stands at this moment. `drop`: something can be left here; `refused`: it cannot."""

    hovered: bool = False
    focused: bool = False
    drop: bool = False
    refused: bool = False
    more_hovered: bool = False
    urgent_hidden: bool = False

    @property
    def has_plus(self) -> bool:
        """Something new can begin here, and the "+" says so."""
        return self.hovered or self.focused or (self.drop and not self.refused)


class DayPainter:
    """Paints what belongs to days: ground, number, note, "+", "+2 more", gaps, drop places."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    # ------------------------------------------------------------------ month
    def weekdays(self, painter: QPainter, layout: MonthLayout, page: Page, width: int) -> None:
        """The row of weekday names; today's is set off."""
        height = layout.metrics.weekday_row
        painter.fillRect(0, 0, width, height, theme().color("surface"))
        painter.fillRect(0, height - 1, width, 1, theme().color("hairline"))
        today = page.position_of(page.today)
        top = (height - theme().line_height("micro")) // 2
        for column, day in enumerate(page.days[:7]):
            is_today = today >= 0 and page.today.weekday() == day.day.weekday()
            painter.setPen(theme().color("accent-ink" if is_today else "text-muted"))
            style = "weekday_today" if is_today else "weekday"
            self._texts.draw(painter, style, weekday(day.day), layout.columns[column] + theme().px(8), top)

    def cell(self, painter: QPainter, cell: Cell, number: int, page: Page, look: DayLook) -> None:
        """One day of the month without its chips."""
        day, rect = page.days[number], cell.rect
        self._ground(painter, cell, page, look)
        line = theme().color("hairline")
        if (number + 1) % 7:
            painter.fillRect(rect.right - 1, rect.y, 1, rect.height, line)
        if number + 7 < len(page.days):
            painter.fillRect(rect.x, rect.bottom - 1, rect.width, 1, line)
        self._header(painter, cell, day, number, page, look)
        if look.focused or (look.drop and not look.refused):
            self.inset_ring(painter, rect, "drop-target-border" if look.drop else "focus")

    def more(self, painter: QPainter, place: Rect, count: int, look: DayLook) -> None:
        """The line that counts what has no room."""
        tone = "danger" if look.urgent_hidden else "accent-ink" if look.more_hovered else "text-muted"
        painter.setPen(theme().color(tone))
        self._texts.draw(painter, "more", more_words(count), place.x + theme().px(5), place.y)

    def gap(self, painter: QPainter, layout: MonthLayout, gap: Gap) -> None:
        """A quiet dashed line across the days of a gap, with its words in the middle."""
        first, last = layout.cells[gap.cells[0]].rect, layout.cells[gap.cells[-1]].rect
        words, px = gap_words(gap.first, gap.last), theme().px
        left, right = first.x + px(10), last.right - px(10)
        width = self._texts.width("hour", words)
        if right - left < width:
            return
        middle = first.y + first.height * 2 // 3
        start = left + (right - left - width) // 2
        painter.setPen(theme().color("text-faint"))
        self._texts.draw(painter, "hour", words, start, middle - theme().line_height("micro") // 2)
        pen = QPen(theme().color("hairline-strong"), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        ends = ((left, start - px(8)), (start + width + px(8), right))
        painter.drawLines([QLineF(a, middle + 0.5, b, middle + 0.5) for a, b in ends if b > a])

    # ------------------------------------------------------------------ both
    def place(self, painter: QPainter, rect: Rect, words: str) -> None:
        """The dashed place that a dragged post would take, with its time."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme().color("drop-target-border"), theme().scale * 1.5)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(theme().color("drop-target"))
        box = QRectF(*rect).adjusted(0.75, 0.75, -0.75, -0.75)
        painter.drawRoundedRect(box, theme().radius("chip"), theme().radius("chip"))
        painter.restore()
        px, ratio = theme().px, painter.device().devicePixelRatioF()
        wide = self._texts.width("place", words)
        left = rect.x + (rect.width - wide - px(17)) // 2
        middle = rect.y + rect.height // 2
        mirror.picture(painter, left, middle - px(6), icons.pixmap("clock", 12, "accent-ink", ratio))
        painter.setPen(theme().color("accent-ink"))
        self._texts.draw(painter, "place", words, left + px(17), middle - theme().line_height("micro") // 2)

    def inset_ring(self, painter: QPainter, rect: Rect, color: str) -> None:
        """Two px inside the edge of `rect`."""
        width = theme().px(2)
        painter.setPen(QPen(theme().color(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(QRectF(*rect).adjusted(half, half, -half, -half))

    def stripes(self, painter: QPainter, rect: Rect) -> None:
        """Nothing can be left here."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(*rect))
        painter.setPen(QPen(theme().color("surface-hover"), theme().px(6)))
        step, x = theme().px(17), rect.x - rect.height
        while x < rect.right:
            painter.drawLine(QPointF(x, rect.bottom), QPointF(x + rect.height, rect.y))
            x += step
        painter.restore()

    def today_pill(self, painter: QPainter, x: float, y: float, words: str, style: str, height: int) -> None:
        """Today's number in white on the accent; `x` is where the pill begins."""
        wide = max(theme().px(20), self._texts.width(style, words) + theme().px(10))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("today"))
        painter.drawRoundedRect(QRectF(x, y, wide, height), height / 2, height / 2)
        painter.restore()
        painter.setPen(theme().color("today-text"))
        line = theme().line_height("caption" if style == "today" else "title")
        self._texts.draw_centred(painter, style, words, x, y + (height - line) / 2, wide)

    def ground(self, day: Day, page: Page) -> QColor:
        """What lies under a day."""
        if day.day == page.today and len(page.days) > 1:
            return theme().color("today-cell")
        if (day.day.year, day.day.month) != (page.month.year, page.month.month) and len(page.days) > 7:
            return theme().color("outside-month")
        return theme().color("weekend" if day.day.weekday() >= SATURDAY else "surface")

    def _ground(self, painter: QPainter, cell: Cell, page: Page, look: DayLook) -> None:
        rect = cell.rect
        number = page.position_of(cell.day)
        color = self.ground(page.days[number], page)
        if look.drop and not look.refused:
            color = theme().color("drop-target")
        elif look.hovered:
            color = theme().color("surface-hover")
        painter.fillRect(*rect, color)
        if look.refused:
            self.stripes(painter, rect)

    def _header(self, painter: QPainter, cell: Cell, day: Day, number: int, page: Page, look: DayLook) -> None:
        px, header = theme().px, cell.header
        words = day_number(day.day, with_month=number == 0 or day.day.day == 1)
        left = header.x + px(7)
        if day.day == page.today:
            self.today_pill(painter, left - px(3), header.y, words, "today", px(18))
            end = left + max(px(20), self._texts.width("today", words) + px(10))
        else:
            faint = day.day < page.today or self._is_outside(day, page)
            painter.setPen(theme().color("text-faint" if faint else "text"))
            self._texts.draw(painter, "day", words, left, header.y + px(1))
            end = left + self._texts.width("day", words)
        room = cell.plus.x - px(2)
        if day.note and room > end + px(16):
            note = self._texts.elided("note", day.note, room - end - px(5))
            painter.setPen(theme().color("holiday"))
            self._texts.draw(painter, "note", note, end + px(5), header.y + px(2))
        if look.has_plus:
            side = (cell.plus.width - px(14)) // 2
            icon = icons.pixmap("plus", 14, "accent-ink", painter.device().devicePixelRatioF())
            mirror.picture(painter, cell.plus.x + side, cell.plus.y + side, icon)

    def _is_outside(self, day: Day, page: Page) -> bool:
        return (day.day.year, day.day.month) != (page.month.year, page.month.month)
