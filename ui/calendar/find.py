"""Search while typing: a field in the toolbar, what it found in a card under it."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from smmdesk.model.words import _, ngettext
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.icon_field import IconField
from ui.calendar.popover import Popover
from ui.calendar.rows import EntryRows
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.presenters.calendar import CalendarPresenter
from ui.widgets.buttons import icon_button
from ui.widgets.safe_label import SafeLabel

FIELD_PX = 158
CARD_PX = 380
MOST_PX = 420


class FoundCard(Popover):
    """The list under the field; the field keeps the keys."""

    def __init__(self, window: QWidget, chips: ChipPainter) -> None:
        super().__init__(window, "found_card", takes_focus=False)
        self.rows = EntryRows(chips, "found_rows", _("Found"), with_day=True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = SafeLabel(_("Nothing found. Try another word, or a date like 24/11."), "body", "muted", wrap=True)
        self._count = SafeLabel("", "micro", "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.rows)
        self._pages.addWidget(self._none)
        self.body.addWidget(self._pages)
        self.body.addWidget(self._count)

    def fill(self, rows: list[Entry | date], posts: int) -> None:
        self.rows.set_rows(rows)
        self._pages.setCurrentWidget(self.rows if rows else self._none)
        height = self.rows.height_wanted(MOST_PX) if rows else theme().px(44)
        self._pages.setFixedSize(theme().px(CARD_PX), max(height, theme().px(36)))
        self._count.setText(ngettext("{count} post", "{count} posts", posts).format(count=posts))
        self._count.setVisible(posts > 0)


class FindField(QWidget):
    """`chosen`: an Entry or a date. In a small window the field is behind a button."""

    chosen = Signal(object)

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__()
        self._presenter, self._chips = presenter, chips
        self._card: FoundCard | None = None
        self._compact = False
        self.field = IconField("search")
        self.field.setObjectName("calendar_find")
        self.field.setPlaceholderText(_("Find"))
        self.field.setAccessibleName(_("Find posts and dates"))
        self.field.setFixedWidth(theme().px(FIELD_PX))
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
        self.field.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close(self) -> bool:
        if self._card is not None:
            self._card.close_now()
            self._card.deleteLater()
            self._card = None
        return super().close()

    def set_compact(self, compact: bool) -> None:
        """A button alone until somebody looks for something."""
        self._compact = compact
        self.button.setVisible(compact)
        self.field.setVisible(not compact or bool(self.field.text()) or self.field.hasFocus())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.field and event.type() == QEvent.Type.FocusOut and self._compact and not self.field.text():
            self.field.hide()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        card = self._card
        if event.key() == Qt.Key.Key_Escape:
            self.field.clear()
            self.field.clearFocus()
            return True
        if card is None or not card.isVisible():
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if Qt.Key(event.key()) in steps:
            card.rows.step(steps[Qt.Key(event.key())])
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

    def _made_card(self) -> FoundCard:
        if self._card is None:
            self._card = FoundCard(self.window(), self._chips)
            self._card.rows.chosen.connect(self._take)
        return self._card

    def _take(self, found: object) -> None:
        self.field.clear()
        self.chosen.emit(found)

    def _dress(self) -> None:
        self.field.setFixedWidth(theme().px(FIELD_PX))


class DayCard(Popover):
    """Everything of one day, for "+2 more": the calendar stays where it is."""

    chosen = Signal(object)
    post_wanted = Signal(object)

    def __init__(self, window: QWidget, chips: ChipPainter) -> None:
        super().__init__(window, "day_card")
        self._day: date | None = None
        self._title = SafeLabel("", "title")
        add = icon_button("plus", _("New post on this day"), "day_new", small=True)
        add.clicked.connect(self._wish)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(add)
        self.rows = EntryRows(chips, "day_rows", _("Posts of the day"))
        self.rows.chosen.connect(self._take)
        column = QVBoxLayout()
        column.setSpacing(theme().space(3))
        column.addLayout(head)
        column.addWidget(self.rows)
        self.body.addLayout(column)

    def show_day(self, title: str, day: date, entries: tuple[Entry, ...], anchor: QRect) -> None:
        """Open beside `anchor` with the posts of `day`."""
        self._day = day
        self._title.setText(title)
        self.setAccessibleName(title)
        self.rows.set_rows(entries)
        self.rows.setFixedSize(theme().px(CARD_PX - 40), self.rows.height_wanted(MOST_PX))
        self.open_beside(anchor)
        self.rows.setFocus(Qt.FocusReason.PopupFocusReason)

    def _take(self, entry: object) -> None:
        self.close_now()
        self.chosen.emit(entry)

    def _wish(self) -> None:
        self.close_now()
        self.post_wanted.emit({"day": self._day})
