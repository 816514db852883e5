"""What somebody does who neither sees nor points: toggles and presses of a screen reader, and the keyboard's place."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.words import set_language
from tests.desk.support import add_channel, add_post, rome
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.guard import event_filter
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.ideas_tray import DRAFTS
from ui.presenters.outbox import OutboxPresenter
from ui.shell.main_window import MainWindow
from ui.shell.menus import Menus
from ui.shell.places import PLACES
from ui.shell.session import Session
from ui.views.calendar import CalendarView
from ui.views.outbox import OutboxView
from ui.views.outbox_line import OutboxLine
from ui.widgets import menu_key

Place = Callable[[QWidget], QWidget]


@pytest.fixture(autouse=True)
def a_screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def act(widget: QWidget, name: str) -> None:
    """Do the action that a screen reader finds on a widget."""
    actions = QAccessible.queryAccessibleInterface(widget).actionInterface()
    assert name in actions.actionNames(), actions.actionNames()
    actions.doAction(name)


@pytest.fixture
def window(bridge: Bridge, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge)
    made.may_close = True
    qtbot.addWidget(made)
    yield made
    for place in PLACES:
        made.drop_view(place.key)


@pytest.mark.statement(98)
def test_a_place_is_shown_when_a_screen_reader_chooses_it(window: MainWindow, qtbot: QtBot) -> None:
    window.go_to("settings")
    told: list[str] = []
    window.rail.place_chosen.connect(told.append)
    act(window.rail.buttons["outbox"], "Toggle")
    qtbot.waitUntil(lambda: window.current == "outbox")
    assert told == ["outbox"]


@pytest.mark.statement(98)
def test_tray_and_its_tabs_are_toggled_by_a_screen_reader(bridge: Bridge, place: Place) -> None:
    view = CalendarView(CalendarPresenter(bridge))
    place(view)
    assert view.tray.isVisible()
    act(view.tray.drafts_tab, "Toggle")
    assert view.tray.presenter.tab == DRAFTS
    act(view.toolbar.tray, "Toggle")
    assert not view.tray.isVisible()


@pytest.fixture
def outbox(bridge: Bridge, desk: Desk, place: Place) -> OutboxView:
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand)
    for number, words in enumerate(("Pane di segale", "Focaccia")):
        planning.schedule(desk, add_post(desk, brand, words, channel).id, rome(f"2026-11-2{number + 4} 09:00"))
    view = OutboxView(OutboxPresenter(bridge))
    place(view)
    return view


@pytest.mark.statement(96)
def test_the_line_that_was_chosen_keeps_the_keyboard(outbox: OutboxView, desk: Desk) -> None:
    second = outbox.findChildren(OutboxLine)[1]
    second.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert child(outbox, QWidget, "outbox_detail").isVisible()
    assert QApplication.focusWidget() is second
    first = outbox.findChildren(OutboxLine)[0].row.post_id
    planning.trash(desk, [first])  # the list is made anew
    line = outbox.findChildren(OutboxLine)[0]
    assert line.row.delivery_id == second.row.delivery_id
    assert QApplication.focusWidget() is line
    act(line, "Press")


@pytest.mark.statement(93)
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_narrow_outbox_puts_the_state_below_the_words(outbox: OutboxView, language: str, qtbot: QtBot) -> None:
    set_language(language)
    outbox._presenter.reload()
    outbox.window().resize(1280, 640)
    line = outbox.findChildren(OutboxLine)[0]
    qtbot.waitUntil(lambda: line.isVisible() and line.width() > 700)
    wide = line.height()
    outbox.window().resize(560, 640)
    qtbot.waitUntil(lambda: line.height() > wide)
    said = [label.text() for label in line.findChildren(QWidget) if getattr(label, "is_cut", False)]
    assert said == []


@pytest.mark.statement(6)
def test_the_brand_opens_its_menu_also_after_a_change_of_language(desk: Desk, qapp: QApplication, qtbot: QtBot) -> None:
    session = Session(qapp, desk, engine=False)
    qtbot.addWidget(session.window)
    session.menus = Menus(session.window, session)
    session.window.go_to("settings")
    session.choose_language("it")
    session.window.show()
    session.window.rail.brand.click()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.objectName() == "main_menu"
    menu.close()
    session.window.may_close = True
    session.window.drop_view("settings")
    session.bridge.end()


def test_an_error_in_an_event_filter_is_logged_and_the_program_goes_on(
    qtbot: QtBot, allow_log: Callable[[str], None]
) -> None:
    class Broken(QObject):
        @event_filter
        def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
            raise IndexError("the oven is empty")

    allow_log("looking at an event went wrong")
    widget, broken = QWidget(), Broken()
    qtbot.addWidget(widget)
    widget.installEventFilter(broken)
    widget.show()
    assert widget.isVisible()


@pytest.mark.skipif(not menu_key.is_ours(), reason="Windows asks for the menu by itself, macOS has no such key")
@pytest.mark.statement(96)
def test_shift_and_f10_open_the_menu_of_a_field_in_a_sheet_too(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    sheet = Sheet(window, "A name")
    field = QLineEdit()
    sheet.body.addWidget(field)
    sheet.open()
    sheet.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    sheet.close()


@pytest.mark.statement(96)
@pytest.mark.parametrize("place", ["outbox", "media", "channels"])
def test_a_place_gives_the_keyboard_to_something_that_can_be_used(window: MainWindow, desk: Desk, place: str) -> None:
    """The page itself had it: no ring, nothing to press. Back from a post the line that had opened it was left."""
    brand = planning.first_brand(desk)
    planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    window.show()
    window.activateWindow()
    view = window.go_to(place)
    focused = window.focusWidget()
    assert focused is not None
    assert view.isAncestorOf(focused), focused
    assert focused.focusPolicy() & Qt.FocusPolicy.TabFocus
    window.go_to("settings")
    window.go_to(place)
    assert window.focusWidget() is focused
