"""What one person is called on each platform."""

from PySide6.QtWidgets import QLineEdit, QWidget

from smmdesk.desk.mentioning import NAME_MOST
from smmdesk.model.words import _
from ui.dialogs import Sheet
from ui.look.style import set_kind, set_shown
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_mentions import Handles
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import under_caption


class HandlesSheet(Sheet):
    """A line for each platform where people can be named; nothing is kept before "Save"."""

    def __init__(self, parent: QWidget, handles: Handles) -> None:
        text = _("In every post, each channel names the person as they are called there.")
        super().__init__(parent, _("Names of {name}").format(name=handles.person.name), text)
        self.setObjectName("handles_sheet")
        self._handles = handles
        self._name = QLineEdit(handles.person.name)
        self._name.setMaxLength(NAME_MOST)
        under_caption(self.body, _("Name, where they cannot be mentioned"), self._name, "person_name")
        self._lines: dict[str, QLineEdit] = {}
        for platform, label, handle in handles.fields:
            line = QLineEdit(handle)
            line.setPlaceholderText(_("for instance @name"))
            line.textChanged.connect(self._judge)
            under_caption(self.body, label, line, f"handle_{platform}")
            self._lines[platform] = line
        self._wrong = SafeLabel("", "caption", "danger", wrap=True)
        self._wrong.setObjectName("handles_wrong")
        self.body.addWidget(self._wrong)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._save = self.add_work(_("Save"), "sheet_confirm", self._done)
        self._judge()
        empty = next((line for line in self._lines.values() if not line.text()), self._name)
        empty.setFocus()

    def _judge(self) -> None:
        """Say what cannot be a name there, as soon as it is typed."""
        wrong = {key: self._handles.problem(key, line.text()) for key, line in self._lines.items()}
        for key, line in self._lines.items():
            set_kind(line, problem="true" if wrong[key] is not None else "false")
        first = next((problem for problem in wrong.values() if problem is not None), None)
        self._wrong.setText(f"{first.title}. {first.advice}" if first is not None else "")
        set_shown(self._wrong, first is not None)
        self._save.setEnabled(first is None)
        self.adjustSize()

    def _done(self) -> None:
        self._handles.save(self._name.text(), {key: line.text() for key, line in self._lines.items()})


def open_handles(parent: QWidget, composer: ComposerPresenter, person_id: str) -> HandlesSheet | None:
    """The sheet of a known person over the window of `parent`, with the platforms of the post's channels."""
    handles = composer.bridge.attempt(lambda: Handles(composer.bridge, person_id, composer.chosen))
    if handles is None:
        return None
    sheet = HandlesSheet(parent.window(), handles)
    sheet.open()
    return sheet
