"""A post as a card of the board: when, first words, picture, channels and state."""

from datetime import timedelta

from PySide6.QtGui import QPainter

from smmdesk.model.dates import say_short_date
from smmdesk.model.words import _
from ui.calendar.chip_painter import ChipPainter, Look
from ui.calendar.layout import Rect
from ui.look import glyphs, mirror
from ui.look.theme import theme
from ui.models.calendar_days import DAYS_PER_WEEK
from ui.models.calendar_entries import Entry
from ui.models.calendar_words import chip_state, clock, day_and_time

GLYPH_PX, PICTURE_PX, MOST_GLYPHS = 13, 32, 4
WORDS_FROM_PX = 76
"""Where less would be left for the words beside it, the picture goes."""


class CardPainter:
    """Paints cards 78 px high, as wide as a column."""

    def __init__(self, chips: ChipPainter) -> None:
        self._chips = chips

    def draw(self, painter: QPainter, rect: Rect, entry: Entry, look: Look) -> None:
        px, texts, ratio = theme().px, self._chips.texts, painter.device().devicePixelRatioF()
        if look.origin:
            painter.setOpacity(0.4)
        self._chips.ground(painter, rect, entry, look)
        left, right = rect.x + px(12), rect.right - px(8)
        painter.setPen(theme().color("text" if entry.day is not None else "text-faint"))
        texts.draw(painter, "time", self._when(entry, right - left), left, rect.y + px(6))
        if entry.picture and right - left >= px(WORDS_FROM_PX + PICTURE_PX + 6):
            right -= px(PICTURE_PX)
            picture = self._chips.pictures(entry.picture, px(PICTURE_PX), ratio)
            if picture is not None:
                mirror.picture(painter, right, rect.y + px(21), picture)
            right -= px(6)
        painter.setPen(theme().color("text" if entry.words else "text-faint"))
        room = right - left
        for row, words in enumerate(texts.broken("words", entry.words or _("No text yet"), (room, room))):
            if words:
                texts.draw(painter, "words", words, left, rect.y + px(21) + row * px(16))
        self._foot(painter, rect, entry, look.turn)
        if look.origin:
            painter.setOpacity(1.0)

    def _when(self, entry: Entry, room: int) -> str:
        """The hour is not cut: on a narrow board the day of the week gives way to it."""
        texts, day = self._chips.texts, entry.day
        if day is None:
            return texts.elided("time", _("no date"), room)
        week = (day_and_time(day + timedelta(days=number), entry.minutes) for number in range(DAYS_PER_WEEK))
        if max(texts.width("time", each) for each in week) > room:  # the same for all cards of a board
            when = _("{day}, {time}").format(day=say_short_date(day), time=clock(entry.minutes))
        else:
            when = day_and_time(day, entry.minutes)
        return texts.elided("time", when, room)

    def _foot(self, painter: QPainter, rect: Rect, entry: Entry, turn: int) -> None:
        """State at the left, channels at the right."""
        px, texts, ratio = theme().px, self._chips.texts, painter.device().devicePixelRatioF()
        y, left, right = rect.y + px(59), rect.x + px(12), rect.right - px(8)
        color = theme().chip(entry.look).accent
        words, room = chip_state(entry), right - left - px(16)
        if texts.width("word", words) > room:
            words = ""  # its column says it
        room -= texts.width("word", words) + px(6)  # a word is never cut, glyphs give way
        fitting = len(entry.channels)
        if room < fitting * px(GLYPH_PX + 1) or fitting > MOST_GLYPHS:
            fitting = min(MOST_GLYPHS, max(0, (room - px(20)) // px(GLYPH_PX + 1)))
        shown = entry.channels[:fitting]
        more = f"+{len(entry.channels) - fitting}"
        if len(entry.channels) > fitting and room >= fitting * px(GLYPH_PX + 1) + texts.width("more", more):
            right -= texts.width("more", more)
            painter.setPen(theme().color("text-muted"))
            texts.draw(painter, "more", more, right, y - px(1))
            right -= px(2)
        for mark in reversed(shown):
            right -= px(GLYPH_PX + 1)
            mirror.picture(painter, right, y - px(1), glyphs.pixmap(mark.platform, mark.tint, GLYPH_PX, ratio))
        self._chips.state_icon(painter, entry, color, left, y, turn)
        painter.setPen(color)
        texts.draw(painter, "word", words, left + px(16), y - px(1))
