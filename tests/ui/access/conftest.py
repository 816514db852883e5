"""A window of the whole program on a bakery's busy month, without its engine."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk.app import close_now, open_desk
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.ui.access.steps import settle
from tests.ui.calendar import shop
from tests.ui.shell.conftest import english, qapp
from ui.look import fonts
from ui.look.language import choose_language
from ui.look.theme import theme
from ui.shell.menus import Menus
from ui.shell.places import PLACES
from ui.shell.session import Session

__all__ = ["english", "qapp"]
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
Program = Callable[..., Session]


@pytest.fixture(scope="session")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder with the month in it, made once for each language."""
    made: dict[str, Path] = {}

    def folder(language: str) -> Path:
        if language not in made:
            made[language] = tmp_path_factory.mktemp(f"bakery-{language}") / "desk"
            desk = open_desk(Paths(made[language]), ManualClock(NOW))
            shop.fill(desk, language)
            close_now(desk)
        return made[language]

    return folder


@pytest.fixture
def program(
    bakery: Callable[[str], Path], tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """Starts the window in a language, of a size in px, with a system font of so many px."""
    import shutil

    monkeypatch.setenv("TZ", "Europe/Rome")
    sessions: list[Session] = []

    def start(
        language: str = "en", size: tuple[int, int] = (1280, 800), font_px: float = 0, of: Path | None = None
    ) -> Session:
        if font_px:
            monkeypatch.setattr(fonts, "system_font_px", lambda: font_px)
            theme()._system_changed()
        folder = tmp_path / f"desk-{len(sessions)}"
        shutil.copytree(of or bakery(language), folder)
        desk = open_desk(Paths(folder), ManualClock(NOW))
        desk.settings.set("language", language)
        choose_language(qapp, language)
        made = Session(qapp, desk, engine=False)
        made.menus = Menus(made.window, made)
        qtbot.addWidget(made.window)
        made.window.resize(*size)
        made.window.go_to("calendar")
        made.window.show()
        made.window.resize(*size)
        made.window.activateWindow()
        settle()
        sessions.append(made)
        return made

    yield start
    for made in sessions:
        made.window.may_close = True
        made.window.drop_view("composer")
        for place in PLACES:
            made.window.drop_view(place.key)
        made.bridge.end()
        close_now(made.bridge.desk)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # what is gone is not dressed again below
    choose_language(qapp, "en")
    monkeypatch.undo()
    theme().choose("system")
    theme().choose_contrast("system")
    theme().choose_motion("moving")
    theme()._system_changed()
