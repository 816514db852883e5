"""The theme: colours and sizes of resources/tokens.json, light or dark, scaled by the system's font.

`theme()` is the one theme of the application. Nothing else in ui names a colour or a size in figures.
"""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from smmdesk.system.paths import RESOURCES
from ui.look import fonts

BASE_FONT_PX = 13
MOVEMENTS = ("quick", "normal", "sheet", "ring-turn")
HIGH_CONTRAST = {
    "hairline": "border",
    "hairline-strong": "text-muted",
    "border": "text",
    "text-muted": "text",
    "text-faint": "text",
    "accent-soft": "surface",
    "success-soft": "surface",
    "warning-soft": "surface",
    "danger-soft": "surface",
    "info-soft": "surface",
    "today-cell": "surface",
}
"""A colour's name: the one that stands for it where somebody needs contrast."""
PLACEHOLDER_SHARE = 0.75
"""With contrast, how much of the muted words is in those of an empty field: 7:1 still, and unlike written ones."""


class ChipColors(NamedTuple):
    """How a chip of one state looks; `disc` and `disc_glyph` only where the icon stands on a disc."""

    background: QColor
    line: QColor
    text: QColor
    accent: QColor  # icon and word
    disc: QColor | None = None
    disc_glyph: QColor | None = None


@lru_cache(maxsize=1)
def tokens() -> dict[str, Any]:
    """The design tokens as they stand in the file."""
    table: dict[str, Any] = json.loads((RESOURCES / "tokens.json").read_text("utf-8"))
    return table


def parse_color(text: str) -> QColor:
    """`#RRGGBB` or `#RRGGBBAA`, as the tokens write it (Qt would read the latter as AARRGGBB)."""
    color = QColor(text[:7])
    if len(text) == 9:
        color.setAlpha(int(text[7:], 16))
    return color


def placeholder(table: dict[str, Any]) -> QColor:
    """What an empty field says of itself, for who needs contrast. `table`: the tokens of light or dark."""
    muted, full = parse_color(table["text-muted"]), parse_color(table["text"])
    parts = ((muted.red(), full.red()), (muted.green(), full.green()), (muted.blue(), full.blue()))
    red, green, blue = (round(soft * PLACEHOLDER_SHARE + hard * (1 - PLACEHOLDER_SHARE)) for soft, hard in parts)
    return QColor(red, green, blue)


class Theme(QObject):
    """Colours by token name, sizes in device-independent px at the user's scale.

    `changed` fires after light and dark, the system's font or contrast changed; painters then drop their caches.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wish = "system"
        self._contrast_wish = "system"
        self._dark = False
        self._high = False
        self._still = False
        self._qt_moves = QApplication.isEffectEnabled(Qt.UIEffect.UI_General)  # menus and boxes, as the system has it
        self._scale = 1.0
        self._colors: dict[str, QColor] = {}
        self._hints = QGuiApplication.styleHints()
        self._wishes = self._hints.accessibility()  # lives only as long as the object it was asked of is kept
        self._read()
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._wishes.contrastPreferenceChanged.connect(self._system_changed)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self._system_changed)

    @property
    def is_dark(self) -> bool:
        return self._dark

    @property
    def is_high_contrast(self) -> bool:
        """Strong lines instead of soft fills, no muted words (look/README.md §10)."""
        return self._high

    @property
    def scale(self) -> float:
        """How much larger than the design everything is drawn: system font size / 13, never below 1."""
        return self._scale

    def choose(self, wish: str) -> None:
        """`light`, `dark` or `system`; told as a change only where something looks different then."""
        self._wish = wish
        before = self._dark, self._high, self._scale
        self._read()
        if (self._dark, self._high, self._scale) != before:
            self.changed.emit()

    def choose_contrast(self, wish: str) -> None:
        """`high`, `usual` or `system`."""
        if wish != self._contrast_wish:
            self._contrast_wish = wish
            self._system_changed()

    def choose_motion(self, wish: str) -> None:
        """`moving`, or `still`: nothing slides, fades or turns."""
        self._still = wish == "still"
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, self._qt_moves and not self._still)

    def color(self, name: str) -> QColor:
        """The colour of a token (`text-muted`). Raises KeyError for an unknown name."""
        return self._colors[name]

    def name_of(self, name: str) -> str:
        """The colour as a style sheet writes it."""
        color = self._colors[name]
        return f"rgba({color.red()},{color.green()},{color.blue()},{color.alpha()})"

    def chip(self, state: str) -> ChipColors:
        """The colours of a chip by its state (`needs_you`)."""
        entry = self._table()["chip"][state]
        if self._high:
            entry = {**entry, "bg": self._table()["surface"], "line": entry["fg"], "text": self._table()["text"]}
        disc, glyph = entry.get("disc"), entry.get("disc_glyph")
        return ChipColors(
            parse_color(entry["bg"]),
            parse_color(entry["line"]),
            parse_color(entry["text"]),
            parse_color(entry["fg"]),
            parse_color(disc) if disc else None,
            parse_color(glyph) if glyph else None,
        )

    def label_color(self, name: str) -> QColor:
        """A label's bar; an unknown name gets the plain one, `accent` that of a brand without a colour of its own."""
        if name == "accent":
            return self.color(name)
        table = self._table()["label"]
        return parse_color(table.get(name, table["altro"]))

    def tint(self, name: str) -> QColor:
        """A platform's tint; an unknown one gets the muted text colour."""
        tint = self._table()["platform"].get(name)
        return parse_color(tint) if tint else self.color("text-muted")

    def px(self, size: float) -> int:
        """A size of the design at the user's scale, rounded."""
        return round(size * self._scale)

    def space(self, step: int) -> int:
        """Step 1–10 of the spacing scale (2 4 6 8 12 16 20 24 32 48)."""
        return self.px(tokens()["space"][str(step)])

    def radius(self, name: str) -> int:
        return self.px(tokens()["radius"][name])

    def size(self, name: str) -> int:
        return self.px(tokens()["size"][name])

    def duration_ms(self, name: str) -> int:
        """A duration; 0 for a movement where nothing shall move. Waiting times stay what they are."""
        return 0 if self.reduced_motion and name in MOVEMENTS else int(tokens()["duration_ms"][name])

    @property
    def reduced_motion(self) -> bool:
        return self._still

    def font(self, style: str = "body", weight: int | None = None) -> QFont:
        """The font of a text style (`micro`, `caption`, `body`, `reading`, …), figures tabular."""
        entry = tokens()["font"]["style"][style]
        font = fonts.ui_font()
        font.setPixelSize(self.px(entry["size"]))
        font.setWeight(QFont.Weight(weight or entry["weight"]))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def line_height(self, style: str) -> int:
        return self.px(tokens()["font"]["style"][style]["line"])

    def palette(self) -> QPalette:
        """The palette for Qt's own drawing (look/README.md §10)."""
        palette = QPalette()
        pairs = {
            QPalette.ColorRole.Window: "surface-sunken",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "surface-hover",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "button",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.Highlight: "selection",
            QPalette.ColorRole.HighlightedText: "selection-text",
            QPalette.ColorRole.Accent: "accent",
            QPalette.ColorRole.PlaceholderText: "placeholder",
            QPalette.ColorRole.Link: "link",
            QPalette.ColorRole.ToolTipBase: "tooltip",
            QPalette.ColorRole.ToolTipText: "tooltip-text",
        }
        for role, name in pairs.items():
            palette.setColor(role, self.color(name))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text-disabled"))
        return palette

    def _table(self) -> dict[str, Any]:
        table: dict[str, Any] = tokens()["color"]["dark" if self._dark else "light"]
        return table

    def _read(self) -> None:
        scheme = self._hints.colorScheme()
        self._dark = self._wish == "dark" or (self._wish == "system" and scheme is Qt.ColorScheme.Dark)
        self._scale = max(1.0, fonts.system_font_px() / BASE_FONT_PX)
        table = self._table()
        names = {name: value for name, value in table.items() if isinstance(value, str)}
        system_high = self._wishes.contrastPreference() is Qt.ContrastPreference.HighContrast
        self._high = self._contrast_wish == "high" or (self._contrast_wish == "system" and system_high)
        if self._high:
            names |= {name: names[other] for name, other in HIGH_CONTRAST.items()}
        self._colors = {name: parse_color(value) for name, value in names.items()}
        self._colors["placeholder"] = placeholder(table) if self._high else self._colors["text-faint"]

    def _system_changed(self, _scheme: object = None) -> None:
        self._read()
        self.changed.emit()


_theme: Theme | None = None


def theme() -> Theme:
    """The application's theme; made on first use, after the QGuiApplication."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
