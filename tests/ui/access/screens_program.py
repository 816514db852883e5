"""The window goes from screen to screen, each of another scale: what stands where, how sharp. For test_screens.py.

python -m tests.ui.access.screens_program FOLDER       one JSON object for each place and screen
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QWidget

from smmdesk.app import close_now, open_desk
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.ui.access.checks import edges
from tests.ui.access.scenes import shown
from tests.ui.access.steps import calendar, settle
from ui.app import make_application
from ui.shell.session import Session

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
SHOWN = ("calendar month", "coach mastodon", "composer, full", "pause")
LOOKED_AT = QRect(0, 0, 440, 280)
"""The part whose sharpness is measured, in px of the layout."""
SMOOTH = Qt.TransformationMode.SmoothTransformation


def look_at(root: QWidget) -> dict[str, object]:
    """Where every part stands in px of the layout, how sharp it is, and which pictures are of another screen."""
    parts = [one for one in root.findChildren(QWidget) if one.isVisible() and one.window() is root.window()]
    ratio, image = root.devicePixelRatioF(), root.grab(LOOKED_AT).toImage()
    boxes = [[*one.mapTo(root, QPoint(0, 0)).toTuple(), one.width(), one.height()] for one in parts]  # type: ignore[misc]
    labels = [one for one in parts if isinstance(one, QLabel) and not one.pixmap().isNull()]
    soft = [one.objectName() for one in labels if one.pixmap().devicePixelRatio() != ratio]
    return {"ratio": ratio, "boxes": boxes, "soft": soft, "edges": edges(image), "image": image}


def walk(name: str, root: QWidget) -> None:
    """From the first screen to each other one, and back to it."""
    screens, size, usual = QGuiApplication.screens(), root.size(), QImage()
    for screen in (*screens, screens[0]):
        root.windowHandle().setScreen(screen)
        # the size stays as Windows, macOS and Wayland keep it; the offscreen platform keeps the pixels
        root.setGeometry(QRect(screen.geometry().topLeft(), size))
        settle()
        told = look_at(root)
        image = told.pop("image")
        assert isinstance(image, QImage)
        usual = image if usual.isNull() else usual
        blown_up = edges(usual.scaled(image.size(), Qt.AspectRatioMode.IgnoreAspectRatio, SMOOTH))
        print(json.dumps({"what": name, "screen": screen.name(), "blown_up": blown_up, **told}))


def main(folder: Path) -> None:
    app = make_application()
    desk = open_desk(Paths(folder), ManualClock(NOW))
    session = Session(app, desk, engine=False)
    session.window.show()
    assert calendar(session).tray is not None  # it comes a moment after the days
    for name in SHOWN:
        session.window.setGeometry(0, 0, 1280, 800)
        with shown(session, name) as root:
            walk(name, root)
    session.window.may_close = True
    session.bridge.end()
    close_now(desk)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
