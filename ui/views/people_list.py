"""The list of people: cards, painted; several can be chosen to be made one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.words import _
from ui.look import icons
from ui.look.theme import theme
from ui.models.inbox import Index
from ui.models.people import PeopleModel
from ui.presenters.people_rows import PersonRow
from ui.widgets import avatar

ROW_PX, FACE_PX = 56, 34
KEYS = {Qt.Key.Key_M: "merge", Qt.Key.Key_Slash: "search"}
Flag = QItemSelectionModel.SelectionFlag


class PeopleList(QListView):
    """chosen: the keys of the selected rows, in the order of the list.  key_used: what its letter stands for (KEYS).
    more_wanted: at the end."""

    chosen = Signal(list)
    key_used = Signal(str)
    more_wanted = Signal()

    def __init__(self, model: PeopleModel) -> None:
        super().__init__()
        self._rows, self._is_quiet = model, False
        self.setModel(model)
        self.setItemDelegate(PeopleDelegate(self))
        self.setObjectName("people_list")
        self.setAccessibleName(_("People"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setProperty("ownFocus", True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme().changed.connect(self._dress)
        self._dress()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What is selected meanwhile was chosen by nobody."""
        before, self._is_quiet = self._is_quiet, True
        try:
            yield
        finally:
            self._is_quiet = before

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
        found = [self._rows.person_at(index) for index in self.selectionModel().selectedIndexes()]
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
            if self.currentIndex().row() >= self._rows.rowCount() - 3:
                self.more_wanted.emit()

    def keyboardSearch(self, _text: str) -> None:
        """Letters are commands here; "/" searches."""

    def _scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - theme().px(ROW_PX):
            self.more_wanted.emit()

    def _dress(self) -> None:
        self.setStyleSheet(f"QListView {{ background: {theme().name_of('surface')}; border: 0; outline: 0; }}")
        self.scheduleDelayedItemsLayout()


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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        fill = self._ground(painter, option.rect, state)
        px, rect = theme().px, option.rect
        face = QRectF(rect.left() + px(18), rect.top() + (rect.height() - px(FACE_PX)) / 2, px(FACE_PX), px(FACE_PX))
        avatar.draw(painter, face, row.initials, row.hue)
        avatar.draw_glyph(painter, face, row.platform, row.tint, fill)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._words(painter, rect, row, theme().color("selection-text" if chosen else "text"), chosen)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> QColor:
        px, look = theme().px, theme()
        ground = rect.adjusted(px(6), px(1), -px(6), -px(1))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        fill = look.color("selection" if chosen else "surface-hover" if over else "surface")
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(ground, look.radius("card"), look.radius("card"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.color("focus"), px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), look.radius("card"), look.radius("card"))
        return fill

    def _words(self, painter: QPainter, rect: QRect, row: PersonRow, ink: QColor, chosen: bool) -> None:
        px, look = theme().px, theme()
        left, right = rect.left() + px(18 + FACE_PX + 14), rect.right() - px(18)
        top, line = rect.top() + px(9), px(19)
        quiet = ink if chosen else look.color("text-muted")
        small = look.font("caption")
        wide = QFontMetrics(small).horizontalAdvance(row.when) + 2
        painter.setPen(quiet)
        _text(painter, small, row.when, QRect(right - wide, top, wide, line))
        painter.setPen(ink)
        _text(painter, look.font("body", 600), row.name, QRect(left, top, right - left - wide - px(8), line))
        end = right
        for icon, shown, tone in (("bell", bool(row.reminder), row.is_due), ("heart", row.is_owed, False)):
            if shown:
                color = look.color("warning") if tone and not chosen else quiet
                icons.draw(painter, icon, end - px(14), top + line + px(3), 14, color)
                end -= px(20)
        painter.setPen(quiet)
        _text(painter, look.font("body"), row.text, QRect(left, top + line, end - left, line))


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def _text(painter: QPainter, font: object, words: str, area: QRect) -> None:
    """Draw one line, cut with "…" where room lacks."""
    painter.setFont(font)  # type: ignore[arg-type]
    shown = QFontMetrics(font).elidedText(  # type: ignore[call-overload]
        tame(words, MOST_IN_A_LINE), Qt.TextElideMode.ElideRight, area.width()
    )
    painter.drawText(area, _LEFT | int(Qt.TextFlag.TextDontClip), shown)
