"""Emoji to pick, found by Italian and English words; the system's own panel works too."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.words import _, language
from smmdesk.system.paths import RESOURCES
from ui.look import fonts
from ui.look.guard import event_filter
from ui.look.theme import theme
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


class _Search(QLineEdit):
    """down_pressed: on to the emoji."""

    down_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
            return
        super().keyPressEvent(event)


class EmojiPopover(QFrame):
    """Lies over the window that it belongs to. picked: an emoji was chosen; Shift keeps the popover open."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._is_open = window, False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setObjectName("emoji_popover")
        self.setAccessibleName(_("Emoji"))
        self._search = _Search()
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

    def open_at(self, button: QWidget) -> None:
        """Open under a button, or above it where the window ends."""
        self._search.clear()
        self.adjustSize()
        window, gap = self._window, theme().px(4)
        corner = button.mapTo(window, QPoint(0, button.height() + gap))
        if corner.y() + self.height() > window.height():
            corner.setY(max(0, button.mapTo(window, QPoint(0, 0)).y() - self.height() - gap))
        corner.setX(max(0, min(corner.x(), window.width() - self.width())))
        self.move(corner)
        self.show()
        self.raise_()
        self._search.setFocus()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self)
        app.focusChanged.connect(self._focus_moved)
        self._is_open = True

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
        if new is not None and not self.isAncestorOf(new):
            self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("hairline-strong")))
        painter.setBrush(theme().color("surface-raised"))
        radius = theme().radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _find(self, words: str) -> None:
        found = find_emoji(words)
        self._list.clear()
        self._list.addItems([emoji.text for emoji in found])
        self._name_items(found)
        if found:
            self._list.setCurrentRow(0)
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)

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
