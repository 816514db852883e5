"""The week: seven days over their hours, posts at their time, a line where now is."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QRegion, QShowEvent

from ui.calendar.chip_painter import ChipPainter, Look
from ui.calendar.elsewhere_painter import elsewhere_places, paint_all_elsewhere
from ui.calendar.extras import TONES, fitting
from ui.calendar.grid import Grid
from ui.calendar.hours_painter import HOURS, paint_clock_change, paint_hours, paint_now_line
from ui.calendar.layout import Hit, Rect, Target
from ui.calendar.scene import Scene
from ui.calendar.slot_painter import paint_slot
from ui.calendar.week_layout import WeekLayout, lay_out_week
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.calendar_elsewhere import AT_ITS_HOUR
from ui.models.calendar_entries import Day, Entry, Page
from ui.models.calendar_words import clock, weekday
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_modes import WEEK

FIRST_HOUR_SHOWN = 7
FASTEST_PX = 26


class WeekScene(Scene):
    """A page of 24 hours that scrolls under the headers of the days."""

    mode = WEEK

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self.layout: WeekLayout = lay_out_week(grid.presenter.first, 0, [[]], self.metrics)

    def lay_out(self, page: Page) -> Sequence[int]:
        grid = self.grid
        times = [[entry.minutes for entry in day.entries] for day in page.days]
        self.layout = lay_out_week(page.first, grid.viewport().width(), times, self.metrics, chip=self.chip_px)
        room = grid.viewport().height() - self.metrics.week_header
        bar = grid.verticalScrollBar()
        bar.setPageStep(max(1, room))
        bar.setSingleStep(self.metrics.hour // 2)
        bar.setRange(0, max(0, self.layout.height - room))
        return [len(day.entries) for day in page.days]

    @property
    def chip_px(self) -> int:
        """The height of every chip; 0: as the crowd of the day has it."""
        return 0

    @property
    def shift(self) -> int:
        """What to add to a y of the page to get one of the viewport."""
        return self.metrics.week_header - self.grid.verticalScrollBar().value()

    def paint(self, painter: QPainter, area: QRegion) -> None:
        grid, shift = self.grid, self.shift
        self._paint_ground(painter)
        painter.save()
        header = self.metrics.week_header
        painter.setClipRect(0, header, grid.viewport().width(), grid.viewport().height() - header)
        paint_clock_change(self, painter)
        paint_now_line(self, painter)
        self._paint_slot(painter, shift)
        self._paint_free(painter, area)
        self._paint_chips(painter, area)
        paint_all_elsewhere(self, painter, area)
        self._paint_drop(painter, shift)
        paint_hours(self, painter)
        painter.restore()
        self._paint_headers(painter)

    def target_at(self, point: QPoint) -> Target:
        if point.y() < self.metrics.week_header:
            day = self.layout.day_at(point.x())
            return Target(Hit.DAY, day) if day >= 0 else Target(Hit.NOTHING)
        target = self.layout.at(point.x(), point.y() - self.shift)
        if target.hit is Hit.DAY:
            for number, _mark, place in elsewhere_places(self, target.day):
                if place.contains(point.x(), point.y()):
                    return Target(Hit.MARK, target.day, mark=number)
            for number, place in self._free_places(target.day):
                if place.contains(point.x(), point.y()):
                    return Target(Hit.SLOT, target.day, mark=number)
        return target

    def holds(self, cell: int, chip: int) -> bool:
        return cell < len(self.layout.columns) and chip < len(self.layout.columns[cell].chips)

    def chip_rect(self, cell: int, chip: int) -> Rect:
        rect = self.layout.columns[cell].chips[chip]
        return rect._replace(y=rect.y + self.shift)

    def day_rect(self, cell: int) -> Rect:
        rect = self.layout.columns[cell].rect
        return Rect(rect.x, 0, rect.width, self.grid.viewport().height())

    def differing(self, old: Page | None, page: Page) -> list[Rect]:
        if old is not None and old.now_minutes != page.now_minutes:
            return super().differing(None, page)
        return super().differing(old, page)

    def minutes_at(self, point: QPoint) -> int | None:
        if point.y() < self.metrics.week_header:
            return None
        return self.layout.minutes_at(point.y() - self.shift)

    def edges(self) -> tuple[int, int]:
        return self.metrics.week_header, self.grid.viewport().height()

    def scroll_at_edge(self, depth: float, beats: int) -> bool:
        return self.scroll_by(depth, FASTEST_PX)

    def show_working_hours(self) -> None:
        """Begin at 7:00, or earlier where a post of the week stands earlier; later where that brings the last one into
        sight and leaves the first, and the line of now, there."""
        earliest = min((e.minutes for day in self.page.days for e in day.entries), default=FIRST_HOUR_SHOWN * 60)
        first = min(FIRST_HOUR_SHOWN * 60, max(0, earliest - 30))
        air, top = theme().px(12), self.layout.y_of(first) - theme().px(12)
        chips = [chip for column in self.layout.columns for chip in column.chips]
        if chips:
            room = self.grid.viewport().height() - self.metrics.week_header
            down = max(chip.bottom for chip in chips) + air - room
            high = [chip.y for chip in chips]
            if self.page.position_of(self.page.today) >= 0:
                high.append(self.layout.y_of(self.page.now_minutes))
            top = max(top, min(down, min(high) - air))
        self.grid.verticalScrollBar().setValue(top)

    def _paint_ground(self, painter: QPainter) -> None:
        page, height = self.page, self.grid.viewport().height()
        line = theme().color("hairline")
        painter.fillRect(0, 0, self.metrics.gutter, height, theme().color("surface"))
        for number, column in enumerate(self.layout.columns):
            day = page.days[number]
            color = self.grid.days.ground(day, page)
            hand = self.grid.hand
            if hand.drop is not None and hand.drop.cell == number:
                color = theme().color("surface" if hand.drop.refused else "drop-target")
            painter.fillRect(column.rect.x, 0, column.rect.width, height, color)
            if hand.drop is not None and hand.drop.cell == number and hand.drop.refused:
                self.grid.days.stripes(painter, self.day_rect(number))
        for hour in range(HOURS + 1):
            y = self.layout.y_of(hour * 60) + self.shift - 1
            painter.fillRect(self.metrics.gutter, y, self.layout.borders[-1] - self.metrics.gutter, 1, line)
        for border in self.layout.borders[:-1]:
            painter.fillRect(border, 0, 1, height, line)

    def _paint_chips(self, painter: QPainter, area: QRegion) -> None:
        page, chips = self.page, self.grid.chips
        chosen = frozenset(self.grid.choice.ids)
        ring: Rect | None = None
        for number, column in enumerate(self.layout.columns):
            day = page.days[number]
            for position, entry in enumerate(day.entries):
                rect = self.chip_rect(number, position)
                if not area.intersects(QRect(*rect)):
                    continue
                look = self.look_of(entry, Target(Hit.CHIP, number, position), chosen, day.day < page.today)
                self.draw_chip(painter, rect, entry, column.tall, look._replace(focused=False))
                ring = rect if look.focused else ring
        if ring is not None:
            chips.draw_ring(painter, ring)

    def _free_places(self, cell: int) -> Iterator[tuple[int, Rect]]:
        """The free slots of a day that no chip covers, and where each stands."""
        column, day, floor = self.layout.columns[cell], self.page.days[cell], 0
        taken = [place._replace(y=place.y - self.shift) for _, _, place in elsewhere_places(self, cell)]
        for number, slot in enumerate(day.free):
            place = self.layout.place(cell, slot.minutes)._replace(height=self.metrics.slot)
            if place.y >= floor and not any(chip.overlaps(place) for chip in (*column.chips, *taken)):
                floor = place.bottom
                yield number, place._replace(y=place.y + self.shift)

    def _paint_free(self, painter: QPainter, area: QRegion) -> None:
        hovered = self.grid.hand.hovered
        for cell, day in enumerate(self.page.days):
            for number, place in self._free_places(cell) if day.free else ():
                if area.intersects(QRect(*place)):
                    is_on = hovered == Target(Hit.SLOT, cell, mark=number)
                    paint_slot(painter, self.grid.chips, place, day.free[number], is_on)

    def draw_chip(self, painter: QPainter, rect: Rect, entry: Entry, tall: bool, look: Look) -> None:
        self.grid.chips.draw(painter, rect, entry, tall, look)

    def _paint_slot(self, painter: QPainter, shift: int) -> None:
        """Where a double click would begin a new post: "+ 09:15"."""
        hand, point = self.grid.hand, self.grid.hands.pointer.point
        if hand.drop is not None or hand.hovered.hit is not Hit.DAY or point is None:
            return
        minutes = self.begins_at(point)
        if minutes is None:
            return
        column, px = self.layout.columns[hand.hovered.day], theme().px
        place = self.layout.place(hand.hovered.day, minutes)
        box = Rect(place.x, place.y + shift, place.width, self.metrics.slot)
        if any(chip.overlaps(box._replace(y=place.y)) for chip in column.chips):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("surface-hover"))
        painter.drawRoundedRect(QRectF(*box), theme().radius("chip"), theme().radius("chip"))
        painter.restore()
        ratio = painter.device().devicePixelRatioF()
        mirror.picture(painter, box.x + px(6), box.y + px(5), icons.pixmap("plus", 11, "accent-ink", ratio))
        painter.setPen(theme().color("accent-ink"))
        self.grid.chips.texts.draw(painter, "word", clock(minutes), box.x + px(21), box.y + px(3))

    def _paint_drop(self, painter: QPainter, shift: int) -> None:
        drop = self.grid.hand.drop
        if drop is None or drop.refused:
            return
        minutes = drop.answer.minutes if drop.answer is not None else drop.minutes
        if minutes is None:
            return
        place = self.layout.place(drop.cell, minutes)
        self.grid.days.place(painter, place._replace(y=place.y + shift), clock(minutes))

    def header_words(self, day: Day, room: int) -> str:
        """What the header says beside the number, in so many px."""
        texts = self.grid.chips.texts
        marks = [mark for mark in day.marks if mark.kind not in AT_ITS_HOUR]  # these stand at their hours
        if len(marks) == 1 and not day.note:
            return fitting(texts, marks[0], room)
        return texts.elided(
            "note", " · ".join(part for part in (day.note, *(mark.text for mark in marks)) if part), room
        )

    def weekday_words(self, day: Day) -> str:
        return weekday(day.day)

    def _paint_headers(self, painter: QPainter) -> None:
        height, width = self.metrics.week_header, self.grid.viewport().width()
        painter.fillRect(0, 0, width, height, theme().color("surface"))
        for number, column in enumerate(self.layout.columns):
            painter.fillRect(column.rect.x, 0, 1, height, theme().color("hairline"))
            self.paint_header(painter, number)
        painter.fillRect(0, height - 1, width, 1, theme().color("hairline"))

    def paint_header(self, painter: QPainter, number: int) -> None:
        page, texts, px = self.page, self.grid.chips.texts, theme().px
        day, column = page.days[number], self.layout.columns[number]
        left, is_today = column.rect.x + px(8), day.day == page.today
        painter.setPen(theme().color("accent-ink" if is_today else "text-muted"))
        texts.draw(painter, "weekday", self.weekday_words(day), left, px(7))
        words = str(day.day.day)
        if is_today:
            self.grid.days.today_pill(painter, left - px(4), px(23), words, "title", px(24))
        else:
            painter.setPen(theme().color("text-muted" if day.day < page.today else "text"))
            texts.draw(painter, "heading", words, left, px(21))
        room = column.rect.width - px(24) - texts.width("heading", words)
        note = self.header_words(day, room) if room > px(24) else ""
        if note:
            first = next((mark.kind for mark in day.marks if mark.kind not in AT_ITS_HOUR), "")
            painter.setPen(theme().color("holiday" if day.note else TONES.get(first, "text-muted")))
            texts.draw(painter, "note", note, column.rect.right - px(8) - texts.width("note", note), px(28))
        grid, hand = self.grid, self.grid.hand
        if hand.keyboard and grid.hasFocus() and not hand.post and day.day == grid.presenter.focused:
            rect = Rect(column.rect.x + 1, 0, column.rect.width - 1, self.metrics.week_header - 1)
            grid.days.inset_ring(painter, rect, "focus")


class HoursView(Grid):
    """Days over their hours as an item view. Begins at the working hours when it is shown first."""

    def __init__(
        self, presenter: CalendarPresenter, chips: ChipPainter, make_scene: Callable[[Grid], WeekScene], name: str
    ) -> None:
        super().__init__(presenter, chips, make_scene)
        self.setObjectName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._shown = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown and isinstance(self.scene, WeekScene):
            self._shown = True
            self.refresh()
            self.scene.show_working_hours()


class WeekView(HoursView):
    """Seven days."""

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__(presenter, chips, WeekScene, "calendar_week")
