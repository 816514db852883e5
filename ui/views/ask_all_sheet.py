"""The sheet that asks for several things at once with one text; each is asked at its own place."""

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smmdesk.model.planning_aids import CREDIT, variable
from smmdesk.model.words import _, language, ngettext
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.presenters.taking_several import Several
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import under_caption

WIDE_PX, TEXT_PX, LINES_MOST = 540, 120, 12


class AskAllSheet(Sheet):
    """`wanted` are ids of contributions. Who cannot be asked from here is named with the reason, and left out."""

    def __init__(self, parent: QWidget, several: Several, wanted: Sequence[str]) -> None:
        text = _("Everybody is asked below what they wrote, and their answer comes into the inbox.")
        super().__init__(parent, _("Ask all of them for permission"), text)
        self.setObjectName("ask_all_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._several = several
        self._field = QPlainTextEdit(several.question())
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(theme().px(TEXT_PX))
        under_caption(self.body, _("The question"), self._field, "ask_all_text")
        hint = _("{open} becomes their name, {name} yours.").format(
            open=variable(CREDIT, language()), name=variable("name", language())
        )
        self.body.addWidget(SafeLabel(hint, "caption", "muted", wrap=True))
        found = several.asking(wanted)
        self._able = [one.contribution for one in found if one.against is None]
        for one in found[:LINES_MOST]:
            where = _("asked from {channel}").format(channel=one.channel)
            words = where if one.against is None else f"{one.against.title}. {one.against.advice}"
            tone = "" if one.against is None else "muted"
            self.body.addWidget(SafeLabel(f"{one.contribution.called} · {words}", "body", tone, wrap=True))
        if len(found) > LINES_MOST:
            rest = len(found) - LINES_MOST
            more = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
            self.body.addWidget(SafeLabel(more, "caption", "muted"))
        self.add_button(_("Cancel"), "sheet_cancel", None)
        count = len(self._able)
        label = ngettext("Send {count} question", "Send {count} questions", count).format(count=count)
        self._go = self.add_work(label, "sheet_confirm", self._do)
        self._field.textChanged.connect(self._judge)
        self._judge()
        self._field.setFocus()

    def _judge(self) -> None:
        self._go.setEnabled(bool(self._able) and bool(self._field.toPlainText().strip()))

    def _do(self) -> None:
        """What was asked is not asked again where another one was refused."""
        self._able = self._several.ask(self._field.toPlainText(), self._able)


def open_ask_all(parent: QWidget, several: Several, wanted: Sequence[str]) -> AskAllSheet:
    """The sheet over the window of `parent`."""
    sheet = AskAllSheet(parent.window(), several, wanted)
    sheet.open()
    return sheet
