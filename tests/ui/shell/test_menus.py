"""The menu under the brand: what can be undone is named, and greyed while there is nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from ui.shell.menus import Menus
from ui.shell.session import Session
from ui.widgets.buttons import add_action, add_menu


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


def test_a_menu_stays_within_the_window_of_its_button(qtbot: QtBot) -> None:
    """At the right edge its own right edge stands under the button's; elsewhere its left one does."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(40, 40, 500, 300)
    for x, aligned in ((460, "right"), (60, "left")):
        button = QPushButton("v", window)
        button.setGeometry(x, 20, 30, 30)
        menu = add_menu(button)
        add_action(menu, "copy", "Also in another language, with a long name", f"act_{aligned}", lambda: None)
        window.show()
        qtbot.waitExposed(window)
        below = button.mapToGlobal(QPoint(0, button.height()))
        menu.popup(below)
        assert menu.width() > 100
        if aligned == "right":
            assert menu.geometry().right() == button.mapToGlobal(button.rect().bottomRight()).x()
        else:
            assert menu.geometry().left() == below.x()
        assert menu.geometry().top() == below.y()
        menu.close()
