"""A painted list beside a card: what the lists of messages, of people and of what customers made have in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStackedWidget, QStyle

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from ui.look import mirror
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.models.inbox import InboxModel
from ui.widgets.empty_state import EmptyState

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class PaintedList(QListView):
    """key_used: what a letter or key of its own stands for.  more_wanted: at the end, `row_px` before it.
    several_chosen: the keys of all rows that are selected, in the order of the list."""

    key_used = Signal(str)
    several_chosen = Signal(list)
    more_wanted = Signal()

    def __init__(self, model: InboxModel, name: str, spoken: str, row_px: int) -> None:
        super().__init__()
        self._rows, self._is_quiet, self._row_px = model, False, row_px
        self.setModel(model)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("ownFocus", True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme().changed.connect(self._dress)
        self._dress()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What is selected meanwhile, or becomes the current row, was chosen by nobody."""
        before, self._is_quiet = self._is_quiet, True
        try:
            yield
        finally:
            self._is_quiet = before

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.several_chosen.emit(self.chosen_keys())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is on one of those that are chosen: where it is shows on a row."""
        super().focusInEvent(event)
        chosen = self.selectionModel().selectedIndexes()
        if chosen and self.currentIndex() not in chosen:
            first = min(chosen, key=lambda index: index.row())
            with self.quiet():
                self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def chosen_keys(self) -> list[str]:
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [item.key for index in rows if (item := self._rows.item_at(index)) is not None]

    def _scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - theme().px(self._row_px):
            self.more_wanted.emit()

    def _near_the_end(self, place: int) -> None:
        """A step by keys came to this row."""
        if place >= self._rows.rowCount() - 3:
            self.more_wanted.emit()

    def _dress(self) -> None:
        self.setStyleSheet(f"QListView {{ background: {theme().name_of('surface')}; border: 0; outline: 0; }}")
        self.scheduleDelayedItemsLayout()


class ListPages(QStackedWidget):
    """A list, or what stands in its place where it holds nothing."""

    def __init__(self, listed: QListView) -> None:
        super().__init__()
        self._list = listed
        self.addWidget(listed)

    def minimumSizeHint(self) -> QSize:
        """Of what shows: a list scrolls in less than the words in its place need."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()

    def show_list(self) -> None:
        self.setCurrentWidget(self._list)
        self.updateGeometry()

    def show_empty(self, empty: EmptyState) -> None:
        """One that is made for now; the one before it goes."""
        for place in range(self.count() - 1, 0, -1):
            old = self.widget(place)
            if old is not None:
                self.removeWidget(old)
                old.deleteLater()
        self.addWidget(empty)
        self.setCurrentWidget(empty)
        self.updateGeometry()


def upright_line() -> QFrame:
    """Between two columns."""
    line = QFrame()
    set_kind(line, line="between")
    return line


def draw_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> QColor:
    """The ground of a row, with the frame of the keyboard on it; returns its colour."""
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


def draw_text(painter: QPainter, font: QFont, words: str, area: QRect) -> int:
    """Draw one line, cut with "…" where room lacks; returns how wide it is."""
    painter.setFont(font)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(tame(words, MOST_IN_A_LINE), Qt.TextElideMode.ElideRight, area.width())
    mirror.text(painter, area, LEFT | int(Qt.TextFlag.TextDontClip), shown)
    return int(metrics.horizontalAdvance(shown))
