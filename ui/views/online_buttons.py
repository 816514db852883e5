"""Buttons and sheets for what is out: see it, change its text there, delete it there, or leave it after all."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smmdesk.model.delivery import Op, State
from smmdesk.model.words import _
from ui import dialogs
from ui.bridge import Bridge
from ui.links import open_published
from ui.look.theme import theme
from ui.presenters.online import Online
from ui.presenters.outbox_rows import OutboxRow
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.safe_label import SafeLabel

HEIGHT_PX = 140
Opened = Callable[[], object]


def ask_delete(owner: QWidget, bridge: Bridge, delivery_ids: Sequence[str], page: Opened | None) -> dialogs.Sheet:
    """Once, naming the accounts; where it cannot be done from here, why, and the way to the page."""
    online = Online(bridge, delivery_ids)
    accounts, against = online.able(Op.DELETE), online.obstacles(Op.DELETE)
    reasons = " ".join(f"{problem.title}. {problem.advice}" for problem in against)
    if not accounts:
        title = _("It cannot be deleted from here")
        sheet = dialogs.Sheet(owner, title, reasons or _("It is not online any more."))
        sheet.add_button(_("Close"), "sheet_cancel", None)
        if page is not None and reasons:
            sheet.add_button(_("Open the page"), "sheet_page", page, "primary").setFocus()
        sheet.open()
        return sheet
    text = _("It is taken down there for everybody. You cannot undo that from here.")
    return dialogs.confirm(
        owner,
        _("Delete it online?"),
        " ".join(part for part in (text, _("Your copy here stays."), reasons) if part),
        _("Delete online"),
        online.take_down,
        rows=accounts,
        danger=True,
    )


def ask_words(owner: QWidget, bridge: Bridge, delivery_id: str) -> dialogs.Sheet:
    """The text as it is there, to be changed; everything else of the post stays."""
    online = Online(bridge, [delivery_id])
    accounts = online.able(Op.EDIT)
    text = _("Readers may see that it was changed. Photos, link and everything else stay as they are.")
    sheet = dialogs.Sheet(owner, _("Change the text online"), text)
    sheet.setObjectName("words_sheet")
    for platform, tint, name, detail in accounts:
        sheet.body.addWidget(dialogs.account_row(platform, tint, name, detail))
    label = _("Post text")
    sheet.body.addWidget(SafeLabel(label, "caption", "muted"))
    field = QPlainTextEdit(online.words())
    field.setObjectName("words_field")
    field.setAccessibleName(label)
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme().px(HEIGHT_PX))
    sheet.body.addWidget(field)
    against = SafeLabel("", "caption", "danger", wrap=True)
    against.setObjectName("words_against")
    sheet.body.addWidget(against)
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    change = partial(_change, online, field)
    main = sheet.add_work(_("Change it online"), "sheet_confirm", change)
    main.setEnabled(False)
    before = online.words()

    def typed() -> None:
        words = field.toPlainText()
        problem = online.against(words)
        against.setText(problem)
        main.setEnabled(not problem and bool(words.strip()) and words != before)

    field.textChanged.connect(typed)
    field.setFocus()
    sheet.open()
    return sheet


def _change(online: Online, field: QPlainTextEdit) -> None:
    online.change_words(field.toPlainText())


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
        from ui.views.change_there_sheet import open_change_there  # which asks with the sheets of this file

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
        button = text_button(label, name, "surface", small=True)
        button.clicked.connect(lambda: done())
        return button
