"""The sheet "Save as a file": what each kind of file is for, and one button to write it."""

from functools import partial

from PySide6.QtWidgets import QComboBox, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui import dialogs
from ui.look.theme import theme
from ui.presenters.leaving import LeavingPresenter, Way, ways
from ui.presenters.long_work import writing_words
from ui.views.going_sheet import WorkShown
from ui.widgets.rows import ListRow, scrolled_rows
from ui.widgets.sheet_form import under_caption

WIDTH_PX, HEIGHT_PX = 560, 340


def show_leaving(parent: QWidget, presenter: LeavingPresenter) -> dialogs.Sheet:
    """Open the sheet."""
    text = _("Your calendar stays as it is. The file holds what is here now, and lies where you want it.")
    sheet = dialogs.Sheet(parent, _("Save the calendar as a file"), text)
    sheet.setObjectName("leaving")
    sheet.setMinimumWidth(theme().px(WIDTH_PX))
    whose = QComboBox()
    for brand_id, name in presenter.begin():
        whose.addItem(tame(name), brand_id)
    if whose.count():
        whose.setCurrentIndex(whose.findData(presenter.brand_id))
        whose.currentIndexChanged.connect(lambda _at: setattr(presenter, "brand_id", str(whose.currentData())))
        under_caption(sheet.body, _("Of which brand"), whose, "leaving_whose")
    rows: list[QWidget] = []
    for way in ways():
        row = ListRow(way.name, way.purpose, f"leaving_{way.kind}", way.icon)
        row.add_button(_("Save…"), f"leaving_{way.kind}_save", partial(_choose, parent, sheet, presenter, way))
        rows.append(row)
    sheet.body.addWidget(scrolled_rows(rows, theme().px(HEIGHT_PX)))
    shown = WorkShown(parent.window(), writing_words)
    presenter.begun, presenter.over = partial(shown.begin, work=presenter), shown.end
    sheet.add_button(_("Close"), "leaving_close", None, "primary").setFocus()
    sheet.open()
    return sheet


def _choose(parent: QWidget, sheet: dialogs.Sheet, presenter: LeavingPresenter, way: Way) -> None:
    """Ask where; the sheet makes room for the picker and for what is said afterwards."""
    sheet.close()
    name = presenter.file_name(way)
    dialogs.choose_target(parent, way.name, name, way.filters, partial(presenter.write, way))
