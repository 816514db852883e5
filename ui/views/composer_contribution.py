"""Whose photo or words the post shows, above the post, with the way to what they said to that."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from smmdesk.model.changes import Changes
from smmdesk.model.words import _
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_contribution import CarriedRow, carried_rows
from ui.presenters.composer_screen import Screen
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import empty, row


class ContributionStrip(QWidget):
    """wanted: the id of the one to be shown. Nothing where the post shows nobody's."""

    wanted = Signal(str)

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self._key: object = None
        self._shown: tuple[CarriedRow, ...] = ()
        self.setObjectName("composer_contribution")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(3))
        composer.bridge.changed.connect(self._desk_changed)
        self.hide()

    def show_screen(self, _screen: Screen) -> None:
        """Read again only where other photos are shown."""
        post = self._composer.draft.post
        key = post.contribution_id, post.content.media, post.content.thread
        if key != self._key:
            self._key = key
            self._read()

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("contribution"):
            self._read()

    def _read(self) -> None:
        rows = carried_rows(self._composer.desk, self._composer.draft.post)
        if rows != self._shown:
            self._shown = rows
            empty(self._column)
            for each in rows:
                self._column.addWidget(self._line(each))
        set_shown(self, bool(rows))

    def _line(self, each: CarriedRow) -> QFrame:
        card = QFrame()
        set_kind(card, card="side")
        line = row(IconMark(each.icon, 16, each.tone))
        line.setContentsMargins(theme().space(5), theme().space(3), theme().space(4), theme().space(3))
        line.addWidget(SafeLabel(each.words, "body", wrap=True), 1)
        show = text_button(_("Show it"), "contribution_show", "link", small=True)
        show.set_label(_("Show it"), f"{_('Show it')}: {each.words}")
        show.clicked.connect(partial(self.wanted.emit, each.key))
        line.addWidget(show)
        card.setLayout(line)
        return card
