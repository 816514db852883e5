"""A channel is added, or a sign-in goes on, while somebody types elsewhere: what is typed stays where it belongs."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import Problem
from tests.ui.shell.support import child, press
from ui.shell.session import Session
from ui.views.channels import ChannelsView
from ui.views.composer import ComposerView
from ui.widgets.channel_chips import AddPill


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    yield made
    made.window.drop_views()
    made.window.may_close = True
    made.bridge.end()


def composer(session: Session) -> ComposerView:
    view = session.window.view("composer")
    assert isinstance(view, ComposerView)
    return view


def channels(session: Session) -> ChannelsView:
    view = session.window.view("channels")
    assert isinstance(view, ChannelsView)
    return view


def write(words: str) -> None:
    """As keys come: each to whatever has them by then."""
    for letter in words:
        holder = QApplication.focusWidget()
        assert holder is not None
        QTest.keyClicks(holder, letter)


def written(session: Session) -> str:
    return composer(session).presenter.draft.post.content.text


def begin_adding(session: Session) -> None:
    """A place by hand, its form filled in and sent."""
    view = channels(session)
    press(view, "offer_by_hand")
    child(view, QLineEdit, "coach_name").setText("Bacheca")
    press(view, "coach_connect")
    assert view.presenter.coach is not None
    assert view.presenter.coach.state == "working"


@pytest.mark.parametrize("goes_on", ["asks", "failed"])
def test_a_sign_in_that_goes_on_takes_no_keys_from_who_writes_elsewhere(
    session: Session, qtbot: QtBot, goes_on: str
) -> None:
    """They went into a field of the hidden coach, which may be the one for the password."""
    session.window.go_to("channels")
    view = channels(session)
    press(view, "offer_bluesky")
    view.presenter.set_coach(state="working")
    session.doors.new_post({})
    qtbot.waitUntil(composer(session).editor.box.text.hasFocus)
    write("Forno ")
    if goes_on == "asks":
        view.presenter.set_coach(state="ask", asked=view.presenter.coach.facts.sign_in.fields)  # type: ignore[union-attr]
    else:
        view.presenter.set_coach(state="form", problem=Problem("offline"))
    write("Bianchi")
    assert written(session) == "Forno Bianchi"


def test_nor_from_who_looks_for_another_platform_meanwhile(session: Session, qtbot: QtBot) -> None:
    session.window.go_to("channels")
    view = channels(session)
    press(view, "offer_bluesky")
    view.presenter.set_coach(state="working")
    search = child(view, QLineEdit, "offers_search")
    search.setFocus()
    write("mas")
    view.presenter.set_coach(state="form", problem=Problem("offline"))
    write("to")
    assert child(view, QLineEdit, "offers_search").text() == "masto"
    press(view, "offer_mastodon")
    qtbot.waitUntil(lambda: view.findChild(QWidget, "channel_coach").isAncestorOf(QApplication.focusWidget()))


async def test_what_is_typed_while_a_channel_is_added_for_a_post_is_in_the_post(session: Session) -> None:
    """“Forno Bianchi” became “Bianchi”: until the channel was there, the button Stop had the keys."""
    session.bridge.begin()
    session.doors.new_post({"text": "Da "})
    composer(session).editor.box.text.select(3, 3)
    child(composer(session), AddPill, "channel_add").click()
    begin_adding(session)
    write("Forno ")
    await session.bridge.tasks.idle()
    write("Bianchi")
    assert session.window.current == "composer"
    assert written(session) == "Da Forno Bianchi"
    assert len(composer(session).presenter.draft.post.channels) == 1


@pytest.mark.parametrize("for_post", [True, False])
async def test_space_alone_still_stops(session: Session, for_post: bool) -> None:
    session.bridge.begin()
    session.doors.new_post({})
    if for_post:
        child(composer(session), AddPill, "channel_add").click()
    session.window.go_to("channels")
    begin_adding(session)
    stop = child(channels(session), QPushButton, "coach_stop")
    assert stop.hasFocus()
    QTest.keyClick(stop, Qt.Key.Key_Space)
    assert channels(session).presenter.coach is None
    await session.bridge.tasks.idle()
    assert session.window.current == "channels"


async def test_nor_are_they_lost_where_the_adding_is_given_up(session: Session) -> None:
    session.bridge.begin()
    session.doors.new_post({})
    child(composer(session), AddPill, "channel_add").click()
    begin_adding(session)
    write("Forno")
    press(channels(session), "coach_stop")
    await session.bridge.tasks.idle()
    child(session.window, QPushButton, "channels_back_to_post").click()
    assert written(session) == "Forno"
    assert channels(session).presenter.typed_ahead == ""
