"""Above the inbox's list: which channels cannot be read, why, and the way to what helps."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.desk.desk import Desk
from smmdesk.model.words import _
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.inbox_hearing import Unheard, who_is_unheard
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

SHOWN_MOST = 3


class UnheardStrip(QWidget):
    """Hidden while everything comes in. channels_wanted: somebody wants to see to it."""

    channels_wanted = Signal()

    def __init__(self, desk: Desk, brands: Collection[str]) -> None:
        super().__init__()
        self._desk, self._brands = desk, brands
        self._shown: tuple[Unheard, ...] = ()
        self._gives_way = False
        self._card = QFrame(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme().space(5), 0, theme().space(5), 0)
        self.hide()

    def refresh(self) -> None:
        found = who_is_unheard(self._desk, self._brands)[:SHOWN_MOST]
        if found != self._shown:
            self._shown = found
            self._column.removeWidget(self._card)
            self._card.deleteLater()
            self._card = self._made(found)
            self._column.addWidget(self._card)
        self.give_way(self._gives_way)

    def give_way(self, gives_way: bool) -> None:
        """To what is done with the list, where a low window has no room for both."""
        self._gives_way = gives_way
        set_shown(self, bool(self._shown) and not gives_way)

    def _made(self, found: tuple[Unheard, ...]) -> QFrame:
        card = QFrame()
        set_kind(card, card="warning")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme().space(4),) * 4)
        column.setSpacing(theme().space(3))
        for one in found:
            line = QHBoxLayout()
            line.setSpacing(theme().space(3))
            line.addWidget(IconMark("triangle-alert", 16, "warning"), 0, Qt.AlignmentFlag.AlignTop)
            words = SafeLabel(one.words, "body", wrap=True)
            words.setObjectName("inbox_unheard")
            line.addWidget(words, 1)
            column.addLayout(line)
        see = text_button(_("See channels"), "inbox_unheard_channels", "normal", small=True)
        see.clicked.connect(self.channels_wanted)
        column.addWidget(see, 0, Qt.AlignmentFlag.AlignLeft)
        return card
