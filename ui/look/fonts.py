"""Fonts: the system's own on Windows and macOS, the bundled Inter on Linux; colour emoji of the system."""

import sys
from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from smmdesk.system.paths import RESOURCES

EMOJI = {"win32": "Segoe UI Emoji", "darwin": "Apple Color Emoji"}.get(sys.platform, "Noto Color Emoji")

POINTS_PER_INCH = 72


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The families for text, first choice first."""
    if sys.platform == "win32":
        return ("Segoe UI Variable Text", "Segoe UI", EMOJI)
    if sys.platform == "darwin":
        return (QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(), EMOJI)
    loaded: list[str] = []
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        loaded += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    family = next((name for name in loaded if name.startswith("Inter")), "DejaVu Sans")
    return (family, "DejaVu Sans", EMOJI)


def ui_font() -> QFont:
    """A font of the text families, size to be set by the caller."""
    font = QFont()
    font.setFamilies(list(families()))
    return font


@lru_cache(maxsize=1)
def _first_system_px() -> float:
    """By arithmetic: asking Qt for it would load that font, in which nothing is written."""
    font = QGuiApplication.font()
    if font.pixelSize() > 0:
        return float(font.pixelSize())
    screen = QGuiApplication.primaryScreen()
    dots = screen.logicalDotsPerInchY() if screen is not None else 96.0
    return float(round(font.pointSizeF() * dots / POINTS_PER_INCH))


def system_font_px() -> float:
    """The pixel size of the system's own font, read before we set ours."""
    return _first_system_px()
