"""What month and week share: an item view whose rows are days and posts, with focus and gestures.

It is a QListView by birth because Qt gives its rows to screen readers; layout, painting and input are all our own.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from smmdesk.model.moment import Moment
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.choice import Choice
from ui.calendar.day_painter import DayPainter
from ui.calendar.hand import Hand
from ui.calendar.layout import Rect, Target
from ui.calendar.scene import Scene
from ui.calendar.told_rows import ToldRows
from ui.look import mirror
from ui.look.guard import surviving
from ui.look.theme import theme
from ui.models.calendar import CalendarModel, Index, Item
from ui.models.calendar_entries import Entry
from ui.presenters.calendar import CalendarPresenter

if TYPE_CHECKING:
    from ui.calendar.drops import Drops
    from ui.calendar.keys import Keys
    from ui.calendar.pointer import Pointer

RING_ROOM = 8
BAND_ALPHA = 0.4
ENSURE_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible
Type = QEvent.Type
OF_THE_POINTER = frozenset(
    (
        Type.MouseButtonPress, Type.MouseMove, Type.MouseButtonRelease, Type.MouseButtonDblClick, Type.Leave,
        Type.ContextMenu, Type.Wheel, Type.ToolTip,
    )
)  # fmt: skip
OF_A_DRAG = frozenset((Type.DragEnter, Type.DragMove, Type.DragLeave, Type.Drop))
GESTURES = OF_THE_POINTER | OF_A_DRAG
"""What `Pointer` and `Drops` answer; they are made with the first of these."""


class Hands:
    """What answers keys and gestures on one grid, made with the first of them: a start has none."""

    def __init__(self, grid: "Grid") -> None:
        self._grid = grid

    @cached_property
    def keys(self) -> "Keys":
        from ui.calendar.keys import Keys
        from ui.calendar.list_keys import KEYS

        return KEYS.get(self._grid.scene.mode, Keys)(self._grid)

    @cached_property
    def pointer(self) -> "Pointer":
        from ui.calendar.pointer import Pointer

        return Pointer(self._grid)

    @cached_property
    def drops(self) -> "Drops":
        from ui.calendar.drops import Drops

        return Drops(self._grid)

    @cached_property
    def gestures(self) -> dict[Type, Callable[[QEvent], bool]]:
        """What to call for which of GESTURES."""
        return self.pointer.handlers() | self.drops.handlers()

    def rest(self) -> None:
        """The grid is out of sight: nothing is hovered or hangs over it."""
        if "gestures" in self.__dict__:
            self.pointer.rest()
            self.drops.end()


class Grid(ToldRows):
    """post_opened: a post's id.  post_wanted: what a new post begins with (docs/architecture.md).
    day_wanted: everything of a date.  preview_wanted: an Entry and its Rect in the viewport, or None twice.
    menu_wanted: ids, and where on the screen.  edge_rested: something is held at the right edge for 600 ms.
    mark_wanted: a date and the Mark on it that was pressed.  slot_wanted: a date and its FreeSlot.
    time_wanted: ids of posts that need a moment to go out.  painted: some of it stands on screen.
    """

    post_opened = Signal(str)
    post_wanted = Signal(object)
    day_wanted = Signal(object)
    preview_wanted = Signal(object, object)
    menu_wanted = Signal(object, object)
    edge_rested = Signal()
    mark_wanted = Signal(object, object)
    slot_wanted = Signal(object, object)
    time_wanted = Signal(object)
    painted = Signal()

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter, make_scene: Callable[["Grid"], Scene]) -> None:
        super().__init__()
        self.setViewport(_ground())
        self.presenter, self.chips = presenter, chips
        self._stale = True
        self.days = DayPainter(chips.texts)
        self.hand, self.hands, self.choice = Hand(), Hands(self), Choice(self)
        self.scene = make_scene(self)
        self.entries = CalendarModel(self)
        self.setModel(self.entries)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAcceptDrops(True)

    # ------------------------------------------------------------------ contents
    def refresh(self) -> None:
        """Show the presenter's page, if it is of this kind. Unseen, it waits: its size is not known yet."""
        self._stale = not self.isVisible()
        if not self._stale and self.presenter.mode == self.scene.mode:
            self.show_page()

    def show_page(self) -> None:
        """Take the presenter's page; selection and focus stay with their posts."""
        chosen, old, page = self.choice.ids, self.entries.page, self.presenter.page
        self.entries.set_page(page, self.scene.lay_out(page))
        if chosen and not self.selectionModel().hasSelection():
            self.choice.take(chosen)
        self.choice.follow()
        for place in self.scene.differing(old, page):
            self.update_place(place)

    def item_at(self, target: Target) -> Item | None:
        """The row behind a target: its post, else its day."""
        if target.day < 0:
            return None
        row = self.entries.index_of_cell(target.day).row() + 1 + target.chip
        return self.entries.item(self.entries.index(row, 0))

    def entry_at(self, target: Target) -> Entry | None:
        """The post behind a target, None for a day or nothing."""
        item = self.item_at(target)
        return item.entry if item is not None else None

    def day_at(self, target: Target) -> date:
        """The date behind a target that hits a day."""
        return self.scene.page.days[target.day].day

    def rect_of(self, index: Index) -> Rect:
        """Where a row stands in the scene; an empty place while the rows are changing and it has none."""
        item = self.entries.item(index)
        if item is None or not self.scene.holds(item.cell, item.position):
            return Rect(0, 0, 0, 0)
        return self.scene.day_rect(item.cell) if item.entry is None else self.scene.chip_rect(item.cell, item.position)

    def update_place(self, rect: Rect | QRect) -> None:
        """A place of the scene has to be painted again."""
        self.viewport().update(self.scene.on_screen(rect))

    def wanted_on(self, day: date, minutes: int | None = None) -> dict[str, object]:
        """What a new post on a day begins with."""
        wish: dict[str, object] = {"day": day}
        if minutes is not None:
            wall = datetime.combine(day, time(minutes // 60, minutes % 60))
            wish["moment"] = Moment(wall, self.presenter.brand.zone)
        return wish

    def dress(self) -> None:
        """The theme or the font changed."""
        self.scene.rescale()
        self.refresh()
        self.viewport().update()

    # ------------------------------------------------------------------ Qt
    def visualRect(self, index: Index) -> QRect:
        return self.scene.on_screen(self.rect_of(index))

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index).adjusted(-RING_ROOM, -RING_ROOM, RING_ROOM, RING_ROOM)
        return region

    def indexAt(self, point: QPoint) -> QModelIndex:
        entries = self.entries
        with surviving("looking at a point of the calendar"):
            item = self.item_at(self.scene.target_at(self.scene.in_scene(point))) if entries.page is not None else None
            if item is not None:
                return entries.index_of_cell(item.cell) if item.entry is None else entries.index_of_entry(item.entry)
        return QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = ENSURE_VISIBLE) -> None:
        """Bring a row into sight where the page scrolls."""
        bar, rect = self.verticalScrollBar(), self.rect_of(index)
        item = self.entries.item(index)
        if bar.maximum() == 0 or item is None or item.entry is None:
            return
        top, bottom = self.scene.edges()
        if rect.y < top + RING_ROOM:
            bar.setValue(bar.value() + rect.y - top - RING_ROOM)
        elif rect.bottom > bottom - RING_ROOM:
            bar.setValue(bar.value() + rect.bottom - bottom + RING_ROOM)

    def moveCursor(self, _action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        return self.entries.index_of_cell(self.scene.focused_cell)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.preview_wanted.emit(None, None)
        self.viewport().update()

    def doItemsLayout(self) -> None:
        """`refresh` lays out, and knows which days changed; Qt's own would paint everything again."""

    def updateGeometries(self) -> None:
        """The scene sets the scroll bar's range itself."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.entries.page is None:
            return
        painter, width = QPainter(self.viewport()), self.viewport().width()
        with surviving("painting the calendar"):
            self.scene.paint(mirror.turn(painter, width), mirror.region(event.region(), width))
            self._paint_band(painter)
        painter.end()
        self.painted.emit()

    def _paint_band(self, painter: QPainter) -> None:
        if self.hand.band is None:
            return
        fill = theme().color("selection")
        fill.setAlphaF(BAND_ALPHA)
        painter.fillRect(self.hand.band, fill)
        painter.setPen(theme().color("focus"))
        painter.drawRect(self.hand.band.adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in GESTURES and self.entries.page is not None:
            handled = True
            with surviving("a gesture on the calendar"):
                handled = self.hands.gestures[kind](event)
            if handled:
                return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with surviving("a key on the calendar"):
            if not self.hands.keys.press(event):
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.hand.keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hands.rest()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _ground() -> QWidget:
    """A viewport like Qt's own. Made here, because a widget that only Qt made has Python look through every class of
    widgets for what it may be."""
    made = QWidget()
    made.setObjectName("qt_scrollarea_viewport")
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    return made
