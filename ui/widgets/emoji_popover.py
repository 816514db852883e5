"""Emoji to pick, found by Italian and English words; the system's own panel works too."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from smmdesk.model.words import _, language
from smmdesk.system.paths import RESOURCES
from ui.look import fonts
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.widgets.popover import Popover, PopoverSearch
from ui.widgets.safe_label import SafeLabel

COLUMNS, ROWS, CELL_PX = 8, 6, 36


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji with its words in English and Italian."""

    text: str
    english: str
    italian: str

    @property
    def name(self) -> str:
        """What it is called in the language in use."""
        return self.italian if language() == "it" else self.english


@lru_cache(maxsize=1)
def all_emoji() -> tuple[Emoji, ...]:
    lines = (RESOURCES / "emoji.tsv").read_text("utf-8").splitlines()
    return tuple(Emoji(*line.split("\t")) for line in lines if line)


def find_emoji(words: str) -> tuple[Emoji, ...]:
    """Those whose words, in either language, begin with each of the words typed; accents do not matter."""
    wanted = _bare(words).split()
    return tuple(emoji for emoji in all_emoji() if all(_has(emoji, word) for word in wanted))


def _has(emoji: Emoji, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in _bare(f"{emoji.english} {emoji.italian}").split())


@lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))


class EmojiPopover(Popover):
    """picked: an emoji was chosen; Shift keeps the popover open."""

    picked = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "emoji_popover", _("Emoji"))
        self._search = PopoverSearch()
        self._search.setObjectName("emoji_search")
        self._search.setAccessibleName(_("Search an emoji"))
        self._search.setPlaceholderText(_("Search, for instance bread"))
        self._search.textChanged.connect(self._find)
        self._search.returnPressed.connect(self._pick_first)
        self._search.down_pressed.connect(self._to_list)
        self._list = QListWidget()
        self._list.setObjectName("emoji_list")
        self._list.setAccessibleName(_("Emoji"))
        self._list.setViewMode(QListView.ViewMode.IconMode)
        self._list.setMovement(QListView.Movement.Static)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.itemClicked.connect(self._pick)
        self._list.itemActivated.connect(self._pick)
        self._nothing = SafeLabel(_("No emoji with these words"), "caption", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme().space(4),) * 4)
        column.setSpacing(theme().space(4))
        for part in (self._search, self._list, self._nothing):
            column.addWidget(part)
        self._dress()
        self._find("")

    def take_focus(self) -> None:
        self._search.setFocus()

    def _find(self, words: str) -> None:
        found = find_emoji(words)
        self._list.clear()
        self._list.addItems([emoji.text for emoji in found])
        self._name_items(found)
        if found:
            self._list.setCurrentRow(0)
        set_shown(self._list, bool(found))
        set_shown(self._nothing, not found)

    def _name_items(self, found: Sequence[Emoji]) -> None:
        cell = QSize(theme().px(CELL_PX), theme().px(CELL_PX))
        for index, emoji in enumerate(found):
            item = self._list.item(index)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, emoji.name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            item.setSizeHint(cell)

    def _pick(self, item: QListWidgetItem) -> None:
        text, stays = item.text(), QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        if not stays:
            self.close()
        self.picked.emit(text)

    def _pick_first(self) -> None:
        if self._list.count():
            self._pick(self._list.item(0))

    def _to_list(self) -> None:
        self._list.setFocus()

    def _dress(self) -> None:
        look = theme()
        font = QFont()
        font.setFamilies([fonts.EMOJI])
        font.setPixelSize(look.px(20))
        self._list.setFont(font)
        width = look.px(CELL_PX) * COLUMNS + look.space(6)
        self._list.setFixedSize(width, look.px(CELL_PX) * ROWS)
        self._nothing.setFixedSize(width, look.px(CELL_PX) * ROWS)
        chosen, hover = look.name_of("selection"), look.name_of("surface-hover")
        radius = look.radius("control")
        self._list.setStyleSheet(
            f"QListWidget {{ background: transparent; font-size: {look.px(20)}px; }}"
            f"QListWidget::item {{ border-radius: {radius}px; padding: 0; }}"
            f"QListWidget::item:hover {{ background: {hover}; }}"
            f"QListWidget::item:selected {{ background: {chosen}; }}"
        )
