"""The grid of the media library: squares with a name below, an item view that ten thousand files do not slow down."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smmdesk.model.film_times import say_length
from smmdesk.model.for_the_eye import literal
from smmdesk.store.media_reads import MediaRow
from ui.bridge import Bridge
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.library import LibraryModel
from ui.presenters.media_words import say_pages
from ui.widgets.media_thumbs import MediaThumbs

Index = QModelIndex | QPersistentModelIndex
CELL_PX, GAP_PX, NAME_PX, TAG_PX = 128, 12, 24, 18
GHOST_PX = 56
"""As wide as leaves the words of a day under it to be read (calendar.drop_label)."""


class _Square(QStyledItemDelegate):
    """Paints one file: its picture, its length when it moves, its name."""

    def __init__(self, grid: "MediaGrid", thumbs: MediaThumbs) -> None:
        super().__init__(grid)
        self._grid, self._thumbs = grid, thumbs

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._grid.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._grid.library.row_at(index)
        if row is None:
            return
        look = theme()
        state, rect = option.state, option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._grid.hasFocus()
        gap = look.px(GAP_PX)
        cell = QRect(rect.x(), rect.y(), rect.width() - gap, rect.height() - gap)
        box = QRectF(cell.x(), cell.y(), cell.width(), cell.height() - look.px(NAME_PX))
        painter.save()
        mirror.over(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_picture(painter, row, box)
        rings = [("accent", 3.0)] if chosen else []
        rings += [("surface", 2.0), ("focus", 2.0)] if focused else []  # one of the two stands out on any picture
        self._draw_rings(painter, box, rings)
        if chosen:
            self._draw_check(painter, box)
        self._draw_name(painter, row, QRectF(box.x(), box.bottom(), box.width(), look.px(NAME_PX)), chosen)
        painter.restore()

    def _draw_rings(self, painter: QPainter, box: QRectF, rings: list[tuple[str, float]]) -> None:
        """Frames one inside the other, each a color's name and a width in px."""
        look, used = theme(), 0.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, wide in rings:
            inset = look.px(used + wide / 2)
            corner = max(0.0, look.radius("chip") - inset)
            painter.setPen(QPen(look.color(color), look.px(wide)))
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), corner, corner)
            used += wide

    def _draw_picture(self, painter: QPainter, row: MediaRow, box: QRectF) -> None:
        look, ratio = theme(), painter.device().devicePixelRatioF()
        clip = QPainterPath()
        clip.addRoundedRect(box, look.radius("chip"), look.radius("chip"))
        painter.save()
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        size = round(box.width() * ratio), round(box.height() * ratio)
        pixmap = None if row.is_video or row.is_document else self._thumbs.of(row.id, *size)
        if pixmap is not None and not pixmap.isNull():
            mirror.picture_in(painter, box, pixmap, QRectF(pixmap.rect()))
        else:
            painter.fillRect(box, look.color("surface-sunken"))
            missing = "film" if row.is_video else ("image" if pixmap is None else "image-off")
            missing = "file-text" if row.is_document else missing
            side = look.px(28)
            icons.draw(painter, missing, box.center().x() - side / 2, box.center().y() - side / 2, 28, "text-faint")
        if row.is_video:
            self._draw_length(painter, say_length(row.duration_ms), box)
        if row.is_document:
            self._draw_length(painter, say_pages(row.pages), box)
        painter.restore()

    def _draw_length(self, painter: QPainter, words: str, box: QRectF) -> None:
        look = theme()
        painter.setFont(look.font("micro", 600))
        wide = painter.fontMetrics().horizontalAdvance(words) + look.px(12)
        area = QRectF(box.x() + look.px(6), box.bottom() - look.px(TAG_PX + 6), wide, look.px(TAG_PX))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("tooltip"))
        painter.drawRoundedRect(area, look.px(4), look.px(4))
        painter.setPen(look.color("tooltip-text"))
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignCenter), words)

    def _draw_check(self, painter: QPainter, box: QRectF) -> None:
        look = theme()
        side = look.px(20)
        area = QRectF(box.right() - side - look.px(7), box.y() + look.px(7), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        painter.drawEllipse(area)
        icons.draw(painter, "check", area.x() + look.px(4), area.y() + look.px(4), 12, "accent-text")

    def _draw_name(self, painter: QPainter, row: MediaRow, area: QRectF, chosen: bool) -> None:
        look = theme()
        painter.setFont(look.font("caption", 500 if chosen else 400))
        mark = look.px(16) if not row.used else 0
        wide = int(area.width()) - mark
        words = QFontMetrics(painter.font()).elidedText(literal(row.name), Qt.TextElideMode.ElideMiddle, wide)
        painter.setPen(look.color("text" if row.used or chosen else "text-muted"))
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


class MediaGrid(QListView):
    """opened: a file's id (Enter, double click).  chosen: ids in the order of the grid.  dropped: paths.
    trash_wanted: Del.  menu_wanted: a point of the screen.
    """

    opened = Signal(str)
    chosen = Signal(list)
    dropped = Signal(list)
    trash_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, bridge: Bridge, name: str, *, takes_files: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.library = LibraryModel(self)
        self._thumbs = MediaThumbs(bridge)
        self._thumbs.arrived.connect(self.viewport().update)
        self._takes_files = takes_files
        self._quiet = False
        self.setModel(self.library)
        self.setItemDelegate(_Square(self, self._thumbs))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setAcceptDrops(takes_files)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.doubleClicked.connect(self._open_index)
        self.selectionModel().selectionChanged.connect(self._tell_choice)
        theme().changed.connect(self._fit)
        self._fit()

    def show_rows(self, rows: tuple[MediaRow, ...], chosen: tuple[str, ...]) -> None:
        """Show files and the choice among them."""
        self._quiet = True
        top = self.verticalScrollBar().value()
        reset = self.library.set_rows(rows)
        if reset:
            self.doItemsLayout()
            self.verticalScrollBar().setValue(top)
        self._choose(chosen)
        self._quiet = False

    def _choose(self, ids: tuple[str, ...]) -> None:
        if ids == self.chosen_ids():
            return
        selection = self.selectionModel()
        selection.clearSelection()
        for index in self.library.indexes_of(ids):
            selection.select(index, QItemSelectionModel.SelectionFlag.Select)
            if len(ids) == 1:
                selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.scrollTo(index)

    def chosen_ids(self) -> tuple[str, ...]:
        rows = (self.library.row_at(index) for index in sorted(self.selectedIndexes(), key=lambda index: index.row()))
        return tuple(row.id for row in rows if row is not None)

    def _tell_choice(self, *_ranges: object) -> None:
        if not self._quiet:
            self.chosen.emit(list(self.chosen_ids()))

    def _open_index(self, index: QModelIndex) -> None:
        row = self.library.row_at(index)
        if row is not None:
            self.opened.emit(row.id)

    # -- measures
    def _fit(self) -> None:
        """As many columns as fit, filling the width. Qt's list keeps the room of a scroll bar, shown or not."""
        look = theme()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        wide = self.maximumViewportSize().width() - bar - 1
        columns = max(2, wide // look.px(CELL_PX + GAP_PX))
        cell = max(look.px(80), wide // columns)
        size = QSize(cell, cell - look.px(GAP_PX) + look.px(NAME_PX + GAP_PX))
        if size != self.gridSize():
            self.setGridSize(size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
        if len(self.selectedIndexes()) == 1:  # the details opened beside it: other columns, other rows
            self.scrollTo(self.selectedIndexes()[0])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    # -- keys and menu
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open_index(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selectedIndexes():
            self.trash_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.selectedIndexes():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.selectedIndexes():
            return
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_wanted.emit(at)

    # -- drags
    def startDrag(self, _actions: Qt.DropAction) -> None:
        from PySide6.QtGui import QDrag

        indexes = self.selectedIndexes()
        drag = QDrag(self)
        drag.setMimeData(self.library.mimeData(indexes))
        drag.setPixmap(self._ghost(indexes))
        drag.exec(Qt.DropAction.CopyAction)

    def _ghost(self, indexes: list[QModelIndex]) -> QPixmap:
        index = self.currentIndex() if self.currentIndex() in indexes else indexes[0]
        rect = self.visualRect(index)
        side = theme().px(GAP_PX)
        part = self.viewport().grab(rect.adjusted(0, 0, -side, -side))
        return part.scaledToWidth(theme().px(GHOST_PX), Qt.TransformationMode.SmoothTransformation)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._weigh(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._weigh(event)

    def _weigh(self, event: QDropEvent) -> None:
        if self._takes_files and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        from pathlib import Path

        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self._takes_files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(paths)
