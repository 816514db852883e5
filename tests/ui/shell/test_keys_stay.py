"""What is made anew beside or behind somebody who types takes no keys from them."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, triage
from smmdesk.desk.desk import Desk
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.presenters.people import PeoplePresenter
from ui.views.people import PeopleView
from ui.widgets.sheet_form import focus_kept

Place = Callable[[QWidget], QWidget]


def test_a_card_that_changes_leaves_the_keys_where_they_are_by_now(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    """It gave them back to the field that had them before: what was typed elsewhere went on in there."""
    channel = add_channel(desk, planning.first_brand(desk), "Forno")
    anna = person(desk, channel)
    wrote(desk, channel, by=anna)
    view = PeopleView(PeoplePresenter(bridge))
    place(view).activateWindow()
    view.open_card(anna.id)
    name, search = child(view, QLineEdit, "card_name"), view.search
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    search.setFocus()
    triage.describe(desk, anna.id, notes="Without nuts")
    qtbot.waitUntil(lambda: child(view, QLineEdit, "card_name") is not name)
    assert search.hasFocus()


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_parts_made_anew_take_the_keys_only_where_they_were(qtbot: QtBot, is_elsewhere: bool) -> None:
    window, owner, elsewhere = QWidget(), QWidget(), QLineEdit()
    qtbot.addWidget(window)
    row, inner = QHBoxLayout(window), QHBoxLayout(owner)
    row.addWidget(owner)
    row.addWidget(elsewhere)
    old = QLineEdit(objectName="field")
    inner.addWidget(old)
    window.show()
    window.activateWindow()
    old.setFocus()
    qtbot.waitUntil(old.hasFocus)
    if is_elsewhere:
        elsewhere.setFocus()
    with focus_kept(owner):
        old.hide()
        old.deleteLater()
        inner.addWidget(new := QLineEdit(objectName="field"))
        new.show()
    assert window.focusWidget() is (elsewhere if is_elsewhere else new)
