"""The focus ring: 2 px with a 2 px gap around whatever has the keyboard focus, following its radius (look §3).

A style sheet cannot draw outside a widget, so one overlay follows the focus. Text fields draw their own.
"""

import weakref

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget

from ui.look.guard import event_filter
from ui.look.style import set_shown
from ui.look.theme import theme

_DRAW_THEIR_OWN = ("QLineEdit", "QPlainTextEdit", "QComboBox", "QAbstractSpinBox", "QAbstractItemView")
"""By name: a class costs milliseconds of a start once Python knows it."""


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.radius, self.color = 0.0, "focus"

    def paintEvent(self, _event: QPaintEvent) -> None:
        width = theme().px(2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(self.color), width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), self.radius, self.radius)


class FocusRing(QObject):
    """Follows the focus of the application. Make one per QApplication and keep it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._last: weakref.ref[QWidget] | None = None
        self._way: list[QWidget] = []
        app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Not for the mouse, nor where a window only came to the front, except when the ring stood there before."""
        back = self._last is not None and self._last() is new
        by_hand = bool(QApplication.mouseButtons()) or (old is None and not back)
        self._leave()
        if new is not None and by_hand:
            self._last = None
            return
        if new is not None and old is not None:
            _into_sight(new)
        if new is not None and not _draws_its_own(new):
            self._stand_on(new)

    def stand_on(self, widget: QWidget) -> None:
        """The person pressed Tab and it stays where it is, the only stop there: they want to see it."""
        if self._target is not widget and not _draws_its_own(widget):
            self._leave()
            self._stand_on(widget)

    def _stand_on(self, new: QWidget) -> None:
        if new.parentWidget() is None or not new.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return
        self._target, self._last = new, weakref.ref(new)
        self._way = _way_up(new, theme().px(4))
        self._ring = _Ring(self._way[-1])
        for widget in self._way[:-1]:
            widget.installEventFilter(self)
        new.destroyed.connect(self._target_gone)
        self._follow()

    def _follow(self) -> None:
        if self._ring is None or self._target is None:
            return
        gap = theme().px(4)
        own = self._target.property("ringRadius")  # a pill says how round it is
        self._ring.color = self._target.property("ringColor") or "focus"  # what stands on a dark ground says its own
        self._ring.radius = (own or theme().radius("control")) + gap / 2
        self._ring.setGeometry(_area_in(self._target, self._way[-1]).adjusted(-gap, -gap, gap, gap))
        set_shown(self._ring, self._target.isVisible())
        self._ring.raise_()

    def _leave(self) -> None:
        """The focus goes from a widget, which is half gone already where it goes because the widget ends."""
        if self._target is not None:
            for widget in filter(shiboken6.isValid, self._way[:-1]):
                widget.removeEventFilter(self)
            if shiboken6.isValid(self._target):
                self._target.destroyed.disconnect(self._target_gone)
            self._target = None
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None

    def _target_gone(self) -> None:
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._target, self._ring, self._way = None, None, []

    @event_filter
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        follow = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in follow and any(watched is widget for widget in self._way):
            self._follow()
        return False


def _draws_its_own(widget: QWidget) -> bool:
    if widget.inherits("QListWidget"):  # Qt's own: the style has a line for one kind of them
        return widget.property("kind") == "sections" or bool(widget.property("ownFocus"))
    return bool(widget.property("ownFocus")) or any(widget.inherits(name) for name in _DRAW_THEIR_OWN)


def _into_sight(widget: QWidget) -> None:
    """Qt scrolls to what Tab reaches from inside a page only, not to what it reaches from a toolbar (WCAG 2.4.11)."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and widget.isVisible():
            seen = widget.visibleRegion().boundingRect().height()
            if seen < min(widget.height(), above.viewport().height() // 2):
                above.ensureWidgetVisible(widget, theme().px(8), theme().px(8))
        above = above.parentWidget()


def _way_up(widget: QWidget, gap: int) -> list[QWidget]:
    """From the widget to the first of its parents that has room for the ring, at most the page of a scroll area."""
    way = [widget]
    while True:
        parent = way[-1].parentWidget()
        if parent is None:
            return way
        way.append(parent)
        above = parent.parentWidget()
        fits = parent.rect().contains(_area_in(widget, parent).adjusted(-gap, -gap, gap, gap))
        if fits or above is None or parent.isWindow() or isinstance(above.parentWidget(), QAbstractScrollArea):
            return way


def _area_in(widget: QWidget, parent: QWidget) -> QRect:
    return QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
