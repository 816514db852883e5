"""A desktop's notifications, for real: dunst on the screen's own bus, which prints what it was told and shows it."""

import re
from dataclasses import dataclass
from pathlib import Path

from .screen import Screen, until
from .screen_hand import Point

NAME = "org.freedesktop.Notifications"
SETTINGS = """
[global]
    origin = top-left
    offset = 0x0
    width = 360
    sort = no
    mouse_left_click = do_action, close_current
    follow = none
[urgency_normal]
    timeout = 0
"""
"""They stay until they are clicked, the oldest first."""
PRINTED = re.compile(r"^\s*(\w+): '?(.*?)'?$")


@dataclass
class Popups:
    """What is told on a screen; `seen` are titles and words, the oldest first."""

    screen: Screen
    log: Path

    @property
    def seen(self) -> list[tuple[str, str]]:
        titles, words = list[str](), list[str]()
        for line in self.log.read_text("utf-8", "replace").splitlines():
            match = PRINTED.match(line)
            if match and match[1] in ("summary", "body"):
                (titles if match[1] == "summary" else words).append(match[2])
        return list(zip(titles, words, strict=False))

    def has(self, count: int) -> bool:
        """Were so many told by now?"""
        return len(self.seen) >= count

    def place(self, number: int, of: int) -> Point:
        """The middle of one of `of` that stand below each other."""
        window = self.screen.hand.do("search", "--onlyvisible", "--class", "Dunst").splitlines()[0]
        told = dict(
            line.split("=") for line in self.screen.hand.do("getwindowgeometry", "--shell", window).splitlines()
        )
        x, y, width, height = (int(told[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        return x + width // 2, y + height * (2 * number + 1) // (2 * of)


def start_popups(screen: Screen) -> Popups:
    """Once for a screen."""
    settings = screen.folder / "dunstrc"
    settings.write_text(SETTINGS, "utf-8")
    log = screen.run("dunst", "-config", str(settings), "-print")
    until(lambda: screen.is_on_bus(NAME), "notifications can be told")
    return Popups(screen, log)
