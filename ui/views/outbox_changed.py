"""In the card beside the outbox: what a post says on the platform since it was changed there, and what we sent."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.outbox_rows import OutboxRow
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel


class ChangedThere(QWidget):
    """Both texts in full, to be read and copied; nothing here changes either."""

    def __init__(self, row: OutboxRow) -> None:
        super().__init__()
        self.setObjectName("detail_changed")
        self.setAccessibleName(row.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        head = QHBoxLayout()
        head.setSpacing(theme().space(3))
        head.addWidget(IconMark("info", 14, "info"))
        head.addWidget(SafeLabel(row.changed, "body", "info", 500, wrap=True), 1)
        column.addLayout(head)
        for name, title, words in (
            ("changed_there", _("What it says there now"), row.there),
            ("changed_ours", _("What we sent"), row.ours),
        ):
            column.addWidget(SafeLabel(title, "caption", "muted", 600))
            text = SafeLabel(words or _("No text"), "body", "" if words else "muted", wrap=True)
            text.setObjectName(name)
            text.setAccessibleName(f"{title}: {words}")
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            column.addWidget(text)
