"""Posts as rows of a list, 50 px high: for a whole day, and for what a search found (look/README.md §6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smmdesk.model.words import _
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.drag import carry
from ui.calendar.layout import Rect
from ui.calendar.pictures import Pictures
from ui.calendar.row_painter import ROW_PX, RowPainter
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import listed, short_day, state_words

Index = QModelIndex | QPersistentModelIndex
GO_ROW_PX = 36
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1


class RowModel(QAbstractListModel):
    """Entries as rows; a day that was typed may stand before them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[Entry | date, ...] = ()

    def set_rows(self, rows: Sequence[Entry | date]) -> None:
        """Show other rows; the same ones stay as they are."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, Entry):
                when = f"{short_day(row.day)}, {row.time}" if row.day is not None else _("no date")
                channels = listed(tuple(dict.fromkeys(mark.name for mark in row.channels)))
                return ", ".join(part for part in (when, channels, state_words(row), row.words) if part)
            return _("Go to {day}").format(day=short_day(row))
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints one row on its ground: a post, or a day to go to."""

    def __init__(self, parent: "EntryRows", chips: ChipPainter, with_day: bool) -> None:
        super().__init__(parent)
        self._rows, self._with_day = RowPainter(chips), with_day

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        height = ROW_PX if isinstance(index.data(ENTRY_ROLE), Entry) else GO_ROW_PX
        return QSize(theme().px(200), theme().px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row = index.data(ENTRY_ROLE)
        chosen, over = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        if chosen or over:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("selection" if chosen else "surface-hover"))
            painter.drawRoundedRect(rect, theme().radius("control"), theme().radius("control"))
            painter.restore()
        painter.save()
        mirror.over(painter, rect)
        if isinstance(row, Entry):
            place = Rect(rect.x(), rect.y(), rect.width(), rect.height())
            self._rows.row(painter, place, row, with_day=self._with_day)
        else:
            self._go(painter, rect, row)
        painter.restore()

    def _go(self, painter: QPainter, rect: QRect, day: date) -> None:
        px = theme().px
        icons.draw(painter, "calendar-days", rect.x() + px(10), rect.y() + px(10), 16, "accent-ink")
        painter.setPen(theme().color("accent-ink"))
        painter.setFont(theme().font("body", 500))
        words = _("Go to {day}").format(day=short_day(day))
        mirror.text(painter, rect.adjusted(px(34), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)


class EntryRows(QListView):
    """A list of posts. chosen: an Entry or a date, by click or Enter."""

    chosen = Signal(object)

    def __init__(self, chips: ChipPainter, name: str, label: str, *, with_day: bool = False) -> None:
        super().__init__()
        self.chips, self.pictures = chips, chips.pictures
        self._pressed: object = None
        self._point: QPoint | None = None
        self._model = RowModel(self)
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(self, chips, with_day))
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)  # the card's ground shows through
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._choose)
        if isinstance(self.pictures, Pictures):
            self.pictures.arrived.connect(self.viewport().update)

    def set_rows(self, rows: Sequence[Entry | date]) -> None:
        self._model.set_rows(rows)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(0, 0))

    def height_wanted(self, most: int) -> int:
        """The px that all rows take, at most `most`; both on the screen."""
        rows = [self._model.index(row, 0) for row in range(self._model.rowCount())]
        return min(most, sum(self.sizeHintForIndex(index).height() for index in rows))

    def step(self, by: int) -> None:
        """Move the current row, for a field that keeps the keys to itself."""
        row = max(0, min(self._model.rowCount() - 1, self.currentIndex().row() + by))
        self.setCurrentIndex(self._model.index(row, 0))

    def choose_current(self) -> None:
        if self.currentIndex().isValid():
            self._choose(self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point = event.position().toPoint()
        self._pressed = self.indexAt(self._point).data(ENTRY_ROLE)  # not its row, where another may stand at the move
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        entry = self._pressed
        if event.buttons() & Qt.MouseButton.LeftButton and isinstance(entry, Entry) and self._point is not None:
            far = (event.position().toPoint() - self._point).manhattanLength() > theme().px(10)
            if far and not entry.stays:
                self._pressed = None
                carry(self, self.chips, (entry.post_id,), entry, theme().px(152), tall=True)
            return
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.choose_current()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: Index) -> None:
        self.chosen.emit(index.data(ENTRY_ROLE))
