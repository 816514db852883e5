"""The floor of every start: a PySide6 window with nothing in it. Prints when it was painted, and its memory."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.children.telling import painted, tell


class EmptyWindow(QWidget):
    was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.was_painted:
            self.was_painted = True
            QTimer.singleShot(0, self.tell)

    def tell(self) -> None:
        tell(**painted())
        QApplication.quit()


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = EmptyWindow()
    window.resize(1280, 800)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
