"""The real program, from its own entrance to the month on screen. Takes the data folder; prints when it was painted."""

import sys

from PySide6.QtCore import QTimer

import main as program
import ui.shell.session as session_module
from benchmarks.children.telling import painted, tell


class Watched(session_module.Session):
    """The session of the program, which leaves when the first place stood on screen."""

    def open(self, hidden: bool = False) -> None:
        self.window.painted.connect(lambda: QTimer.singleShot(0, self._note))
        super().open(hidden)

    def _note(self) -> None:
        self._told = painted()

    def begin(self) -> None:
        view = self.window.view("calendar")
        tell(**self._told, month=view.windowTitle() if view is not None else "")
        super().begin()
        self.quit()


def main() -> int:
    session_module.Session = Watched  # type: ignore[misc]
    return program.main(["--data-dir", sys.argv[1]])


if __name__ == "__main__":
    sys.exit(main())
