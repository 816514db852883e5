"""Newer versions on the screen: which one this is, what is there, and a bar that comes once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, updates
from smmdesk.desk.desk import Desk
from smmdesk.model.problem import ProblemError
from smmdesk.model.release import Release
from smmdesk.system.own_program import OwnProgram
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.presenters.updates import Updates
from ui.shell.session import Session
from ui.shell.update_bar import UpdateBar, get_update
from ui.views.settings_updates import UpdatesCard

PAGE = "https://news.example/get"
SOURCE = updates.Source("https://news.example/latest.json", (b"k" * 32,))


def release(desk: Desk, version: str = "9.0") -> Release:
    return Release(version, 1, PAGE, desk.clock.now() + timedelta(days=9), {"en": "• Il mese <b>nuovo</b>"})


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []

    def open_url(url: QUrl) -> bool:
        addresses.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return addresses


def answering(monkeypatch: pytest.MonkeyPatch, found: Release | ProblemError | None) -> None:
    async def look(_desk: Desk, _source: updates.Source) -> Release | None:
        if isinstance(found, ProblemError):
            raise found
        return found

    monkeypatch.setattr(updates, "look", look)


async def test_the_card_says_what_is_there_and_leads_to_it(
    bridge: Bridge, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    asked = Updates(bridge, SOURCE)
    card = UpdatesCard(asked)
    qtbot.addWidget(card)
    card.show()
    answering(monkeypatch, None)
    await asked._look()
    assert card.says.text() == "This is the newest version."
    answering(monkeypatch, ProblemError("update_untrue"))
    await asked._look()
    assert card.says.text().startswith("What came about newer versions is not ours.")
    answering(monkeypatch, release(bridge.desk))
    await asked._look()
    assert (card.says.text(), card.news.text()) == ("9.0 is there.", "• Il mese <b>nuovo</b>")
    child(card, QPushButton, "updates_get").click()
    assert opened == [PAGE]


def test_a_copy_from_the_sources_says_that_it_asks_nobody(bridge: Bridge, qtbot: QtBot) -> None:
    card = UpdatesCard(Updates(bridge, updates.Source()))
    qtbot.addWidget(card)
    card.show()
    assert "made from the sources" in card.says.text()
    assert not child(card, QPushButton, "updates_look").isVisible()
    assert card.findChild(QCheckBox, "settings_updates") is None


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    planning.first_brand(desk)
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    if made.updates is not None:
        made.updates.close()
    made.window.may_close = True
    made.bridge.end()


async def test_the_bar_comes_once_and_its_button_opens_the_page(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    session.updates = UpdateBar(session.window, session.bridge)
    answering(monkeypatch, release(desk))
    known = session.bridge.updates
    await known._look()
    await known._look()
    [problem] = session.window.bars.problems
    assert (problem.title, problem.values["url"]) == ("smmdesk 9.0 is there", PAGE)
    action = session.window.on_remedy(problem)
    assert action is not None
    action()
    assert opened == [PAGE]
    known.told()
    session.window.bars.dismiss("update_there")
    assert known.to_tell() is None
    answering(monkeypatch, release(desk, "9.1"))
    await known._look()
    assert [problem.title for problem in session.window.bars.problems] == ["smmdesk 9.1 is there"]


def test_a_window_whose_program_was_replaced_says_so_once(session: Session, tmp_path: Path) -> None:
    """A package put a newer version under a window that is open: it reads its parts from another version's files."""
    program = tmp_path / "smmdesk"
    program.write_text("1", "utf-8")
    session.updates = UpdateBar(session.window, session.bridge, OwnProgram(str(program)))
    session.updates.tell_renewed()
    assert [problem.code for problem in session.window.bars.problems] == []
    program.write_text("22", "utf-8")
    for _twice in range(2):
        session.updates.tell_renewed()
    assert [problem.code for problem in session.window.bars.problems] == ["program_renewed"]


def test_a_problem_that_asks_for_a_new_version_leads_to_what_settings_say(session: Session) -> None:
    shown: list[str] = []
    session.window.place_shown.connect(shown.append)
    get_update(session.window, "")
    assert shown == ["settings"]
    session.window.drop_view("settings")
