"""The views beside the month, by their mode: loaded with the first that is shown."""

from collections.abc import Callable, Mapping

from ui.calendar.agenda import AgendaView
from ui.calendar.board import BoardView
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.day import DayView
from ui.calendar.grid import Grid
from ui.calendar.week import WeekView
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_modes import AGENDA, BOARD, DAY, WEEK

KINDS: Mapping[str, Callable[[CalendarPresenter, ChipPainter], Grid]] = {
    DAY: DayView,
    WEEK: WeekView,
    AGENDA: AgendaView,
    BOARD: BoardView,
}


def make_grid(mode: str, presenter: CalendarPresenter, chips: ChipPainter) -> Grid:
    """The item view of a mode. Raises KeyError for one that has none here."""
    return KINDS[mode](presenter, chips)
