"""A file manager as small as can be: a window with files to drag out of it.

python -m tests.helpers.screen_files FILE...
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QIcon
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem

TITLE, TAKEN = "Files", "Files, taken"
"""What its window is called, and while the place below would take what is carried."""
SIDE_PX = 96


class Files(QListWidget):
    """Each file with its picture; what is dragged is its address."""

    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setAccessibleName(TITLE)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setDragEnabled(True)
        self.setIconSize(QSize(SIDE_PX, SIDE_PX))
        for file in files:
            item = QListWidgetItem(QIcon(str(file)), file.name)
            item.setData(Qt.ItemDataRole.UserRole, str(file))
            self.addItem(item)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(item.data(Qt.ItemDataRole.UserRole)) for item in items])
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:
        drag = QDrag(self)
        drag.setMimeData(self.mimeData(self.selectedItems()))
        drag.actionChanged.connect(lambda action: self.setWindowTitle(TAKEN if action.value else TITLE))
        drag.exec(actions)
        self.setWindowTitle(TITLE)


def main(arguments: Sequence[str]) -> int:
    app = QApplication([TITLE])
    files = Files([Path(argument).resolve() for argument in arguments])
    files.resize(SIDE_PX + 50, SIDE_PX * 2)
    files.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
