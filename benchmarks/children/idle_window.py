"""The real program with its window hidden, as in the tray, until its standard input ends. Takes the data folder."""

import sys

from PySide6.QtCore import QSocketNotifier

import main as program
import ui.shell.session as session_module
from benchmarks.children.telling import tell


class Hidden(session_module.Session):
    """The session of the program, which hides its window as the tray's menu would."""

    def begin(self) -> None:
        super().begin()
        self.window.hide()
        self._end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._end.activated.connect(self._leave)
        tell(ready=True)

    def _leave(self) -> None:
        self._end.setEnabled(False)
        self.quit()


def main() -> int:
    session_module.Session = Hidden  # type: ignore[misc]
    return program.main(["--data-dir", sys.argv[1]])


if __name__ == "__main__":
    sys.exit(main())
