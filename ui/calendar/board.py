"""The board's widget."""

from PySide6.QtCore import Qt

from ui.calendar.board_scene import BoardScene
from ui.calendar.chip_painter import ChipPainter
from ui.calendar.grid import Grid
from ui.presenters.calendar import CalendarPresenter


class BoardView(Grid):
    """The board as an item view: a row for each column, each followed by its posts."""

    def __init__(self, presenter: CalendarPresenter, chips: ChipPainter) -> None:
        super().__init__(presenter, chips, BoardScene)
        self.setObjectName("calendar_board")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
