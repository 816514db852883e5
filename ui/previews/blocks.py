"""What a preview is built of: blocks that lay themselves out in a width and paint themselves at a place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from ui.look import glyphs, icons
from ui.look.theme import theme
from ui.presenters.previews import Preview, PreviewPicture
from ui.previews.pictures import draw_picture, fitted
from ui.previews.shade import Shade


class Block(Protocol):
    """Lay out first, then paint; a block is used once."""

    def lay_out(self, width: float) -> float:
        """Find a place for everything in `width` px; returns the height."""

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw with the top left at (x, y)."""


class Toggle:
    """A block that opens or closes something when it is pressed; `key` is its name, `label` what it says aloud.

    `area` is where it was painted last.
    """

    def __init__(self, block: Block, key: str, label: str) -> None:
        self._block, self.key, self.label = block, key, label
        self.area = QRectF()

    def lay_out(self, width: float) -> float:
        self.area = QRectF(0, 0, width, max(self._block.lay_out(width), float(theme().size("target-min"))))
        return self.area.height()

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        self.area.moveTo(x, y)
        self._block.paint(painter, x, y)


@dataclass(frozen=True, slots=True)
class Ways:
    """How a preview is looked at: `wide` as on a computer; `opened` are the toggles that a person pressed.

    `toggles` are those of the drawing that was made with it.
    """

    shade: Shade
    wide: bool = False
    opened: frozenset[str] = frozenset()
    toggles: list[Toggle] = field(default_factory=list, compare=False)

    def toggle(self, block: Block, key: str, label: str) -> Toggle:
        """A toggle that belongs to this drawing."""
        made = Toggle(block, key, label)
        self.toggles.append(made)
        return made


class Gap:
    """Empty room of a height in design px."""

    def __init__(self, height: float) -> None:
        self._height = height

    def lay_out(self, _width: float) -> float:
        return float(theme().px(self._height))

    def paint(self, _painter: QPainter, _x: float, _y: float) -> None:
        return


class Rule:
    """A hairline."""

    def __init__(self, shade: Shade) -> None:
        self._shade, self._width = shade, 0.0

    def lay_out(self, width: float) -> float:
        self._width = width
        return 1.0

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.fillRect(QRectF(x, y, self._width, 1), self._shade.color("hairline"))


class Inset:
    """Blocks below each other with room at both sides, in design px."""

    def __init__(self, blocks: Sequence[Block], left: float = 11, right: float = 11) -> None:
        self._blocks, self._left, self._right = list(blocks), left, right
        self.placed: list[tuple[Block, QRectF]] = []

    def lay_out(self, width: float) -> float:
        left, right = theme().px(self._left), theme().px(self._right)
        y = 0.0
        self.placed = []
        for block in self._blocks:
            height = block.lay_out(width - left - right)
            self.placed.append((block, QRectF(left, y, width - left - right, height)))
            y += height
        return y

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        for block, area in self.placed:
            block.paint(painter, x + area.x(), y + area.y())


class Avatar:
    """The account's picture, else its first letter on the platform's tint. `radius` in design px."""

    def __init__(self, preview: Preview, side: float, radius: float) -> None:
        self._preview, self._side, self._radius = preview, side, radius

    def lay_out(self, _width: float) -> float:
        return float(theme().px(self._side))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        side = theme().px(self._side)
        box = QRectF(x, y, side, side)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(box, theme().px(self._radius), theme().px(self._radius))
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        pixmap = fitted(self._preview.avatar, side, side, painter.device().devicePixelRatioF())
        if not pixmap.isNull():
            painter.drawPixmap(box.topLeft(), pixmap)
        else:
            painter.fillRect(box, theme().tint(self._preview.tint))
            painter.setPen(theme().color("on-glyph"))
            painter.setFont(theme().font("body" if self._side < 34 else "title", 600))
            letter = (self._preview.name.strip() or "?")[:1].upper()
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letter)
        painter.restore()


class Line:
    """One line of pieces beside each other: (words, token, weight); what lacks room ends in "…".

    `right` stands at the end of the line, `tail` right after the pieces; neither gives way.
    """

    def __init__(
        self,
        shade: Shade,
        pieces: Sequence[tuple[str, str, int]],
        right: str = "",
        style: str = "caption",
        tail: str = "",
    ) -> None:
        self._shade, self._right, self._style = shade, right, style
        self._pieces = [(tame(words, MOST_IN_A_LINE), token, weight) for words, token, weight in pieces]
        self._tail, self._width = tail, 0.0

    def lay_out(self, width: float) -> float:
        self._width = width
        return float(theme().line_height(self._style))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        height = theme().line_height(self._style)
        painter.setFont(theme().font(self._style))
        end = x + self._width
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if self._right:
            wide = painter.fontMetrics().horizontalAdvance(self._right)
            painter.setPen(self._shade.color("text-faint"))
            painter.drawText(QRectF(end - wide, y, wide + 1, height), flags, self._right)
            end -= wide + theme().px(6)
        tail = painter.fontMetrics().horizontalAdvance(self._tail)
        end -= tail
        for words, token, weight in self._pieces:
            font = theme().font(self._style, weight)
            painter.setFont(font)
            painter.setPen(self._shade.color(token))
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, max(0, int(end - x) + 1))
            painter.drawText(QRectF(x, y, max(0.0, end - x) + 1, height), flags, shown)
            x += QFontMetrics(font).horizontalAdvance(shown) + theme().px(4)
        if self._tail:
            painter.setFont(theme().font(self._style))
            painter.setPen(self._shade.color("text-faint"))
            painter.drawText(QRectF(x, y, tail + 1, height), flags, self._tail)


class Beside:
    """A small block at the left, others in the rest; both begin at the top (or stand in the middle)."""

    def __init__(self, left: Block, left_px: float, rest: Sequence[Block], gap: float = 8, middle: bool = True) -> None:
        self._left, self._left_px, self._rest, self._gap, self._middle = left, left_px, Inset(rest, 0, 0), gap, middle
        self._heights = (0.0, 0.0)

    def lay_out(self, width: float) -> float:
        left = theme().px(self._left_px)
        self._heights = (self._left.lay_out(left), self._rest.lay_out(width - left - theme().px(self._gap)))
        return max(self._heights)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        height = max(self._heights)
        down = (height - self._heights[1]) / 2 if self._middle else 0.0
        self._left.paint(painter, x, y + ((height - self._heights[0]) / 2 if self._middle else 0.0))
        self._rest.paint(painter, x + theme().px(self._left_px) + theme().px(self._gap), y + down)


class Actions:
    """The row of icons under a post. `spread` puts them at even distances, else the last one stands at the right."""

    def __init__(self, shade: Shade, names: Sequence[str], spread: bool = True, tone: str = "text-muted") -> None:
        self._shade, self._names, self._spread, self._tone = shade, list(names), spread, tone
        self._width = 0.0

    def lay_out(self, width: float) -> float:
        self._width = width
        return float(theme().px(28))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        side, last = theme().px(16), len(self._names) - 1
        top = y + (theme().px(28) - side) / 2
        for number, name in enumerate(self._names):
            if self._spread:
                at = x + (self._width - side) * number / max(1, last)
            else:
                at = x + self._width - side if number == last else x + number * theme().px(30)
            icons.draw(painter, name, at, top, 16, self._shade.color(self._tone))


class Sign:
    """One small icon."""

    def __init__(self, name: str, shade: Shade, tone: str = "text-faint", side: float = 14) -> None:
        self._name, self._shade, self._tone, self._side = name, shade, tone, side

    def lay_out(self, _width: float) -> float:
        return float(theme().px(self._side))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        icons.draw(painter, self._name, x, y, self._side, self._shade.color(self._tone))


class Buttons:
    """Icons with words at even distances; the words give way where there is no room for all of them."""

    def __init__(self, shade: Shade, buttons: Sequence[tuple[str, str]]) -> None:
        self._shade, self._buttons, self._width = shade, list(buttons), 0.0

    def lay_out(self, width: float) -> float:
        self._width = width
        return float(theme().px(32))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        look, high = theme(), theme().px(32)
        painter.setFont(look.font("micro", 600))
        side, gap = look.px(15), look.px(4)
        wide = self._width / len(self._buttons)
        lengths = [painter.fontMetrics().horizontalAdvance(words) + 1 for _name, words in self._buttons]
        with_words = max(lengths) + side + gap * 3 <= wide
        for number, (name, words) in enumerate(self._buttons):
            whole = side + (gap + lengths[number] if with_words else 0)
            at = x + number * wide + (wide - whole) / 2
            icons.draw(painter, name, at, y + (high - side) / 2, 15, self._shade.color("text-muted"))
            if with_words:
                painter.setPen(self._shade.color("text-muted"))
                area = QRectF(at + side + gap, y, lengths[number], high)
                painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), words)


Cells = Callable[[int, float], list[QRectF]]
"""From the number of pictures and the width in px to where each one goes."""


class Grid:
    """Pictures as a platform lays them out; `cells` gives the places, `radius` rounds the whole."""

    def __init__(
        self, pictures: Sequence[PreviewPicture], shade: Shade, cells: Cells, radius: float = 0, outline: bool = False
    ) -> None:
        self._pictures, self._shade, self._cells = list(pictures), shade, cells
        self._radius, self._outline = radius, outline
        self._places: list[QRectF] = []

    def lay_out(self, width: float) -> float:
        self._places = self._cells(len(self._pictures), width) if self._pictures else []
        return max((place.bottom() for place in self._places), default=0.0)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        if not self._places:
            return
        whole = QRectF(x, y, max(p.right() for p in self._places), max(p.bottom() for p in self._places))
        radius = theme().px(self._radius)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(whole, radius, radius)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        for picture, place in zip(self._pictures, self._places, strict=False):
            draw_picture(painter, picture, place.translated(x, y), self._shade)
        hidden = len(self._pictures) - len(self._places)
        if hidden > 0:
            self._draw_more(painter, self._places[-1].translated(x, y), hidden)
        painter.restore()
        if self._outline:
            painter.setPen(QPen(self._shade.color("hairline-strong")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole, radius, radius)

    def _draw_more(self, painter: QPainter, place: QRectF, hidden: int) -> None:
        painter.fillRect(place, theme().color("scrim"))
        painter.setPen(theme().color("on-glyph"))
        painter.setFont(theme().font("title"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), f"+{hidden}")


class Glyph:
    """The platform's glyph."""

    def __init__(self, preview: Preview, side: float) -> None:
        self._preview, self._side = preview, side

    def lay_out(self, _width: float) -> float:
        return float(theme().px(self._side))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        glyphs.draw(painter, self._preview.platform, self._preview.tint, x, y, self._side)


class Framed:
    """Blocks inside a rounded frame, as link cards and quotes are."""

    def __init__(self, blocks: Sequence[Block], shade: Shade, radius: float = 8, fill: str = "") -> None:
        self._inside, self._shade, self._radius, self._fill = Inset(blocks, 0, 0), shade, radius, fill
        self._size = (0.0, 0.0)

    def lay_out(self, width: float) -> float:
        self._size = (width, self._inside.lay_out(width))
        return self._size[1]

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        box = QRectF(x + 0.5, y + 0.5, self._size[0] - 1, self._size[1] - 1)
        radius = theme().px(self._radius)
        painter.setPen(QPen(self._shade.color("hairline-strong")))
        painter.setBrush(self._shade.color(self._fill) if self._fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(box, radius, radius)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        self._inside.paint(painter, x, y)
        painter.restore()


class Rail:
    """Blocks with a vertical line in front of them: the parts of a thread hang together."""

    def __init__(self, blocks: Sequence[Block], shade: Shade, at: float, from_px: float) -> None:
        self._inside, self._shade, self._at, self._from = Inset(blocks, 0, 0), shade, at, from_px
        self._height = 0.0

    def lay_out(self, width: float) -> float:
        self._height = self._inside.lay_out(width)
        return self._height

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        pen = QPen(self._shade.color("hairline-strong"), theme().px(2))
        painter.setPen(pen)
        at = x + theme().px(self._at)
        painter.drawLine(QPointF(at, y + theme().px(self._from)), QPointF(at, y + self._height))
        self._inside.paint(painter, x, y)
