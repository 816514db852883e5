"""The folder for ideas in the settings: chosen, asked about, told; and the bar of one that is gone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import idea_folder, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.idea_rounds import IdeaRounds
from smmdesk.model.brand import Brand
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from tests.desk.pictures import encoded, picture
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.idea_folder import IdeaFolderSetting
from ui.shell.notices import Notices
from ui.shell.session import Session
from ui.views.settings_ideas import IdeasCard


@pytest.fixture
def brand(desk: Desk) -> Brand:
    return planning.first_brand(desk)


@pytest.fixture
def card(bridge: Bridge, brand: Brand, qtbot: QtBot) -> Iterator[IdeasCard]:
    setting = IdeaFolderSetting(bridge, brand.id)
    made = IdeasCard(setting)
    qtbot.addWidget(made)
    made.show()
    yield made
    setting.close()
    set_language("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Idee").mkdir()
    return tmp_path / "Idee"


async def chosen(card: IdeasCard, bridge: Bridge, folder: Path) -> None:
    """The person picks the folder in the system's own window."""
    press(card, "settings_ideas_choose")
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible())
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    await bridge.tasks.idle()


async def looked(desk: Desk) -> None:
    rounds = IdeaRounds(desk)
    for _number in range(2):
        await rounds.look()
        assert isinstance(desk.clock, ManualClock)
        desk.clock.advance(timedelta(seconds=31))


async def test_an_empty_folder_is_taken_at_once_and_says_what_to_do(
    card: IdeasCard, bridge: Bridge, folder: Path
) -> None:
    assert not card.path.isVisible()
    await chosen(card, bridge, folder)
    assert card.path.isVisible()
    assert card.path.text() == "Idee"
    assert str(folder) in card.path.toolTip()
    assert "becomes an idea within a minute" in card.came.text()
    assert "Idee" in bridge.said[-1].sentence
    press(card, "settings_ideas_none")
    assert not card.path.isVisible()


@pytest.mark.parametrize(("button", "ideas"), [("ideas_only_new", 0), ("ideas_these_too", 1)])
async def test_about_what_lies_there_it_is_asked(
    card: IdeasCard, bridge: Bridge, folder: Path, button: str, ideas: int
) -> None:
    (folder / "pane.txt").write_text("Pane")
    await chosen(card, bridge, folder)
    sheet = child(card, Sheet, "ideas_old")
    assert "1 file is in this folder already" in sheet.accessibleName() + sheet.windowTitle()
    press(sheet, button)
    await looked(bridge.desk)
    state = idea_folder.state_of(bridge.desk, planning.first_brand(bridge.desk).id)
    assert state is not None
    assert state.ideas == ideas


async def test_what_came_and_what_was_left_out_is_told(card: IdeasCard, bridge: Bridge, folder: Path) -> None:
    await chosen(card, bridge, folder)
    (folder / "pane.jpg").write_bytes(encoded(picture()))
    for name in ("a.exe", "b\u202egpj.exe", "c.zip", "d.doc"):
        (folder / name).write_bytes(b"x")
    await looked(bridge.desk)
    bridge.desk.store.poll()
    assert card.came.text().startswith("1 idea so far. Last: Wed 18 Nov")
    assert card.left_out.text().endswith("and 1 more")
    assert "no photo, film or text" in card.left_out.text()
    assert "\u202e" not in card.left_out.text()


async def test_a_folder_of_our_own_is_refused(card: IdeasCard, bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.failed) as said:
        await chosen(card, bridge, bridge.desk.paths.folder)
    assert said.args is not None
    assert said.args[0].code == "ideas_folder_ours"


@pytest.fixture
def session(desk: Desk, brand: Brand, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    if made.notices is not None:
        made.notices.close()
    made.window.drop_view("calendar")
    made.window.may_close = True
    made.bridge.end()


async def test_a_folder_that_is_gone_is_a_bar_until_it_is_back_or_closed(
    session: Session, desk: Desk, brand: Brand, folder: Path
) -> None:
    idea_folder.choose(desk, brand.id, folder)
    notices = session.notices = Notices(session.window, session.bridge)
    rounds = IdeaRounds(desk)
    folder.rename(folder.with_name("weg"))
    for _number in range(3):
        await rounds.look()
    bars = session.window.bars
    assert [problem.code for problem in bars.problems] == ["ideas_folder_gone"]
    assert str(folder) in bars.problems[0].advice
    child(bars, QToolButton, "message_close").click()
    notices.look()
    assert bars.problems == ()
    folder.with_name("weg").rename(folder)
    await rounds.look()
    folder.rename(folder.with_name("weg"))
    for _number in range(3):
        await rounds.look()
    assert [problem.code for problem in bars.problems] == ["ideas_folder_gone"]
    folder.with_name("weg").rename(folder)
    await rounds.look()
    assert bars.problems == ()
