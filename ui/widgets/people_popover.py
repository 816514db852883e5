"""People to choose from under the caret, while the keys stay with the text."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.words import _, ngettext
from ui.look import glyphs
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer_mentions import PersonRow
from ui.widgets.popover import Popover
from ui.widgets.safe_label import SafeLabel

WIDTH_PX, ROW_PX, MOST_SHOWN = 320, 44, 6


class PeoplePopover(Popover):
    """picked: a PersonRow was chosen. `field` has the keys all the time; what is chosen is said to screen readers."""

    picked = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window(), "people_popover", _("People to mention"))
        self._speaker = field
        self._rows: tuple[PersonRow, ...] = ()
        self.keeps_focus_of(field)
        self._list = QListWidget()
        self._list.setObjectName("people_list")
        self._list.setAccessibleName(_("People to mention"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setIconSize(QSize(theme().px(16), theme().px(16)))
        self._list.itemClicked.connect(lambda _item: self.pick())
        self._note = SafeLabel("", "caption", "muted", wrap=True)
        self._note.setObjectName("people_note")
        self.setFixedWidth(theme().px(WIDTH_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme().space(4),) * 4)
        column.setSpacing(theme().space(2))
        column.addWidget(self._list)
        column.addWidget(self._note)
        look = theme()
        self._list.setStyleSheet(
            f"QListWidget {{ background: transparent; }}"
            f"QListWidget::item {{ border-radius: {look.radius('control')}px; padding: {look.space(2)}px; }}"
            f"QListWidget::item:hover {{ background: {look.name_of('surface-hover')}; }}"
            f"QListWidget::item:selected {{ background: {look.name_of('selection')};"
            f" color: {look.name_of('selection-text')}; }}"
        )

    def show_rows(self, rows: Sequence[PersonRow], note: str, area: QRect) -> None:
        """Show these people under `area` of the window; the choice stays with the same person."""
        before = self.chosen
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._list.clear()
            for row in self._rows:
                item = QListWidgetItem(glyphs.icon(row.platform, row.tint), "")
                item.setText(tame(f"{row.name}\n{row.second}", MOST_IN_A_LINE))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
                item.setSizeHint(QSize(0, theme().px(ROW_PX)))
                self._list.addItem(item)
            self._list.setCurrentRow(self._rows.index(before) if before in self._rows else 0)
            self._say()
        set_shown(self._list, bool(self._rows))
        self._list.setFixedHeight(theme().px(ROW_PX) * min(MOST_SHOWN, max(1, len(self._rows))) + theme().px(2))
        self._note.setText(note)
        set_shown(self._note, bool(note))
        self.open_under(area)

    @property
    def chosen(self) -> PersonRow | None:
        row = self._list.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def step(self, by: int) -> None:
        """The choice goes on to the next person or the one before, around the ends."""
        if self._rows:
            self._list.setCurrentRow((self._list.currentRow() + by) % len(self._rows))
            self._say()

    def pick(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.picked.emit(chosen)

    def _say(self) -> None:
        """The text keeps the focus, so a screen reader is told in words."""
        chosen, count = self.chosen, len(self._rows)
        if chosen is None:
            return
        place = self._list.currentRow() + 1
        words = ngettext("{person}; {place} of {count} person", "{person}; {place} of {count} people", count)
        spoken = words.format(person=chosen.spoken, place=place, count=count)
        self.setAccessibleDescription(spoken)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._speaker, spoken))
