"""The letter and its figures on one upright page, for paper, a PDF or a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen

from smmdesk.model.letter import Letter
from ui.calendar.print_pages import WIDE
from ui.look import paper
from ui.look.paper import Pen
from ui.presenters.results_rows import Bar, PostRow
from ui.views import results_layout as layout
from ui.views.results_plot import paint_column
from ui.widgets.strong_text import Runs, laid

SIDE, READING, LINE, LETTER_WIDE = 40.0, 19.0, 29.0, 820.0
PLOT_UNIT = 1.15
POSTS_MOST, WORDS_LEAST = 5, 300.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page, in words."""

    brand: str
    period: str
    letter: Letter
    figures: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    posts: tuple[PostRow, ...]
    heads: tuple[str, str, str]  # what to try, posts talked about, where the figures come from
    sides: tuple[str, str]  # said, heard


def paint(sheet: Sheet, pen: Pen, height: float) -> float:
    """The page; returns how far down it is filled."""
    y = SIDE
    pen.write(SIDE, y, f"{sheet.brand} · {sheet.letter.about}", 15, paper.color("text-muted"))
    y = _words(pen, y + 30, [(sheet.letter.title, True)], 34, 42, WIDE - 2 * SIDE) + 14
    for sentence in sheet.letter.paragraphs:
        y = _words(pen, y, [(run.text, run.strong) for run in sentence], READING, LINE, LETTER_WIDE) + 10
    if sheet.letter.tries:
        pen.write(SIDE, y + 10, sheet.heads[0], 15, paper.color("text-muted"), weight=600)
        y += 36
        for wish in sheet.letter.tries:
            y = _words(pen, y, [("–  " + wish.words, False)], 17, 27, LETTER_WIDE)
    y = _figures(sheet, pen, y + 26)
    y = _plot(sheet, pen, y + 12)
    y = _posts(sheet, pen, y + 24, height)
    pen.write(SIDE, y + 16, sheet.heads[2], 13, paper.color("text-faint"))
    return y + 16 + SIDE


def _words(pen: Pen, y: float, runs: Runs, size: float, line: float, wide: float) -> float:
    made, high = laid(runs, paper.font(size, 400), wide, line)
    pen.painter.setPen(paper.color("text"))
    made.draw(pen.painter, QPointF(SIDE, y))
    return y + high


def _figures(sheet: Sheet, pen: Pen, y: float) -> float:
    x, room = SIDE, (WIDE - 2 * SIDE) / max(1, min(4, len(sheet.figures)))
    for number, (value, words) in enumerate(sheet.figures):
        if number and number % 4 == 0:
            x, y = SIDE, y + 74
        pen.write(x, y, value, 32, paper.color("text"), weight=600, room=room - 10)
        pen.write(x, y + 42, words, 15, paper.color("text-muted"), room=room - 16)
        x += room
    return y + 74


def _plot(sheet: Sheet, pen: Pen, y: float) -> float:
    """In px of the plot's own design, a little larger."""
    painter, gutter = pen.painter, 70.0
    painter.save()
    painter.translate(SIDE, y)
    painter.scale(PLOT_UNIT, PLOT_UNIT)
    wide = (WIDE - 2 * SIDE) / PLOT_UNIT
    places = layout.edges(round(wide - gutter), len(sheet.bars))
    scale = layout.scale_of([bar.column for bar in sheet.bars])
    for words, ink, at in (
        (sheet.sides[0], "accent-ink", scale.ground - 40),
        (sheet.sides[1], "success", scale.ceiling + 20),
    ):
        pen.write(0, at, words, 13, paper.color(ink), weight=600)
    painter.setPen(QPen(paper.color("hairline-strong"), 1))
    for at in (scale.ground, scale.ceiling):
        painter.drawLine(QPointF(gutter, at), QPointF(wide, at))
    for number, bar in enumerate(sheet.bars):
        left, right = gutter + places[number], gutter + places[number + 1]
        made = layout.places_of(bar.column, left, right - left, scale)
        paint_column(painter, made, 1.0, _ink)
        _under(pen, bar, left, right, scale.ground)
    _notes(pen, sheet.bars, [gutter + place for place in places], (gutter, wide), scale)
    painter.restore()
    return y + scale.height * PLOT_UNIT


def _ink(name: str) -> QColor:
    return paper.color(name)


def _under(pen: Pen, bar: Bar, left: float, right: float, ground: float) -> None:
    words = paper.width_of(bar.label, 11, 500)
    x = left if bar.label.isalpha() else (left + right - words) / 2
    pen.write(x, ground + 6, bar.label, 11, paper.color("text-muted"), weight=500)


def _notes(
    pen: Pen, bars: Sequence[Bar], edges: Sequence[float], room: tuple[float, float], scale: layout.Scale
) -> None:
    noted = [(number, bar.note) for number, bar in enumerate(bars) if bar.note]
    noted.sort(key=lambda each: -bars[each[0]].column.heard)
    middles = [((edges[number] + edges[number + 1]) / 2, paper.width_of(words, 12, 500)) for number, words in noted]
    for (number, words), left in zip(noted, layout.fitting(middles, room, 10), strict=True):
        if left is not None:
            top = layout.places_of(bars[number].column, 0, 10, scale).top
            pen.write(left, top - 20, words, 12, paper.color("text"), weight=500)


def _posts(sheet: Sheet, pen: Pen, y: float, height: float) -> float:
    if not sheet.posts:
        return y
    pen.write(SIDE, y, sheet.heads[1], 15, paper.color("text-muted"), weight=600)
    y += 30
    for row in sheet.posts[:POSTS_MOST]:
        if y > height - 3 * SIDE:
            break
        whole = WIDE - 2 * SIDE - 14
        words_room = max(WORDS_LEAST, whole - paper.width_of(row.text, 15))  # the figures are what was asked for
        wide = pen.write(SIDE, y, row.words, 17, paper.color("text"), weight=600, room=words_room)
        pen.write(SIDE + wide + 14, y + 2, row.text, 15, paper.color("text-muted"), room=whole - wide)
        y += 28
    return y
