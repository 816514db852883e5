"""The card at the foot of the tray: whether this computer must stay on, and what goes out anyway."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from smmdesk.model.words import _
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.ideas_tray import ComputerCard
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel


class ComputerFrame(QFrame):
    """Shows a ComputerCard; hides itself when there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("computer_card")
        set_kind(self, card="true")
        self._title_mark, self._anyway_mark = IconMark("plug", 15, "info"), IconMark("cloud-clock", 13, "info")
        self._title = SafeLabel(_("Keep this computer on"), "body-strong", wrap=True)
        self._needs = SafeLabel("", "caption", "muted", wrap=True)
        self._anyway = SafeLabel("", "caption", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(5), theme().px(10), theme().space(5), theme().px(10))
        column.setSpacing(theme().px(3))
        head = QHBoxLayout()
        head.setSpacing(theme().px(7))
        head.addWidget(self._title_mark)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        column.addWidget(self._needs)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme().px(3), 0, 0)
        foot.setSpacing(theme().space(3))
        foot.addWidget(self._anyway_mark)
        foot.addWidget(self._anyway, 1)
        column.addLayout(foot)

    def show_card(self, card: ComputerCard) -> None:
        """Say what `card` says."""
        set_shown(self, not card.is_empty)
        self._title_mark.set_icon("plug" if card.needs else "cloud-check", "info")
        self._title.setText(_("Keep this computer on") if card.needs else _("This computer may be off"))
        self._needs.setText(" ".join(part for part in (card.needs, card.next) if part))
        set_shown(self._needs, bool(card.needs))
        self._anyway.setText(card.anyway)
        for part in (self._anyway, self._anyway_mark):
            set_shown(part, bool(card.anyway))
        self.setAccessibleName(" ".join(p for p in (self._title.text(), card.needs, card.next, card.anyway) if p))
