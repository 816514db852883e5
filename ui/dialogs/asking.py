"""Questions: before something leaves the computer or cannot come back, and for one line of text."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.dialogs.sheet import Sheet
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import SafeLabel

Row = tuple[str, str, str, str]
"""One line of a confirmation: platform key, tint, name, what it is."""


def confirm(
    parent: QWidget,
    title: str,
    text: str,
    action: str,
    done: Callable[[], object],
    *,
    rows: Sequence[Row] = (),
    danger: bool = False,
) -> Sheet:
    """Ask before something leaves the computer or cannot come back; `done` runs only on the action, which Enter is not
    where it destroys something."""
    sheet = Sheet(parent, title, text)
    for platform, tint, name, detail in rows:
        sheet.body.addWidget(account_row(platform, tint, name, detail))
    none = sheet.add_button(_("Not now"), "sheet_cancel", None)
    main = sheet.add_button(action, "sheet_confirm", done, "danger" if danger else "primary")
    if danger:
        none.setAutoDefault(True)
    (none if danger else main).setFocus()
    sheet.open()
    return sheet


def account_row(platform: str, tint: str, name: str, detail: str) -> QFrame:
    """One account in a sheet that asks before something leaves: glyph, name, and who sees it."""
    row = QFrame()
    set_kind(row, card="true")
    line = QHBoxLayout(row)
    line.setContentsMargins(*(theme().space(5),) * 4)
    line.setSpacing(theme().space(5))
    mark = GlyphMark(platform, tint, 20)
    line.addWidget(mark)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(SafeLabel(name, "body-strong"))
    words.addWidget(SafeLabel(detail, "caption", "muted"))
    line.addLayout(words, 1)
    return row


def ask_text(
    parent: QWidget,
    title: str,
    text: str,
    label: str,
    done: Callable[[str], object],
    *,
    value: str = "",
    action: str = "",
    secret: bool = False,
) -> Sheet:
    """Ask for one line; `done` gets it, trimmed unless secret. The sheet stands, with the line, until that is done."""
    sheet = Sheet(parent, title, text)
    sheet.body.addWidget(SafeLabel(label, "caption", "muted"))
    field = QLineEdit(value)
    field.setObjectName("sheet_field")
    field.setAccessibleName(label)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    sheet.body.addWidget(field)
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    main = sheet.add_work(
        action or _("Done"), "sheet_confirm", lambda: done(field.text() if secret else field.text().strip())
    )
    main.setEnabled(bool(value))
    field.textChanged.connect(lambda: main.setEnabled(bool(field.text().strip())))
    field.setFocus()
    sheet.open()
    return sheet
