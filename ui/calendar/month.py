"""The month: days in weeks, each with as many posts as fit, the rest as a number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QRegion

from ui.calendar.chip_painter import ChipPainter
from ui.calendar.day_painter import DayLook
from ui.calendar.grid import Grid
from ui.calendar.layout import (
    Cell,
    Gap,
    Hit,
    Rect,
    Target,
    gaps,
    lay_out_month,
    make_room,
    most_chips,
    weeks_that_fit,
)
from ui.calendar.scene import Scene
from ui.models.calendar_entries import Day, Page
from ui.models.calendar_words import clock
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_modes import MONTH

if TYPE_CHECKING:
    from ui.calendar.extras import Line


def lines_below_all(page: Page) -> tuple[int, ...]:
    """What waits elsewhere and wants a line under the posts, for each day; empty where no day has a mark."""
    if not any(day.marks for day in page.days):
        return ()
    from ui.calendar.extras import lines_below

    return tuple(lines_below(day) for day in page.days)


class MonthScene(Scene):
    """Weeks fill the viewport; the wheel turns them one by one."""

    mode = MONTH

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self.layout = lay_out_month(grid.presenter.first, 0, 0, (0,) * 7, self.metrics)
        self._gaps: tuple[Gap, ...] = ()
        self._gaps_painted: tuple[Gap, ...] = ()
        self._lines: dict[int, tuple[Line, ...]] = {}
        self._beside: tuple[int, ...] = ()

    def lay_out(self, page: Page) -> Sequence[int]:
        size = self.grid.viewport().size()
        self._beside = lines_below_all(page)
        counts, beside = page.counts, self._beside
        self.layout = lay_out_month(page.first, size.width(), size.height(), counts, self.metrics, beside=beside)
        self._gaps = gaps(page.first, page.counts, page.today)
        self._lines = self._marked(page)
        return [min(cell.fit.shown, len(day.entries)) for cell, day in zip(self.layout.cells, page.days, strict=True)]

    def paint(self, painter: QPainter, area: QRegion) -> None:
        page, grid = self.page, self.grid
        if area.boundingRect().top() < self.metrics.weekday_row:
            grid.days.weekdays(painter, self.layout, page, grid.viewport().width())
        chosen = frozenset(grid.choice.ids)
        for number, cell in enumerate(self.layout.cells):
            if area.intersects(QRect(*cell.rect)):
                self._paint_day(painter, number, cell, chosen, area)
        for gap in self._gaps:
            if any(area.intersects(QRect(*self.layout.cells[number].rect)) for number in gap.cells):
                grid.days.gap(painter, self.layout, gap)
        self._paint_ring(painter)

    def target_at(self, point: QPoint) -> Target:
        target = self.layout.at(point.x(), point.y())
        if target.hit is Hit.DAY:
            day = self.page.days[target.day]
            for line in self._lines.get(target.day, ()):
                if line.place.contains(point.x(), point.y()):
                    return Target(Hit.MARK, target.day, mark=day.marks.index(line.mark))
        return target

    def _marked(self, page: Page) -> "dict[int, tuple[Line, ...]]":
        """Where marks stand, for the days that have any; the line of a gap keeps its place."""
        if not any(day.marks for day in page.days):
            return {}
        from ui.calendar.extras import lines_of

        in_gaps = {number for gap in self._gaps for number in gap.cells}
        made = {}
        for number, (cell, day) in enumerate(zip(self.layout.cells, page.days, strict=True)):
            bottom = cell.rect.bottom - self.metrics.day_pad
            if number in in_gaps:
                bottom = cell.rect.y + cell.rect.height * 2 // 3 - 8
            with_month = number == 0 or day.day.day == 1
            made[number] = lines_of(
                self.grid.chips.texts, cell, day, self.metrics, bottom, with_month, day.day == page.today
            )
        return made

    def _paint_marks(self, painter: QPainter, number: int, day: Day, look: DayLook) -> None:
        from ui.calendar.extras import paint

        hovered = self.grid.hand.hovered
        spare = 0 if look.has_plus else self.layout.cells[number].plus.width
        for line in self._lines[number]:
            if line.in_header or not look.drop:
                is_on = hovered.hit is Hit.MARK and hovered.day == number and day.marks[hovered.mark] == line.mark
                paint(painter, self.grid.chips.texts, line, is_on, spare)

    def holds(self, cell: int, chip: int) -> bool:
        return cell < len(self.layout.cells) and chip < len(self.layout.cells[cell].chips)

    def chip_rect(self, cell: int, chip: int) -> Rect:
        return self.layout.cells[cell].chips[chip]

    def day_rect(self, cell: int) -> Rect:
        return self.layout.cells[cell].rect

    def differing(self, old: Page | None, page: Page) -> list[Rect]:
        places = super().differing(old, page)
        gaps_before, self._gaps_painted = self._gaps_painted, self._gaps
        cells = {number for gap in {*gaps_before} ^ {*self._gaps} for number in gap.cells}
        return places + [self.day_rect(number) for number in cells if number < len(self.layout.cells)]

    def minutes_at(self, point: QPoint) -> int | None:
        return None

    def edges(self) -> tuple[int, int]:
        return self.metrics.weekday_row, self.grid.viewport().height()

    def scroll_at_edge(self, depth: float, beats: int) -> bool:
        from ui.calendar.drops import beats_between_weeks

        if beats < beats_between_weeks(depth):
            return False
        self.grid.presenter.scroll(1 if depth > 0 else -1)
        return True

    def _paint_day(self, painter: QPainter, number: int, cell: Cell, chosen: frozenset[str], area: QRegion) -> None:
        page, grid, hand = self.page, self.grid, self.grid.hand
        day = page.days[number]
        drop = hand.drop if hand.drop is not None and hand.drop.cell == number else None
        places, fit = cell.chips, cell.fit
        shown = min(fit.shown, len(day.entries))
        look = DayLook(
            hovered=hand.drop is None and hand.hovered.day == number and hand.hovered.hit is not Hit.CHIP,
            focused=hand.keyboard and grid.hasFocus() and not hand.post and day.day == grid.presenter.focused,
            drop=drop is not None,
            refused=drop is not None and drop.refused,
            more_hovered=hand.hovered == Target(Hit.MORE, number),
            urgent_hidden=day.hidden_urgent(shown) > 0,
        )
        grid.days.cell(painter, cell, number, page, look)
        if self._lines.get(number):
            self._paint_marks(painter, number, day, look)
        more = cell.more
        if drop is not None and not drop.refused:
            minutes = drop.answer.minutes if drop.answer is not None else None
            before = sum(entry.minutes <= minutes for entry in day.entries) if minutes is not None else 0
            room = make_room(cell, day.total, before, self.metrics)
            places, fit = room.chips, room.fit
            shown = min(fit.shown, len(day.entries))
            more = _more_place(cell, places, room.place) if fit.more else None
            grid.days.place(painter, room.place, clock(minutes) if minutes is not None else "+")
        is_past = day.day < page.today
        ground = grid.days.ground(day, page) if drop is None and not look.hovered else None
        whole = area.boundingRect().contains(QRect(*cell.rect))
        for position in range(shown):
            if not whole and not area.intersects(QRect(*places[position])):
                continue
            entry = day.entries[position]
            state = self.look_of(entry, Target(Hit.CHIP, number, position), chosen, is_past)
            grid.chips.draw(painter, places[position], entry, fit.tall, state._replace(focused=False), ground)
        if more is not None:
            beside = self._beside[number] if self._beside and cell.fit.more else 0
            grid.days.more(painter, more, day.total - shown + beside, look)

    def _paint_ring(self, painter: QPainter) -> None:
        """The focused post's ring lies over its neighbours."""
        grid, hand = self.grid, self.grid.hand
        if hand.keyboard and hand.post and grid.hasFocus():
            grid.chips.draw_ring(painter, grid.rect_of(grid.currentIndex()))


def _more_place(cell: Cell, places: tuple[Rect, ...], place: Rect) -> Rect:
    """Under the lowest of the places while something hangs over a full day."""
    bottom = max((rect.bottom for rect in (*places, place)), default=cell.header.bottom)
    return Rect(place.x, bottom + 2, place.width, max(0, cell.rect.bottom - bottom - 2))


class MonthView(Grid):
    """The month as an item view. Tells the presenter how many weeks fit."""

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__(presenter, chips, MonthScene)
        self.setObjectName("calendar_month")
        self.setVerticalScrollBarPolicy(self.horizontalScrollBarPolicy())

    def show_page(self) -> None:
        height, metrics = self.viewport().height(), self.scene.metrics
        weeks = weeks_that_fit(height, metrics)
        before = self.entries.page
        self.presenter.set_room(weeks, most_chips(height, weeks, metrics))
        if self.entries.page is before:  # else another room had another page, which stands there already
            super().show_page()
