"""The focus ring: 2 px with a 2 px gap around whatever has the keyboard focus, following its radius (look §3).

A style sheet cannot draw outside a widget, so one overlay follows the focus. Text fields draw their own.
"""

import weakref

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from ui.look.theme import theme

_DRAW_THEIR_OWN = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QScrollArea)


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.radius = 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        width = theme().px(2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("focus"), width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), self.radius, self.radius)


class FocusRing(QObject):
    """Follows the focus of the application. Make one per QApplication and keep it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._last: weakref.ref[QWidget] | None = None
        app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Not for the mouse, nor where a window only came to the front, except when the ring stood there before."""
        back = self._last is not None and self._last() is new
        by_hand = bool(QApplication.mouseButtons()) or (old is None and not back)
        self._leave()
        if new is not None and by_hand:
            self._last = None
            return
        if new is None or isinstance(new, _DRAW_THEIR_OWN) or new.property("ownFocus"):
            return
        parent = new.parentWidget()
        if parent is None:
            return
        if not new.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return
        self._target, self._last = new, weakref.ref(new)
        self._ring = _Ring(parent)
        new.installEventFilter(self)
        new.destroyed.connect(self._target_gone)
        self._follow()

    def _follow(self) -> None:
        if self._ring is None or self._target is None:
            return
        gap = theme().px(4)
        own = self._target.property("ringRadius")  # a pill says how round it is
        self._ring.radius = (own or theme().radius("control")) + gap / 2
        self._ring.setGeometry(self._target.geometry().adjusted(-gap, -gap, gap, gap))
        self._ring.setVisible(self._target.isVisible())
        self._ring.raise_()

    def _leave(self) -> None:
        if self._target is not None:
            self._target.removeEventFilter(self)
            self._target.destroyed.disconnect(self._target_gone)
            self._target = None
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
            self._ring = None

    def _target_gone(self) -> None:
        self._target = None
        self._ring = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        follow = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
        if watched is self._target and event.type() in follow:
            self._follow()
        return False
