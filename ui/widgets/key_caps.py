"""The keys of the program, as a list with caps."""

import sys
from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout

from smmdesk.model.words import _
from ui.look import mirror
from ui.look.language import say_keys
from ui.look.theme import theme
from ui.widgets.safe_label import SafeLabel


def key_list() -> tuple[tuple[str, str], ...]:
    """The keys of ux.md §3 that this version has."""
    return (
        ("Ctrl+N", _("New post")),
        ("Ctrl+Enter", _("Schedule")),
        ("Ctrl+Shift+Enter", _("Publish now")),
        ("Ctrl+Z, Ctrl+Y", _("Undo, redo")),
        ("Ctrl+D", _("Duplicate")),
        ("Ctrl+X, C, V", _("Move or copy posts between days")),
        ("T", _("Today")),
        ("D, W, M, A, B", _("Day, week, month, agenda, board")),
        ("Arrows, PgUp, PgDn", _("Day, page")),
        ("Alt+Shift+Arrows", _("Move the post by a day or 15 minutes")),
        ("Enter, F2", _("Open")),
        ("Del", _("To the trash")),
        *(() if sys.platform == "darwin" else (("Shift+F10", _("Menu of what is chosen")),)),
        ("Ctrl+F", _("Find")),
        ("Ctrl+G", _("Go to a day")),
        ("Ctrl+Shift+H", _("What just happened")),
        ("Ctrl+P", _("Print the calendar…")),
        ("Ctrl+Shift+1…9, 0", _("Another brand, all brands")),
        ("F1", _("Help")),
        ("Ctrl+/", _("Keys")),
        ("Esc", _("Close, cancel a drag")),
    )


def key_grid(entries: Iterable[tuple[str, str]], *, wrap: bool = True) -> QGridLayout:
    """What one can do at the left, its keys as caps at the right; both stand under each other."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().space(8))
    grid.setVerticalSpacing(theme().space(3))
    grid.setColumnStretch(0, 1)
    for row, (keys, words) in enumerate(entries):
        grid.addWidget(SafeLabel(words, wrap=wrap), row, 0)
        grid.addWidget(KeyCaps(keys), row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return grid


class KeyCaps(SafeLabel):
    """Keys in a thin frame, as they stand on a keyboard of the language in use."""

    def __init__(self, keys: str) -> None:
        super().__init__(say_keys(keys), "caption", "muted", 500)
        self.setContentsMargins(theme().space(3), theme().px(1), theme().space(3), theme().px(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().color("hairline-strong"))
        radius = theme().radius("glyph")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
        super().paintEvent(event)
