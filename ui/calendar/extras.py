"""What stands on a day beside its posts: the first in the day's header, others on lines under the chips."""

from typing import NamedTuple

from PySide6.QtGui import QPainter

from ui.calendar.layout import Cell, Metrics, Rect
from ui.calendar.texts import Texts
from ui.look.theme import theme
from ui.models.calendar_entries import Day, Mark

NUMBER_PX, WITH_MONTH_PX = 32, 58
"""From the edge of a cell to the words beside its number."""
TONES = {"holiday": "holiday", "pause": "warning"}


class Line(NamedTuple):
    """One mark and where it stands."""

    mark: Mark
    place: Rect
    in_header: bool


def lines_of(cell: Cell, day: Day, metrics: Metrics, bottom: int, with_month: bool) -> tuple[Line, ...]:
    """The marks of a day of the month: as many as have room above `bottom`; posts come first."""
    if not day.marks:
        return ()
    made: list[Line] = []
    marks = day.marks
    if not day.note:  # a clock change keeps the header
        left = cell.header.x + theme().px(WITH_MONTH_PX if with_month else NUMBER_PX)
        place = Rect(left, cell.header.y, max(0, cell.plus.x - left), cell.header.height)
        made.append(Line(marks[0], place, True))
        marks = marks[1:]
    if cell.more is not None:
        return tuple(made)
    top = cell.chips[-1].bottom + metrics.chip_gap if cell.chips else cell.rect.y + metrics.day_top
    for mark in marks:
        if top + metrics.more_line > bottom:
            break
        width = cell.rect.width - 2 * metrics.side - 1
        made.append(Line(mark, Rect(cell.rect.x + metrics.side, top, width, metrics.more_line), False))
        top += metrics.more_line
    return tuple(made)


def paint(painter: QPainter, texts: Texts, line: Line, hovered: bool) -> None:
    """One quiet line."""
    px, place = theme().px, line.place
    painter.setPen(theme().color("accent-ink" if hovered else TONES.get(line.mark.kind, "text-muted")))
    inset = 0 if line.in_header else px(5)
    words = texts.elided("note", line.mark.text, place.width - inset - px(2))
    texts.draw(painter, "note", words, place.x + inset, place.y + (px(2) if line.in_header else 0))
