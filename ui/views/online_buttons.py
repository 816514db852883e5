"""Buttons and sheets for what is out: see it, change its text there, delete it there, or leave it after all."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from smmdesk.model.delivery import State
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.links import open_published
from ui.presenters.online import Online
from ui.presenters.outbox_rows import OutboxRow
from ui.views.online_sheets import ask_delete, ask_words
from ui.widgets.buttons import TextButton, text_button

HEIGHT_PX = 140
Opened = Callable[[], object]


class OnlineButtons(QObject):
    """The buttons under a delivery that is out."""

    def __init__(self, owner: QWidget, bridge: Bridge, row: OutboxRow, see: TextButton | None) -> None:
        super().__init__(owner)
        self._owner, self._bridge, self._row, self._see = owner, bridge, row, see
        self._online = Online(bridge, [row.delivery_id])

    def made(self) -> list[TextButton]:
        first = [self._see] if self._see is not None else []
        wish = self._row.wish
        if wish is not None:
            return first + (self._of_wish(wish.state) if wish.may_be_dropped else [])
        more = []
        if self._row.may_change:
            change = _("Change the text online…")
            more.append(self._button(change, "detail_change", lambda: ask_words(self._owner, self._bridge, self._id)))
        if self._row.may_delete:
            more.append(self._button(_("Delete online…"), "detail_delete_online", self._ask_delete))
        if self._row.post_id:
            more.append(self._button(_("Change or delete there…"), "detail_change_there", self._change_there))
            more.append(self._button(_("Pass it on…"), "detail_share", self._share))
        return first + more

    def _of_wish(self, state: State) -> list[TextButton]:
        again = state in (State.RETRY_WAIT, State.NEEDS_YOU)
        made = [self._button(_("Try again"), "detail_again_online", self._online.try_again)] if again else []
        return [*made, self._button(_("Leave it as it is"), "detail_leave_online", self._online.leave)]

    def _change_there(self) -> None:
        from ui.views.change_there_sheet import open_change_there

        open_change_there(self._owner, self._bridge, self._row.post_id)

    def _share(self) -> None:
        from ui.views.share_sheet import open_share

        open_share(self._owner, self._bridge, self._row.post_id)

    @property
    def _id(self) -> str:
        return self._row.delivery_id

    def _ask_delete(self) -> None:
        url, folder = self._row.root or self._row.page, self._bridge.desk.paths.practice
        ask_delete(self._owner, self._bridge, [self._id], (lambda: open_published(url, folder)) if url else None)

    def _button(self, label: str, name: str, done: Callable[[], object]) -> TextButton:
        kind = "normal" if self._row.wish is None else "surface"  # the card is white, else of a colour
        button = text_button(label, name, kind, small=True)
        button.clicked.connect(lambda: done())
        return button
