"""The inbox in a narrow window, and without internet."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, open_problems
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.problem import Problem
from tests.desk.heard import person, wrote
from tests.desk.support import drive
from tests.ui.shell.support import child
from tests.ui.shell.test_inbox import Place, channel, shown
from ui.bridge import Bridge
from ui.widgets.safe_label import SafeLabel

__all__ = ["channel"]


def test_in_a_narrow_window_thread_and_person_stand_behind_buttons(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel, by=person(desk, channel))
    view = shown(bridge, place)
    view.presenter.select(message.id)
    assert view.list.isVisible()
    assert view.talk.isVisible()
    view.window().resize(980, 640)
    qtbot.waitUntil(lambda: view.list.isVisible() and view.talk.isVisible() and not view.person.isVisible())
    view.head.person.click()
    assert view.person.isVisible()
    view.head.person.click()
    assert view.list.isVisible()
    view.window().resize(700, 600)
    qtbot.waitUntil(lambda: view.list.isVisible() and not view.talk.isVisible())
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.talk.isVisible()
    assert not view.list.isVisible()
    view.head.back.click()
    assert view.list.isVisible()
    assert not view.talk.isVisible()


@pytest.mark.statement(78)
@pytest.mark.statement(89)
def test_without_internet_an_answer_waits_and_says_so(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel)
    part = answering.reply(desk, message.id, "Certo!").parts[0]
    problem, again_us = Problem("offline"), desk.now_us() + 60_000_000
    drive(desk, part, State.CLAIMED, State.RETRY_WAIT, problem=problem, wake_at_us=again_us)
    with desk.store.reading() as reader:
        assert [one.values.get("count") for one in open_problems.waiting_for_connection(reader)] == [1]
    view = shown(bridge, place)
    view.presenter.select(message.id)
    assert "Next try" in child(view, SafeLabel, "inbox_answer_state").text()
