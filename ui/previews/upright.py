"""Upright films and stories as the apps fill a phone's screen with them (TikTok, reels, stories, shorts).

The platform's own buttons and words lie on the picture; a key or click shades what they cover.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen

from smmdesk.model.words import _
from ui.look import icons
from ui.look.theme import theme
from ui.presenters.previews import Preview, PreviewPicture
from ui.previews.blocks import Avatar, Beside, Block, Gap, Inset, Line, Ways
from ui.previews.carousel import strip
from ui.previews.common import comment_blocks, text_blocks
from ui.previews.pictures import draw_picture
from ui.previews.shade import Shade
from ui.previews.words import Words

UNSAFE = "unsafe"
STORY = "story"
RATIO = 9 / 16
_WIDEST_PX = 252
_NIGHT = Shade(True)
_BUTTONS = ("heart", "message-circle", "bookmark", "share")


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """The screen, what of it is covered, and further photos to swipe."""
    part = preview.parts[0]
    picture = part.pictures[0] if part.pictures else PreviewPicture("", RATIO)
    is_story = preview.kind == STORY
    over: list[Block] = []
    if not is_story:
        name = preview.handle if preview.handle.startswith("@") else preview.handle or preview.name
        over = [Line(_NIGHT, [(name, "text", 600)]), Gap(2), *_words(preview, ways), Gap(2), _sound()]
    top = Beside(Avatar(preview, 24, 12), 24, [Line(_NIGHT, [(preview.name, "text", 600)])]) if is_story else None
    blocks: list[Block] = [Gap(8), Screen(preview, picture, over, top, ways), Gap(6)]
    if any((preview.unsafe_top, preview.unsafe_bottom, preview.unsafe_right)):
        shown = UNSAFE in ways.opened
        label = _("Hide what is covered") if shown else _("Show what the app covers")
        blocks.append(
            Inset([ways.toggle(Line(ways.shade, [(label, "accent-ink", 600)], style="micro"), UNSAFE, label)])
        )
    blocks += strip(part.pictures, ways)
    if preview.first_comment:
        blocks.append(Inset(comment_blocks(preview, ways)))
    return [*blocks, Gap(10)]


def _words(preview: Preview, ways: Ways) -> list[Block]:
    part = preview.parts[0]
    title: list[Block] = [Words(preview.title, _NIGHT, "caption", weight=600, most_lines=2)] if preview.title else []
    night = Ways(_NIGHT, ways.wide, ways.opened, ways.toggles)
    return [*title, *text_blocks(preview, part.text, part.over_at, night, hides_rest=True)]


def _sound() -> Block:
    return Line(_NIGHT, [("♪ " + _("original sound"), "text-muted", 400)], style="micro")


class Screen:
    """A phone's screen full of one picture, with words at its foot and buttons at its side."""

    def __init__(
        self, preview: Preview, picture: PreviewPicture, over: Sequence[Block], top: Block | None, ways: Ways
    ) -> None:
        self._preview, self._picture, self._ways = preview, picture, ways
        self._over, self._top = Inset(over, 10, 46 if top is None else 10), top
        self._size, self._left, self._foot = (0.0, 0.0), 0.0, 0.0

    def lay_out(self, width: float) -> float:
        wide = min(width - theme().px(16), theme().px(_WIDEST_PX))
        self._left = (width - wide) / 2
        self._foot = self._over.lay_out(wide)
        if self._top is not None:
            self._top.lay_out(wide - theme().px(20))
        self._size = (wide, max(wide / RATIO, self._foot + theme().px(120)))
        return self._size[1]

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        look, (wide, high) = theme(), self._size
        box = QRectF(x + self._left, y, wide, high)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(box, look.px(10), look.px(10))
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        draw_picture(painter, self._picture, box, self._ways.shade)
        if self._foot:
            self._darken(painter, box)
            self._over.paint(painter, box.x(), box.bottom() - self._foot - look.px(10))
            self._draw_buttons(painter, box)
        if self._top is not None:
            self._draw_top(painter, box)
        if UNSAFE in self._ways.opened:
            self._draw_unsafe(painter, box)
        painter.restore()

    def _darken(self, painter: QPainter, box: QRectF) -> None:
        """The foot of the picture, so that white words can be read on any photo."""
        start = box.bottom() - self._foot - theme().px(64)
        fade = QLinearGradient(0, start, 0, box.bottom())
        ground = _NIGHT.color("surface-sunken")
        for at, alpha in ((0.0, 0), (0.35, 150), (1.0, 235)):
            fade.setColorAt(at, QColor(ground.red(), ground.green(), ground.blue(), alpha))
        painter.fillRect(QRectF(box.x(), start, box.width(), box.bottom() - start), QBrush(fade))

    def _draw_buttons(self, painter: QPainter, box: QRectF) -> None:
        look = theme()
        step, side = look.px(40), look.px(20)
        at = box.right() - look.px(34)
        for number, name in enumerate(reversed(_BUTTONS)):
            top = box.bottom() - look.px(44) - number * step
            circle = QRectF(at - look.px(4), top - look.px(4), side + look.px(8), side + look.px(8))
            painter.setPen(Qt.PenStyle.NoPen)
            ground = _NIGHT.color("surface-sunken")
            painter.setBrush(QColor(ground.red(), ground.green(), ground.blue(), 150))
            painter.drawEllipse(circle)
            icons.draw(painter, name, at, top, 20, _NIGHT.color("text"))

    def _draw_top(self, painter: QPainter, box: QRectF) -> None:
        look = theme()
        ground = _NIGHT.color("surface-sunken")
        fade = QLinearGradient(0, box.y(), 0, box.y() + look.px(70))
        fade.setColorAt(0.0, QColor(ground.red(), ground.green(), ground.blue(), 200))
        fade.setColorAt(1.0, QColor(ground.red(), ground.green(), ground.blue(), 0))
        painter.fillRect(QRectF(box.x(), box.y(), box.width(), look.px(70)), QBrush(fade))
        bar = QRectF(box.x() + look.px(8), box.y() + look.px(7), box.width() - look.px(16), look.px(2))
        painter.fillRect(bar, _NIGHT.color("text"))
        assert self._top is not None
        self._top.paint(painter, box.x() + look.px(10), box.y() + look.px(15))

    def _draw_unsafe(self, painter: QPainter, box: QRectF) -> None:
        """Hatched: below the platform's own words and buttons."""
        shown = self._preview
        top, low = box.height() * shown.unsafe_top, box.height() * shown.unsafe_bottom
        side = box.width() * shown.unsafe_right
        places = (
            QRectF(box.x(), box.y(), box.width(), top),
            QRectF(box.x(), box.bottom() - low, box.width(), low),
            QRectF(box.right() - side, box.y() + top, side, box.height() - top - low),
        )
        color = theme().color("danger-fill")
        for place in places:
            painter.fillRect(place, QColor(color.red(), color.green(), color.blue(), 60))
            lines = QColor(color.red(), color.green(), color.blue(), 170)
            painter.fillRect(place, QBrush(lines, Qt.BrushStyle.BDiagPattern))
        pen = QPen(_NIGHT.color("text"))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        inner = QRectF(box.x(), box.y() + top, box.width() - side, box.height() - top - low)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(inner.adjusted(0, 0, -1, -1))
