"""The box for files that Qt draws where a system has none of its own, in our dress."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QToolButton, QWidget

from ui import dialogs


def drawn_width(picture: QImage) -> int:
    """How wide the drawing in the middle half of a button is, in px; its ground is all of one colour."""
    ground = picture.pixel(picture.width() // 2, picture.height() // 8)
    rows = range(picture.height() // 4, picture.height() * 3 // 4)
    inked = [x for x in range(picture.width()) if any(picture.pixel(x, y) != ground for y in rows)]
    return inked[-1] - inked[0] + 1 if inked else 0


@pytest.mark.parametrize("name", ["listModeButton", "detailModeButton", "newFolderButton"])
def test_its_icons_have_their_whole_size(qtbot, dressed, name: str) -> None:
    """The room that words have beside them left half of it: at 200 % they could hardly be seen."""
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = dialogs.choose_files(owner, "Choose photos", "Photos (*.jpg)", lambda _paths: None)
    button = dialog.findChild(QToolButton, name)
    assert button is not None
    width = drawn_width(button.grab().toImage())
    dialog.close()
    assert width >= 12  # of the 16 that the drawing has with its margin
