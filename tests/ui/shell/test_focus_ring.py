"""The ring around what has the keyboard goes with it, also where that ends while it has the focus."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.look.focus_ring import FocusRing
from ui.shell.rail import SquareButton


@pytest.fixture
def follower(qapp: QApplication) -> Iterator[FocusRing]:
    made = FocusRing(qapp)
    yield made
    qapp.focusChanged.disconnect(made._focus_moved)
    made.deleteLater()


def test_a_part_of_a_window_that_ends_with_the_focus_in_it_takes_the_ring_along(qtbot, follower: FocusRing) -> None:
    """As the rail does when the language changes: Qt says that the focus went while its widget is half gone."""
    window, part = QWidget(), QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(part)
    buttons = [SquareButton(name, "plus", (44, 44), "accent", "accent-text") for name in ("one", "two")]
    column = QVBoxLayout(part)
    for button in buttons:
        column.addWidget(button)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for button in buttons:
        button.setFocus(Qt.FocusReason.TabFocusReason)
    assert follower._target is buttons[1]
    with qtbot.waitSignal(part.destroyed):
        part.deleteLater()
    assert not any(shiboken6.isValid(button) for button in buttons)
    assert (follower._target, follower._ring) == (None, None)
