"""The plot of what was said and what was heard: posts go up, messages hang down. An item view, so that keys and
screen readers reach each column."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from smmdesk.model.letter import messages, posts
from smmdesk.model.words import _, pgettext
from ui.look import mirror
from ui.look.theme import theme
from ui.models.inbox import Index
from ui.models.results import BarModel
from ui.presenters.results_rows import Bar, waiting_words
from ui.views import results_layout as layout
from ui.views.results_layout import Box, Places
from ui.widgets.buttons import add_action
from ui.widgets.safe_label import set_tool_tip

GUTTER_PX, LABEL_FROM_PX, SAID_PX, HEARD_PX = 62, 20, 26, 32
RING_UP_PX, RING_OUT_PX = 6, 2
NOTE_UP_PX, TICK_PX = 17, 10
"""How far above the blocks words stand, and how long the stroke is that leads down to them."""
TALL = 5
"""From so many messages on the column with the most says how many they are."""
SAID, HEARD, WAITS, WAITS_LINE = "accent", "success", "warning-soft", "warning"


class Plot(QListView):
    """posts_wanted: the posts of this column.  messages_wanted: what was heard in it."""

    posts_wanted = Signal(object)  # Bar
    messages_wanted = Signal(object)  # Bar

    def __init__(self) -> None:
        super().__init__()
        self._bars = BarModel(self)
        self.scale = layout.scale_of(())
        self.setModel(self._bars)
        self.setItemDelegate(_Column(self))
        self.setObjectName("results_plot")
        self.setAccessibleName(_("Said and heard"))
        self.setAccessibleDescription(_("Arrow keys go from column to column, Enter opens one."))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("ownFocus", True)
        theme().changed.connect(self._dress)
        self._dress()

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(self._bars.bars)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show other columns; the one in hand stays where it is one of them."""
        self.scale = layout.scale_of([bar.column for bar in bars])
        self.setFixedHeight(theme().px(self.scale.height))
        changed = len(bars) != len(self._bars.bars)
        self._bars.set_bars(bars)
        if changed or not self.currentIndex().isValid():
            today = next((number for number, bar in enumerate(bars) if bar.is_today), 0)
            self.setCurrentIndex(self._bars.index(today))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def wide(self) -> int:
        """What the columns share: beside the last one the ring has room (turned around, the first one gives it)."""
        return self.viewport().width() - (0 if mirror.is_on() else theme().px(2 * RING_OUT_PX))

    def bar_at(self, index: Index) -> Bar | None:
        return self._bars.bar_at(index)

    def places(self, number: int) -> Places:
        """Of one column, in px of the design."""
        places = layout.edges(self.wide(), len(self._bars.bars))
        unit = theme().scale
        left, right = places[number] / unit, places[number + 1] / unit
        return layout.places_of(self._bars.bars[number].column, left, right - left, self.scale)

    # ------------------------------------------------------------------ keys and mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.bar_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and bar is not None:
            self._ask(bar)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        bar = self.bar_at(index)
        if bar is None or event.button() != Qt.MouseButton.LeftButton:
            return
        axis = theme().px(self.scale.ground + layout.AXIS / 2)
        if event.position().y() > axis and bar.column.heard:
            self.messages_wanted.emit(bar)
        else:
            self.posts_wanted.emit(bar)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        bar = self.bar_at(self.indexAt(event.position().toPoint()))
        set_tool_tip(self.viewport(), bar.spoken if bar is not None else "")

    def _ask(self, bar: Bar) -> None:
        """By keys: at once where there is one thing to see, else which of the two."""
        if not bar.column.heard:
            self.posts_wanted.emit(bar)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = bar.column
        add_action(menu, "calendar-days", posts(column.posts), "bar_posts", lambda: self.posts_wanted.emit(bar))
        add_action(
            menu, "messages-square", messages(column.heard), "bar_messages", lambda: self.messages_wanted.emit(bar)
        )
        where = self.visualRect(self.currentIndex()).center()
        menu.popup(self.viewport().mapToGlobal(QPoint(where.x(), theme().px(self.scale.ground))))

    def keyboardSearch(self, _text: str) -> None:
        """Days are not found by letters."""

    def wheelEvent(self, event: object) -> None:
        """The page scrolls, not the plot."""
        event.ignore()  # type: ignore[attr-defined]

    # ------------------------------------------------------------------ painting
    def sizeHint(self) -> QSize:
        return QSize(theme().px(400), theme().px(self.scale.height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the ring reaches beyond its column

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = mirror.painter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("hairline-strong"), 1))
        for y in (self.scale.ground, self.scale.ceiling):
            painter.drawLine(0, theme().px(y), self.wide(), theme().px(y))
        if self.hasFocus() and self.currentIndex().isValid():
            self._ring(painter, self.currentIndex().row())
        if self._bars.bars:
            _Notes(self, painter).paint()

    def _ring(self, painter: QPainter, number: int) -> None:
        """Around the column in hand, clear of what stands in it however narrow it is."""
        look, places = theme(), layout.edges(self.wide(), len(self._bars.bars))
        edge, out = look.px(2) / 2, look.px(RING_OUT_PX)
        left = max(0, places[number] - out)
        right = min(self.viewport().width(), places[number + 1] + out)
        top = look.px(layout.HEAD - RING_UP_PX)
        area = QRectF(left, top, right - left, look.px(self.scale.height) - top).adjusted(edge, edge, -edge, -edge)
        painter.setPen(QPen(look.color("focus"), 2 * edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, look.radius("control"), look.radius("control"))

    def _dress(self) -> None:
        self.setStyleSheet(f"QListView {{ background: {theme().name_of('surface')}; border: 0; outline: 0; }}")
        self.setFixedHeight(theme().px(self.scale.height))
        self.scheduleDelayedItemsLayout()


class _Column(QStyledItemDelegate):
    """Paints one column, hovered and focused too."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        places = layout.edges(self._plot.wide(), max(1, len(self._plot.bars)))
        row = min(index.row(), len(places) - 2)
        return QSize(places[row + 1] - places[row], theme().px(self._plot.scale.height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        bar = self._plot.bar_at(index)
        if bar is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self._plot.wide()
        rect, state = mirror.place(option.rect, wide), option.state
        mirror.turn(painter, wide)
        self._ground(painter, rect, state, bar)
        paint_column(painter, self._plot.places(index.row()), theme().scale, theme().color)
        self._label(painter, rect, bar)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, bar: Bar) -> None:
        look = theme()
        area = QRectF(rect).adjusted(1, look.px(layout.HEAD - RING_UP_PX), -1, -1)
        if state & QStyle.StateFlag.State_MouseOver and not bar.is_to_come:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("surface-hover"))
            painter.drawRoundedRect(area, look.radius("control"), look.radius("control"))

    def _label(self, painter: QPainter, rect: QRect, bar: Bar) -> None:
        look = theme()
        narrow = rect.width() < look.px(LABEL_FROM_PX)
        thinned = narrow and bar.label.isdigit() and not bar.is_today and int(bar.label) % 5 and bar.label != "1"
        if not bar.label or thinned:
            return
        painter.setFont(look.font("micro", 700 if bar.is_today else 500))
        painter.setPen(look.color("accent-ink" if bar.is_today else "text-faint" if bar.is_to_come else "text-muted"))
        words = painter.fontMetrics().horizontalAdvance(bar.label)
        top = look.px(self._plot.scale.ground)
        left = rect.center().x() - words / 2 if not bar.label.isalpha() else rect.left()
        area = QRectF(left, top, words + 2, look.px(layout.AXIS))
        mirror.text(painter, area, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), bar.label)


def paint_column(painter: QPainter, places: Places, unit: float, color: Callable[[str], QColor]) -> None:
    """The boxes of one column at `unit` px for each px of the design."""
    radius = 3 * unit
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(SAID))
    for box in places.posts:
        painter.drawRoundedRect(
            _rect(box, unit), min(radius, box.height * unit / 2), min(radius, box.height * unit / 2)
        )
    if places.handled is not None:
        painter.setBrush(color(HEARD))
        painter.drawRoundedRect(_rect(places.handled, unit), radius, radius)
    if places.waiting is not None:
        pen = QPen(color(WAITS_LINE), 1.5 * unit, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 1.4])
        painter.setPen(pen)
        painter.setBrush(color(WAITS))
        edge = 0.75 * unit
        painter.drawRoundedRect(_rect(places.waiting, unit).adjusted(edge, edge, -edge, -edge), radius, radius)


def _rect(box: Box, unit: float) -> QRectF:
    return QRectF(box.x * unit, box.y * unit, box.width * unit, box.height * unit)


class _Notes:
    """Words over the columns: today, holidays, and how many messages the tallest holds."""

    def __init__(self, plot: Plot, painter: QPainter) -> None:
        self._plot, self._painter = plot, painter
        self._edges = layout.edges(plot.wide(), len(plot.bars))

    def paint(self) -> None:
        look, painter, bars = theme(), self._painter, self._plot.bars
        painter.setFont(look.font("caption", 500))
        metrics = QFontMetrics(painter.font())
        noted = [(number, words) for number, bar in enumerate(bars) if (words := _note(bar))]
        noted.sort(key=lambda each: (not bars[each[0]].is_today, -bars[each[0]].column.heard, each[0]))
        wanted = [(self._middle(number), float(metrics.horizontalAdvance(words))) for number, words in noted]
        lefts = layout.fitting(wanted, (0, self._plot.wide()), look.px(10))
        for (number, words), left in zip(noted, lefts, strict=True):
            if left is not None:
                self._note(number, words, (left, left + metrics.horizontalAdvance(words)))
        self._tallest(metrics)

    def _middle(self, number: int) -> float:
        return (self._edges[number] + self._edges[number + 1]) / 2

    def _note(self, number: int, words: str, span: tuple[float, float]) -> None:
        look, painter = theme(), self._painter
        tops = [self._plot.places(each).top for each in range(len(self._plot.bars))]
        top = look.px(layout.note_top(tops, self._edges, number, span, self._plot.currentIndex().row()))
        painter.setPen(QPen(look.color("border"), 1))
        middle = round(self._middle(number))
        painter.drawLine(middle, top - look.px(NOTE_UP_PX - 4), middle, top - look.px(NOTE_UP_PX - 4 - TICK_PX))
        painter.setPen(look.color("text"))
        mirror.line(painter, round(span[0]), top - look.px(NOTE_UP_PX), words)

    def _tallest(self, metrics: QFontMetrics) -> None:
        look, bars = theme(), self._plot.bars
        number = max(range(len(bars)), key=lambda each: bars[each].column.heard)
        column = bars[number].column
        if column.heard < TALL:
            return
        lines = (messages(column.heard), waiting_words(column))
        bottom = look.px(self._plot.places(number).bottom)
        top, wide = bottom - 2 * metrics.height(), max(map(metrics.horizontalAdvance, lines)) + look.px(16)
        for right in (True, False):
            edge = self._edges[number + 1] if right else self._edges[number] - wide
            if self._is_free(number, edge, edge + wide, top - look.px(4)):
                self._painter.setPen(look.color("text-muted"))
                for place, words in enumerate(lines):
                    y = top + metrics.height() * place + metrics.ascent()
                    mirror.line(self._painter, edge + look.px(8), y, words)
                return

    def _is_free(self, own: int, left: int, right: int, top: int) -> bool:
        """Whether no other column reaches down into the place."""
        if left < 0 or right > self._plot.wide():
            return False
        beside = (
            n for n in range(len(self._plot.bars)) if n != own and self._edges[n] < right and self._edges[n + 1] > left
        )
        return all(theme().px(self._plot.places(number).bottom) <= top for number in beside)


def _note(bar: Bar) -> str:
    if bar.is_today and bar.column.first == bar.column.last:
        return bar.note or _("today")
    return bar.note


class Gutter(QWidget):
    """The words at the left of the plot: what goes up, what hangs down."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self._plot = plot
        self.setFixedWidth(theme().px(GUTTER_PX))
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFixedWidth(theme().px(GUTTER_PX))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, scale = theme(), mirror.painter(self), self._plot.scale
        painter.setFont(look.font("caption", 600))
        for words, ink, y in (
            (pgettext("plot", "said"), "accent-ink", scale.ground - SAID_PX),
            (pgettext("plot", "heard"), "success", scale.ceiling + HEARD_PX),
        ):
            painter.setPen(look.color(ink))
            mirror.line(painter, 0, look.px(y), words)
