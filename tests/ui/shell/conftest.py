"""A window's bridge on a real desk in a fresh folder, with the application dressed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.app import close_now, open_desk
from smmdesk.desk.desk import Desk
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.support import with_database
from ui.app import make_application
from ui.bridge import Bridge
from ui.shell.main_window import Toolbar


@pytest.fixture(scope="session")
def qapp() -> object:
    """The application as the program makes it."""
    return make_application()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("TZ", "Europe/Rome")
    made = open_desk(with_database(Paths(tmp_path / "desk")), ManualClock())
    yield made
    close_now(made)


@pytest.fixture
def bridge(desk: Desk, qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge(desk)
    yield made
    made.end()


@pytest.fixture
def place(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Shows a view under its toolbar, as the main window does; both are closed with the test."""
    windows: list[QWidget] = []

    def show(view: QWidget) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        column.addWidget(Toolbar(view.toolbar_items()))  # type: ignore[attr-defined]
        column.addWidget(view)
        qtbot.addWidget(window, before_close_func=lambda _window: view.close())
        window.resize(1280, 800)
        window.show()
        windows.append(window)
        return window

    return show
