"""The pages that are out for review: to whom, which posts, when, and whether an answer came; each can be made again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from smmdesk.desk.reviewing import Wanted
from smmdesk.model.words import _
from ui import dialogs
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.presenters import reviewing
from ui.presenters.reviewing import OutRow
from ui.widgets.buttons import text_button
from ui.widgets.rows import ListRow, nothing_yet, scrolled_rows

SHEET_PX, ROWS_PX = 640, 360
Again = Callable[[QWidget, Wanted], object]
"""Asks for a page once more, over a window."""


def add_link(sheet: dialogs.Sheet, bridge: Bridge, brand_id: str, again: Again) -> None:
    """At the foot of `sheet`, over which the list opens: what was typed there stays. `again` makes a page anew."""
    button = text_button(_("Pages that are out"), "review_out", "quiet")
    button.clicked.connect(lambda: open_list(sheet, bridge, brand_id, again))
    sheet.put_in_foot(button, 0)


def open_list(owner: QWidget, bridge: Bridge, brand_id: str, again: Again) -> dialogs.Sheet:
    """The newest first."""
    text = _("One made again holds what its posts say now; what is out already stays out of it.")
    rows = reviewing.out_rows(bridge, brand_id)
    sheet = dialogs.Sheet(owner.window(), _("Pages out for review"), text if rows else "")
    sheet.setObjectName("review_list")
    sheet.setMinimumWidth(theme().px(SHEET_PX))
    if rows:
        lines = [
            _line(number, row, partial(_make_again, sheet, owner, again, row.again)) for number, row in enumerate(rows)
        ]
        sheet.body.addWidget(scrolled_rows(lines, theme().px(ROWS_PX)))
    else:
        sheet.body.addWidget(nothing_yet("send", _("No page was sent for review yet.")))
    sheet.add_button(_("Close"), "review_list_close", None, "primary")
    sheet.open()
    return sheet


def _line(number: int, row: OutRow, again: Callable[[], None]) -> ListRow:
    line = ListRow(row.heading, row.detail, f"review_out_{number}", row.icon)
    line.add_button(_("Make again…"), f"review_again_{number}", again).setEnabled(bool(row.again.ids))
    return line


def _make_again(sheet: dialogs.Sheet, owner: QWidget, again: Again, wanted: Wanted) -> None:
    sheet.close()
    below = owner.window()
    if isinstance(below, dialogs.Sheet):  # the one made anew takes its place
        owner = below.parentWidget() or below
        below.close()
    again(owner, wanted)
