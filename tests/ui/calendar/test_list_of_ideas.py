"""What is pasted into the field for ideas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from smmdesk.desk import approving, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
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


def test_a_card_names_a_platform_once_and_another_beside_it(view: CalendarView, write, desk: Desk) -> None:
    with desk.store.transaction() as tx:
        tx.put(Channel("channel-9", "brand-1", "mastodon", "Second", status=ChannelStatus.CONNECTED, sort_key=2))
    post = write("", "Tulips", channels=("channel-1", "channel-9", "channel-2"))
    presenter = view.tray.presenter
    assert presenter.subline(presenter.entries([post.id])[0]) == "Mastodon, WordPress"


@pytest.mark.statement(96)
def test_where_the_cards_go_out_of_sight_the_keyboard_goes_to_the_days(view: CalendarView, qtbot) -> None:
    """It fell to the message at the foot, which then stayed for ever."""
    view.tray.presenter.note("Tulips")
    qtbot.waitUntil(lambda: len(view.tray.cards()) == 1)
    view.tray.cards()[0].setFocus()
    view.open_tray(False)
    assert view.window().focusWidget() is view.grid
    view.open_tray(True)
    view.tray.cards()[0].setFocus()
    view.open_tray(True)
    assert view.window().focusWidget() is view.tray.cards()[0]


def test_a_card_shows_that_its_post_has_its_ok(view: CalendarView, write, desk: Desk) -> None:
    post = write("", "Tulips")
    view.tray.presenter.show_tab("drafts")
    assert view.tray.cards()[0]._subline == "Practice"
    approving.approve(desk, {post.id: ""})
    [card] = view.tray.cards()
    assert card._subline == "OK given, Practice"
    assert card.accessibleName() == "OK given, Tulips, Practice", "and says it once"
