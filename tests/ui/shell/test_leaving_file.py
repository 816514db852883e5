"""The calendar is written into a file beside the screen's work: told, stopped, refused where there is no room."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import archive_file, file_writing, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.model.problem import Problem
from smmdesk.store import backups
from tests.desk.support import add_post
from ui.bridge import Bridge
from ui.presenters.leaving import LeavingPresenter, Way, ways
from ui.presenters.long_work import writing_words
from ui.views import going_sheet
from ui.views.going_sheet import GoingSheet
from ui.views.leaving_sheet import show_leaving


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    made.resize(900, 600)
    made.show()
    return made


@pytest.fixture
def leaving(desk: Desk, window: QWidget, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeavingPresenter]:
    monkeypatch.setattr(going_sheet, "SOON_MS", 20)
    for number in range(3):
        add_post(desk, planning.first_brand(desk), f"Post {number}")
    bridge = Bridge(desk)
    presenter = LeavingPresenter(bridge)
    show_leaving(window, presenter).close()
    yield presenter
    bridge.end()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The copy of the database is half made, and goes on once this is set."""
    go, copy = threading.Event(), backups.write_copy

    def write_copy(*args: Any, watch: Any, **more: Any) -> bool:
        watch(0.5)
        go.wait(30)
        return copy(*args, watch=watch, **more)

    monkeypatch.setattr(archive_file.backups, "write_copy", write_copy)
    yield go
    go.set()


def whole() -> Way:
    return next(way for way in ways() if way.kind == "archive")


async def seen(window: QWidget) -> GoingSheet:
    while (sheet := window.findChild(GoingSheet)) is None or not sheet.isVisible():
        await asyncio.sleep(0.01)
    return sheet


async def test_it_says_how_far_it_is(
    leaving: LeavingPresenter, window: QWidget, tmp_path: Path, held: threading.Event
) -> None:
    bridge = leaving._bridge
    leaving.write(whole(), tmp_path / "all.smmdesk")
    bar = (await seen(window)).findChild(QProgressBar)
    while not bar.accessibleDescription().startswith("25%"):
        await asyncio.sleep(0.01)
    assert bar.accessibleName() == "Writing “all.smmdesk”"
    assert bar.accessibleDescription() == "25% written"
    held.set()
    await bridge.tasks.idle()
    assert bridge.said[-1].sentence == "3 posts written to “all.smmdesk”"
    assert (tmp_path / "all.smmdesk").exists()
    await bridge.aclose()


async def test_stopped_it_says_that_nothing_was_written(
    leaving: LeavingPresenter, window: QWidget, tmp_path: Path, held: threading.Event
) -> None:
    bridge = leaving._bridge
    folder = tmp_path / "out"
    folder.mkdir()
    leaving.write(whole(), folder / "all.smmdesk")
    (await seen(window)).findChild(QPushButton, "import_stop").click()
    held.set()
    await bridge.tasks.idle()
    assert bridge.said[-1].sentence == "Stopped. No file was written"
    assert list(folder.iterdir()) == []
    await bridge.aclose()


async def test_where_there_is_no_room_it_is_said(
    leaving: LeavingPresenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1_000_000

    monkeypatch.setattr(file_writing.shutil, "disk_usage", lambda _folder: Usage)
    failed: list[Problem] = []
    leaving._bridge.failed.connect(failed.append)
    leaving.write(whole(), tmp_path / "all.smmdesk")
    await leaving._bridge.tasks.idle()
    assert [problem.code for problem in failed] == ["no_room"]
    await leaving._bridge.aclose()


def test_the_words_of_a_file_that_is_written() -> None:
    assert writing_words(Going()) == "Being written…"
    assert writing_words(Going(37, 100)) == "37% written"
