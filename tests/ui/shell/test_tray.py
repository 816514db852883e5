"""The tray's menu and a pause of everything: what is next, the sheet that asks, the bar that says so and ends it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, standstill
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from smmdesk.store import outbox
from smmdesk.system.device import renew_device
from tests.desk.support import add_channel, add_post, deliveries, drive
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.shell.alerts import Alerts
from ui.shell.doors import COMPOSER
from ui.shell.menus import Menus
from ui.shell.notifications import Notifications
from ui.shell.pausing import SHEET, is_paused
from ui.shell.session import Session
from ui.shell.tray import Tray
from ui.views.calendar import CalendarView
from ui.views.outbox import OutboxView


@pytest.fixture
def session(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.menus, made.tray = Menus(made.window, made), Tray(made.window, made)
    made.alerts = Alerts(made.window, made.bridge, made.doors)
    made.window.show()
    yield made
    for sheet in made.window.findChildren(Sheet):
        sheet.reject()
    for key in ("outbox", "calendar"):
        made.window.drop_view(key)
    made.tray.hide()
    made.window.may_close = True
    made.bridge.end()


@pytest.fixture
def shop(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Forno")


def planned(desk: Desk, shop: Channel, text: str, hours: float) -> Post:
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, text, shop)
    return planning.schedule(desk, post.id, Moment.of(desk.clock.now() + timedelta(hours=hours), brand.zone))


def entry(owner: QObject, name: str) -> QAction:
    return child(owner, QAction, name)


def tray_of(session: Session) -> Tray:
    assert session.tray is not None
    session.tray.refresh()
    return session.tray


@pytest.mark.statement(84)
def test_the_tray_says_what_is_next_and_opens_it(session: Session, desk: Desk, shop: Channel) -> None:
    tray = tray_of(session)
    assert entry(tray.menu, "tray_next").text() == "Nothing is scheduled"
    assert not entry(tray.menu, "tray_next").isEnabled()
    planned(desk, shop, "Later", 30)
    first = planned(desk, shop, "Rye & <b>salt</b>", 2)
    tray = tray_of(session)
    said = entry(tray.menu, "tray_next").text()
    assert said.startswith("Next: ")
    assert said.endswith("Forno: Rye && <b>salt</b>"), "words as they are, no key of the menu"
    entry(tray.menu, "tray_next").trigger()
    assert session.window.current == "outbox"
    view = session.window.view("outbox")
    assert isinstance(view, OutboxView)
    assert view.presenter.selected is not None
    with desk.store.reading() as reader:
        assert view.presenter.selected.delivery_id == reader.deliveries_of(first.id)[0].id


@pytest.mark.statement(84)
@pytest.mark.parametrize("place", ["tray_pause", "action_pause_all"])
def test_everything_is_paused_and_goes_on(session: Session, desk: Desk, shop: Channel, place: str) -> None:
    planned(desk, shop, "Bread", 2)
    tray = tray_of(session)
    owner = tray.menu if place == "tray_pause" else session.window
    entry(owner, place).trigger()
    sheet = child(session.window, Sheet, SHEET)
    assert "1 post waits on this computer." in sheet.text_label.text()
    assert not is_paused(desk), "only asked"
    press(sheet, "pause_all")
    assert is_paused(desk)
    assert [problem.code for problem in session.window.bars.problems] == ["all_paused"]
    tray.refresh()
    assert session.menus is not None
    session.menus._name_pause()
    assert entry(owner, place).text() == "Let everything go on"
    entry(owner, place).trigger()
    assert not is_paused(desk)
    assert not session.window.bars.problems


@pytest.mark.statement(84)
def test_nothing_is_next_while_all_is_paused_or_its_channel_is(session: Session, desk: Desk, shop: Channel) -> None:
    """What stands still is not promised: neither near the clock nor when the window is closed."""
    planned(desk, shop, "Bread", 2)
    planned(desk, add_channel(desk, planning.first_brand(desk), "Bar"), "Coffee", 3)
    with desk.store.transaction() as tx:
        tx.put(replace(shop, paused=True))
    assert entry(tray_of(session).menu, "tray_next").text().endswith("Bar: Coffee")
    standstill.pause_all(desk)
    said = entry(tray_of(session).menu, "tray_next")
    assert (said.text(), said.isEnabled()) == ("Everything is paused", False)
    session.leave()
    assert session.has_left, "nothing needs the computer"


def test_a_folder_from_another_computer_promises_nothing_before_it_may_publish(
    session: Session, desk: Desk, shop: Channel
) -> None:
    planned(desk, shop, "Bread", 2)
    renew_device(desk.paths, desk.clock)
    assert entry(tray_of(session).menu, "tray_next").text() == "Nothing goes out from this computer yet"
    view = session.window.go_to("calendar")
    assert isinstance(view, CalendarView)
    assert view.tray.presenter.computer.is_empty
    session.leave()
    assert session.has_left


def test_what_an_archive_brought_in_asks_who_publishes_it(session: Session, desk: Desk, shop: Channel) -> None:
    """It is not sent from here by itself, and without a word nothing would ever say so."""
    post = planned(desk, shop, "Bread", 2)
    [delivery] = deliveries(desk, post)
    with desk.store.transaction() as tx:
        tx.put(replace(delivery, home="the old computer"))
    assert [problem.code for problem in session.window.bars.problems] == ["of_other_computer"]
    button = next(one for one in session.window.bars.findChildren(QPushButton) if one.text() == "Decide")
    button.click()
    press(next(one for one in session.window.findChildren(Sheet)), "sheet_confirm")
    assert deliveries(desk, post)[0].home == desk.device
    assert not session.window.bars.problems


@pytest.mark.statement(10)
def test_quitting_near_the_clock_says_what_waits_for_this_computer(session: Session, desk: Desk, shop: Channel) -> None:
    planned(desk, shop, "Bread", 2)
    session.window.hide()
    for _again in range(2):
        entry(tray_of(session).menu, "tray_quit").trigger()
    [sheet] = session.window.findChildren(Sheet, "leave_sheet")
    assert session.window.isVisible()
    assert sheet.text_label.text().startswith("1 post needs this computer to go out. Next: ")
    assert "Closed, nothing goes out from here until you open it again." in sheet.text_label.text()
    press(sheet, "leave_close")
    assert session.has_left


@pytest.mark.usefixtures("shop")
def test_the_outbox_pauses_everything_and_lets_it_go_on(session: Session, desk: Desk) -> None:
    view = session.window.go_to("outbox")
    button = child(session.window, QPushButton, "outbox_pause")
    assert isinstance(view, OutboxView)
    assert button.accessibleName() == "Pause everything…"
    button.click()
    press(child(session.window, Sheet, SHEET), "pause_all")
    assert is_paused(desk)
    assert button.accessibleName() == "Let everything go on"
    button.click()
    assert not is_paused(desk)
    assert button.accessibleName() == "Pause everything…"


def test_the_bar_lets_it_go_on_in_the_outbox_too(session: Session, desk: Desk, shop: Channel) -> None:
    session.window.go_to("outbox")
    standstill.pause_all(desk)
    buttons = session.window.bars.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Let it go on").click()
    assert not is_paused(desk)


@pytest.mark.statement(84)
def test_the_tray_opens_the_window_begins_a_post_and_quits(session: Session, qtbot: QtBot) -> None:
    tray = tray_of(session)
    session.window.hide()
    entry(tray.menu, "tray_open").trigger()
    assert session.window.isVisible()
    session.window.hide()
    entry(tray.menu, "tray_new").trigger()
    assert session.window.isVisible()
    assert session.window.current == COMPOSER
    with qtbot.waitSignal(session.left):
        entry(tray.menu, "tray_quit").trigger()
    assert session.has_left


@pytest.mark.statement(84)
def test_the_tray_takes_an_idea_in_hand(session: Session, qtbot: QtBot) -> None:
    tray = tray_of(session)
    names = [action.objectName() for action in tray.menu.actions()]
    assert names == [
        "tray_next", "", "tray_open", "tray_new", "tray_idea", "", "tray_pause", "", "tray_quit",
    ]  # fmt: skip
    session.window.hide()
    entry(tray.menu, "tray_idea").trigger()
    view = session.window.view("calendar")
    assert isinstance(view, CalendarView)
    assert session.window.isVisible()
    assert session.window.focusWidget() is view.tray.field
    qtbot.keyClicks(view.tray.field, "Chestnut bread")
    qtbot.keyClick(view.tray.field, Qt.Key.Key_Return)
    assert [each.words for each in view.tray.presenter.ideas] == ["Chestnut bread"]


@pytest.mark.usefixtures("shop")
@pytest.mark.statement(84)
def test_without_a_tray_the_window_says_and_offers_the_same(
    session: Session, desk: Desk, shop: Channel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on GNOME: no icon, so what would be told near the clock is a bar, and the window's menu has the verbs."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    assert session.tray is not None
    session.tray.hide()
    session.tray = Tray(session.window, session)
    assert (session.tray.available, session.tray.icon) == (False, None)
    post = planned(desk, shop, "Bread", 2)
    with desk.store.transaction() as tx:
        tx.put(replace(shop, status=ChannelStatus.SIGNED_OUT))
    told = Notifications(session, session.tray.icon)
    told.notifier.look()
    told.close()
    assert [problem.title for problem in session.window.bars.problems] == ["Forno signed us out"]
    names = {action.objectName() for action in session.window.actions()}
    assert names >= {"action_pause_all", "action_new", "action_quit"}
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, shop.id), status=ChannelStatus.CONNECTED))
    session.leave()
    sheet = child(session.window, Sheet, "leave_sheet")
    assert "Made small, everything goes out on time." in sheet.text_label.text()
    press(sheet, "leave_stay")
    assert session.window.isMinimized()
    assert not session.has_left
    assert deliveries(desk, post)[0].parts[0].state is State.SCHEDULED


def test_nobody_is_asked_twice(session: Session) -> None:
    for _ in range(2):
        entry(tray_of(session).menu, "tray_pause").trigger()
    assert len(session.window.findChildren(Sheet, SHEET)) == 1
    press(child(session.window, Sheet, SHEET), "pause_all_cancel")


def test_in_italian(session: Session, desk: Desk, shop: Channel) -> None:
    planned(desk, shop, "Pane", 2)
    set_language("it")
    tray = tray_of(session)
    assert entry(tray.menu, "tray_next").text().startswith("Prossimo: ")
    assert entry(tray.menu, "tray_pause").text() == "Ferma tutto…"


def test_what_waits_is_counted_by_where_it_waits(desk: Desk, shop: Channel, bridge: Bridge) -> None:
    post = planned(desk, shop, "Bread", 3)
    planned(desk, shop, "Cake", 4)
    with desk.store.reading() as reader:
        part = reader.deliveries_of(post.id)[0].parts[0]
    drive(desk, part, State.CLAIMED, State.SENDING, State.HANDED_OFF)
    with desk.store.reading() as reader:
        assert standstill.concerned(reader) == standstill.Stopped(here=1, listed=1)
        assert outbox.waiting_on_channel(reader, shop.id) == 1, "what its platform sends is not held back"
