"""A template is kept in the composer and begun from in the menu."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, templates
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.post import Post
from ui.dialogs import Sheet
from ui.shell.doors import COMPOSER
from ui.shell.menus import Menus
from ui.shell.session import Session
from ui.views.composer import ComposerView


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.menus = Menus(made.window, made)
    made.window.go_to("calendar")
    yield made
    made.window.may_close = True
    made.bridge.end()


def opened(session: Session) -> QMenu:
    """The templates' menu as it is when the main menu opens."""
    main = session.window.findChild(QMenu, "main_menu")
    assert isinstance(main, QMenu)
    main.aboutToShow.emit()
    found = main.findChild(QMenu, "menu_templates")
    assert isinstance(found, QMenu)
    return found


def composer(session: Session) -> ComposerView:
    found = session.window.findChildren(ComposerView)[-1]
    assert session.window.current == COMPOSER
    return found


def test_a_post_becomes_a_template_and_a_new_post_begins_from_it(session: Session, desk: Desk, qtbot: QtBot) -> None:
    brand = planning.first_brand(desk)
    assert not opened(session).isEnabled()
    post = planning.add_post(desk, brand.id, content=Content(text="Pane & sale ogni lunedì"))
    session.doors.open_post(post.id)
    composer(session).keep_as_template()
    sheet = composer(session).findChild(Sheet)
    assert sheet is not None
    name = sheet.findChild(QLineEdit, "sheet_field")
    name.setText("Pane & sale")
    qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), Qt.MouseButton.LeftButton)
    composer(session).back()
    menu = opened(session)
    assert menu.isEnabled()
    assert menu.actions()[0].text() == "Pane && sale"
    menu.actions()[0].trigger()
    begun = composer(session).presenter
    assert begun.draft.post.content.text == "Pane & sale ogni lunedì"
    assert begun.draft.post.id != post.id
    begun.draft.set_words("text", "Pane di martedì")
    composer(session).back()
    with desk.store.reading() as reader:
        assert {each.content.text for each in reader.all(Post)} == {"Pane & sale ogni lunedì", "Pane di martedì"}
    away = opened(session).actions()[-1].menu()
    assert isinstance(away, QMenu)
    away.actions()[0].trigger()
    assert templates.listed(desk, brand.id) == ()
    assert not opened(session).isEnabled()
