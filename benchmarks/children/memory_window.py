"""How much memory the window holds after turning the months over and over. Takes the data folder and how often."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from benchmarks.children.telling import memory_mib, tell
from benchmarks.desks import desk_on
from smmdesk.system.paths import Paths
from ui.app import make_application
from ui.bridge import Bridge
from ui.shell.main_window import MainWindow
from ui.views.calendar import CalendarView


def turned(app: QApplication, view: CalendarView, times: int) -> float | None:
    """Memory after so many switches, half of them forward and half back."""
    for number in range(times):
        view.presenter.step(1 if number % 24 < 12 else -1)
        app.processEvents()
    return memory_mib()


def main(folder: Path, first: int, more: int) -> None:
    app = make_application()
    with desk_on(Paths(folder)) as desk:
        bridge = Bridge(desk)
        window = MainWindow(bridge)
        window.resize(1364, 900)
        view = window.go_to("calendar")
        assert isinstance(view, CalendarView)
        window.show()
        app.processEvents()
        tell(opened=memory_mib(), first=turned(app, view, first), more=turned(app, view, more))
        window.may_close = True
        window.drop_view("calendar")
        window.close()
        bridge.end()
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
