"""The toast: what was just done, with Undo. Stays at least six seconds, and as long as somebody is on it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QPushButton, QToolButton, QWidget

from smmdesk.model.words import _
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.shell.makes_way import MakesWay
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel


class Toast(QWidget):
    """Sits over the foot of `aside`, the list beside what is worked with, else over that of its parent; where no list
    is seen and `foot` is, which is worked with there, at the head; there too where it would cover what has the keyboard
    or what `told` gives: the place, on a widget, of what was just worked with. What is carried over the window finds it
    out of the way. `undo_requested`: the step named is wanted back."""

    undo_requested = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        foot: Callable[[], QWidget | None] = lambda: None,
        aside: Callable[[], QWidget | None] = lambda: None,
        told: Callable[[], Callable[[], tuple[QWidget, QRect]] | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._foot, self._aside, self._told = foot, aside, told
        self.step, self._is_newest = "", False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        self._way = MakesWay(self, self._come_back)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(6), theme().space(3), theme().space(4), theme().space(3))
        line.setSpacing(theme().space(5))
        self._mark = IconMark("check", 16, "toast-text")
        self._words = ElidedLabel("", "body", weight=500)
        self._lines = SafeLabel("", "body", weight=500, wrap=True)  # where there is no room for one line
        self._undo = QPushButton(_("Undo"))
        self._undo.setObjectName("toast_undo")
        self._undo.clicked.connect(self._undo_pressed)
        self._key = SafeLabel("Ctrl Z", "micro")
        self._key.setObjectName("toast_key")
        self._close = QToolButton()
        self._close.setObjectName("toast_close")
        self._close.setAccessibleName(_("Close this message"))
        self._close.clicked.connect(self.hide)
        for button in (self._undo, self._close):
            button.setProperty("ringColor", "toast-text")
        for part in (self._mark, self._words, self._lines, self._undo, self._key, self._close):
            line.addWidget(part, int(part is self._lines))
        theme().changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_sentence(self, sentence: str, step: str = "") -> None:
        """Show and say `sentence`; with Undo where it names the step that can be taken back."""
        self._words.setText(sentence)
        self._lines.setText(sentence)
        self._undo.setText(_("Undo"))
        set_shown(self._undo, bool(step))
        self.step, self._is_newest = step, bool(step)
        self.place()
        QTimer.singleShot(0, self, self.place)  # what it tells of is chosen, and stands where it came to, by then
        self._come_back()
        self._way.watch()
        spoken = _("{sentence}; press Ctrl+Z to undo").format(sentence=sentence) if step else sentence
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), spoken))

    def set_newest(self, is_newest: bool) -> None:
        """Whether Ctrl+Z takes back the same as the button: only then the key stands beside it."""
        if is_newest != self._is_newest:
            self._is_newest = is_newest
            self.place()

    def place(self) -> None:
        """Centred, over nothing that is worked with; where the words need its room the key goes, then they wrap."""
        parent = self.parentWidget()
        if parent is None:
            return
        foot, aside = _seen(self._foot()), _seen(self._aside())
        over = aside if aside is not None and aside.width() < parent.width() else None
        area = _area(over or (foot and foot.parentWidget()) or parent, parent)
        most = area.width() - 2 * theme().space(5)
        set_shown(self._words, True)
        set_shown(self._lines, False)
        set_shown(self._key, self._is_newest)
        set_shown(self._key, self._is_newest and self.sizeHint().width() <= most)
        width, height = self.sizeHint().width(), theme().px(44)
        if width > most:
            set_shown(self._words, False)
            set_shown(self._lines, True)
            width, height = most, max(height, self.heightForWidth(most))
        self.setFixedSize(width, height)
        low = area.bottom() + 1 - theme().space(7) - self.height()
        place = QRect(area.left() + (area.width() - self.width()) // 2, low, self.width(), self.height())
        if foot is not None and over is None:
            place.moveTop(area.top() + theme().space(5))
        elif over is None:
            place = self._beside(place, parent)
        self.setGeometry(place)

    def _beside(self, place: QRect, parent: QWidget) -> QRect:
        """`place`, or one at the head where it would cover what the person looks at."""
        told, focused = self._told(), self.window().focusWidget()
        seen = [told()] if told is not None else []
        if focused is not None and parent.isAncestorOf(focused) and not isinstance(focused, QAbstractScrollArea):
            seen.append((focused, focused.rect()))
        for widget, rect in seen:
            covered = place.intersects(rect.translated(widget.mapTo(parent, QPoint(0, 0))))
            if widget.isVisible() and covered and not self.isAncestorOf(widget):
                head = _area(_page_of(widget, parent), parent).top() + theme().space(5)
                return QRect(QPoint(place.left(), head), place.size())
        return place

    def _come_back(self) -> None:
        self.show()
        self.raise_()
        self._timer.start(theme().duration_ms("toast-min"))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.isHidden() and not self._way.is_away:  # by itself, and not with its window
            self._timer.stop()
            self._way.rest()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(theme().duration_ms("toast-min"))
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("toast"))
        radius = theme().radius("card")
        painter.drawRoundedRect(self.rect(), radius, radius)

    def _leave(self) -> None:
        """Its time is over; not while the keyboard is in it."""
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused) and focused.hasFocus():
            self._timer.start(theme().duration_ms("toast-min"))
        elif not self._way.is_away:
            self.hide()

    def _dress(self) -> None:
        text, action = theme().name_of("toast-text"), theme().name_of("toast-action")
        self._words.setStyleSheet(f"color: {text};")
        self._lines.setStyleSheet(f"color: {text};")
        self._key.setStyleSheet(f"color: {text};")
        plain = f"background: transparent; color: {action}; font-weight: 600; padding: 0 {theme().space(2)}px;"
        self._undo.setStyleSheet(plain)
        self._close.setStyleSheet("background: transparent; border: 0; padding: 0;")
        self._close.setIcon(icons.icon("x", "toast-text", 16))

    def _undo_pressed(self) -> None:
        self.hide()
        self.undo_requested.emit(self.step)


def _page_of(widget: QWidget, parent: QWidget) -> QWidget:
    """The page of `parent` that `widget` is on: what stands under the toolbar."""
    page = widget
    while (above := page.parentWidget()) is not None and above is not parent:
        page = above
    return page


def _seen(widget: QWidget | None) -> QWidget | None:
    return widget if widget is not None and widget.isVisible() else None


def _area(widget: QWidget, parent: QWidget) -> QRect:
    """Where it lies in `parent`."""
    return QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
