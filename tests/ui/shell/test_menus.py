"""The menu under the brand: what can be undone is named, and greyed while there is nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from ui.shell.menus import Menus
from ui.shell.session import Session


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.menus = Menus(made.window, made)
    made.window.show()
    yield made
    made.window.may_close = True
    made.bridge.end()


@pytest.mark.statement(44)
def test_undo_is_greyed_while_there_is_nothing_to_undo(session: Session, desk: Desk, qtbot: QtBot) -> None:
    brand = planning.first_brand(desk)
    assert session.menus is not None
    undo, redo = session.menus.undo, session.menus.redo
    menu = opened(session)
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    menu.close()
    assert (undo.isEnabled(), redo.isEnabled()) == (True, True), "the keys work while the menu is closed"
    post = planning.add_post(desk, brand.id)
    menu = opened(session)
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    assert undo.text() == "Undo: new post"
    menu.close()
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)
    qtbot.keyClick(session.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with desk.store.reading() as reader:
        found = reader.find(Post, post.id)
    assert found is None or found.deleted_at_us is not None
    opened(session).close()
    menu = opened(session)
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    assert redo.text() == "Redo: new post"
    menu.close()
    qtbot.keyClick(session.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    with desk.store.reading() as reader:
        assert reader.get(Post, post.id).deleted_at_us is None


def opened(session: Session) -> QMenu:
    session.window.rail.brand.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu
