"""What is printed looks like the screen in its light theme, whatever the screen looks like now."""

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from ui.look import fonts, glyphs, icons
from ui.look.theme import parse_color, theme, tokens

SHARPNESS = 4.0
"""Pixels of a picture for each px of the page: 400 dots per inch on a sheet that is 1060 px wide."""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = tokens()["color"]["light"]
    return table


def color(name: str) -> QColor:
    """A token's colour of the light theme."""
    return parse_color(_table()[name])


def state_colors(state: str) -> tuple[QColor, QColor, QColor]:
    """Ground, line and ink of a chip by its state."""
    entry = _table()["chip"][state]
    return parse_color(entry["bg"]), parse_color(entry["line"]), parse_color(entry["fg"])


def label_color(name: str) -> QColor:
    """As `Theme.label_color`, in light."""
    if name == "accent":
        return color(name)
    table = _table()["label"]
    return parse_color(table.get(name, table["altro"]))


class Pen:
    """Writes on a page in its own px: sizes do not follow the system's font, a sheet of paper does not either."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter

    def write(
        self, x: float, y: float, words: str, size: float, ink: QColor, *, weight: int = 400, room: float = 0.0
    ) -> float:
        """One line with its top left at (x, y), ended by "…" where it is wider than `room` (0: as wide as it is).

        Returns the px that it takes.
        """
        face = font(size, weight)
        metrics = QFontMetricsF(face)
        words = tame(words, MOST_IN_A_LINE).replace("\n", " ")
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room) if room else words
        self.painter.setFont(face)
        self.painter.setPen(ink)
        self.painter.drawText(QPointF(x, y + metrics.ascent()), shown)
        return metrics.horizontalAdvance(shown)

    def icon(self, name: str, x: float, y: float, size: float, ink: QColor) -> None:
        self._picture(icons.pixmap(name, size / theme().scale, ink, SHARPNESS), x, y, size)

    def glyph(self, platform: str, tint: str, x: float, y: float, size: float) -> None:
        self._picture(glyphs.pixmap(platform, tint, size / theme().scale, SHARPNESS), x, y, size)

    def _picture(self, picture: QPixmap, x: float, y: float, size: float) -> None:
        self.painter.drawPixmap(QRectF(x, y, size, size), picture, QRectF(picture.rect()))


def font(size: float, weight: int = 400) -> QFont:
    """The text's font at so many px of the page, without the screen's fitting to pixels; figures tabular."""
    made = fonts.ui_font()
    made.setPixelSize(round(size))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def width_of(words: str, size: float, weight: int = 400) -> float:
    return QFontMetricsF(font(size, weight)).horizontalAdvance(words)
