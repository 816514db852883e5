"""A card that floats over the window: it can be entered, Esc or a press elsewhere closes it."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.calendar.drag import shadow
from ui.look import mirror
from ui.look.guard import event_filter
from ui.look.theme import theme, tokens

GAP_PX = 8


class Popover(QWidget):
    """A child of the window it floats over, so that it never outlives or leaves it. `closed` fires when it goes.

    One that takes no focus goes by Esc wherever the keyboard is; without `escapes` Esc is for who opened it."""

    closed = Signal()

    def __init__(self, window: QWidget, name: str, *, takes_focus: bool = True, escapes: bool = True) -> None:
        super().__init__(window)
        self._window = window
        self._takes_focus, self._escapes = takes_focus, escapes and not takes_focus
        self._back: QWidget | None = None
        self._shade: tuple[object, QPixmap] | None = None
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.body = QVBoxLayout(self)
        self.body.setSpacing(0)
        self._dress()
        theme().changed.connect(self._dress)
        self.hide()

    def open_beside(self, anchor: QRect) -> None:
        """Show under `anchor` (in the window's coordinates), or above it, always inside the window."""
        self.adjustSize()
        room, edge, gap = self._window.rect(), self._room, theme().px(GAP_PX)
        size = self.sizeHint().boundedTo(room.size())
        card_height = size.height() - 2 * edge
        below = anchor.bottom() + gap
        above = anchor.top() - gap - card_height
        y = below if below + card_height <= room.height() or above < 0 else above
        y = max(gap, min(y, room.height() - card_height - gap))
        card = size.width() - 2 * edge
        wanted = anchor.right() + 1 - card if mirror.is_on() else anchor.left()
        x = max(gap, min(wanted, room.width() - card - gap))
        self.setGeometry(QRect(QPoint(x - edge, y - edge), size))
        if not self.isVisible():
            self._back = QApplication.focusWidget()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.show()
        self.raise_()
        if self._takes_focus:
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_now(self) -> None:
        """Go away; the focus returns to where it was."""
        if not self.isVisible():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        had_focus = self.isAncestorOf(QApplication.focusWidget()) or self.hasFocus()  # type: ignore[arg-type]
        self.hide()
        if had_focus and self._back is not None:
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)
        self._back = None
        self.closed.emit()

    def card(self) -> QRect:
        """The card without its shadow, in the window's coordinates."""
        edge = self._room
        return self.geometry().adjusted(edge, edge, -edge, -edge)

    @event_filter
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            outside = not self.card().contains(self._window.mapFromGlobal(event.globalPosition().toPoint()))
            if outside and watched.window() is self._window.window():
                self.close_now()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            if event.key() == Qt.Key.Key_Escape and self._escapes and watched.window() is self._window.window():
                self.close_now()  # wherever the keyboard is: nobody has to move the pointer away (WCAG 1.4.13)
                return True
        elif kind == QEvent.Type.WindowDeactivate and watched is self._window and not self._takes_focus:
            self.close_now()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_now()
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._shaded())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, radius = self._room, theme().radius("card")
        painter.setPen(QPen(theme().color("hairline-strong"), 1))
        painter.setBrush(theme().color("surface-raised"))
        box = QRectF(self.rect()).adjusted(edge + 0.5, edge + 0.5, -edge - 0.5, -edge - 0.5)
        painter.drawRoundedRect(box, radius, radius)

    @property
    def _room(self) -> int:
        """Room for the shadow around the card."""
        return theme().px(tokens()["shadow"]["popover"]["blur"])

    def _shaded(self) -> QPixmap:
        """The shadow, painted once per size and theme."""
        ratio = self.devicePixelRatioF()
        key = (self.width(), self.height(), ratio, theme().is_dark, theme().scale)
        if self._shade is None or self._shade[0] != key:
            pixmap = QPixmap(self.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = self._room
            box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
            shadow(painter, box, "popover", theme().radius("card"))
            painter.end()
            self._shade = (key, pixmap)
        return self._shade[1]

    def _dress(self) -> None:
        edge = self._room + theme().space(5)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self._shade = None
        self.update()
