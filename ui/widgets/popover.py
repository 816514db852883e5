"""A small panel over the window, under what opened it; a press outside, Esc or another focus closes it."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from ui.look import mirror
from ui.look.guard import event_filter
from ui.look.theme import theme


class PopoverSearch(QLineEdit):
    """down_pressed: on to what was found."""

    down_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
            return
        super().keyPressEvent(event)


class Popover(QFrame):
    """Lies over the window that it belongs to."""

    closed = Signal()

    def __init__(self, window: QWidget, name: str, label: str) -> None:
        super().__init__(window)
        self._window, self._is_open = window, False
        self._field: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setObjectName(name)
        self.setAccessibleName(label)

    def keeps_focus_of(self, field: QWidget) -> None:
        """The keys stay with `field`: the popover only lies beside it."""
        self._field = field
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def open_at(self, button: QWidget) -> None:
        """Open under a button, or above it where the window ends."""
        self.open_under(QRect(button.mapTo(self._window, QPoint(0, 0)), button.size()))

    def open_under(self, area: QRect) -> None:
        """Open under a place of the window, or above it where the window ends; an open one goes there."""
        self.adjustSize()
        window, gap = self._window, theme().px(4)
        below, above = area.top() + area.height() + gap, area.top() - self.height() - gap
        y = below if below + self.height() <= window.height() else max(0, above)
        y = max(0, min(y, window.height() - self.height()))  # the place may be scrolled away
        self.move(max(0, min(area.left(), window.width() - self.width())), y)
        self.show()
        self.raise_()
        if self._field is None:
            self.take_focus()
        if self._is_open:
            return
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.focusChanged.connect(self._focus_moved)
        self._is_open = True

    def take_focus(self) -> None:
        """Where the keys go first."""
        self.setFocus()

    @event_filter
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A press outside closes it."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = self.mapFromGlobal(event.globalPosition().toPoint())
            if not self.rect().contains(place):
                self.close()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        app = QApplication.instance()
        if self._is_open and isinstance(app, QApplication):
            self._is_open = False
            app.removeEventFilter(self)
            app.focusChanged.disconnect(self._focus_moved)
            self.closed.emit()
        super().closeEvent(event)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self._field and not self.isAncestorOf(new):
            self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("hairline-strong")))
        painter.setBrush(theme().color("surface-raised"))
        radius = theme().radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
