"""The agenda: four weeks as a list by day, each post with its whole sentence; empty days are said in one quiet line."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QLineF, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from ui.calendar.agenda_layout import GUTTER_PX, AgendaLayout, DayNeeds, Section, lay_out_agenda
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.extras import marks_in_a_row, paint_in_a_row
from ui.calendar.grid import Grid
from ui.calendar.layout import Hit, Rect, Target
from ui.calendar.row_painter import RowPainter
from ui.calendar.scene import Scene
from ui.calendar.texts import Texts
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.calendar_days import DAYS_PER_WEEK
from ui.models.calendar_entries import Day, Mark, Page
from ui.models.calendar_words import around_the_number, empty_words
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_modes import AGENDA

FASTEST_PX, GAP_PX = 26, 7
STANDS_ALONE = frozenset({"holiday", "note", "pause", "elsewhere"})
"""A day that is one of these is said also when nothing is planned on it."""


def date_places(texts: Texts, gutter: int, day: date) -> tuple[int, int, int]:
    """Where what stands before a day's number begins, the number, and what stands after it: one under the other down
    the whole list, however long the names of the other days are."""
    px = theme().px
    left = px(16 if gutter >= px(GUTTER_PX) else 8)
    week = (around_the_number(day + timedelta(days=number))[0] for number in range(DAYS_PER_WEEK))
    number = left + max(texts.width("weekday", words) for words in week) + px(GAP_PX)
    return left, number, number + texts.width("heading", "30") + px(GAP_PX)


class AgendaScene(Scene):
    """A page of sections that scrolls."""

    mode = AGENDA

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self.layout: AgendaLayout = lay_out_agenda(0, (), self.metrics)
        self._rows = RowPainter(grid.chips)

    def lay_out(self, page: Page) -> Sequence[int]:
        viewport, bar = self.grid.viewport(), self.grid.verticalScrollBar()
        needs = [_needs(day, page) for day in page.days]
        self.layout = lay_out_agenda(viewport.width(), needs, self.metrics, theme().scale)
        bar.setPageStep(max(1, viewport.height()))
        bar.setSingleStep(theme().px(54))
        bar.setRange(0, max(0, self.layout.height - viewport.height()))
        return [len(day.entries) for day in page.days]

    @property
    def shift(self) -> int:
        """What to add to a y of the page to get one of the viewport."""
        return -self.grid.verticalScrollBar().value()

    def paint(self, painter: QPainter, area: QRegion) -> None:
        box = area.boundingRect()
        painter.fillRect(box, theme().color("surface"))
        first = max(0, self.layout.number_at(box.top() - self.shift))
        chosen = frozenset(self.grid.choice.ids)
        for section in self.layout.sections[first:]:
            place = _moved(section.rect, self.shift)
            if place.y > box.bottom():
                break
            if area.intersects(QRect(*place)):
                self._paint_section(painter, section, place, chosen)
        self._paint_ring(painter)

    def target_at(self, point: QPoint) -> Target:
        target = self.layout.at(point.x(), point.y() - self.shift)
        if target.hit is Hit.DAY:
            section = self.layout.section(target.day)
            for number, _mark, place in self._marks(section):
                if place.contains(point.x(), point.y() - self.shift):
                    return Target(Hit.MARK, target.day, mark=number)
        return target

    def holds(self, cell: int, chip: int) -> bool:
        return cell < len(self.layout.of_cell) and chip < len(self.layout.section(cell).rows)

    def chip_rect(self, cell: int, chip: int) -> Rect:
        return _moved(self.layout.section(cell).rows[chip], self.shift)

    def day_rect(self, cell: int) -> Rect:
        return _moved(self.layout.section(cell).rect, self.shift)

    def differing(self, old: Page | None, page: Page) -> list[Rect]:
        return super().differing(None, page)  # what one day gains or loses moves all below it

    def minutes_at(self, point: QPoint) -> int | None:
        return None

    def edges(self) -> tuple[int, int]:
        return 0, self.grid.viewport().height()

    def scroll_at_edge(self, depth: float, beats: int) -> bool:
        return self.scroll_by(depth, FASTEST_PX)

    def show_day(self, cell: int, *, at_top: bool) -> None:
        """Scroll so that a day is in sight."""
        bar, rect = self.grid.verticalScrollBar(), self.layout.section(cell).rect
        top, room = bar.value(), self.grid.viewport().height()
        if at_top or rect.y < top:
            bar.setValue(rect.y)
        elif rect.bottom > top + room:
            bar.setValue(min(rect.y, rect.bottom - room))

    def _marks(self, section: Section) -> list[tuple[int, Mark, Rect]]:
        if section.marks is None:
            return []
        return list(marks_in_a_row(self.grid.chips.texts, self.page.days[section.cells[0]], section.marks))

    def _paint_section(self, painter: QPainter, section: Section, place: Rect, chosen: frozenset[str]) -> None:
        grid, page, hand = self.grid, self.page, self.grid.hand
        drop = hand.drop if hand.drop is not None and hand.drop.cell in section.cells else None
        day = page.days[section.cells[0]]
        if drop is not None and not drop.refused:
            painter.fillRect(*place, theme().color("drop-target"))
        elif drop is not None:
            grid.days.stripes(painter, place)
        elif day.day == page.today:
            painter.fillRect(*place, theme().color("today-cell"))
        painter.fillRect(place.x, place.bottom - 1, place.width, 1, theme().color("hairline"))
        if section.is_gap:
            self._paint_gap(painter, section, place)
        else:
            self._paint_day(painter, section, place, chosen)
        if drop is not None and not drop.refused:
            grid.days.inset_ring(painter, place, "drop-target-border")
        elif hand.keyboard and grid.hasFocus() and not hand.post and self._is_focused(section):
            grid.days.inset_ring(painter, place, "focus")

    def _is_focused(self, section: Section) -> bool:
        return self.page.position_of(self.grid.presenter.focused) in section.cells

    def _paint_gap(self, painter: QPainter, section: Section, place: Rect) -> None:
        days, px, texts = self.page.days, theme().px, self.grid.chips.texts
        words = empty_words(days[section.cells[0]].day, days[section.cells[-1]].day)
        middle = place.y + place.height // 2
        left = self.layout.gutter
        painter.setPen(theme().color("text-faint"))
        texts.draw(painter, "note", words, left, middle - theme().line_height("micro") // 2)
        start, end = left + texts.width("note", words) + px(10), place.right - px(12)
        if end > start:
            pen = QPen(theme().color("hairline-strong"), 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.drawLine(QLineF(start, middle + 0.5, end, middle + 0.5))

    def _paint_day(self, painter: QPainter, section: Section, place: Rect, chosen: frozenset[str]) -> None:
        grid, page, cell = self.grid, self.page, section.cells[0]
        day = page.days[cell]
        self._paint_number(painter, day, page, place)
        hand = grid.hand
        if hand.hovered.day == cell and hand.drop is None and hand.hovered.hit is not Hit.CHIP:
            plus, px = _moved(section.plus, self.shift), theme().px
            inset = (plus.width - px(14)) // 2
            icon = icons.pixmap("plus", 14, "accent-ink", painter.device().devicePixelRatioF())
            mirror.picture(painter, plus.x + inset, plus.y + inset, icon)
        if section.marks is not None:
            hovered = hand.hovered.mark if hand.hovered.hit is Hit.MARK and hand.hovered.day == cell else -1
            line = _moved(section.marks, self.shift)
            paint_in_a_row(painter, grid.chips.texts, day, line, hovered)
        elif not section.rows:
            painter.setPen(theme().color("text-faint"))
            y = place.y + (place.height - theme().line_height("micro")) // 2
            grid.chips.texts.draw(painter, "note", empty_words(day.day, day.day), self.layout.gutter, y)
        for position, entry in enumerate(day.entries):
            look = self.look_of(entry, Target(Hit.CHIP, cell, position), chosen, day.day < page.today)
            self._rows.chip(painter, self.chip_rect(cell, position), entry, look._replace(focused=False))

    def _paint_number(self, painter: QPainter, day: Day, page: Page, place: Rect) -> None:
        px, texts = theme().px, self.grid.chips.texts
        top, words, is_today = place.y + px(8), str(day.day.day), day.day == page.today
        before, number, after = date_places(texts, self.layout.gutter, day.day)
        line = top - px(1) + texts.baseline("heading")
        if is_today:
            wide, height = texts.width("title", words), px(24)
            top = round(line - texts.baseline("title") - (height - theme().line_height("title")) / 2)
            self.grid.days.today_pill(
                painter, number + (after - number - px(GAP_PX) - wide) // 2 - px(5), top, words, "title", height
            )
        else:
            painter.setPen(theme().color("text-muted" if day.day < page.today else "text"))
            right = after - px(GAP_PX) - texts.width("heading", words)
            texts.draw(painter, "heading", words, (number + right) // 2, round(line - texts.baseline("heading")))
        painter.setPen(theme().color("accent-ink" if is_today else "text-muted"))
        for left, beside in zip((before, after), around_the_number(day.day), strict=True):
            texts.draw(painter, "weekday", beside, left, round(line - texts.baseline("weekday")))

    def _paint_ring(self, painter: QPainter) -> None:
        grid, hand = self.grid, self.grid.hand
        if hand.keyboard and hand.post and grid.hasFocus():
            grid.chips.draw_ring(painter, grid.rect_of(grid.currentIndex()))


class AgendaView(Grid):
    """The agenda as an item view. Keeps the focused day in sight."""

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__(presenter, chips, AgendaScene)
        self.setObjectName("calendar_agenda")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._seen: tuple[date, date] | None = None

    def show_page(self) -> None:
        super().show_page()
        page, scene = self.scene.page, self.scene
        shown = page.first, self.presenter.focused
        before, self._seen = self._seen, shown
        cell = page.position_of(self.presenter.focused)
        if isinstance(scene, AgendaScene) and shown != before and cell >= 0:
            scene.show_day(cell, at_top=before is None or before[0] != page.first)


def _needs(day: Day, page: Page) -> DayNeeds:
    alone = day.day == page.today or bool(day.note) or any(mark.kind in STANDS_ALONE for mark in day.marks)
    shown = bool(day.entries) or alone
    return DayNeeds(len(day.entries), shown and bool(day.note or day.marks), alone)


def _moved(rect: Rect, by: int) -> Rect:
    return rect._replace(y=rect.y + by)
