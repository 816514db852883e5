"""The colours of a preview: light or dark by its own switch, independent of the window (ux.md 66)."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor

from ui.look.theme import parse_color, tokens


@dataclass(frozen=True, slots=True)
class Shade:
    """Token colours of one theme."""

    dark: bool

    def color(self, name: str) -> QColor:
        """The colour of a token (`text-muted`). Raises KeyError for an unknown name."""
        return _color("dark" if self.dark else "light", name)


@lru_cache(maxsize=128)
def _color(theme: str, name: str) -> QColor:
    return parse_color(tokens()["color"][theme][name])
