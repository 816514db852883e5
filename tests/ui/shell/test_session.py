"""One run of the window: what falls in it is said, and it goes on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk.desk.desk import Desk
from smmdesk.model.changes import Changes, Origin
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


def running(session: Session) -> list[str]:
    """The timers that would still go off, each by whose it is."""
    timers = {*session.findChildren(QTimer), *session.window.findChildren(QTimer)}
    return [repr(timer.parent()) for timer in timers if timer.isActive()]


async def test_at_its_end_nothing_of_it_looks_at_the_store_any_more(desk: Desk, qapp: QApplication) -> None:
    """The store goes next: what wakes after it would find it closed."""
    session = Session(qapp, desk, engine=False)
    session.open(waits=False)
    session.begin()
    await session.bridge.tasks.idle()
    desk.store.changed(Changes(origin=Origin.OTHER))  # what gathers changes waits by now
    assert running(session)
    goes = session.window.deleteLater
    session.window.deleteLater = lambda: None  # type: ignore[method-assign]  # it stands a little longer
    session.quit()
    await session.aclose()
    assert running(session) == []
    session.bridge.changed.emit(Changes(origin=Origin.OTHER))
    session.bridge.engine.problem_changed.emit()
    assert running(session) == []
    goes()
