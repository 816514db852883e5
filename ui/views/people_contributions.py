"""The part of a person's card that shows what they made for the brand."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from smmdesk.model.words import _, ngettext
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.people_contributions import Made
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel

Opened = Callable[[str], object]


class MadeCard(QFrame):
    """One thing that they made; from here to its record, to the posts of it, and to their message to say thanks."""

    def __init__(self, made: Made, number: int, record: Opened, post: Opened, message: Opened) -> None:
        super().__init__()
        self.setObjectName(f"card_made_{number}")
        set_kind(self, card="true")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(5), theme().space(3), theme().space(5), theme().space(3))
        column.setSpacing(theme().space(1))
        top = QHBoxLayout()
        top.setSpacing(theme().space(3))
        top.addWidget(IconMark(made.icon, 14, made.tone))
        top.addWidget(SafeLabel(made.state, "caption", "muted"), 1)
        opens = text_button(_("Show it"), f"card_made_open_{number}", "link", small=True)
        opens.set_label(_("Show it"), f"{_('Show it')}: {made.spoken}")
        opens.clicked.connect(partial(_go, record, made.id))
        top.addWidget(opens)
        column.addLayout(top)
        column.addWidget(SafeLabel(made.words, "body", wrap=True))
        for place, (post_id, words) in enumerate(made.posts):
            column.addLayout(_post_line(words, f"card_made_post_{number}_{place}", partial(_go, post, post_id)))
        if made.thanks:
            column.addLayout(_thanks_line(made, number, message))


def _post_line(words: str, name: str, opened: Callable[..., object]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().space(3))
    line.addWidget(IconMark("send", 14), 0, Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(ElidedLabel(words, "caption", "muted"), 1)
    go = text_button(_("Open the post"), name, "link", small=True)
    go.set_label(_("Open the post"), f"{_('Open the post')}: {words}")
    go.clicked.connect(opened)
    line.addWidget(go)
    return line


def _thanks_line(made: Made, number: int, message: Opened) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme().space(3))
    line.addWidget(IconMark("heart", 14, "info"), 0, Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(SafeLabel(made.thanks, "caption", wrap=True), 1)
    if made.message_id:
        go = text_button(_("Thank them…"), f"card_made_thank_{number}", "surface", small=True)
        go.set_label(_("Thank them…"), f"{_('Thank them…')} {made.words}")
        go.clicked.connect(partial(_go, message, made.message_id))
        line.addWidget(go)
    return line


def more_words(count: int) -> str:
    return ngettext("and {count} earlier one", "and {count} earlier ones", count).format(count=count)


def _go(opened: Opened, key: str, _checked: bool = False) -> None:
    opened(key)
