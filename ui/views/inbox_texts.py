"""Saved texts for an answer: found while typing, put in at the caret with their variables filled."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.planning_aids import Snippet
from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.inbox_reply import ReplyBox
from ui.views.snippet_popover import insert_filled
from ui.widgets.growing_text import GrowingText
from ui.widgets.popover import Popover, PopoverSearch
from ui.widgets.safe_label import SafeLabel

WIDTH_PX, LIST_PX = 340, 220


class TextsPopover(Popover):
    """picked: put this Snippet in."""

    picked = Signal(object)

    def __init__(self, window: QWidget, reply: ReplyBox) -> None:
        super().__init__(window, "reply_texts_popover", _("Saved texts"))
        self._all = reply.snippets()
        self._rows: list[Snippet] = []
        self._search = PopoverSearch()
        self._search.setObjectName("reply_texts_search")
        self._search.setAccessibleName(_("Search a saved text"))
        self._search.setPlaceholderText(_("Search hashtags, signatures, texts"))
        self._search.textChanged.connect(self._find)
        self._search.returnPressed.connect(self._pick)
        self._list = QListWidget()
        self._list.setObjectName("reply_texts_list")
        self._list.setAccessibleName(_("Saved texts"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFixedHeight(theme().px(LIST_PX))
        self._list.itemClicked.connect(self._pick)
        self._list.itemActivated.connect(self._pick)
        self._search.down_pressed.connect(self._list.setFocus)
        self._nothing = SafeLabel(_("Nothing saved yet. The composer keeps texts under #."), "body", "muted", wrap=True)
        set_shown(self._nothing, not self._all)
        self.setFixedWidth(theme().px(WIDTH_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme().space(4),) * 4)
        for part in (self._search, self._list, self._nothing):
            column.addWidget(part)
        self._find("")

    def take_focus(self) -> None:
        self._search.setFocus()

    def _find(self, words: str) -> None:
        wanted = words.casefold().split()
        self._rows = [one for one in self._all if all(word in f"{one.name} {one.text}".casefold() for word in wanted)]
        self._list.clear()
        for row in self._rows:
            first = " ".join(row.text.split())
            self._list.addItem(tame(f"{row.name}\n{first}" if first != row.name else first, MOST_IN_A_LINE))
        if self._rows:
            self._list.setCurrentRow(0)

    def _pick(self, *_item: object) -> None:
        place = self._list.currentRow()
        if 0 <= place < len(self._rows):
            self.close()
            self.picked.emit(self._rows[place])


def open_texts(reply: ReplyBox, text: GrowingText, button: QWidget) -> TextsPopover:
    """Open the popover for the answer's field."""
    popover = TextsPopover(text.window(), reply)
    popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    popover.picked.connect(lambda snippet: insert_filled(text, reply.filled(snippet)))
    popover.open_at(button)
    return popover
