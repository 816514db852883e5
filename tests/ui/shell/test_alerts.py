"""What is said wherever one is: one bar per cause, gone with it; the badge; the missed posts offered once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Op, Receipt, State
from smmdesk.model.moment import to_us
from smmdesk.model.problem import Problem
from smmdesk.model.words import set_language
from tests.desk.support import add_channel
from tests.ui.shell.busy import SENDING, Busy, drive, hours
from tests.ui.shell.support import press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.calendar_moves import CalendarMoves
from ui.presenters.outbox import OutboxPresenter
from ui.shell.alerts import Alerts
from ui.shell.doors import COMPOSER, Doors
from ui.shell.main_window import MainWindow
from ui.views.channels import ChannelsView
from ui.views.missed_sheet import MissedSheet


@pytest.fixture
def busy(desk: Desk) -> Busy:
    return Busy(desk, planning.first_brand(desk))


@pytest.fixture
def shop(busy: Busy) -> Channel:
    return add_channel(busy.desk, busy.brand, "Shop")


@pytest.fixture
def window(bridge: Bridge, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge)
    made.may_close = True
    qtbot.addWidget(made)
    made.show()
    yield made
    for sheet in made.findChildren(Sheet):
        sheet.reject()
    for key in ("outbox", "channels", COMPOSER):
        made.drop_view(key)


@pytest.fixture
def alerts(window: MainWindow, bridge: Bridge) -> Alerts:
    made = Alerts(window, bridge, Doors(window, bridge))
    made.refresh()
    return made


def said(window: MainWindow) -> list[str]:
    return [problem.title for problem in window.bars.problems]


def badge(window: MainWindow) -> str:
    return window.rail.buttons["outbox"].accessibleDescription()


def sign_out(desk: Desk, channel: Channel, back: bool = False) -> None:
    with desk.store.transaction() as tx:
        status = ChannelStatus.CONNECTED if back else ChannelStatus.SIGNED_OUT
        tx.put(replace(tx.get(Channel, channel.id), status=status))


# ------------------------------------------------------------------ sign-in
@pytest.mark.statement(74)
def test_a_sign_in_that_ended_is_told_once_and_gone_when_it_is_back(
    window: MainWindow, alerts: Alerts, desk: Desk, busy: Busy, shop: Channel, bridge: Bridge
) -> None:
    for words in ("cake", "salt", "dough"):
        busy.post(words, hours(20), shop)
    sign_out(desk, shop)
    assert said(window) == ["Shop signed us out"]
    assert window.bars.problems[0].advice == "Your 3 posts are safe and paused. Sign in again and they go on."
    presenter = OutboxPresenter(bridge)
    paused = next(group for group in presenter.groups if group.title == "Paused")
    assert {row.sentence for row in paused.rows} == {"Paused - Shop signed us out"}
    assert badge(window) == "1 waits for you"
    sign_out(desk, shop, back=True)
    assert said(window) == []
    assert "Paused" not in [group.title for group in presenter.groups]
    presenter.close()


@pytest.mark.statement(74)
def test_the_button_opens_the_coach_of_that_account(
    window: MainWindow, alerts: Alerts, desk: Desk, shop: Channel
) -> None:
    sign_out(desk, shop)
    press(window.bars, "message_remedy")
    view = window.view("channels")
    assert isinstance(view, ChannelsView)
    coach = view.presenter.coach
    assert coach is not None
    assert coach.again is not None
    assert coach.again.id == shop.id


def test_a_sign_in_that_ends_soon_is_told_with_the_button_that_renews_it(
    window: MainWindow, alerts: Alerts, bridge: Bridge, busy: Busy, shop: Channel
) -> None:
    desk = bridge.desk
    busy.post("cake", hours(40), shop)
    with desk.store.transaction() as tx:
        ends_us = to_us(desk.clock.now() + hours(30))
        tx.put(replace(tx.get(Channel, shop.id), sign_in_ends_at_us=ends_us))
    assert said(window) == ["The sign-in to Shop ends on Thu 19 Nov"]
    presenter = OutboxPresenter(bridge)
    solve, *coming = presenter.groups
    assert [(row.sentence, row.button) for row in solve.rows] == [
        ("The sign-in to Shop ends on Thu 19 Nov", "Sign in again")
    ]
    details = [row.detail for group in coming for row in group.rows]
    assert details == ["The sign-in to Shop ends on Thu 19 Nov, before this post"]
    presenter.close()
    press(window.bars, "message_remedy")
    view = window.view("channels")
    assert isinstance(view, ChannelsView)
    assert view.presenter.coach is not None
    assert view.presenter.coach.again is not None
    [row] = view.presenter.rows
    assert (row.health, row.tone, row.needs_sign_in) == ("The sign-in to Shop ends on Thu 19 Nov", "warning", False)
    assert view.findChild(QPushButton, "channel_sign_in").text() == "Sign in again"


def test_a_bar_that_was_closed_comes_back_with_its_cause(
    window: MainWindow, alerts: Alerts, desk: Desk, shop: Channel
) -> None:
    sign_out(desk, shop)
    press_close(window)
    alerts.refresh()
    assert said(window) == []
    sign_out(desk, shop, back=True)
    sign_out(desk, shop)
    assert said(window) == ["Shop signed us out"]


def press_close(window: MainWindow) -> None:
    button = window.bars.findChild(QToolButton, "message_close")
    assert button is not None
    button.click()


# ------------------------------------------------------------------ the connection
@pytest.mark.statement(78)
def test_no_internet_is_one_bar_and_the_badge_counts_what_waits(
    window: MainWindow, alerts: Alerts, desk: Desk, busy: Busy, shop: Channel
) -> None:
    for words in ("cake", "salt"):
        busy.waiting(words, hours(-0.1), shop)
    assert said(window) == ["No internet"]
    assert window.bars.problems[0].advice.startswith("2 posts wait and go out when the connection is back.")
    assert badge(window) == "2 waiting for the connection"
    draft = planning.add_post(desk, busy.brand.id)  # editing goes on
    assert planning.save_post(desk, replace(draft, sort_key=3)).sort_key == 3
    press(window.bars, "message_remedy")
    with desk.store.reading() as reader:
        waiting = [d.parts[0] for post in reader.all(type(draft)) for d in reader.deliveries_of(post.id)]
    assert {part.wake_at_us for part in waiting} == {desk.now_us()}


def test_a_wifi_that_asks_for_a_sign_in_offers_its_page(
    window: MainWindow, alerts: Alerts, busy: Busy, shop: Channel
) -> None:
    post = busy.post("cake", hours(-0.1), shop)
    problem = Problem("wifi_page", {"url": "https://hotel.example/in"})
    drive(busy.desk, busy.parts(post)[0], *SENDING, State.RETRY_WAIT, problem=problem, wake_at_us=1)
    assert [p.values.get("url") for p in window.bars.problems] == ["https://hotel.example/in"]
    button = window.bars.findChild(QPushButton, "message_remedy")
    assert button is not None
    assert button.text() == "Open the sign-in page"


# ------------------------------------------------------------------ the engine
def test_what_keeps_everything_back_is_a_bar_and_stands_in_the_problems_centre(
    window: MainWindow, alerts: Alerts, bridge: Bridge
) -> None:
    presenter = OutboxPresenter(bridge)
    bridge.engine.say_problem(Problem("clock_wrong", {"minutes": 9}))
    assert said(window) == ["The clock of this computer is off by 9 minutes"]
    assert [row.sentence for row in presenter.groups[0].rows] == said(window)
    assert badge(window) == "1 waits for you"
    bridge.engine.say_problem(None)
    assert (said(window), presenter.groups, badge(window)) == ([], (), "")
    presenter.close()


def test_another_language_says_the_bars_anew(window: MainWindow, alerts: Alerts, desk: Desk, shop: Channel) -> None:
    sign_out(desk, shop)
    set_language("it")
    alerts.repeat()
    assert said(window) == ["Shop ha chiuso l’accesso"]


# ------------------------------------------------------------------ missed posts
@pytest.mark.statement(71)
def test_one_sheet_lists_all_that_was_missed_and_the_bar_leads_back_to_it(
    window: MainWindow, alerts: Alerts, busy: Busy, shop: Channel, qtbot: QtBot
) -> None:
    for words in ("cake", "salt", "dough", "coffee"):
        busy.missed(words, hours(-5), shop)
    qtbot.waitUntil(lambda: len(window.findChildren(MissedSheet)) == 1)
    [sheet] = window.findChildren(MissedSheet)
    assert sheet.windowTitle() == "4 posts did not go out: the computer was off"
    sheet.reject()
    assert said(window) == ["Not everything went out"]
    assert window.bars.problems[0].advice == "4 posts wait for your decision. Nothing goes out late by itself."
    qtbot.waitUntil(lambda: not window.findChildren(MissedSheet))
    press(window.bars, "message_remedy")
    assert len(window.findChildren(MissedSheet)) == 1


def test_whoever_is_writing_is_not_interrupted(
    window: MainWindow, alerts: Alerts, busy: Busy, shop: Channel, qtbot: QtBot
) -> None:
    window.current = COMPOSER
    busy.missed("cake", hours(-5), shop)
    qtbot.waitUntil(lambda: said(window) == ["Not everything went out"])
    assert window.findChildren(MissedSheet) == []
    window.current = "calendar"


# ------------------------------------------------------------------ on the platform's own list
@pytest.mark.statement(81)
@pytest.mark.parametrize("out", [False, True])
def test_what_is_taken_off_a_platforms_list_is_said_and_confirmed(
    window: MainWindow, alerts: Alerts, busy: Busy, shop: Channel, bridge: Bridge, out: bool
) -> None:
    said: list[str] = []
    bridge.announced.connect(lambda sentence, _undo: said.append(sentence))
    post = busy.post("book", hours(30), shop)
    part = drive(busy.desk, busy.parts(post)[0], *SENDING, State.HANDED_OFF, op=Op.SCHEDULE)
    moves = CalendarMoves(bridge, busy.brand.id, busy.brand.zone, lambda _ids: ())
    moves.trash([post.id])
    assert said == ["Moved to the trash. It is being taken off the list of Practice too."]
    presenter = OutboxPresenter(bridge)
    assert [row.sentence for group in presenter.groups for row in group.rows] == ["Being taken off Practice’s list"]
    part = drive(busy.desk, part, State.SENDING, op=Op.RECALL)
    if out:
        drive(busy.desk, part, State.PUBLISHED, receipt=Receipt("1"))
    else:
        drive(busy.desk, part, State.SCHEDULED, State.DRAFT)
    assert said[1:] == ["Shop had published it already" if out else "Shop confirmed: it is off its list"]
    presenter.close()


def test_what_stands_on_no_list_is_just_taken_back(bridge: Bridge, busy: Busy, shop: Channel) -> None:
    said: list[str] = []
    bridge.announced.connect(lambda sentence, _undo: said.append(sentence))
    post = busy.post("book", hours(30), shop)
    CalendarMoves(bridge, busy.brand.id, busy.brand.zone, lambda _ids: ()).trash([post.id])
    assert said == ["Moved to the trash"]


def test_the_outbox_says_it_in_its_lines_and_not_a_second_time(
    window: MainWindow, alerts: Alerts, desk: Desk, busy: Busy, shop: Channel
) -> None:
    sign_out(desk, shop)
    busy.waiting("cake", hours(-0.1), add_channel(desk, busy.brand, "Blog"))
    before = said(window)
    assert before == ["No internet", "Shop signed us out"], "in one order, whichever came first"
    window.go_to("outbox")
    assert said(window) == ["No internet"]
    window.go_to("channels")
    assert said(window) == before, "nothing has changed places"
