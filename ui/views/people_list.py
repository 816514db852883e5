"""The list of people: cards, painted; several can be chosen to be made one."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from smmdesk.model.words import _
from ui.look import icons, mirror
from ui.look.theme import theme
from ui.models.inbox import Index
from ui.models.people import PeopleModel
from ui.presenters.people_rows import PersonRow
from ui.widgets import avatar
from ui.widgets.painted_list import PaintedList, draw_ground, draw_text

ROW_PX, FACE_PX = 56, 34
KEYS = {Qt.Key.Key_M: "merge", Qt.Key.Key_Slash: "search"}
Flag = QItemSelectionModel.SelectionFlag


class PeopleList(PaintedList):
    """chosen: the keys of the selected rows, in the order of the list.  key_used: what its letter stands for (KEYS)."""

    chosen = Signal(list)

    def __init__(self, model: PeopleModel) -> None:
        super().__init__(model, "people_list", _("People"), ROW_PX)
        self._people = model
        self.setItemDelegate(PeopleDelegate(self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Put the mark on these rows, without telling."""
        if sorted(self._keys()) == sorted(keys):
            return
        with self.quiet():
            self.clearSelection()
            for key in keys:
                index = self._rows.index_of(key)
                if index.isValid():
                    self.selectionModel().select(index, Flag.Select)
                    self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._is_quiet:
            self.chosen.emit(self._keys())

    def _keys(self) -> list[str]:
        """The one that was chosen first stands first where it is still chosen."""
        found = [self._people.person_at(index) for index in self.selectionModel().selectedIndexes()]
        return [row.key for row in found if row is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single letters work only here (WCAG 2.1.4)."""
        key, plain = Qt.Key(event.key()), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if (plain and key in KEYS) or event.text() == "/":
            self.key_used.emit(KEYS.get(key, "search"))
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.key_used.emit("open")
        else:
            super().keyPressEvent(event)
            self._near_the_end(self.currentIndex().row())

    def keyboardSearch(self, _text: str) -> None:
        """Letters are commands here; "/" searches."""


class PeopleDelegate(QStyledItemDelegate):
    """Paints a card; the words are plain text, whoever wrote them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme().px(200), theme().px(ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        row = model.person_at(index) if isinstance(model, PeopleModel) else None
        if row is None:
            return
        painter.save()
        mirror.over(painter, option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        fill = draw_ground(painter, option.rect, state)
        px, rect = theme().px, option.rect
        face = QRectF(rect.left() + px(18), rect.top() + (rect.height() - px(FACE_PX)) / 2, px(FACE_PX), px(FACE_PX))
        avatar.draw(painter, face, row.initials, row.hue)
        avatar.draw_glyph(painter, face, row.platform, row.tint, fill)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._words(painter, rect, row, theme().color("selection-text" if chosen else "text"), chosen)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, row: PersonRow, ink: QColor, chosen: bool) -> None:
        px, look = theme().px, theme()
        left, right = rect.left() + px(18 + FACE_PX + 14), rect.right() - px(18)
        top, line = rect.top() + px(9), px(19)
        quiet = ink if chosen else look.color("text-muted")
        small = look.font("caption")
        wide = QFontMetrics(small).horizontalAdvance(row.when) + 2
        painter.setPen(quiet)
        draw_text(painter, small, row.when, QRect(right - wide, top, wide, line))
        painter.setPen(ink)
        draw_text(painter, look.font("body", 600), row.name, QRect(left, top, right - left - wide - px(8), line))
        end = right
        for icon, shown, tone in (("bell", bool(row.reminder), row.is_due), ("heart", row.is_owed, False)):
            if shown:
                color = look.color("warning") if tone and not chosen else quiet
                icons.draw(painter, icon, end - px(14), top + line + px(3), 14, color)
                end -= px(20)
        painter.setPen(quiet)
        draw_text(painter, look.font("body"), row.text, QRect(left, top + line, end - left, line))
