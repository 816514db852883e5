"""Keys at the moment when another brand is opened, as a keyboard sends them: what was typed before is kept for its
brand, and what is typed after is the new one's."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QTextEdit
from pytestqt.qtbot import QtBot

from smmdesk.desk import brands, triage
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from tests.ui.shell.support import child
from tests.ui.shell.test_brands import House, house, session
from ui.shell.menus import Menus
from ui.shell.session import Session
from ui.views.calendar import CalendarView

__all__ = ["house", "session"]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def typing(session: Session, house: House, qtbot: QtBot) -> Callable[[str], None]:
    """Types at the window, whatever has its keys."""
    session.menus = Menus(session.window, session)
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)

    def typed(words: str) -> None:
        for letter in words:
            QTest.keyClick(session.window.windowHandle(), letter)

    return typed


def open_second(session: Session) -> None:
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_2, CTRL_SHIFT)


def find(session: Session) -> None:
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)


def test_what_is_typed_right_after_the_keys_is_the_new_brands(
    session: Session, house: House, typing: Callable[[str], None]
) -> None:
    open_second(session)
    find(session)
    typing("pie")
    view = session.window.view("calendar")
    assert isinstance(view, CalendarView)
    assert (view.presenter.brand.id, view.search_field.field.text()) == (house.lume.id, "pie")


def test_a_new_post_right_after_the_keys_is_the_new_brands(
    session: Session, house: House, typing: Callable[[str], None]
) -> None:
    open_second(session)
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    typing("brunch at ten")
    composer = session.window.view("composer")
    assert composer is not None
    composer.close()
    with session.bridge.desk.store.reading() as reader:
        assert "brunch at ten" in [post.content.text for post in reader.all(Post, brand_id=house.lume.id)]


def test_what_is_typed_right_after_the_menu_is_the_new_brands(
    session: Session, house: House, typing: Callable[[str], None], qtbot: QtBot
) -> None:
    menu = child(session.window, QMenu, "menu_brands")
    menu.popup(session.window.mapToGlobal(session.window.rect().center()))
    menu.setActiveAction(child(session.window, QAction, f"action_brand_{house.lume.id}"))
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert brands.open_brand(house.desk).id == house.lume.id, "no turn of the loop in between"
    view = session.window.view("calendar")
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)
    find(session)
    typing("pie")
    assert isinstance(view, CalendarView)
    assert (view.presenter.brand.id, view.search_field.field.text()) == (house.lume.id, "pie")
    QApplication.processEvents()
    assert session.window.view("calendar") is view


def test_an_answer_that_is_being_typed_is_kept_for_its_message(
    session: Session, house: House, typing: Callable[[str], None]
) -> None:
    desk = session.bridge.desk
    with desk.store.reading() as reader:
        (message,) = reader.all(Message, brand_id=house.forno.id)
    view = session.window.go_to("inbox")
    view.open_message(message.id)  # type: ignore[attr-defined]
    child(view, QTextEdit, "reply_text").setFocus()
    typing("On my w")
    open_second(session)
    typing("ay")
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, message.id) == "On my w"
    assert brands.open_brand(desk).id == house.lume.id
    assert session.window.current == "inbox"


def test_a_name_that_is_being_typed_is_kept(session: Session, house: House, typing: Callable[[str], None]) -> None:
    desk = session.bridge.desk
    with desk.store.reading() as reader:
        (friend,) = reader.all(Person, brand_id=house.forno.id)
    view = session.window.go_to("people")
    view.open_card(friend.id)  # type: ignore[attr-defined]
    field = child(view, QLineEdit, "card_name")
    field.setFocus()
    field.selectAll()
    typing("Nadia")
    open_second(session)
    with desk.store.reading() as reader:
        assert reader.get(Person, friend.id).name == "Nadia"
