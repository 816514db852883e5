"""Sheets that ask before something is changed or deleted on a platform."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smmdesk.model.delivery import Op
from smmdesk.model.words import _
from ui import dialogs
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.presenters.online import Online
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
    if online.has_title:
        text = _("Readers may see that it was changed. The title, photos, link and everything else stay as they are.")
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
