"""What is pasted into the field for ideas."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from smmdesk.desk import undo
from smmdesk.desk.desk import Desk
from ui.views.calendar import CalendarView


def test_a_list_from_the_notes_of_a_phone_becomes_ideas_in_its_order(
    view: CalendarView, qtbot, announced, desk: Desk
) -> None:
    field = view.tray.field
    field.setFocus()
    QGuiApplication.clipboard().setText("- Tulips are here\n- Workshop, 8 places\n- Ask Giulia for photos\n")
    field.paste()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    words = ["Tulips are here", "Workshop, 8 places", "Ask Giulia for photos"]
    assert [card.entry.words for card in view.tray.cards()] == words
    assert announced == [("3 ideas written down", True)]
    undo.undo(desk)
    assert list(view.tray.cards()) == []
