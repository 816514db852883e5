"""Leaving: what waits for this computer is said, and what is being sent is let finish."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.delivery import State
from smmdesk.store import answer_drafts
from tests.desk.heard import wrote
from tests.desk.support import add_channel, drive
from tests.ui.shell.busy import Busy, hours
from tests.ui.shell.support import child, press
from ui.dialogs import Sheet
from ui.shell.session import Session
from ui.views.inbox import InboxView
from ui.widgets.growing_text import GrowingText


class Working(QObject):
    """An engine that is in the middle of sending; `fell` when it is through."""

    fell = Signal(int)
    is_running = True
    asked = False

    def wake(self) -> None:
        """It is awake."""

    def ask_to_stop(self) -> None:
        self.asked = True


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    for sheet in made.window.findChildren(Sheet):
        sheet.reject()
    made.window.may_close = True
    made.bridge.end()


@pytest.fixture
def busy(desk: Desk) -> Busy:
    return Busy(desk, planning.first_brand(desk))


@pytest.mark.statement(10)
def test_closing_with_posts_due_explains_and_offers_to_go_on(session: Session, busy: Busy) -> None:
    busy.post("cake", hours(3), add_channel(busy.desk, busy.brand))
    session.leave()
    sheet = child(session.window, Sheet, "leave_sheet")
    assert not session.has_left
    stay = child(sheet, QPushButton, "leave_stay")
    assert stay.text() in ("Keep running in the tray", "Make the window small")
    press(sheet, "leave_close")
    assert session.has_left


def test_closing_with_nothing_due_asks_nothing(session: Session) -> None:
    session.leave()
    assert session.has_left


@pytest.mark.statement(87)
def test_quitting_while_sending_says_what_it_waits_for_and_goes_when_it_is_through(
    session: Session, busy: Busy, desk: Desk
) -> None:
    engine = Working()
    session.engine = engine  # type: ignore[assignment]
    part = busy.parts(busy.post("cake", hours(-0.01), add_channel(desk, busy.brand)))[0]
    drive(desk, part, State.CLAIMED, State.SENDING)
    session.quit()
    sheet = child(session.window, Sheet, "finishing_sheet")
    assert (engine.asked, session.has_left) == (True, False)
    assert sheet.windowTitle() == "Finishing what is being sent…"
    session.quit()  # once more changes nothing
    assert len(session.window.findChildren(Sheet)) == 1
    engine.fell.emit(0)
    assert session.has_left
    session.engine = None


@pytest.mark.statement(87)
def test_it_waits_five_seconds_at_most(session: Session, busy: Busy, desk: Desk) -> None:
    engine = Working()
    session.engine = engine  # type: ignore[assignment]
    part = busy.parts(busy.post("cake", hours(-0.01), add_channel(desk, busy.brand)))[0]
    drive(desk, part, State.CLAIMED, State.SENDING)
    session.quit()
    wait = session._last_wait
    assert wait is not None
    assert wait.isActive()
    assert wait.interval() <= 5_000
    wait.timeout.emit()
    assert session.has_left
    session.engine = None


def test_an_answer_typed_just_before_the_end_is_there_at_the_next_start(session: Session, busy: Busy) -> None:
    message = wrote(busy.desk, add_channel(busy.desk, busy.brand))
    view = session.window.go_to("inbox")
    assert isinstance(view, InboxView)
    view.presenter.select(message.id)
    child(view, GrowingText, "reply_text").insert("Thank you")
    session.quit()
    asyncio.run(session.aclose())
    with busy.desk.store.reading() as reader:
        assert answer_drafts.draft_of(reader, message.id) == "Thank you"
