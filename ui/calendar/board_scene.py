"""The board: posts in columns by what they wait for; a drag between columns is an intent, or is refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QRegion

from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from ui.calendar.board_layout import BoardLayout, lay_out_board
from ui.calendar.card_painter import CardPainter
from ui.calendar.layout import Hit, Rect, Target
from ui.calendar.scene import Scene
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.calendar_entries import Entry, Page
from ui.models.calendar_words import column_empty, column_title
from ui.presenters.calendar_board import COLUMNS, DRAFTS, IDEAS, SCHEDULED
from ui.presenters.calendar_modes import BOARD

if TYPE_CHECKING:
    from ui.calendar.drag import Carried
    from ui.calendar.grid import Grid
    from ui.presenters.calendar_moves import Answer

FASTEST_PX = 26
PLUS_ROOM_PX = 27
TAKES_NEW = (IDEAS, DRAFTS, SCHEDULED)
"""Where a new post can begin."""


class BoardScene(Scene):
    """Columns scroll together under their headers."""

    mode = BOARD

    def __init__(self, grid: "Grid") -> None:
        super().__init__(grid)
        self.layout: BoardLayout = lay_out_board(0, [0] * len(COLUMNS))
        self._cards = CardPainter(grid.chips)

    def lay_out(self, page: Page) -> Sequence[int]:
        viewport, bar = self.grid.viewport(), self.grid.verticalScrollBar()
        shown = [len(column.entries) for column in page.days]
        self.layout = lay_out_board(viewport.width(), shown, theme().scale)
        room = viewport.height() - self.layout.header
        bar.setPageStep(max(1, room))
        bar.setSingleStep(theme().px(42))
        bar.setRange(0, max(0, self.layout.height - room))
        return shown

    @property
    def shift(self) -> int:
        """What to add to a y of the page to get one of the viewport."""
        return self.layout.header - self.grid.verticalScrollBar().value()

    # ------------------------------------------------------------------ what a column means
    @property
    def focused_cell(self) -> int:
        return self.grid.presenter.column

    def put_focus(self, target: Target, entry: Entry | None) -> None:
        self.grid.presenter.column = target.day
        if entry is not None and entry.day is not None:
            self.grid.presenter.focused = entry.day

    def answer(self, held: "Carried", cell: int, minutes: int | None, *, copy: bool) -> "Answer":
        return self.grid.presenter.board.moves.answer(held.ids, self._key(cell), self.page.today, copy=copy)

    def leave(self, held: "Carried", cell: int, minutes: int | None, *, copy: bool) -> tuple[str, ...]:
        return self.move(held.ids, cell, copy=copy)

    def move(self, ids: Sequence[str], cell: int, *, copy: bool = False) -> tuple[str, ...]:
        """To another column; where a moment is missing it is asked for."""
        presenter, key = self.grid.presenter, self._key(cell)
        refused = presenter.board.moves.answer(ids, key, self.page.today, copy=copy).refused
        if not refused and not copy and presenter.board.moves.asks_time(ids, key):
            self.grid.time_wanted.emit(tuple(ids))
            return ()
        done = presenter.board.moves.drop(ids, key, self.page.today, copy=copy)
        if done:
            presenter.column = cell
        return done

    def wish_at(self, cell: int, minutes: int | None) -> dict[str, object]:
        key = self._key(cell)
        if key == IDEAS:
            return {"stage": Stage.IDEA}
        if key == SCHEDULED:
            return {"day": max(self.grid.presenter.focused, self.page.today)}
        return {}

    def refuses_new(self, cell: int) -> str:
        return "" if self._key(cell) in TAKES_NEW else _("New posts begin among ideas or drafts")

    def new_place(self, cell: int, minutes: int | None) -> str:
        return column_title(self._key(cell))

    def _key(self, cell: int) -> str:
        return self.page.days[cell].stage

    # ------------------------------------------------------------------ where things stand
    def target_at(self, point: QPoint) -> Target:
        return self.layout.at(point.x(), point.y(), self.shift)

    def holds(self, cell: int, chip: int) -> bool:
        return cell < len(self.layout.cards) and chip < len(self.layout.cards[cell])

    def chip_rect(self, cell: int, chip: int) -> Rect:
        rect = self.layout.cards[cell][chip]
        return rect._replace(y=rect.y + self.shift)

    def day_rect(self, cell: int) -> Rect:
        left, right = self.layout.borders[cell], self.layout.borders[cell + 1]
        return Rect(left, 0, right - left, self.grid.viewport().height())

    def differing(self, old: Page | None, page: Page) -> list[Rect]:
        return super().differing(None, page)

    def minutes_at(self, point: QPoint) -> int | None:
        return None

    def edges(self) -> tuple[int, int]:
        return self.layout.header, self.grid.viewport().height()

    def scroll_at_edge(self, depth: float, beats: int) -> bool:
        return self.scroll_by(depth, FASTEST_PX)

    # ------------------------------------------------------------------ painted
    def paint(self, painter: QPainter, area: QRegion) -> None:
        grid, view = self.grid, self.grid.viewport()
        chosen = frozenset(grid.choice.ids)
        for number in range(len(self.page.days)):
            self._paint_ground(painter, number)
        painter.save()
        painter.setClipRect(0, self.layout.header, view.width(), view.height() - self.layout.header)
        for number, column in enumerate(self.page.days):
            if not column.entries:
                self._paint_empty(painter, number)
            for position, entry in enumerate(column.entries):
                rect = self.chip_rect(number, position)
                if area.intersects(QRect(*rect)):
                    look = self.look_of(entry, Target(Hit.CHIP, number, position), chosen, False)
                    self._cards.draw(painter, rect, entry, look)
        if grid.hand.keyboard and grid.hand.post and grid.hasFocus():
            grid.chips.draw_ring(painter, grid.rect_of(grid.currentIndex()))
        painter.restore()
        for number in range(len(self.page.days)):
            self._paint_header(painter, number)

    def _paint_ground(self, painter: QPainter, number: int) -> None:
        grid, rect = self.grid, self.day_rect(number)
        drop = grid.hand.drop if grid.hand.drop is not None and grid.hand.drop.cell == number else None
        is_target = drop is not None and not drop.refused
        painter.fillRect(*rect, theme().color("drop-target" if is_target else "surface-sunken"))
        if drop is not None and drop.refused:
            grid.days.stripes(painter, rect)
        if number:
            painter.fillRect(rect.x, 0, 1, rect.height, theme().color("hairline"))
        if is_target:
            grid.days.inset_ring(painter, rect, "drop-target-border")

    def _paint_empty(self, painter: QPainter, number: int) -> None:
        px, texts = theme().px, self.grid.chips.texts
        rect, words = self.day_rect(number), column_empty(self._key(number))
        room = rect.width - px(24)
        painter.setPen(theme().color("text-faint"))
        for row, line in enumerate(texts.broken("words", words, (room, room, room))):
            if line:
                texts.draw(painter, "words", line, rect.x + px(12), self.shift + px(12) + row * px(16))

    def _paint_header(self, painter: QPainter, number: int) -> None:
        px, texts, grid = theme().px, self.grid.chips.texts, self.grid
        rect, column = self.day_rect(number), self.page.days[number]
        header = Rect(rect.x + (1 if number else 0), 0, rect.width - (1 if number else 0), self.layout.header)
        painter.fillRect(*header, theme().color("surface"))
        painter.fillRect(header.x, header.bottom - 1, header.width, 1, theme().color("hairline"))
        count = str(column.total)
        left, top = rect.x + px(12), (header.height - theme().line_height("body")) // 2
        hand = grid.hand
        is_focused = hand.keyboard and grid.hasFocus() and not hand.post and number == grid.presenter.column
        has_plus = column.stage in TAKES_NEW and (is_focused or (hand.hovered.day == number and hand.drop is None))
        room = rect.width - px(27) - texts.width("row", count)
        widest = max(texts.width("row", column_title(each.stage)) for each in self.page.days)
        style = "row" if widest <= room - px(PLUS_ROOM_PX) else "note"  # the same for all
        title = texts.elided(style, column_title(column.stage), room - (px(PLUS_ROOM_PX) if has_plus else 0))
        painter.setPen(theme().color("text"))
        lower = round(texts.baseline("row") - texts.baseline(style))  # both stand on one line
        texts.draw(painter, style, title, left, top + lower)
        painter.setPen(theme().color("text-muted"))
        texts.draw(painter, "row", count, left + texts.width(style, title) + px(7), top)
        if has_plus:
            plus = self.layout.plus[number]
            inset = (plus.width - px(14)) // 2
            icon = icons.pixmap("plus", 14, "accent-ink", painter.device().devicePixelRatioF())
            mirror.picture(painter, plus.x + inset, plus.y + inset, icon)
        if is_focused:
            grid.days.inset_ring(painter, header, "focus")
