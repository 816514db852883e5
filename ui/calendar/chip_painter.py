"""A post as a chip, painted (look/README.md §5 and §6). Colours come from the tokens alone."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap

from smmdesk.model.stages import Progress
from smmdesk.model.words import language
from ui.calendar.chip_layout import SINGLE_MAX, Line, Plan, Shape, plan_chip
from ui.calendar.layout import Rect
from ui.calendar.rasters import Rasters
from ui.calendar.texts import Texts
from ui.look import glyphs, icons, mirror
from ui.look.theme import ChipColors, theme
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import chip_state

Pictures = Callable[[str, int, float], QPixmap | None]
"""(SHA-256, side in device-independent px, pixel ratio) -> the rounded picture, None while it is being made."""

ICON_PX, DISC_PX = 12, 13
ORIGIN_OPACITY = 0.4
PAST_PICTURE_OPACITY = 0.75
PAST_GLYPH_OPACITY = 0.8
HATCH_ALPHA = 0.13
MOST_BACKGROUNDS = 400


class Look(NamedTuple):
    """How a chip stands at this moment. `origin`: it is being dragged away; `past`: its day is over."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False
    origin: bool = False
    past: bool = False
    turn: int = 0  # degrees of the loader


class ChipPainter:
    """Paints chips. `forget` after the theme changed; `pictures` gives thumbnails when they are ready."""

    def __init__(self, pictures: Pictures) -> None:
        self.texts = Texts()
        self.rasters = Rasters()
        self.pictures = pictures
        self._chips: dict[str, ChipColors] = {}
        self._backgrounds: dict[Hashable, QPixmap] = {}
        self._colors: dict[str, QColor] = {}
        self._marks: dict[Hashable, QPixmap] = {}
        self._plans: dict[Hashable, Plan] = {}

    def forget(self) -> None:
        self.texts.forget()
        self.rasters.forget()
        for cache in (self._chips, self._backgrounds, self._colors, self._marks, self._plans):
            cache.clear()

    def plan(self, entry: Entry, width: int, tall: bool, single: bool = False) -> Plan:
        """Where the pieces of a chip of this width stand. Times are tabular: one is as wide as another."""
        count = len(entry.channels)
        key = (entry.progress, entry.look, entry.repeats, count, bool(entry.picture), width, tall, single, language())
        found = self._plans.get(key)
        if found is None:
            texts = self.texts
            more = texts.width("more", f"+{count}") if count > 1 else 0
            word, time = texts.width("word", chip_state(entry)), texts.width("time", entry.time)
            for marks in range(len(entry.marks), -1, -1):  # as many as there is room for
                shape = Shape(width, tall, time, word, more, count, marks, bool(entry.picture), theme().scale, single)
                found = plan_chip(shape)
                if found.mark is not None or not marks:
                    found = found._replace(marks=marks)
                    break
            assert found is not None
            self._plans[key] = found
        return found

    def warm(self, entry: Entry, place: Rect, tall: bool, past: bool, ground: QColor, ratio: float) -> None:
        """Have a chip ready as a picture before it is needed. Not one whose own picture is still being made, nor on a
        screen of broken pixels, where it would be painted between two of them."""
        if ratio != int(ratio) or not self.has_picture(entry, place, tall, ratio):
            return
        rect, look = Rect(0, 0, place.width, place.height), Look(past=past)
        key = _key(entry, place.width, place.height, tall, past, ground, ratio)
        self.rasters.make(
            key,
            *rect[2:],
            ratio,
            ground,
            lambda painter: self._paint(mirror.turn(painter, rect.width), rect, entry, tall, look),
        )

    def has_picture(self, entry: Entry, rect: Rect, tall: bool, ratio: float) -> bool:
        """Whether a chip of this size is whole: its picture stands ready, or it shows none."""
        place = self.plan(entry, rect.width, tall, _is_single(rect)).picture
        return place is None or self.pictures(entry.picture, place.width, ratio) is not None

    def draw(
        self,
        painter: QPainter,
        rect: Rect,
        entry: Entry,
        tall: bool,
        look: Look = Look(),  # noqa: B008
        ground: QColor | None = None,
    ) -> None:
        """Paint `entry` into `rect`, whose height fits `tall` chips, short ones, or those of one line.

        `ground` is what lies under it, where that is one colour: then a picture that stands ready is used.
        """
        if ground is not None and look == (False, False, False, False, look.past, look.turn):
            ratio = painter.device().devicePixelRatioF()
            turns = look.turn and entry.progress is Progress.SENDING
            found = self.rasters.get(_key(entry, rect.width, rect.height, tall, look.past, ground, ratio))
            if found is not None and not turns:
                mirror.picture(painter, rect.x, rect.y, found)
                return
        self._paint(painter, rect, entry, tall, look)

    def _paint(self, painter: QPainter, rect: Rect, entry: Entry, tall: bool, look: Look) -> None:
        if look.origin:
            painter.setOpacity(ORIGIN_OPACITY)
        ratio = painter.device().devicePixelRatioF()
        self.ground(painter, rect, entry, look)
        self._draw_pieces(painter, rect, entry, self.plan(entry, rect.width, tall, _is_single(rect)), look, ratio)
        if look.origin:
            painter.setOpacity(1.0)
        if look.focused:
            self.draw_ring(painter, rect)

    def ground(self, painter: QPainter, rect: Rect, entry: Entry, look: Look) -> None:
        """The chip without its words."""
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.x, rect.y, self._background(entry, rect.width, rect.height, look, ratio))

    def draw_ring(self, painter: QPainter, rect: Rect) -> None:
        """The focus ring: 2 px with a 2 px gap."""
        width, gap = theme().px(2), theme().px(2)
        out = gap + width / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("focus"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = theme().radius("chip") + out
        painter.drawRoundedRect(QRectF(*rect).adjusted(-out, -out, out, out), radius, radius)
        painter.restore()

    def _draw_brand(self, painter: QPainter, entry: Entry, x: int, y: int, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """The letter of its brand, and what of the lines is left for the words."""
        from ui.calendar import brand_mark

        if not brand_mark.has_room(lines):
            return lines
        brand_mark.draw(painter, self.texts, entry, x + lines[0].x, y + lines[0].y)
        return brand_mark.beside(lines)

    def _draw_pieces(self, painter: QPainter, rect: Rect, entry: Entry, plan: Plan, look: Look, ratio: float) -> None:
        colors, texts = self._chip(entry.look), self.texts
        x, y = rect.x, rect.y
        muted = look.past and entry.progress is Progress.PUBLISHED
        ink = self._color("text-muted") if muted else colors.text
        painter.setPen(ink)
        texts.draw(painter, "time", entry.time, x + plan.time[0], y + plan.time[1])
        places = plan.lines
        if entry.brand:
            places = self._draw_brand(painter, entry, x, y, places)
        lines = texts.broken("words", entry.words, tuple(line.width for line in places))
        for line, words in zip(places, lines, strict=True):
            if words:
                texts.draw(painter, "words", words, x + line.x, y + line.y)
            if words and entry.progress is Progress.REMOVED:
                texts.strike(painter, "words", words, x + line.x, y + line.y)
        self._draw_state(painter, entry, colors, x + plan.icon[0], y + plan.icon[1], look, ratio)
        if plan.word is not None:
            painter.setPen(colors.accent)
            texts.draw(painter, "word", chip_state(entry), x + plan.word[0], y + plan.word[1])
        if plan.mark is not None:
            for number, name in enumerate(entry.marks[-plan.marks :]):
                place = x + plan.mark[0] + number * theme().px(13)
                mirror.picture(painter, place, y + plan.mark[1], self._icon(name, 11, "text-faint", ratio))
        self._draw_channels(painter, rect, entry, plan, muted, look.origin, ratio)
        if plan.picture is not None:
            self._draw_picture(painter, rect, entry, plan.picture, muted, look.origin, ratio)

    def _draw_state(
        self, painter: QPainter, entry: Entry, colors: ChipColors, x: int, y: int, look: Look, ratio: float
    ) -> None:
        if colors.disc is not None and colors.disc_glyph is not None:
            name = icons.STATE_ICONS[entry.look]
            out = theme().px(1)  # towards the time: beside the word stands as much air as beside any other icon
            mirror.picture(painter, x - out, y - out, self._disc(name, colors.disc, colors.disc_glyph, ratio))
            return
        self.state_icon(painter, entry, colors.accent, x, y, look.turn)

    def state_icon(self, painter: QPainter, entry: Entry, color: QColor, x: int, y: int, turn: int = 0) -> None:
        """The 12 px of the state: a pause for what is kept back, else that of its progress; a loader turns."""
        icon = self._state_icon(entry, color, painter.device().devicePixelRatioF())
        if entry.progress is Progress.SENDING and turn:
            half = theme().px(ICON_PX) / 2
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(x + half, y + half)
            painter.rotate(turn)
            painter.drawPixmap(QPointF(-half, -half), icon)
            painter.restore()
            return
        mirror.picture(painter, x, y, icon)

    def _draw_channels(
        self, painter: QPainter, rect: Rect, entry: Entry, plan: Plan, muted: bool, origin: bool, ratio: float
    ) -> None:
        x, y, texts = rect.x, rect.y, self.texts
        if muted and not origin:
            painter.setOpacity(PAST_GLYPH_OPACITY)
        for place, mark in zip(plan.glyphs, entry.channels, strict=False):
            mirror.picture(painter, x + place[0], y + place[1], self._glyph(mark.platform, mark.tint, ratio))
        if muted and not origin:
            painter.setOpacity(1.0)
        if plan.more is not None:
            painter.setPen(self._color("text-muted"))
            texts.draw(painter, "more", f"+{plan.more_count}", x + plan.more[0], y + plan.more[1])
        if plan.counted is not None:
            box = plan.counted
            self._fill_round(painter, QRectF(x + box.x, y + box.y, box.width, box.height), "button", "glyph")
            painter.setPen(self._color("text-muted"))
            texts.draw_centred(painter, "count", str(len(entry.channels)), x + box.x, y + box.y, box.width)

    def _draw_picture(
        self, painter: QPainter, rect: Rect, entry: Entry, place: Rect, muted: bool, origin: bool, ratio: float
    ) -> None:
        picture = self.pictures(entry.picture, place.width, ratio)
        where = QRectF(rect.x + place.x, rect.y + place.y, place.width, place.height)
        if picture is None:
            self._fill_round(painter, where, "surface-hover", "glyph")
            return
        if muted and not origin:
            painter.setOpacity(PAST_PICTURE_OPACITY)
        mirror.picture(painter, where.x(), where.y(), picture)
        if muted and not origin:
            painter.setOpacity(1.0)

    def _fill_round(self, painter: QPainter, where: QRectF, color: str, radius: str) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(color))
        painter.drawRoundedRect(where, theme().radius(radius), theme().radius(radius))
        painter.restore()

    def _chip(self, state: str) -> ChipColors:
        found = self._chips.get(state)
        if found is None:
            found = self._chips[state] = theme().chip(state)
        return found

    def _color(self, name: str) -> QColor:
        found = self._colors.get(name)
        if found is None:
            found = self._colors[name] = theme().color(name)
        return found

    def _icon(self, name: str, size: float, color: str, ratio: float) -> QPixmap:
        key = (name, size, color, ratio)
        found = self._marks.get(key)
        if found is None:
            found = self._marks[key] = icons.pixmap(name, size, color, ratio)
        return found

    def _state_icon(self, entry: Entry, color: QColor, ratio: float) -> QPixmap:
        key = (entry.look, ratio)
        found = self._marks.get(key)
        if found is None:
            found = self._marks[key] = icons.pixmap(icons.STATE_ICONS[entry.look], ICON_PX, color, ratio)
        return found

    def _glyph(self, platform: str, tint: str, ratio: float) -> QPixmap:
        key = (platform, tint, ratio)
        found = self._marks.get(key)
        if found is None:
            found = self._marks[key] = glyphs.pixmap(platform, tint, 13, ratio)
        return found

    def _disc(self, name: str, disc: QColor, ink: QColor, ratio: float) -> QPixmap:
        def paint(painter: QPainter, side: float) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(disc)
            painter.drawEllipse(QRectF(0, 0, side, side))
            icon = icons.pixmap(name, 10, ink, ratio)
            inset = (side - theme().px(10)) / 2
            painter.drawPixmap(QPointF(inset, inset), icon)

        side = theme().px(DISC_PX)
        return self._kept(("disc", side, ratio), side, side, ratio, lambda p: paint(p, side))

    def _background(self, entry: Entry, width: int, height: int, look: Look, ratio: float) -> QPixmap:
        key = (entry.look, entry.label, width, height, look.selected, look.hovered, ratio)

        def paint(painter: QPainter) -> None:
            self._paint_background(painter, entry, QRectF(0.5, 0.5, width - 1, height - 1), look)

        return self._kept(key, width, height, ratio, paint)

    def _paint_background(self, painter: QPainter, entry: Entry, box: QRectF, look: Look) -> None:
        colors, radius = self._chip(entry.look), theme().radius("chip") - 0.5
        fill, line = colors.background, colors.line
        if look.hovered:
            fill, line = self._color("surface-hover"), self._color("border")
        if look.selected:
            fill, line = self._color("selection"), self._color("focus")
        path = QPainterPath()
        path.addRoundedRect(box, radius, radius)
        painter.fillPath(path, QBrush(fill))
        if entry.progress is Progress.REVIEW and not look.selected:
            _hatch(painter, path, box, colors.accent)
        painter.setPen(_outline(entry.progress, line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if entry.label:
            px = theme().px
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().label_color(entry.label))
            bar = QRectF(px(3), px(4), px(3), box.height() + 1 - 2 * px(4))
            painter.drawRoundedRect(bar, px(1.5), px(1.5))

    def _kept(self, key: Hashable, width: int, height: int, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
        found = self._backgrounds.get(key)
        if found is None:
            if len(self._backgrounds) > MOST_BACKGROUNDS:
                self._backgrounds.clear()
            found = QPixmap(round(width * ratio), round(height * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
            painter.end()
            self._backgrounds[key] = found
        return found


def _is_single(rect: Rect) -> bool:
    return rect.height <= theme().px(SINGLE_MAX)


def _key(
    entry: Entry, width: int, height: int, tall: bool, past: bool, ground: QColor, ratio: float
) -> tuple[object, ...]:
    """All that a resting chip's look depends on, and nothing of which post it is."""
    shown = (entry.progress, entry.look, entry.minutes, entry.words, entry.channels, entry.picture, entry.label)
    return (*shown, entry.day is None, width, height, tall, past, ground.rgb(), ratio, language())


def _outline(progress: Progress, line: QColor) -> QPen:
    pen = QPen(line, 1)
    if progress is Progress.DRAFT:
        pen.setDashPattern([3, 2])
    elif progress is Progress.IDEA:
        pen.setDashPattern([1, 2])
    return pen


def _hatch(painter: QPainter, path: QPainterPath, box: QRectF, ink: QColor) -> None:
    """Diagonal lines 6 px apart: waiting for somebody's OK."""
    color = QColor(ink)
    color.setAlphaF(HATCH_ALPHA)
    painter.save()
    painter.setClipPath(path)
    painter.setPen(QPen(color, 1))
    step, x = theme().px(8.5), box.left() - box.height()
    while x < box.right():
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
        x += step
    painter.restore()
