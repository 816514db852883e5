"""The sheet "What just happened": what the last toasts said, the newest first, and the way back (ux.md 104)."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QAbstractItemView, QListWidget, QWidget

from smmdesk.desk import undo
from smmdesk.model.dates import say_clock, say_time
from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.moment import Moment
from smmdesk.model.words import _
from smmdesk.system.zones import local_zone
from ui import dialogs
from ui.bridge import Bridge
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.widgets.rows import nothing_yet

SHEET = "recent"
WIDTH_PX, HEIGHT_PX, LEAST_PX, BESIDE_PX = 520, 320, 120, 220


def show_recent(parent: QWidget, bridge: Bridge, take_back: Callable[[], object]) -> dialogs.Sheet | None:
    """Open the sheet over the window of `parent`; None when it is open already. `take_back` undoes the last step."""
    window = parent.window()
    if window.findChild(dialogs.Sheet, SHEET) is not None:
        return None
    sheet = dialogs.Sheet(window, _("What just happened"))
    sheet.setObjectName(SHEET)
    sheet.setMinimumWidth(theme().px(WIDTH_PX))
    lines = list(said_lines(bridge))
    sheet.body.addWidget(_listed(sheet, lines) if lines else nothing_yet("history", _("Nothing since smmdesk opened.")))
    last = undo.peek(bridge.desk).undo_label
    if last:
        words = tame(_("Undo: {step}").format(step=last), MOST_ON_A_BUTTON)
        sheet.add_button(words, "recent_undo", take_back)
    sheet.add_button(_("Close"), "recent_close", None, "primary")
    sheet.open()
    return sheet


def said_lines(bridge: Bridge) -> Iterable[str]:
    """ "Wed 18 Nov, 10:20  Moved to Friday 27": the newest first, in the computer's own time."""
    zone, now = local_zone(), bridge.desk.clock.now()
    today = Moment.of(now, zone).day
    for said in reversed(bridge.said):
        moment = Moment.of(said.at, zone)
        time = say_clock(moment.shown) if moment.day == today else say_time(moment, now)
        yield f"{time}  {tame(said.sentence)}"


def _listed(sheet: dialogs.Sheet, lines: list[str]) -> QListWidget:
    listed = QListWidget()
    listed.setObjectName("recent_list")
    listed.setAccessibleName(_("What just happened, the newest first"))
    listed.setWordWrap(True)
    listed.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    set_kind(listed, kind="lines")
    listed.addItems(lines)
    listed.setCurrentRow(0)
    row = theme().line_height("body") + 2 * theme().space(3)
    wanted = (len(lines) * row + 2 * theme().space(2)) / theme().scale
    listed.setFixedHeight(dialogs.height_within(sheet, min(HEIGHT_PX, max(LEAST_PX, wanted)), BESIDE_PX))
    return listed
