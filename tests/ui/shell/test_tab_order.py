"""The order of Tab is taken from the layouts, which are asked for nothing that Qt may let go."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import getAllValidWrappers

from tests.ui.access import checks
from ui.widgets.tab_order import put_in_reading_order


def kept_items() -> set[int]:
    """Items of layouts that the binding holds."""
    return {id(one) for one in getAllValidWrappers() if isinstance(one, QLayoutItem) and not isinstance(one, QLayout)}


def test_tab_goes_as_the_layouts_place_and_the_binding_holds_none_of_their_items(qtbot: QtBot) -> None:
    """An item that Qt let go stood for whatever came to its address: a walk over all screens fell, now and then."""
    window = QWidget()
    qtbot.addWidget(window)
    fields = [QLineEdit() for _number in range(4)]
    column, line = QVBoxLayout(window), QHBoxLayout()
    column.addWidget(fields[1])
    column.addLayout(line)
    column.insertWidget(0, fields[0])
    column.addWidget(fields[3])
    line.addWidget(fields[2])
    window.show()
    before = kept_items()
    put_in_reading_order(window)
    assert kept_items() == before
    assert checks.tab_stops(window) == fields
