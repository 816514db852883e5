"""One run of the window: what falls in it is said, and it goes on."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model.problem import Remedy
from tests.guards import AllowLog
from ui.shell.session import Session


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    made.window.may_close = True
    made.bridge.end()


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
