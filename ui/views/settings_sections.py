"""How one gets about in the settings: the list of sections, the field that looks for a setting, the page of cards."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QListWidget, QListWidgetItem, QPushButton, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _, ngettext
from ui.calendar.icon_field import IconField
from ui.look import icons
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.setting_search import says
from ui.widgets.empty_state import EmptyState
from ui.widgets.setting_rows import SettingCard, SideCard

FOOT_PX = 88
"""Below the last section: what was just done is told there, over nothing that is pressed."""
LIST_PX, FIELD_PX, ICON_PX = 200, 220, 16
COLUMN_PX, COLUMN_LEAST_PX, SIDE_PX = 640, 540, 288
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Card = SettingCard | SideCard


class SettingFind(IconField):
    """`entered`: on to what was found. `left`: on to the list of sections."""

    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__("search")
        self.setObjectName("settings_find")
        self.setPlaceholderText(_("Find a setting"))
        self.setAccessibleName(_("Find a setting"))
        set_kind(self, kind="filled")
        self._dress()
        theme().changed.connect(self._dress)

    def begin(self) -> None:
        """Ctrl+F: into the field, what stands there chosen."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def say_found(self, count: int | None) -> None:
        """For a screen reader: how many sections are left; None while nothing is looked for."""
        words = ngettext("{count} section found", "{count} sections found", count or 0).format(count=count)
        self.setAccessibleDescription("" if count is None else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self.setFixedWidth(theme().px(FIELD_PX))


class SectionList(QListWidget):
    """`chosen`: a section by its number, by mouse or arrows. `entered`: on into it, by Enter."""

    chosen = Signal(int)
    entered = Signal(int)

    def __init__(self, sections: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._icons = [icon for _title, icon in sections]
        self._quiet = False
        self.setObjectName("settings_sections")
        self.setAccessibleName(_("Sections"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        set_kind(self, kind="sections")
        for title, _icon in sections:
            item = QListWidgetItem(tame(title))
            self.addItem(item)
        self._dress()
        self.show_current(0)
        self.currentRowChanged.connect(self._moved)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))
        theme().changed.connect(self._dress)

    def show_current(self, number: int) -> None:
        """The page stands at another section; nobody is told."""
        self._quiet = True
        self.setCurrentRow(number)
        self._quiet = False

    def show_only(self, numbers: Collection[int]) -> None:
        """The sections in which something was found."""
        for number in range(self.count()):
            self.setRowHidden(number, number not in numbers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.entered.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _moved(self, number: int) -> None:
        if not self._quiet and number >= 0:
            self.chosen.emit(number)

    def _dress(self) -> None:
        self.setFixedWidth(theme().px(LIST_PX))
        self.setFont(theme().font("body", 500))
        self.setIconSize(QSize(theme().px(ICON_PX), theme().px(ICON_PX)))
        for number, icon in enumerate(self._icons):
            self.item(number).setIcon(_of_section(icon))


class SettingsPage(QScrollArea):
    """Cards in a column, `side` beside it where there is room, else below.

    `passed`: the section that somebody scrolled to, or that was jumped to. `all_wanted`: nothing was found, show all.
    """

    passed = Signal(int)
    all_wanted = Signal()

    def __init__(self, main: Sequence[SettingCard], side: Sequence[SideCard]) -> None:
        super().__init__()
        self.cards: tuple[Card, ...] = (*main, *side)
        self._asked, self._main, self._jumps = "", len(main), False
        self._page = QWidget()
        self._page.setObjectName("page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._page)
        edge = theme().space(8)
        self._columns.setContentsMargins(edge, edge, edge, theme().px(FOOT_PX))
        self._columns.setSpacing(theme().space(8))
        self._holders = (_column(main, COLUMN_PX), _column(side, SIDE_PX))
        self._nothing = EmptyState("search", _("No setting has these words."), _("Show all settings"))
        self._nothing.pressed.connect(self.all_wanted)
        self._nothing.hide()
        for holder in self._holders:
            self._columns.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._columns.addWidget(self._nothing, 1000)  # in the middle of all there is
        self._columns.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(self._page)
        set_kind(self, ground="surface")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._mark(0)

    def jump(self, number: int) -> None:
        """Show a card from its beginning."""
        self._columns.activate()
        top = self.cards[number].mapTo(self._page, QPoint(0, 0)).y()
        self._jumps = True
        self.verticalScrollBar().setValue(top - theme().space(8))
        self._jumps = False
        self._mark(number)

    def enter(self, number: int) -> None:
        """On into a card: what was found in it, else its first choice, gets the keyboard."""
        if number < 0:
            return
        parts = [part for part in self.cards[number].parts if part.field.isVisible()]
        wanted = [part for part in parts if self._asked and says(part.all_words, self._asked)]
        for part in (*wanted, *parts):
            field = _takes_keys(part.field)
            if field is not None:
                self.ensureWidgetVisible(field, 0, theme().space(8))
                field.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def look_for(self, asked: str) -> list[int]:
        """Only the cards that say it stay, its lines lit; their numbers."""
        self._asked = asked.strip()
        found = [number for number, card in enumerate(self.cards) if self._is_in(card)]
        for number, card in enumerate(self.cards):
            set_shown(card, number in found)
            for part in card.parts:
                lit = bool(self._asked) and says(part.all_words, self._asked)
                if part.line is not None:
                    part.line.set_found(lit)
                elif isinstance(part.field, QPushButton):
                    set_kind(part.field, found="true" if lit else "false")
        for holder, numbers in zip(self._holders, (range(self._main), range(self._main, len(self.cards))), strict=True):
            set_shown(holder, any(number in found for number in numbers))
        set_shown(self._nothing, not found)
        self._fit()
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _is_in(self, card: Card) -> bool:
        return any(says(f"{card.title} {part.all_words}", self._asked) for part in card.parts)

    def _fit(self) -> None:
        """The choices take what room there is, up to their width; data and keys stand beside them, else below."""
        main, side = self._holders
        least, most, other = (theme().px(width) for width in (COLUMN_LEAST_PX, COLUMN_PX, SIDE_PX))
        gap, room = theme().space(8), self.viewport().width() - 2 * theme().space(8)
        beside = room >= least + gap + other
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        main.setFixedWidth(max(1, min(most, room - gap - other if beside else room)))
        side.setFixedWidth(max(1, min(other, room)))

    def _scrolled(self, value: int) -> None:
        if self._jumps:
            return
        edge = value + 2 * theme().space(8)
        shown = [number for number in range(self._main) if not self.cards[number].isHidden()]
        above = [number for number in shown if self.cards[number].mapTo(self._page, QPoint(0, 0)).y() <= edge]
        if above or shown:
            number = above[-1] if above else shown[0]
            self._mark(number)
            self.passed.emit(number)

    def _mark(self, number: int) -> None:
        for each, card in enumerate(self.cards):
            card.set_current(each == number)


class _Column(QVBoxLayout):
    """Of the width of its holder. Qt asks how high it is in the width of the page, where the words need fewer lines."""

    def __init__(self, holder: QWidget) -> None:
        super().__init__(holder)
        self._holder = holder

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self._holder.maximumWidth()))


def _column(cards: Sequence[QWidget], width: int) -> QWidget:
    holder = QWidget()
    holder.setFixedWidth(theme().px(width))
    column = _Column(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(7))
    for card in cards:
        column.addWidget(card)
    return holder


def _takes_keys(field: QWidget) -> QWidget | None:
    """The field itself, or the first in it that can have the keyboard."""
    inside = [field, *(child for child in field.findChildren(QWidget) if child.isVisible())]
    return next((one for one in inside if one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus), None)


def _of_section(name: str) -> QIcon:
    made = icons.icon(name, size=ICON_PX)
    for ratio in icons.screen_ratios():
        made.addPixmap(icons.pixmap(name, ICON_PX, "accent-ink", ratio), QIcon.Mode.Selected)
    return made
