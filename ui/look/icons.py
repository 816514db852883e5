"""Icons: lucide drawings of resources/icons, recoloured, sharp at every pixel ratio, cached."""

import os
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QTransform

from smmdesk.system.paths import RESOURCES
from ui.look import mirror
from ui.look.drawings import drawings
from ui.look.theme import theme

STATE_ICONS = {
    "idea": "lightbulb",
    "draft": "pencil-line",
    "approved": "check",
    "review": "hand",
    "scheduled": "clock",
    "paused": "circle-pause",
    "handed_off": "cloud-clock",
    "sending": "loader-circle",
    "processing": "hourglass",
    "published": "circle-check",
    "retry": "refresh-cw",
    "unknown": "search",
    "needs_you": "hand",
    "missed": "monitor-off",
    "removed": "circle-minus",
}
POINTING = frozenset(
    (
        *("arrow-left", "arrow-right", "arrow-up-right", "chevron-left", "chevron-right", "chevrons-left"),
        *("chevrons-right", "corner-up-left", "external-link", "list", "list-checks", "list-ordered", "log-in"),
        *("log-out", "panel-left", "panel-right", "redo-2", "reply", "send", "share", "text", "undo-2"),
    )
)
"""What points along the reading: turned over where one reads from the right."""
_FOLDER = str(RESOURCES / "icons") + os.sep


@lru_cache(maxsize=2048)
def _drawn(name: str, size_px: int, color: str, ratio: float, turned: bool = False) -> QPixmap:
    source = f"{_FOLDER}{name}.svg"

    def svg() -> str:
        text, stroke = Path(source).read_text("utf-8"), "1.75" if size_px >= 20 else "2"
        return text.replace("currentColor", color).replace('stroke-width="2"', f'stroke-width="{stroke}"')

    made = drawings.draw(f"{name} {color}", source, svg, size_px, ratio)
    return made.transformed(QTransform.fromScale(-1, 1)) if turned else made


def pixmap(
    name: str, size: float = 16, color: QColor | str = "text-muted", ratio: float = 1.0, *, turns: bool = True
) -> QPixmap:
    """Icon `name` at `size` design px; `color` is a token's name or a colour, `ratio` the device's pixel ratio. One
    that points along the reading `turns` with the language."""
    shade = theme().color(color) if isinstance(color, str) else color
    turned = turns and name in POINTING and mirror.is_on()
    return _drawn(name, theme().px(size), shade.name(QColor.NameFormat.HexRgb), ratio, turned)


def icon(
    name: str, color: str = "text-muted", size: float = 16, active: str | None = None, *, faint: bool = True
) -> QIcon:
    """A QIcon for buttons and menus: normal, disabled and (with `active`) checked colours, sharp on every screen.

    Not `faint`: without the disabled colour, for what is enabled and asks again when it is not.
    """
    made = QIcon()
    for ratio in screen_ratios():
        made.addPixmap(pixmap(name, size, color, ratio), QIcon.Mode.Normal, QIcon.State.Off)
        if faint:
            made.addPixmap(pixmap(name, size, "text-disabled", ratio), QIcon.Mode.Disabled, QIcon.State.Off)
        if active:
            made.addPixmap(pixmap(name, size, active, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def of_program() -> QIcon:
    """The program's own icon, for windows and the tray."""
    return QIcon(str(RESOURCES / "icons" / "smmdesk.svg"))


def screen_ratios() -> list[float]:
    """The pixel ratios of the screens that are there. The theme changes when one comes, so that icons are made anew."""
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()})


def draw(painter: QPainter, name: str, x: float, y: float, size: float, color: QColor | str) -> None:
    """Paint an icon with its top left at (x, y), sharp on the painter's device; as it is where the painter says that
    what it paints is read from the left."""
    turns = painter.layoutDirection() is not Qt.LayoutDirection.LeftToRight
    made = pixmap(name, size, color, painter.device().devicePixelRatioF(), turns=turns)
    mirror.picture(painter, round(x), round(y), made)
