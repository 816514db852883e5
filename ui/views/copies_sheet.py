"""The sheet "Copies of the calendar": when each was made, one button to put it back, one to make another."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui import dialogs
from ui.look.theme import theme
from ui.presenters.copies import CopiesPresenter, CopyRow
from ui.widgets.rows import ListRow, nothing_yet, scrolled_rows

WIDTH_PX, HEIGHT_PX = 560, 340


class CopyList(QWidget):
    """The lines, made anew when there is another copy."""

    def __init__(self, sheet: dialogs.Sheet, presenter: CopiesPresenter) -> None:
        super().__init__()
        self._sheet, self._presenter = sheet, presenter
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None
        presenter.changed.connect(self.show_rows)
        self.show_rows()

    def show_rows(self) -> None:
        """Pull the rows."""
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = self._made()
        self._column.addWidget(self._shown)

    def _made(self) -> QWidget:
        rows: list[QWidget] = []
        for number, row in enumerate(self._presenter.rows):
            made = ListRow(row.time, row.detail, f"copy_row_{number}", "database-backup")
            made.add_button(_("Put back…"), f"copy_back_{number}", partial(self._ask, row))
            rows.append(made)
        if not rows:
            return nothing_yet("database-backup", _("There is no copy yet. The first one is made today by itself."))
        return scrolled_rows(rows, theme().px(HEIGHT_PX))

    def _ask(self, row: CopyRow) -> None:
        """Once: what is there now gives way (and is copied before)."""
        parent = self._sheet.parentWidget()
        assert parent is not None
        self._sheet.close()
        dialogs.confirm(
            parent,
            _("Put back the copy of {time}?").format(time=row.time),
            _(
                "The calendar as it is now is copied first. Nothing is sent until smmdesk has looked up what is out "
                "already, and you sign in to your channels again."
            ),
            _("Put back"),
            partial(self._presenter.put_back, row),
        )


def show_copies(parent: QWidget, presenter: CopiesPresenter) -> dialogs.Sheet:
    """Open the sheet."""
    text = _("One is made each day by itself and checked; the newest ten are kept. They hold no sign-ins.")
    sheet = dialogs.Sheet(parent, _("Copies of the calendar"), text)
    sheet.setObjectName("copies")
    sheet.setMinimumWidth(theme().px(WIDTH_PX))
    sheet.body.addWidget(CopyList(sheet, presenter))
    sheet.add_button(_("Make a copy now"), "copies_make", presenter.make)
    sheet.add_button(_("Close"), "copies_close", None, "primary").setFocus()
    sheet.open()
    return sheet
