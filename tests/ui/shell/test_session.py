"""One run of the window: what falls in it is said, and it goes on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.changes import Changes, Origin
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import Remedy
from smmdesk.store import sealed
from smmdesk.system.secrets import KeyRecord
from tests.desk.support import add_channel
from tests.guards import AllowLog
from tests.ui.shell.support import child, press
from ui.dialogs import Sheet
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


@pytest.mark.parametrize(
    ("source", "sheet", "way"),
    [
        ("keyring", "key_ring_sheet", "key_ring_start_over"),
        ("passphrase", "sheet", "sheet_start_over"),
        ("session", "start_over_sheet", ""),
    ],
)
async def test_sign_ins_that_no_key_opens_can_be_made_anew(
    session: Session, desk: Desk, source: str, sheet: str, way: str
) -> None:
    """A folder from another computer, a passphrase that nobody knows any more, sign-ins kept until the end."""
    session.bridge.begin()
    shop = add_channel(desk, planning.first_brand(desk), "Shop", platform="mastodon", server="https://toot.example")
    with desk.store.transaction() as tx:
        sealed.name_key(tx, KeyRecord("out of reach", source))
    session.window.show()
    session.ask_passphrase()
    if way:
        press(child(session.window, Sheet, sheet), way)
    asked = child(session.window, Sheet, "start_over_sheet")
    assert "each channel asks you to sign in" in asked.text_label.text()
    press(asked, "sheet_confirm")
    await session.bridge.tasks.idle()
    with desk.store.reading() as reader:
        assert reader.get(Channel, shop.id).status is ChannelStatus.SIGNED_OUT
    assert (desk.vault.source, session.window.current) == ("", "channels")


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
