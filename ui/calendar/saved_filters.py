"""The saved filters at the head of the filters' card: one press applies, a small menu renames and deletes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.desk.saved_filters import NAME_MOST
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_filters import Saved, SavedFilters
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import empty


class SavedFiltersPart(QWidget):
    """`leave` closes the card: after a press, and before a sheet opens."""

    def __init__(self, window: QWidget, presenter: CalendarPresenter, leave: Callable[[], None]) -> None:
        super().__init__()
        self._host, self._leave = window, leave
        self._saved = SavedFilters(presenter)
        self.setObjectName("saved_filters")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(1))
        self._fill()

    def _fill(self) -> None:
        empty(self._column)
        found, current = self._saved.all, self._saved.current
        set_shown(self, bool(found))
        if found:
            self._column.addWidget(SafeLabel(_("Saved filters"), "micro", "muted", 600))
        for each in found:
            line = QHBoxLayout()
            line.setSpacing(theme().space(2))
            icon = "check" if current is not None and current.id == each.id else "bookmark"
            button = text_button(each.name, f"saved_{each.id}", "quiet", icon, small=True)
            button.clicked.connect(partial(self._apply, each))
            line.addWidget(button)
            line.addStretch(1)
            rename = icon_button("pencil", _("Rename “{name}”").format(name=each.name), "saved_rename", small=True)
            rename.clicked.connect(partial(self._ask_name, each))
            delete = icon_button("trash-2", _("Delete “{name}”").format(name=each.name), "saved_delete", small=True)
            delete.clicked.connect(partial(self._delete, each))
            line.addWidget(rename)
            line.addWidget(delete)
            self._column.addLayout(line)

    def save_as(self) -> None:
        """Ask for a name and keep what the calendar shows."""
        self._leave()
        title, about = _("Save the filter"), _("A name in use shows this from now on.")
        self._ask(title, about, "", self._saved.keep)

    def _apply(self, each: Saved, _on: bool = False) -> None:
        self._leave()
        self._saved.apply(each)

    def _ask_name(self, each: Saved, _on: bool = False) -> None:
        self._leave()
        self._ask(_("Rename the filter"), "", each.name, lambda name: self._saved.rename(each.id, name))

    def _ask(self, title: str, about: str, value: str, done: Callable[[str], object]) -> None:
        dialogs.ask_text(self._host, title, about, _("Name of the filter"), done, value=value[:NAME_MOST])

    def _delete(self, each: Saved, _on: bool = False) -> None:
        self._saved.delete(each.id)
        self._fill()
