"""A post as a row with its whole sentence: in lists, and as the wide chip of a day (look/README.md §6)."""

from PySide6.QtGui import QPainter

from smmdesk.model.words import _
from ui.calendar.chip_painter import PAST_GLYPH_OPACITY, ChipPainter, Look
from ui.calendar.layout import Rect
from ui.look import glyphs, icons, mirror
from ui.look.theme import theme
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import short_day, state_words

ROW_PX = 50
GLYPH_PX, PICTURE_PX = 14, 34
MOST_GLYPHS = 5
TIME_PX, WITH_DAY_PX = 44, 72


class RowPainter:
    """Paints time (and day), words over the state, glyphs, picture: 50 px high, as wide as it is given."""

    def __init__(self, chips: ChipPainter) -> None:
        self._chips = chips

    def chip(self, painter: QPainter, rect: Rect, entry: Entry, look: Look = Look()) -> None:  # noqa: B008
        """A row on the ground of a chip."""
        if look.origin:
            painter.setOpacity(0.4)
        self._chips.ground(painter, rect, entry, look)
        self.row(painter, rect, entry, muted=look.past and entry.published > 0, turn=look.turn, bar=False)
        if look.origin:
            painter.setOpacity(1.0)

    def row(
        self,
        painter: QPainter,
        rect: Rect,
        entry: Entry,
        *,
        with_day: bool = False,
        muted: bool = False,
        turn: int = 0,
        bar: bool = True,
    ) -> None:
        """The pieces alone. `turn`: degrees of the loader of what is being sent."""
        px, texts = theme().px, self._chips.texts
        x, y = rect.x + px(10), rect.y
        if entry.label and bar:
            color = theme().label_color(entry.label)
            painter.fillRect(rect.x + px(2), y + px(8), px(3), rect.height - px(16), color)
        painter.setPen(theme().color("text-muted" if muted else "text"))
        texts.draw(painter, "time", entry.time or "—", x, y + px(10))
        if with_day:
            painter.setPen(theme().color("text-muted"))
            texts.draw(painter, "note", short_day(entry.day) if entry.day else _("no date"), x, y + px(26))
        left = x + px(WITH_DAY_PX if with_day else TIME_PX)
        right = self._right(painter, rect, entry, muted) - px(8)
        painter.setPen(theme().color("text-muted" if muted else "text"))
        texts.draw(painter, "row", texts.elided("row", entry.words or _("No text yet"), right - left), left, y + px(6))
        self._state(painter, left, y, entry, right, turn)

    def _state(self, painter: QPainter, left: int, y: int, entry: Entry, right: int, turn: int) -> None:
        px, texts = theme().px, self._chips.texts
        colors = theme().chip(entry.look)
        self._chips.state_icon(painter, entry, colors.accent, left, y + px(28), turn)
        painter.setPen(colors.accent)
        state = state_words(entry)
        state = state[:1].upper() + state[1:]
        texts.draw(painter, "word", texts.elided("word", state, right - left - px(16)), left + px(16), y + px(27))

    def _right(self, painter: QPainter, rect: Rect, entry: Entry, muted: bool) -> int:
        """Paints picture and glyphs from the right; returns where they begin."""
        px, ratio = theme().px, painter.device().devicePixelRatioF()
        right = rect.right - px(9)
        opacity = painter.opacity()
        if muted:
            painter.setOpacity(opacity * PAST_GLYPH_OPACITY)
        if entry.picture:
            right -= px(PICTURE_PX)
            picture = self._chips.pictures(entry.picture, px(PICTURE_PX), ratio)
            if picture is not None:
                mirror.picture(painter, right, rect.y + px(8), picture)
            right -= px(8)
        shown = entry.channels[:MOST_GLYPHS]
        if len(entry.channels) > MOST_GLYPHS:
            words = f"+{len(entry.channels) - MOST_GLYPHS}"
            right -= self._chips.texts.width("more", words)
            painter.setPen(theme().color("text-muted"))
            self._chips.texts.draw(painter, "more", words, right, rect.y + px(18))
            right -= px(3)
        for mark in reversed(shown):
            right -= px(GLYPH_PX + 1)
            mirror.picture(painter, right, rect.y + px(18), glyphs.pixmap(mark.platform, mark.tint, GLYPH_PX, ratio))
        if entry.mark:
            right -= px(17)
            mirror.picture(painter, right, rect.y + px(19), icons.pixmap(entry.mark, 12, "text-faint", ratio))
        painter.setOpacity(opacity)
        return right
