"""The list of the inbox: headings and messages, painted; keys of its own while it has the focus."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.inbox import InboxModel
from ui.presenters.inbox_rows import InboxHead, InboxRow
from ui.widgets import avatar
from ui.widgets.brand_filter import draw_dot
from ui.widgets.painted_list import LEFT, PaintedList, draw_ground, draw_text

HEAD_PX, ROW_PX, FACE_PX = 40, 56, 34
Index = QModelIndex | QPersistentModelIndex
KEYS = {
    Qt.Key.Key_E: "done",
    Qt.Key.Key_R: "reply",
    Qt.Key.Key_S: "snooze",
    Qt.Key.Key_N: "note",
    Qt.Key.Key_L: "like",
    Qt.Key.Key_P: "pass_on",
    Qt.Key.Key_H: "hide",
    Qt.Key.Key_Delete: "delete",
}
SIGNS = {"/": "search", "!": "spam"}
"""Keys by what they write: where they lie differs by keyboard."""


class InboxList(PaintedList):
    """row_chosen: a message's key.  key_used: what its letter stands for (KEYS, SIGNS)."""

    row_chosen = Signal(str)

    def __init__(self, model: InboxModel, pictures: Pictures) -> None:
        super().__init__(model, "inbox_list", _("Messages"), ROW_PX)
        self.setItemDelegate(InboxDelegate(pictures, self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self._above, self._below = QPersistentModelIndex(), QPersistentModelIndex()
        pictures.arrived.connect(self.viewport().update)

    def show_chosen(self, key: str) -> None:
        """Put the mark on a row, without telling."""
        index = self._rows.index_of(key)
        if index != self.currentIndex():
            with self.quiet():
                self.setCurrentIndex(index)
        if index.isValid():
            self._remember(index)
            self.scrollTo(index)

    def _remember(self, index: Index) -> None:
        """What stands around a row, should it go."""
        row = index.row()
        self._above = QPersistentModelIndex(self._rows.index(row - 1))
        self._below = QPersistentModelIndex(self._rows.index(row + 1))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        item = self._rows.item_at(current)
        if isinstance(item, InboxRow) and not self._is_quiet:
            self.row_chosen.emit(item.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single letters work only here (WCAG 2.1.4)."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if plain and key in (Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_K, Qt.Key.Key_Up):
            self._go(1 if key in (Qt.Key.Key_J, Qt.Key.Key_Down) else -1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._go(1 if key == Qt.Key.Key_Down else -1, more=True)
        elif plain and key in KEYS:
            self.key_used.emit(KEYS[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.key_used.emit("reply")
        elif event.text() in SIGNS:
            self.key_used.emit(SIGNS[event.text()])
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Choose the first message, the keyboard with it."""
        self.setFocus()
        self._go(1)

    def _go(self, by: int, *, more: bool = False) -> None:
        """To the next message, past headings; from where the last one stood when that is gone. `more` leaves what is
        chosen chosen."""
        place = self.currentIndex().row() + by
        if not self.currentIndex().isValid():  # it was answered and went
            below = self._below.row() if self._below.isValid() else self._above.row() + 1
            place = below + min(by, 0)
        while 0 <= place < self._rows.rowCount():
            index = self._rows.index(place)
            if isinstance(self._rows.item_at(index), InboxRow):
                if more:
                    self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.Select)
                else:
                    self.setCurrentIndex(index)
                break
            place += by
        self._near_the_end(place)


class InboxDelegate(QStyledItemDelegate):
    """Paints a heading or a message; the words are plain text, whoever wrote them."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        item = _item(index)
        return QSize(theme().px(200), theme().px(HEAD_PX if isinstance(item, InboxHead) else ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = _item(index)
        rect: QRect = option.rect
        painter.save()
        mirror.over(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, InboxHead):
            self._head(painter, rect, item)
        elif isinstance(item, InboxRow):
            state = option.state
            self._row(painter, rect, item, state)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, head: InboxHead) -> None:
        px = theme().px
        left, middle = rect.left() + px(16), rect.bottom() - px(14)
        side = px(18)
        ready = self._pictures(head.picture, side, painter.device().devicePixelRatioF()) if head.picture else None
        if ready is not None:
            mirror.picture(painter, left, middle - side // 2, ready)
        else:
            icons.draw(painter, head.icon, left + px(1), middle - px(8), 16, "text-muted")
        left += px(26)
        painter.setPen(theme().color("text-muted"))
        count = str(head.count)
        font = theme().font("caption", 600)
        wide = QFontMetrics(font).horizontalAdvance(count) + px(8)
        room = rect.right() - left - wide - px(14)
        end = draw_text(painter, font, head.title, QRect(left, middle - px(9), room, px(18)))
        painter.setFont(theme().font("caption"))
        mirror.text(painter, QRect(left + end + px(8), middle - px(9), wide, px(18)), LEFT, count)

    def _row(self, painter: QPainter, rect: QRect, row: InboxRow, state: QStyle.StateFlag) -> None:
        px, look = theme().px, theme()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        fill = draw_ground(painter, rect, state)
        if row.unread:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawEllipse(QRectF(rect.left() + px(10), rect.center().y() - px(3), px(7), px(7)))
        face = QRectF(rect.left() + px(22), rect.top() + (rect.height() - px(FACE_PX)) / 2, px(FACE_PX), px(FACE_PX))
        avatar.draw(painter, face, row.initials, row.hue)
        avatar.draw_glyph(painter, face, row.platform, row.tint, fill)
        self._words(painter, rect, row, look.color("selection-text" if chosen else "text"), chosen)

    def _words(self, painter: QPainter, rect: QRect, row: InboxRow, ink: QColor, chosen: bool) -> None:
        px, look = theme().px, theme()
        left, right = rect.left() + px(22 + FACE_PX + 14), rect.right() - px(18)
        top, line = rect.top() + px(9), px(19)
        quiet = ink if chosen else look.color("text-muted")
        small = look.font("caption")
        shown, tone = (row.mark, "warning" if row.is_late else "") if row.mark else (row.when, "")
        room = (right - left) * 6 // 10
        wide = min(QFontMetrics(small).horizontalAdvance(shown) + 2, room)
        painter.setPen(look.color(tone) if tone and not chosen else quiet)
        draw_text(painter, small, shown, QRect(right - wide, top, wide, line))
        painter.setPen(ink)
        named = QRect(left, top, right - left - wide - px(8), line)
        if row.brand:
            named = _brand(painter, named, row, quiet)
            painter.setPen(ink)
        draw_text(painter, look.font("body", 600), row.name, named)
        painter.setPen(quiet if row.done or row.is_gone else ink)
        icon = "pencil-line" if row.has_draft else "text" if row.has_note else ""
        if icon:
            icons.draw(painter, icon, right - px(13), top + line + px(3), 13, quiet)
        end = right - (px(20) if icon else 0)
        draw_text(
            painter, look.font("body", 500 if row.unread else 400), row.text, QRect(left, top + line, end - left, line)
        )


def _item(index: Index) -> object:
    model = index.model()
    return model.item_at(index) if isinstance(model, InboxModel) else None


def _brand(painter: QPainter, area: QRect, row: InboxRow, ink: QColor) -> QRect:
    """Whom it was written to, at the end of the line; returns what is left of it for the name."""
    px, font = theme().px, theme().font("caption")
    wide = min(QFontMetrics(font).horizontalAdvance(tame(row.brand, MOST_IN_A_LINE)) + 2, area.width() * 4 // 10)
    start = area.right() - wide
    draw_dot(painter, QRectF(start - px(13), area.center().y() - px(4), px(9), px(9)), row.brand_color)
    painter.setPen(ink)
    draw_text(painter, font, row.brand, QRect(start, area.top(), wide, area.height()))
    return area.adjusted(0, 0, -(wide + px(20)), 0)
