"""The toast: what was just done, with Undo. Stays at least six seconds, and as long as somebody is on it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from smmdesk.model.words import _
from ui.look import icons, mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel


class Toast(QWidget):
    """Sits over the foot of its parent, above `foot`: what stands there to be worked with. `undo_requested` when the
    person wants the step back."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget, foot: Callable[[], QWidget | None] = lambda: None) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._foot = foot
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(6), theme().space(3), theme().space(4), theme().space(3))
        line.setSpacing(theme().space(5))
        self._mark = IconMark("check", 16, "toast-text")
        self._words = ElidedLabel("", "body", weight=500)
        self._undo = QPushButton(_("Undo"))
        self._undo.setObjectName("toast_undo")
        self._undo.clicked.connect(self._undo_pressed)
        self._key = SafeLabel("Ctrl Z", "micro")
        self._close = QToolButton()
        self._close.setObjectName("toast_close")
        self._close.setAccessibleName(_("Close this message"))
        self._close.clicked.connect(self.hide)
        for button in (self._undo, self._close):
            button.setProperty("ringColor", "toast-text")
        for part in (self._mark, self._words, self._undo, self._key, self._close):
            line.addWidget(part)
        theme().changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_sentence(self, sentence: str, can_undo: bool) -> None:
        """Show and say `sentence`; with Undo where the step can be taken back."""
        self._words.setText(sentence)
        self._undo.setText(_("Undo"))
        set_shown(self._undo, can_undo)
        set_shown(self._key, can_undo)
        self.place()
        self.show()
        self.raise_()
        self._timer.start(theme().duration_ms("toast-min"))
        spoken = _("{sentence}; press Ctrl+Z to undo").format(sentence=sentence) if can_undo else sentence
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), spoken))

    def place(self) -> None:
        """Centred at the foot of the parent, or just above what is worked with there."""
        parent = self.parentWidget()
        if parent is None:
            return
        side = theme().space(5)
        self.setFixedSize(min(self.sizeHint().width(), parent.width() - 2 * side), theme().px(44))
        x = max(side, (parent.width() - self.width()) // 2)
        bottom = parent.height() - theme().space(7)
        foot = self._foot()
        if foot is not None and foot.isVisible():
            bottom = min(bottom, foot.mapTo(parent, QPoint(0, 0)).y() - theme().space(4))
        self.move(QPoint(x, bottom - self.height()))

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
        else:
            self.hide()

    def _dress(self) -> None:
        text, action = theme().name_of("toast-text"), theme().name_of("toast-action")
        self._words.setStyleSheet(f"color: {text};")
        self._key.setStyleSheet(f"color: {text};")
        plain = f"background: transparent; color: {action}; font-weight: 600; padding: 0 {theme().space(2)}px;"
        self._undo.setStyleSheet(plain)
        self._close.setStyleSheet("background: transparent; border: 0; padding: 0;")
        self._close.setIcon(icons.icon("x", "toast-text", 16))

    def _undo_pressed(self) -> None:
        self.hide()
        self.undo_requested.emit()
