"""What the window needs of flags, in every Python that it runs with; Debian 12's fell over some."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

Held = Qt.KeyboardModifier


def test_what_is_left_of_the_held_keys() -> None:
    left = (Held.ControlModifier | Held.KeypadModifier) & ~Held.KeypadModifier
    assert left == Held.ControlModifier
    assert not Held.KeypadModifier & ~(Held.ShiftModifier | Held.KeypadModifier)


def test_what_the_others_of_a_row_take_of_the_keyboard(qtbot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    column, buttons = QVBoxLayout(row), [QRadioButton(str(number)) for number in range(3)]
    for button in buttons:
        column.addWidget(button)
    buttons[0].setChecked(True)
    takes = [bool(button.focusPolicy() & Qt.FocusPolicy.TabFocus) for button in buttons]
    assert takes[0]
    assert [button.focusPolicy() != Qt.FocusPolicy.NoFocus for button in buttons] == [True] * 3
