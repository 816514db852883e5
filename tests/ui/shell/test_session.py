"""Leaving: never with a text that could not be saved."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import Remedy
from tests.guards import AllowLog
from ui.shell.doors import COMPOSER
from ui.shell.session import Session


class Unsaved(QWidget):
    """A composer whose disk is full until `free`."""

    free = False

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return ()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.free)


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    made.window.may_close = True
    made.bridge.end()


@pytest.mark.fault(77)
def test_the_window_stays_while_the_composer_cannot_be_saved(session: Session) -> None:
    unsaved = Unsaved()
    session.window.add_view(COMPOSER, unsaved)
    session.quit()
    assert not session.has_left
    assert session.window.current == COMPOSER
    unsaved.free = True
    session.quit()
    assert session.has_left


@pytest.mark.fault(14)
async def test_a_task_that_falls_is_logged_and_shown_with_what_to_do(session: Session, allow_log: AllowLog) -> None:
    allow_log("a task of the window failed")
    session.bridge.begin()

    async def falls() -> None:
        raise ValueError("a fault of ours")

    session.bridge.run(falls())
    await session.bridge.tasks.idle()
    [problem] = session.window.bars.problems
    assert (problem.code, problem.remedy) == ("app_fault", Remedy.REPORT)
    goes_on: list[bool] = []

    async def works() -> None:
        goes_on.append(True)

    session.bridge.run(works())
    await session.bridge.tasks.idle()
    assert goes_on == [True]
