"""Several pictures that are swiped through, and how the first of them stands in the account's grid."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from smmdesk.model.words import _, ngettext
from ui.look.theme import theme
from ui.presenters.previews import Preview, PreviewPicture
from ui.previews.blocks import Block, Gap, Grid, Inset, Line, Ways
from ui.previews.common import one_cell, whole
from ui.previews.pictures import draw_picture

_THUMB_PX, _PER_ROW = 38, 5


def carousel(preview: Preview, ways: Ways, ratio: float = 0.0) -> list[Block]:
    """The first picture in the shape that all get, dots below it, and the others as a strip to look at."""
    pictures = preview.parts[0].pictures
    if not pictures:
        return []
    shape = ratio or one_cell(pictures, preview)
    blocks: list[Block] = [Grid(pictures[:1], ways.shade, whole(shape))]
    if len(pictures) > 1:
        blocks += [Dots(len(pictures), ways), *strip(pictures, ways)]
    return blocks


def strip(pictures: Sequence[PreviewPicture], ways: Ways) -> list[Block]:
    """All pictures small, in the order in which they are swiped; none where there is only one."""
    if len(pictures) < 2:
        return []
    count = len(pictures)
    words = ngettext("{count} picture to swipe", "{count} pictures to swipe", count).format(count=count)
    return [Inset([Line(ways.shade, [(words, "text-faint", 400)], style="micro"), Gap(3)]), _thumbs(pictures, ways)]


def _thumbs(pictures: Sequence[PreviewPicture], ways: Ways) -> Block:
    def cells(count: int, width: float) -> list[QRectF]:
        gap = theme().px(3)
        side = min(float(theme().px(_THUMB_PX)), (width - gap * (_PER_ROW - 1)) / _PER_ROW)
        return [QRectF((n % _PER_ROW) * (side + gap), (n // _PER_ROW) * (side + gap), side, side) for n in range(count)]

    return Inset([Grid(pictures, ways.shade, cells, 4), Gap(6)])


class Dots:
    """One dot for each picture, the first one filled."""

    def __init__(self, count: int, ways: Ways) -> None:
        self._count, self._shade, self._width = min(count, 10), ways.shade, 0.0

    def lay_out(self, width: float) -> float:
        self._width = width
        return float(theme().px(16))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        side, step = theme().px(5), theme().px(9)
        at = x + (self._width - step * (self._count - 1)) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(self._count):
            painter.setBrush(self._shade.color("info" if not number else "hairline-strong"))
            painter.drawEllipse(QPointF(at + number * step, y + theme().px(8)), side / 2, side / 2)


class InTheGrid:
    """How the post stands in the account's grid of three columns, beside places of others."""

    def __init__(self, preview: Preview, ways: Ways) -> None:
        self._preview, self._shade = preview, ways.shade
        self._cell = (0.0, 0.0)

    def lay_out(self, width: float) -> float:
        gap = theme().px(2)
        wide = min((width - 2 * gap) / 3, float(theme().px(92)))
        self._cell = (wide, wide / self._preview.grid_ratio)
        return self._cell[1]

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        wide, high = self._cell
        pictures = self._preview.parts[0].pictures
        for number in range(3):
            box = QRectF(x + number * (wide + theme().px(2)), y, wide, high)
            if number or not pictures:
                painter.fillRect(box, self._shade.color("surface-hover"))
            else:
                draw_picture(painter, pictures[0], box, self._shade)
        painter.setPen(self._shade.color("focus"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(x, y, wide, high).adjusted(0.5, 0.5, -0.5, -0.5))


def grid_blocks(preview: Preview, ways: Ways) -> list[Block]:
    """The crop of the grid with its caption, where the platform has one (ux.md 62)."""
    if not preview.grid_ratio or not preview.parts[0].pictures:
        return []
    words = Line(ways.shade, [(_("In your grid"), "text-faint", 400)], style="micro")
    return [Inset([Gap(4), words, Gap(3), InTheGrid(preview, ways), Gap(6)])]
