"""Settings of this computer: what begins with it, a system that refuses, and who publishes now."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import who_publishes
from smmdesk.desk.desk import Desk
from smmdesk.desk.who_publishes import Who, publishes_now
from smmdesk.system.at_login import engine_service, window_entry
from smmdesk.system.in_menu import menu_entry
from smmdesk.system.single import engine_lock
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.presenters.this_computer import ThisComputer
from ui.views.settings_computer import ComputerCard
from ui.widgets.safe_label import SafeLabel


class Card:
    """The card on a home of its own; `code` is what the system's tools answer."""

    def __init__(self, bridge: Bridge, home: Path) -> None:
        self.code = 0
        paths = bridge.desk.paths
        self.entries = (
            window_entry(paths, home, "linux"),
            engine_service(paths, home, "linux", self._run),
            menu_entry(paths, home / ".local/share", "linux", self._run),
        )
        self.presenter = ThisComputer(bridge, self.entries)
        self.view = ComputerCard(self.presenter)

    def _run(self, _command: Sequence[str]) -> int:
        return self.code

    def tick(self, name: str) -> QCheckBox:
        return child(self.view, QCheckBox, name)


@pytest.fixture
def card(bridge: Bridge, tmp_path: Path, qtbot: object) -> Iterator[Card]:
    made = Card(bridge, tmp_path / "home")
    yield made
    made.view.deleteLater()


@pytest.mark.parametrize("name", ["settings_start", "settings_service", "settings_menu"])
async def test_a_choice_is_made_and_taken_back(card: Card, bridge: Bridge, name: str) -> None:
    bridge.begin()
    for on in (True, False):
        card.tick(name).click()
        await bridge.tasks.idle()
        assert card.tick(name).isChecked() is on
        assert (card.presenter.starts, card.presenter.publishes, card.presenter.in_menu) == (
            on and name == "settings_start",
            on and name == "settings_service",
            on and name == "settings_menu",
        )


async def test_what_the_system_refuses_is_said_and_the_tick_goes_back(card: Card, bridge: Bridge) -> None:
    bridge.begin()
    failed: list[str] = []
    bridge.failed.connect(lambda problem: failed.append(problem.code))
    card.code = 1
    card.tick("settings_service").click()
    await bridge.tasks.idle()
    assert failed == ["no_service"]
    assert not card.tick("settings_service").isChecked()


def test_where_an_installer_put_it_into_the_menu_nothing_is_asked(bridge: Bridge, card: Card, qtbot: QtBot) -> None:
    without = ComputerCard(ThisComputer(bridge, (window_entry(bridge.desk.paths), card.entries[1], None)))
    qtbot.addWidget(without)
    assert without.findChild(QCheckBox, "settings_menu") is None
    assert without.findChild(QCheckBox, "settings_service") is not None


def test_who_publishes_is_said(card: Card, desk: Desk, place: Callable[[QWidget], QWidget]) -> None:
    assert child(card.view, SafeLabel, "settings_who").text() == "Nobody at the moment"
    assert publishes_now(desk) is Who.NOBODY
    with engine_lock(desk.paths) as lock:
        assert lock.acquire()
        for who, words in ((Who.WINDOW, "This window"), (Who.SERVICE, "This computer, also without the window")):
            who_publishes.note(desk, who)
            card.presenter.changed.emit()
            assert child(card.view, SafeLabel, "settings_who").text().startswith(words)
            assert publishes_now(desk) is who
    assert publishes_now(desk) is Who.NOBODY, "what it wrote down does not outlive it"
