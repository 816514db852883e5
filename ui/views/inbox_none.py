"""What stands beside the list of messages while none is chosen: what waits, and the keys that work through it."""

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _
from ui.look.theme import theme
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_caps import key_grid

KEYS_PX = 300


class NothingChosen(EmptyState):
    """`pressed`: begin with the first."""

    def __init__(self) -> None:
        words = _("Choose a message at the left to read it and answer it.")
        super().__init__("messages-square", words, _("Begin with the first"), "inbox_begin")
        self.setObjectName("inbox_none")
        keys = QWidget()
        keys.setObjectName("inbox_keys")
        keys.setFixedWidth(theme().px(KEYS_PX))
        grid = key_grid(inbox_keys())
        keys.setLayout(grid)
        keys.setMinimumHeight(grid.heightForWidth(theme().px(KEYS_PX)))  # a part in the middle is not asked for it
        self.add_below(keys)


def inbox_keys() -> tuple[tuple[str, str], ...]:
    """The keys of the list; they work while it has the keyboard."""
    return (
        ("J, K", _("Next message, the one before")),
        ("R", _("Write an answer")),
        ("E", _("Done, or to be answered again")),
        ("S", _("Put off")),
        ("N", _("Note for the team")),
        ("L, P", _("Like, pass on")),
        ("H, !", _("Hide, mark as spam")),
        ("/", _("Search")),
    )
