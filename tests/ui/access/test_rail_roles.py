"""The places of the rail, as screen readers hear them."""

from PySide6.QtGui import QAccessible

from tests.ui.access.conftest import Program


def test_a_place_is_a_radio_button_for_screen_readers(program: Program) -> None:
    """One of several, and which one: not a box to tick."""
    session = program("it")
    said = {}
    for key, button in session.window.rail.buttons.items():
        interface = QAccessible.queryAccessibleInterface(button)
        said[key] = (interface.role(), bool(interface.state().checked))
    assert {role for role, _chosen in said.values()} == {QAccessible.Role.RadioButton}
    assert [key for key, (_role, chosen) in said.items() if chosen] == ["calendar"]
