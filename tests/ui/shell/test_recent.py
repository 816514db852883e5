"""What just happened: every toast can be read after it went, by menu, key and screen reader, and its step undone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from tests.ui.shell.support import child, press
from ui.bridge import MOST_SAID
from ui.dialogs import Sheet
from ui.shell.menus import Menus
from ui.shell.session import Session
from ui.views.recent_sheet import SHEET, said_lines


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.menus = Menus(made.window, made)
    made.window.show()
    yield made
    made.window.may_close = True
    made.bridge.end()


def opened(session: Session) -> Sheet:
    """By its entry in the menu under the brand."""
    session.window.rail.brand.click()
    menu = child(session.window, QMenu, "main_menu")
    next(action for action in menu.actions() if action.objectName() == "action_recent").trigger()
    menu.close()
    return child(session.window, Sheet, SHEET)


def listed(sheet: Sheet) -> list[str]:
    rows = child(sheet, QListWidget, "recent_list")
    return [rows.item(number).text() for number in range(rows.count())]


@pytest.mark.statement(104)
def test_what_a_toast_said_is_listed_after_it_went_and_its_step_can_be_taken_back(session: Session, desk: Desk) -> None:
    clock = desk.clock
    assert isinstance(clock, ManualClock)
    post = planning.add_post(desk, planning.first_brand(desk).id)
    session.bridge.announce("One post written", True)
    clock.advance(timedelta(minutes=5))
    session.bridge.announce("Copied")
    session.window.toast.hide()
    sheet = opened(session)
    assert [line.split("  ")[1] for line in listed(sheet)] == ["Copied", "One post written"]
    rows = QAccessible.queryAccessibleInterface(child(sheet, QListWidget, "recent_list"))
    assert rows.childCount() == 2
    assert rows.child(1).text(QAccessible.Text.Name) == listed(sheet)[1]
    press(sheet, "recent_undo")
    with desk.store.reading() as reader:
        found = reader.find(Post, post.id)
    assert found is None or found.deleted_at_us is not None
    assert next(iter(said_lines(session.bridge))).endswith(session.bridge.said[-1].sentence)
    assert session.bridge.said[-1].sentence.startswith("Undone: ")


@pytest.mark.statement(104)
def test_the_list_has_a_key_of_its_own_and_opens_once(session: Session, qtbot: QtBot) -> None:
    set_language("it")
    session.menus.rebuild()
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)
    session.bridge.announce("Spostato")
    action = next(one for one in session.window.actions() if one.objectName() == "action_recent")
    assert action.shortcut() == QKeySequence("Ctrl+Shift+H")
    qtbot.keyClick(
        session.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    sheet = child(session.window, Sheet, SHEET)
    assert sheet.windowTitle() == "Cosa è appena successo"
    assert child(sheet, QListWidget, "recent_list").accessibleName() == "Cosa è appena successo, prima il più recente"
    session.menus.show_recent()
    assert len(session.window.findChildren(Sheet, SHEET)) == 1
    sheet.close()


def test_nothing_yet_says_so_and_old_lines_go(session: Session) -> None:
    sheet = opened(session)
    assert sheet.findChild(QListWidget, "recent_list") is None
    assert sheet.findChild(QPushButton, "recent_undo") is None
    press(sheet, "recent_close")
    for number in range(MOST_SAID + 5):
        session.bridge.announce(f"Step {number}")
    lines = list(said_lines(session.bridge))
    assert len(lines) == MOST_SAID
    assert lines[0].endswith(f"Step {MOST_SAID + 4}")


def test_another_day_is_said_with_its_date(session: Session, desk: Desk) -> None:
    clock = desk.clock
    assert isinstance(clock, ManualClock)
    session.bridge.announce("Yesterday’s")
    assert len(next(iter(said_lines(session.bridge))).split("  ")[0]) == 5
    clock.advance(timedelta(days=1))
    assert len(next(iter(said_lines(session.bridge))).split("  ")[0]) > 5
