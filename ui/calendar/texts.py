"""Text ready to paint: measured, broken and elided once, kept until the theme changes."""

from collections.abc import Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTextLayout, QTextOption

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from ui.look import mirror
from ui.look.theme import theme

MOST_KEPT = 3000
LEAST_PX, SPARE = 3, 16
"""Letters are hardly ever narrower than this: a line is looked for in so many of them and some more, not in all."""
LETTER_SPACING = {"word": -0.1, "words": -0.05}
STYLES = {  # name -> (text style of the tokens, weight)
    "time": ("micro", 600),
    "word": ("micro", 500),
    "count": ("micro", 600),
    "more": ("micro", 500),
    "words": ("caption", 400),
    "row": ("body", 500),
    "card": ("body", 400),
    "day": ("caption", 500),
    "today": ("caption", 600),
    "note": ("micro", 500),
    "weekday": ("micro", 500),
    "weekday_today": ("micro", 600),
    "heading": ("heading", 600),
    "title": ("title", 600),
    "hour": ("micro", 400),
    "place": ("micro", 600),
}


class Ready:
    """A line that paints fast: the prepared text and how far below the line's top it starts."""

    __slots__ = ("drop", "font", "text")

    def __init__(self, text: QStaticText, font: QFont, drop: float) -> None:
        self.text, self.font, self.drop = text, font, drop


class Texts:
    """Prepared texts by style; `draw` paints one with the top left of its line at (x, y)."""

    def __init__(self) -> None:
        self._fonts: dict[str, tuple[QFont, QFontMetricsF, float]] = {}
        self._ready: dict[Hashable, Ready] = {}
        self._lines: dict[Hashable, tuple[str, ...]] = {}
        self._widths: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        """Drop everything: the theme or the font changed."""
        for cache in (self._fonts, self._ready, self._lines, self._widths):
            cache.clear()

    def font(self, style: str) -> QFont:
        return self._font(style)[0]

    def width(self, style: str, text: str) -> int:
        """The px that `text` takes, rounded up."""
        key = (style, text)
        found = self._widths.get(key)
        if found is None:
            advance = self._font(style)[1].horizontalAdvance(tame(text, MOST_IN_A_LINE))
            found = self._widths[key] = int(advance) + (advance > int(advance))
        return found

    def baseline(self, style: str) -> float:
        """How far below the top of its line the letters of a style stand, in px."""
        _, metrics, drop = self._font(style)
        return drop + metrics.ascent()

    def line(self, style: str, text: str) -> Ready:
        """`text` as one line."""
        key = (style, text)
        found = self._ready.get(key)
        if found is None:
            if len(self._ready) > MOST_KEPT:
                self._ready.clear()
            found = self._ready[key] = self._prepare(style, text)
        return found

    def elided(self, style: str, text: str, width: int) -> str:
        """`text`, ended by "…" where it is wider than `width`."""
        return self.broken(style, text, (width,))[0]

    def broken(self, style: str, text: str, widths: tuple[int, ...]) -> tuple[str, ...]:
        """`text` over as many lines as `widths` has entries, at word ends; the last is elided."""
        key = (style, text, widths)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) > MOST_KEPT:
                self._lines.clear()
            found = self._lines[key] = self._break(style, text, widths)
        return found

    def draw(self, painter: QPainter, style: str, text: str, x: float, y: float) -> None:
        """Paint one line in the painter's pen."""
        ready = self._ready.get((style, text)) or self.line(style, text)
        painter.setFont(ready.font)
        if mirror.is_turned(painter):
            painter.save()
            mirror.back(painter, x, self.width(style, text))
            painter.drawStaticText(QPointF(x, y + ready.drop), ready.text)
            painter.restore()
            return
        painter.drawStaticText(QPointF(x, y + ready.drop), ready.text)

    def draw_centred(self, painter: QPainter, style: str, text: str, x: float, y: float, width: float) -> None:
        """Paint one line in the middle of `width` px."""
        self.draw(painter, style, text, round(x + (width - self._advance(style, text)) / 2), y)

    def strike(self, painter: QPainter, style: str, text: str, x: float, y: float) -> None:
        """The line through a text that `draw` painted; prepared texts have none of their own."""
        metrics, ready = self._font(style)[1], self.line(style, text)
        middle = round(y + ready.drop + metrics.ascent() - metrics.strikeOutPos())
        wide = self._advance(style, text)
        painter.fillRect(QRectF(x, middle, wide, max(1.0, metrics.lineWidth())), painter.pen().color())

    def _advance(self, style: str, text: str) -> float:
        return self._font(style)[1].horizontalAdvance(tame(text, MOST_IN_A_LINE))

    def _font(self, style: str) -> tuple[QFont, QFontMetricsF, float]:
        found = self._fonts.get(style)
        if found is None:
            name, weight = STYLES[style]
            font = theme().font(name, weight)
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, LETTER_SPACING.get(style, 0.0) * theme().scale)
            metrics = QFontMetricsF(font)
            drop = (theme().line_height(name) - metrics.height()) / 2
            found = self._fonts[style] = (font, metrics, drop)
        return found

    def _prepare(self, style: str, text: str) -> Ready:
        font, _, drop = self._font(style)
        static = QStaticText(tame(text, MOST_IN_A_LINE))
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        static.prepare(font=font)
        return Ready(static, font, drop)

    def _break(self, style: str, text: str, widths: tuple[int, ...]) -> tuple[str, ...]:
        font, metrics, _ = self._font(style)
        text = " ".join(tame(text, MOST_IN_A_LINE).split())
        lines: list[str] = []
        for width in widths[:-1]:
            enough = _enough(text, width)
            end = _first_line_end(enough, font, width)
            if end == len(enough) < len(text):
                end = _first_line_end(text, font, width)
            end += _hangs(text, end)
            lines.append(text[:end].rstrip())
            text = text[end:].lstrip()
        enough = _enough(text, widths[-1])
        line = metrics.elidedText(enough, Qt.TextElideMode.ElideRight, widths[-1])
        if line == enough != text:
            line = metrics.elidedText(text, Qt.TextElideMode.ElideRight, widths[-1])
        lines.append(line)
        return tuple(lines)


def _hangs(text: str, end: int) -> bool:
    """Whether the line takes the comma behind a word that just fits: no line begins with one, and it is narrower than
    the air beside the line."""
    is_behind_a_word = 0 < end < len(text) and text[end] in ",.:;!?" and text[end - 1] != " "
    return is_behind_a_word and text[end + 1 : end + 2] in ("", " ")


def _enough(text: str, width: int) -> str:
    """The beginning of `text`, which is more than `width` px hold unless its letters are unusually narrow."""
    return text[: max(0, width) // LEAST_PX + SPARE]


def _first_line_end(text: str, font: QFont, width: int) -> int:
    """How many characters of `text` the first line of `width` px takes."""
    if not text or width <= 0:
        return 0
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    length = line.textLength()
    layout.endLayout()
    return _characters(text, length)


def _characters(text: str, units: int) -> int:
    """Python's characters for Qt's UTF-16 units: an emoji is one there and two here."""
    count = 0
    for position, character in enumerate(text):
        if count >= units:
            return position
        count += 2 if ord(character) > 0xFFFF else 1
    return len(text)
