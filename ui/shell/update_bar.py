"""A newer version is told of once, by a bar that the person may send away; so is one that was put in our place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from smmdesk.model.problem import Problem
from smmdesk.system.own_program import OwnProgram
from ui.links import open_address

if TYPE_CHECKING:
    from ui.bridge import Bridge
    from ui.shell.main_window import MainWindow

FIRST_MS, AGAIN_MS, RENEWED_MS = 60_000, 6 * 3_600_000, 20_000
"""A minute after the start, when everything else has begun; a window may stay open for weeks."""


class UpdateBar(QObject):
    def __init__(self, window: "MainWindow", bridge: "Bridge", program: OwnProgram | None = None) -> None:
        super().__init__(window)
        self._window, self._updates, self._shown = window, bridge.updates, ""
        self._timer = QTimer(self, interval=FIRST_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._updates.changed.connect(self.show_news)
        self._program = program or OwnProgram()
        self._renewed = QTimer(self, interval=RENEWED_MS)
        self._renewed.timeout.connect(self.tell_renewed)
        self._renewed.start()

    def close(self) -> None:
        self._timer.stop()
        self._renewed.stop()
        self._updates.changed.disconnect(self.show_news)

    def _look(self) -> None:
        self._timer.setInterval(AGAIN_MS)
        self._updates.begin()

    def show_news(self) -> None:
        problem = self._updates.to_tell()
        if problem is None or problem.values["version"] == self._shown:
            return
        self._shown = str(problem.values["version"])
        bar = self._window.bars.show_problem(problem, self._window.on_remedy(problem))
        bar.closed.connect(self._updates.told)

    def tell_renewed(self) -> None:
        """Once: a package has put another version where this window was started from."""
        if self._program.is_renewed:
            self._renewed.stop()
            problem = Problem("program_renewed")
            self._window.bars.show_problem(problem, self._window.on_remedy(problem))


def get_update(window: "MainWindow", page: str) -> None:
    """The page where a newer version lies, or what Settings say about it."""
    if not open_address(page):
        window.go_to("settings")
