"""The calendar on paper: a month or week as a grid, days as a list; what a day has no room for goes on on the list."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from smmdesk.model.stages import Progress, state_word
from smmdesk.model.words import _, ngettext
from ui.calendar.layout import edges
from ui.look import icons, paper
from ui.look.paper import Pen
from ui.models.calendar_entries import Day, Entry
from ui.models.calendar_words import chip_state, day_number, full_day, listed, state_words, weekday
from ui.presenters.calendar_print import Printed

WIDE = 1060.0
HEAD, WEEKDAYS, FOOT, DAY_HEAD, CHIP, GAP, MORE = 44.0, 18.0, 52.0, 16.0, 26.0, 2.0, 12.0
ROW, TITLE, BETWEEN = 34.0, 26.0, 20.0
DAYS = 7
Paint = Callable[[Pen, float, int, int], None]
"""Paints one page of a height; the last two are its number from 1 and the number of all."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands on a line of the list: a day, or a post of it."""

    day: Day
    entry: Entry | None = None

    @property
    def height(self) -> float:
        return ROW if self.entry is not None else TITLE


def pages(sheet: Printed, height: float) -> list[Paint]:
    """Every page of a sheet that is WIDE px wide and `height` high."""
    made: list[Paint] = []
    days: Sequence[Day] = [day for day in sheet.days if day.entries]
    if sheet.weeks:
        made.append(lambda pen, high, number, of: _Grid(sheet, pen, high).paint(number, of))
        row = (height - HEAD - WEEKDAYS - FOOT) / sheet.weeks
        days = [day for day in days if shown_of(len(day.entries), row) < len(day.entries)]
    made += [_list_page(sheet, columns) for columns in _columns(days, height - HEAD - FOOT)]
    return made or [_list_page(sheet, [])]


def _list_page(sheet: Printed, columns: list[list[_Piece]]) -> Paint:
    return lambda pen, height, number, of: _list(sheet, pen, height, columns, number, of)


def paint(painter: QPainter, page: Paint, height: float, number: int, of: int) -> None:
    """One page at the painter's origin, WIDE px wide."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(QRectF(0, 0, WIDE, height), paper.color("surface"))
    page(Pen(painter), height, number, of)


def shown_of(count: int, row: float) -> int:
    """How many posts of a day stand in a row of the grid: all, or as many as leave room for "+2 on the list"."""
    room = row - DAY_HEAD - GAP
    if count * (CHIP + GAP) <= room:
        return count
    return max(0, int((room - MORE) // (CHIP + GAP)))


class _Grid:
    """A month or a week."""

    def __init__(self, sheet: Printed, pen: Pen, height: float) -> None:
        self.sheet, self.pen, self.height = sheet, pen, height
        self.columns = edges(0, int(WIDE), DAYS)
        self.row = (height - HEAD - WEEKDAYS - FOOT) / sheet.weeks

    def paint(self, number: int, of: int) -> None:
        sheet, pen = self.sheet, self.pen
        _head(sheet, pen)
        for column, day in enumerate(sheet.days[:DAYS]):
            pen.write(self.columns[column] + 6, HEAD + 2, weekday(day.day), 10, paper.color("text-muted"), weight=500)
        for position, day in enumerate(sheet.days):
            self._day(position, day)
        pen.painter.setPen(QPen(paper.color("hairline-strong"), 0.8))
        pen.painter.setBrush(Qt.BrushStyle.NoBrush)
        top = HEAD + WEEKDAYS
        pen.painter.drawRect(QRectF(0, top, WIDE, self.row * sheet.weeks))
        _legend(sheet, pen, self.height)
        _foot(pen, self.height, number, of)

    def _day(self, position: int, day: Day) -> None:
        sheet, pen = self.sheet, self.pen
        week, column = divmod(position, DAYS)
        left, right = self.columns[column], self.columns[column + 1]
        rect = QRectF(left, HEAD + WEEKDAYS + week * self.row, right - left, self.row)
        inside = sheet.weeks == 1 or (day.day.year, day.day.month) == (sheet.month.year, sheet.month.month)
        tone = "surface" if inside else "outside-month"
        pen.painter.fillRect(rect, paper.color("weekend" if inside and day.day.weekday() >= DAYS - 2 else tone))
        pen.painter.setPen(QPen(paper.color("hairline"), 0.6))
        pen.painter.setBrush(Qt.BrushStyle.NoBrush)
        pen.painter.drawRect(rect)
        words = day_number(day.day, position == 0 or day.day.day == 1)
        ink = paper.color("text" if inside else "text-faint")
        wide = pen.write(rect.x() + 6, rect.y() + 2, words, 11, ink, weight=600)
        said = day.note or next(
            (mark.text for mark in day.marks if mark.kind not in ("slot", "clash", "elsewhere")), ""
        )
        if said:
            room = rect.width() - wide - 18
            pen.write(rect.x() + wide + 12, rect.y() + 3, said, 9, paper.color("holiday"), weight=500, room=room)
        shown = shown_of(len(day.entries), self.row)
        top = rect.y() + DAY_HEAD
        for entry in day.entries[:shown]:
            _chip(pen, QRectF(rect.x() + 3, top, rect.width() - 6, CHIP), entry)
            top += CHIP + GAP
        if shown < len(day.entries):
            more = len(day.entries) - shown
            words = ngettext("+{count} on the list", "+{count} on the list", more).format(count=more)
            pen.write(rect.x() + 7, top - 1, words, 9, paper.color("text-muted"), weight=500)


def _chip(pen: Pen, rect: QRectF, entry: Entry) -> None:
    ground, line, ink = paper.state_colors(entry.look)
    outline = QPen(line, 0.8)
    if entry.progress in (Progress.DRAFT, Progress.IDEA):
        outline.setDashPattern([3, 2] if entry.progress is Progress.DRAFT else [1, 2])
    pen.painter.setPen(outline)
    pen.painter.setBrush(ground)
    pen.painter.drawRoundedRect(rect, 4, 4)
    if entry.label:
        pen.painter.setPen(Qt.PenStyle.NoPen)
        pen.painter.setBrush(paper.label_color(entry.label))
        pen.painter.drawRoundedRect(QRectF(rect.x() + 2.5, rect.y() + 3, 2.5, rect.height() - 6), 1.2, 1.2)
    left, right = rect.x() + 8, rect.right() - 4
    x = left + pen.write(left, rect.y() + 2, entry.time, 9, paper.color("text"), weight=600) + 3
    _state_icon(pen, entry, x, rect.y() + 3, 9)
    x += 11
    for mark in reversed(entry.channels[: max(1, int((right - x) // 14))]):
        right -= 11
        pen.glyph(mark.platform, mark.tint, right, rect.y() + 2.5, 10)
    if paper.width_of(chip_state(entry), 9, 500) <= right - x - 3:
        pen.write(x, rect.y() + 2, chip_state(entry), 9, ink, weight=500)
    words = entry.words or _("No text yet")
    pen.write(left, rect.y() + 13, words, 10, paper.color("text"), room=rect.right() - 4 - left)


def _state_icon(pen: Pen, entry: Entry, x: float, y: float, size: float) -> None:
    pen.icon(icons.STATE_ICONS[entry.look], x, y, size, paper.state_colors(entry.look)[2])


# ------------------------------------------------------------------ the list
def _columns(days: Sequence[Day], height: float) -> Iterator[list[list[_Piece]]]:
    """The days over pages of two columns each; a day that goes on in the next column says its name again."""
    columns: list[list[_Piece]] = []
    column: list[_Piece] = []
    left = height
    for day in days:
        for number, entry in enumerate(day.entries):
            needed = ROW + (TITLE if number == 0 else 0.0)
            if needed > left and column:
                columns.append(column)
                column, left = [], height
            if number == 0 or not column:
                column.append(_Piece(day))
                left -= TITLE
            column.append(_Piece(day, entry))
            left -= ROW
    if column:
        columns.append(column)
    for start in range(0, len(columns), 2):
        yield columns[start : start + 2]


def _list(sheet: Printed, pen: Pen, height: float, columns: list[list[_Piece]], number: int, of: int) -> None:
    _head(
        sheet
        if number == 1 or not sheet.weeks
        else replace(sheet, title=_("{title}: the list").format(title=sheet.title)),
        pen,
    )
    wide = (WIDE - BETWEEN) / 2
    for position, column in enumerate(columns):
        x, y = position * (wide + BETWEEN), HEAD
        for piece in column:
            if piece.entry is None:
                words = full_day(piece.day.day)
                pen.write(x, y + 6, words[:1].upper() + words[1:], 12, paper.color("text"), weight=600)
                pen.painter.fillRect(QRectF(x, y + TITLE - 2, wide, 0.8), paper.color("hairline-strong"))
            else:
                _row(pen, x, y, wide, piece.entry)
            y += piece.height
    if not columns:
        pen.write(0, HEAD + 10, _("Nothing is planned here."), 12, paper.color("text-muted"))
    if not sheet.weeks:
        _legend(sheet, pen, height)
    _foot(pen, height, number, of)


def _row(pen: Pen, x: float, y: float, wide: float, entry: Entry) -> None:
    if entry.label:
        pen.painter.fillRect(QRectF(x, y + 5, 2.5, ROW - 9), paper.label_color(entry.label))
    pen.write(x + 8, y + 4, entry.time, 10, paper.color("text"), weight=600)
    right = x + wide
    for mark in reversed(entry.channels[:8]):
        right -= 13
        pen.glyph(mark.platform, mark.tint, right, y + 5, 12)
    left = x + 46
    pen.write(left, y + 3, entry.words or _("No text yet"), 11, paper.color("text"), weight=500, room=right - left - 8)
    _state_icon(pen, entry, left, y + 19, 10)
    names = listed(tuple(dict.fromkeys(mark.name for mark in entry.channels)))
    words = state_words(entry)
    said = " · ".join(part for part in (words[:1].upper() + words[1:], names) if part)
    pen.write(left + 13, y + 18, said, 9, paper.color("text-muted"), room=x + wide - left - 16)


# ------------------------------------------------------------------ around
def _head(sheet: Printed, pen: Pen) -> None:
    title = sheet.title[:1].upper() + sheet.title[1:]
    wide = pen.write(0, 4, title, 22, paper.color("text"), weight=600)
    brand = paper.width_of(sheet.brand, 13, 500)
    pen.write(WIDE - brand, 11, sheet.brand, 13, paper.color("text-muted"), weight=500)
    if sheet.narrowed:
        pen.write(wide + 16, 13, sheet.narrowed, 11, paper.color("warning"), weight=500, room=WIDE - wide - brand - 48)


def _legend(sheet: Printed, pen: Pen, height: float) -> None:
    """What glyphs, icons and bars mean, as far as they are on the page, over up to three lines."""
    x, y, top = 0.0, height - FOOT + 6, height - FOOT + 6

    def item(words: str, mark: Callable[[float, float], None]) -> None:
        nonlocal x, y
        wide = 14 + paper.width_of(words, 10)
        if x + wide > WIDE - (110 if y > top + 20 else 0):  # the foot's own words stand at the end of the last line
            x, y = 0.0, y + 15
        mark(x, y)
        pen.write(x + 14, y - 1, words, 10, paper.color("text-muted"))
        x += wide + 12

    for one in sheet.channels:
        item(one.name, lambda x, y, one=one: pen.glyph(one.platform, one.tint, x, y, 11))  # type: ignore[misc]
    for state in sheet.states:
        ink, icon = paper.state_colors(state)[2], icons.STATE_ICONS[state]
        item(state_word(state), lambda x, y, ink=ink, icon=icon: pen.icon(icon, x, y, 11, ink))  # type: ignore[misc]
    for color, name in sheet.labels:
        bar = paper.label_color(color)
        item(name, lambda x, y, bar=bar: pen.painter.fillRect(QRectF(x + 5, y, 3, 11), bar))  # type: ignore[misc]


def _foot(pen: Pen, height: float, number: int, of: int) -> None:
    words = _("page {number} of {count}").format(number=number, count=of) if of > 1 else ""
    words = " · ".join(part for part in ("smmdesk", words) if part)
    pen.write(WIDE - paper.width_of(words, 9), height - 14, words, 9, paper.color("text-faint"))
