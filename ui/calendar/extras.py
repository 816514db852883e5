"""What stands on a day beside its posts: the first in the day's header, others on lines under the chips."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QPainter

from ui.calendar.elsewhere_painter import paint_elsewhere, width_of
from ui.calendar.layout import Cell, Metrics, Rect
from ui.calendar.texts import Texts
from ui.look.theme import theme
from ui.models.calendar_elsewhere import AT_ITS_HOUR, KIND
from ui.models.calendar_entries import NEXT_SLOT, Day, Mark

NUMBER_PX, WITH_MONTH_PX = 32, 52
"""From the edge of a cell to the words beside its number."""
PILL_PX = 8
"""So much further they begin beside today's, which stands in a pill."""
LINE_PX = 20
UNDER_THE_POSTS = frozenset({"slot", "clash", KIND})
TONES = {"holiday": "holiday", "pause": "warning", "slot": "text-faint", "clash": "warning"}


OF_A_LIST = frozenset({"holiday", "awareness"})
OPENING = re.compile(
    r"^(?:World|International) (?=\w)"
    r"|^Giorn(?:ata|o) (?:mondiale |europea )?(?:(?:della|delle|degli|dei|del) |dell['’])?(?=\w)"
)
"""The words with which so many days begin that only the next ones tell them apart."""
LEADING_ON = re.compile(
    r"(?:[aei]|ai|agli|alla?|alle|con|contro|d[aei]|degli|dall?a?|dei|dell[ae]|il|in|l[aeo]|gli|per|sull?a?|sulle"
    r"|against|and|at|for|in|of|on|the|to|with)",
    re.IGNORECASE,
)
"""With none of these a name may end: what they lead to is missing."""


class Line(NamedTuple):
    """One mark and where it stands."""

    mark: Mark
    place: Rect
    in_header: bool


def shorter(name: str) -> str:
    """The name of a day for a cell that has no room for all of it: `Gentilezza` for `Giornata della gentilezza`."""
    rest = OPENING.sub("", name)
    return rest[:1].upper() + rest[1:]


def names_of(name: str) -> Iterator[str]:
    """A day's name, shorter and shorter, always whole words: `Contro la violenza sulle donne`, `Contro la violenza`.

    One word alone is only what was one from the beginning: `Small` says nothing of `Small Business Saturday`.
    """
    yield name
    yield shorter(name)
    words = shorter(name).partition(",")[0].split()
    while len(words) > 1:
        if LEADING_ON.fullmatch(words[-1]) is None:
            yield " ".join(words)
        words.pop()


def fitting(texts: Texts, mark: Mark, room: int) -> str:
    """The words of a mark in so many px: of a day's name the part that tells it apart, else its beginning."""
    if mark.kind not in OF_A_LIST:
        return texts.elided("note", mark.text, room)
    whole = next((name for name in names_of(mark.text) if texts.width("note", name) <= room), "")
    return whole or texts.elided("note", shorter(mark.text), room)


def lines_below(day: Day) -> int:
    """How many posts that wait elsewhere need a line under the chips of a day; the header may hold one of them."""
    waiting = sum(mark.kind == KIND for mark in day.marks)
    return waiting - (not day.note and day.marks[0].kind == KIND) if waiting else 0


def lines_of(
    texts: Texts, cell: Cell, day: Day, metrics: Metrics, bottom: int, with_month: bool, is_today: bool = False
) -> tuple[Line, ...]:
    """The marks of a day of the month: as many as have room above `bottom`; posts come first. A day's name that the
    header would cut stands under the posts, where a line is free."""
    if not day.marks:
        return ()
    made: list[Line] = []
    marks = day.marks
    top = cell.chips[-1].bottom + metrics.chip_gap if cell.chips else cell.rect.y + metrics.day_top
    waiting = sum(mark.kind == KIND for mark in marks)
    crowded = cell.more is not None or top + max(1, waiting) * metrics.more_line > bottom
    in_header = marks[0].kind not in UNDER_THE_POSTS or (marks[0].kind == KIND and crowded)
    if not day.note and in_header:  # a clock change keeps the header
        left = cell.header.x + theme().px((WITH_MONTH_PX if with_month else NUMBER_PX) + PILL_PX * is_today)
        place = Rect(left, cell.header.y, max(0, cell.plus.x - left), cell.header.height)
        beside = place.width + cell.plus.width - theme().px(2)
        under = cell.rect.width - 2 * metrics.side - 1 - theme().px(7)
        below = not crowded and _is_cut(texts, marks[0], beside) and not _is_cut(texts, marks[0], under)
        if not below:
            made.append(Line(marks[0], place, True))
            marks = marks[1:]
    if cell.more is not None:
        return tuple(made)
    for mark in sorted(marks, key=lambda mark: mark.kind != KIND):  # none of them may be lost behind a holiday
        if top + metrics.more_line > bottom:
            break
        width = cell.rect.width - 2 * metrics.side - 1
        made.append(Line(mark, Rect(cell.rect.x + metrics.side, top, width, metrics.more_line), False))
        top += metrics.more_line
    return tuple(made)


def _is_cut(texts: Texts, mark: Mark, room: int) -> bool:
    return mark.kind in OF_A_LIST and fitting(texts, mark, room).endswith("…")


def paint(painter: QPainter, texts: Texts, line: Line, hovered: bool, spare: int = 0) -> None:
    """One quiet line. `spare`: px beside the one in the header while no "+" stands there."""
    px, place = theme().px, line.place
    if line.mark.kind == KIND:
        paint_elsewhere(painter, texts, place._replace(height=place.height - 1), line.mark, hovered, tall=False)
        return
    in_accent = hovered or line.mark.id == NEXT_SLOT
    painter.setPen(theme().color("accent-ink" if in_accent else TONES.get(line.mark.kind, "text-muted")))
    inset = 0 if line.in_header else px(5)
    room = place.width - inset - px(2) + (spare if line.in_header else 0)
    words = fitting(texts, line.mark, room)
    texts.draw(painter, "note", words, place.x + inset, place.y + (px(2) if line.in_header else 0))


def marks_in_a_row(texts: Texts, day: Day, line: Rect, *, with_hours: bool = True) -> Iterator[tuple[int, Mark, Rect]]:
    """Each mark of a day, its position among them and its place on one line; the day's menu has what has no room.
    Without `with_hours` those are left out that stand at their hours."""
    px, left = theme().px, line.x
    if day.note:  # a clock change stands first
        left += texts.width("note", day.note) + px(16)
    for number, mark in enumerate(day.marks):
        if mark.kind in AT_ITS_HOUR and not with_hours:
            continue
        wide = width_of(texts, mark) if mark.kind == KIND else texts.width("note", mark.text) + 1
        width = min(wide, line.right - left)
        if width < px(40):
            return
        yield number, mark, Rect(left, line.y, width, line.height)
        left += width + px(16)


def paint_in_a_row(
    painter: QPainter, texts: Texts, day: Day, line: Rect, hovered: int, *, with_hours: bool = True
) -> None:
    """One line of a day's note and marks; `hovered` is the position of the mark under the pointer."""
    top = line.y + (line.height - theme().line_height("micro")) // 2
    if day.note:
        painter.setPen(theme().color("holiday"))
        texts.draw(painter, "note", texts.elided("note", day.note, line.width), line.x, top)
    for number, mark, place in marks_in_a_row(texts, day, line, with_hours=with_hours):
        if mark.kind == KIND:
            paint_elsewhere(painter, texts, _in_middle(place), mark, number == hovered, tall=False)
            continue
        painter.setPen(theme().color("accent-ink" if number == hovered else TONES.get(mark.kind, "text-muted")))
        texts.draw(painter, "note", fitting(texts, mark, place.width), place.x, top)


def _in_middle(place: Rect) -> Rect:
    """A line's height in the middle of a row."""
    height = min(place.height, theme().px(LINE_PX))
    return Rect(place.x, place.y + (place.height - height) // 2, place.width, height)
