"""Search while typing: a field in the toolbar, what it found in a card under it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smmdesk.model.words import _
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.icon_field import IconField
from ui.look.guard import event_filter
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.calendar import CalendarPresenter
from ui.widgets.buttons import icon_button

if TYPE_CHECKING:
    from ui.calendar.lists import FoundCard

FIELD_PX, LEAST_FIELD_PX = 158, 128


class FindField(QWidget):
    """`chosen`: an Entry or a date; `left`: by Esc, and the keyboard wants another place. In a small window the field
    is behind a button; `opened` when it comes and goes."""

    chosen = Signal(object)
    left = Signal()
    opened = Signal(bool)

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__()
        self._presenter, self._chips = presenter, chips
        self._card: FoundCard | None = None
        self._compact, self._is_least = False, False
        self.field = IconField("search")
        self.field.setObjectName("calendar_find")
        self.field.setPlaceholderText(_("Find"))
        self.field.setAccessibleName(_("Find posts and dates"))
        self._dress()
        set_kind(self.field, kind="filled")
        self.button = icon_button("search", _("Find posts and dates"), "calendar_find_open")
        self.button.clicked.connect(self.begin)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.button)
        line.addWidget(self.field)
        self.button.hide()
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        theme().changed.connect(self._dress)

    def begin(self) -> None:
        """Ctrl+F: into the field, what stands there chosen."""
        self._open(True)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close(self) -> bool:
        if self._card is not None:
            self._card.close_now()
            self._card.deleteLater()
            self._card = None
        return super().close()

    def set_compact(self, compact: bool, least: bool = False) -> None:
        """A button alone until somebody looks for something; in the `least` window a short field then."""
        self._compact, self._is_least = compact, least
        self._dress()
        self._open(not compact or bool(self.field.text()) or self.field.hasFocus())

    @property
    def is_open(self) -> bool:
        """Is there a field to write into?"""
        return not self.field.isHidden()

    def _open(self, is_open: bool) -> None:
        """The field, or the button in its place."""
        was, focused = self.is_open, self.button.hasFocus()
        set_shown(self.field, is_open)
        set_shown(self.button, not is_open)
        if focused and is_open:
            self.field.setFocus()
        if was is not is_open:
            self.opened.emit(is_open)

    @event_filter
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.field and event.type() == QEvent.Type.FocusOut and self._compact and not self.field.text():
            self._open(False)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        card = self._card
        if event.key() == Qt.Key.Key_Escape:
            self.field.clear()
            self.field.clearFocus()
            self.left.emit()
            return True
        if card is None or not card.isVisible():
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if Qt.Key(event.key()) in steps:
            card.rows.step(steps[Qt.Key(event.key())])
            self._say(card.spoken)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            card.rows.choose_current()
            return True
        return False

    def _search(self, text: str) -> None:
        self._presenter.finder.look(text)
        if not text.strip():
            if self._card is not None:
                self._card.close_now()
            return
        card = self._made_card()
        finder = self._presenter.finder
        found = finder.results
        days = [finder.day] if finder.day is not None else []
        card.fill([*days, *found], len(found))
        place = self.field.mapTo(self.window(), self.field.rect().topLeft())
        card.open_beside(QRect(place, self.field.size()))
        self._say(card.spoken)  # the field keeps the keyboard

    def _say(self, words: str) -> None:
        from ui.widgets.spoken import say

        say(self, words)

    def _made_card(self) -> "FoundCard":
        from ui.calendar.lists import FoundCard

        if self._card is None:
            self._card = FoundCard(self.window(), self._chips)
            self._card.rows.chosen.connect(self._take)
        return self._card

    def _take(self, found: object) -> None:
        self.field.clear()
        self.chosen.emit(found)

    def _dress(self) -> None:
        self.field.setFixedWidth(theme().px(LEAST_FIELD_PX if self._is_least else FIELD_PX))
