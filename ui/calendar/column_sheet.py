"""What the columns of a table mean, said by the person: one line for each part of a post, with a row as an example."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QWidget

from smmdesk.desk.import_rows import Table
from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui import dialogs
from ui.look.theme import theme
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import name_it

NOTHING = -1
SAID_BY = ("text", "title", "media")
"""A post needs one of these."""
EXAMPLE_MOST, FIELD_PX = 40, 300


def ask_columns(
    parent: QWidget, name: str, table: Table, chosen: Callable[[Mapping[str, int]], object]
) -> dialogs.Sheet:
    """The sheet; `chosen` is called with the place of each column that means something."""
    text = _("Say what stands in which column of “{name}”. The first row is shown as an example.").format(name=name)
    sheet = dialogs.Sheet(parent, _("What do the columns mean?"), text)
    sheet.setObjectName("columns_sheet")
    fields = {key: _choice(table, key, label) for key, label in _parts()}
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().space(6))
    grid.setVerticalSpacing(theme().space(3))
    for line, (key, label) in enumerate(_parts()):
        words = SafeLabel(label, "body")
        words.setBuddy(fields[key])
        grid.addWidget(words, line, 0)
        grid.addWidget(fields[key], line, 1)
    grid.setColumnStretch(0, 1)
    sheet.body.addLayout(grid)

    def said() -> dict[str, int]:
        return {key: place for key, field in fields.items() if (place := int(field.currentData())) != NOTHING}

    sheet.add_button(_("Not now"), "columns_cancel", None)
    go_on = sheet.add_button(_("Look at it"), "columns_done", lambda: chosen(said()), "primary")
    for key in SAID_BY:
        fields[key].currentIndexChanged.connect(lambda: _let(go_on, said()))
    _let(go_on, said())
    sheet.open()
    return sheet


def _let(button: QPushButton, said: Mapping[str, int]) -> None:
    """There is something to post in it."""
    button.setEnabled(any(key in said for key in SAID_BY))


def _parts() -> tuple[tuple[str, str], ...]:
    """What a column can be, in the order in which people fill tables in."""
    return (
        ("text", _("Post text")),
        ("title", _("Title")),
        ("when", _("Day and time")),
        ("date", _("Day")),
        ("time", _("Time")),
        ("link", _("Link")),
        ("channels", _("Channels")),
        ("labels", _("Labels")),
        ("media", _("Photos, by name")),
        ("first_comment", _("First comment")),
    )


def _choice(table: Table, key: str, label: str) -> QComboBox:
    field = QComboBox()
    name_it(field, label, f"column_{key}")
    field.setFixedWidth(theme().px(FIELD_PX))
    field.addItem(_("Not in this table"), NOTHING)
    for place, heading in enumerate(table.heading):
        example = table.sample[place].strip() if place < len(table.sample) else ""
        words = heading or _("Column {number}").format(number=place + 1)
        said = f"{words}: {' '.join(example.split())}" if example else words
        field.addItem(tame(said, EXAMPLE_MOST), place)
    field.setCurrentIndex(max(0, field.findData(table.columns.get(key, NOTHING))))
    return field
