"""Platform glyphs: our own letter or shape in white on a rounded square in the platform's tint."""

import os
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from smmdesk.system.paths import RESOURCES
from ui.look import mirror
from ui.look.drawings import drawings
from ui.look.icons import screen_ratios
from ui.look.theme import theme

_FOLDER = os.path.join(RESOURCES, "icons", "platforms", "")
_SQUARE = '<rect x="0" y="0" width="16" height="16" rx="4" fill="{tint}"/>'
_EDGE = '<rect x="0.5" y="0.5" width="15" height="15" rx="3.5" fill="none" stroke="{edge}" stroke-width="1"/>'
LOST_BELOW = 56
"""Lightness (0 to 255) of a tint that a dark window swallows: X, Threads, TikTok."""


@lru_cache(maxsize=64)
def _shape(platform: str) -> str:
    text = Path(f"{_FOLDER}{platform}.svg").read_text("utf-8")
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    head = text[text.index("<svg") : text.index(">", text.index("<svg"))]
    box = head.split('viewBox="', 1)[1].split('"', 1)[0] if "viewBox=" in head else "0 0 16 16"
    attributes = head.removeprefix("<svg").replace(f'viewBox="{box}"', "")
    kept = " ".join(part for part in _attributes(attributes) if not part.startswith(("width", "height", "xmlns")))
    side = float(box.split()[2])
    return f'<g transform="scale({16 / side})" {kept}>{body}</g>'


def _attributes(text: str) -> list[str]:
    parts, rest = [], text.strip()
    while "=" in rest:
        name, rest = rest.split('="', 1)
        value, rest = rest.split('"', 1)
        parts.append(f'{name.strip()}="{value}"')
    return parts


@lru_cache(maxsize=512)
def _drawn(platform: str, tint: str, size_px: int, ratio: float, edge: str) -> QPixmap:
    def svg() -> str:
        square = _SQUARE.format(tint=tint) + (_EDGE.format(edge=edge) if edge else "")
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{square}{_shape(platform)}</svg>'

    return drawings.draw(f"on {tint} {edge} {platform}", f"{_FOLDER}{platform}.svg", svg, size_px, ratio)


def pixmap(platform: str, tint: str, size: float = 13, ratio: float = 1.0) -> QPixmap:
    """The glyph of a platform (key of PLATFORMS) on its tint (`facts.tint`, a token of `platform`)."""
    color = theme().tint(tint).name(QColor.NameFormat.HexRgb)
    return _drawn(platform, color, theme().px(size), ratio, _edge(color))


def _edge(tint: str) -> str:
    """The colour of a line around a glyph that is nearly as dark as a dark window; empty where none is needed."""
    is_lost = theme().is_dark and QColor(tint).lightness() < LOST_BELOW
    return theme().color("border").name(QColor.NameFormat.HexRgb) if is_lost else ""


def icon(platform: str, tint: str, size: float = 16) -> QIcon:
    """In its own tint also where its row is chosen: Qt would pale it."""
    made = QIcon()
    for ratio in screen_ratios():
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            made.addPixmap(pixmap(platform, tint, size, ratio), mode)
    return made


def draw(painter: QPainter, platform: str, tint: str, x: float, y: float, size: float = 13) -> None:
    """Paint a glyph with its top left at (x, y), sharp on the painter's device."""
    mirror.picture(painter, round(x), round(y), pixmap(platform, tint, size, painter.device().devicePixelRatioF()))
