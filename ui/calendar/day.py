"""One day over its hours: every post with its whole sentence, what the day is said in words beside its number."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter

from ui.calendar.chip_painter import ChipPainter, Look
from ui.calendar.extras import marks_in_a_row, paint_in_a_row
from ui.calendar.grid import Grid
from ui.calendar.layout import Hit, Rect, Target
from ui.calendar.row_painter import ROW_PX, RowPainter
from ui.calendar.week import HoursView, WeekScene
from ui.look.theme import theme
from ui.models.calendar_entries import Day, Entry
from ui.models.calendar_words import in_words
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_modes import DAY

HALF_HOUR = 30


class DayScene(WeekScene):
    """A week of one day: chips are rows, a double click begins at the half hour, marks can be pressed."""

    mode = DAY

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._rows = RowPainter(grid.chips)

    @property
    def chip_px(self) -> int:
        return theme().px(ROW_PX)

    def draw_chip(self, painter: QPainter, rect: Rect, entry: Entry, tall: bool, look: Look) -> None:
        self._rows.chip(painter, rect, entry, look)

    def begins_at(self, point: QPoint) -> int | None:
        if point.y() < self.metrics.week_header:
            return None
        minutes = (point.y() - self.shift) * 60 // self.metrics.hour
        return max(0, min(24 * 60 - HALF_HOUR, minutes // HALF_HOUR * HALF_HOUR))

    def target_at(self, point: QPoint) -> Target:
        target = super().target_at(point)
        if target.hit is Hit.DAY and point.y() < self.metrics.week_header:
            marks = marks_in_a_row(self.grid.chips.texts, self.page.days[0], self._line, with_hours=False)
            for number, _mark, place in marks:
                if place.contains(point.x(), point.y()):
                    return Target(Hit.MARK, 0, mark=number)
        return target

    def paint_header(self, painter: QPainter, number: int) -> None:
        super().paint_header(painter, number)
        hovered = self.grid.hand.hovered
        is_on = hovered.mark if hovered.hit is Hit.MARK else -1
        paint_in_a_row(painter, self.grid.chips.texts, self.page.days[number], self._line, is_on, with_hours=False)

    def header_words(self, day: Day, room: int) -> str:
        return ""  # they have their own line, and can be pressed

    def weekday_words(self, day: Day) -> str:
        return in_words(day.day, "dddd")

    @property
    def _line(self) -> Rect:
        """Where note and marks stand: from the number on."""
        column, px = self.layout.columns[0].rect, theme().px
        left = column.x + px(60)
        return Rect(left, px(24), max(0, column.right - px(8) - left), px(24))


class DayView(HoursView):
    """One day as an item view."""

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__(presenter, chips, DayScene, "calendar_day")
