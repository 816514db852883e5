"""Settings, "Begin again…": all goes into one file, and only then the calendar may give way."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from smmdesk.desk import planning, who_publishes
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_archive import look
from smmdesk.desk.planning import first_brand
from smmdesk.desk.who_publishes import Who
from smmdesk.model.delivery import State
from smmdesk.system.single import FileLock
from tests.desk.support import add_channel, add_post, deliveries, drive, everything, rome
from tests.ui.shell.support import press
from ui import dialogs
from ui.bridge import Bridge
from ui.presenters.beginning_again import BeginningAgain
from ui.views import beginning_again_sheet


@pytest.fixture
def emptied() -> list[str]:
    return []


@pytest.fixture
def presenter(bridge: Bridge, emptied: list[str]) -> BeginningAgain:
    return BeginningAgain(bridge, emptied.append)


async def test_the_file_holds_all_before_the_calendar_gives_way(
    presenter: BeginningAgain, bridge: Bridge, desk: Desk, emptied: list[str], tmp_path: Path
) -> None:
    post = add_post(desk, first_brand(desk), "Pane")
    assert presenter.file_name.endswith(".smmdesk")
    presenter.begin(tmp_path / "prima")
    assert emptied == []
    await bridge.tasks.idle()
    assert emptied == ["The calendar is empty. All of before is in “prima.smmdesk”."]
    assert post.id in everything(desk), "it gives way between two windows"
    plan = look(desk, tmp_path / "prima.smmdesk")
    assert (plan.posts, plan.same) == (0, 1), "as it is here"


async def test_what_cannot_be_written_or_was_stopped_leaves_all_as_it_was(
    presenter: BeginningAgain, bridge: Bridge, desk: Desk, emptied: list[str], tmp_path: Path
) -> None:
    add_post(desk, first_brand(desk), "Pane")
    problems: list[str] = []
    told: list[str] = []
    bridge.failed.connect(lambda problem: problems.append(problem.code))
    bridge.announced.connect(lambda words, _undo: told.append(words))
    presenter.begin(tmp_path / "no" / "such" / "prima.smmdesk")
    await bridge.tasks.idle()
    assert problems == ["folder_not_writable"]
    presenter.begun = lambda _words: asyncio.get_running_loop().call_soon(presenter.stop)
    presenter.begin(tmp_path / "prima.smmdesk")
    await bridge.tasks.idle()
    assert told == ["Stopped. Your calendar is as it was"]
    assert emptied == []


async def test_a_service_that_has_the_folder_is_told_before_anything_is_forgotten(
    presenter: BeginningAgain, bridge: Bridge, desk: Desk, emptied: list[str], tmp_path: Path
) -> None:
    problems: list[str] = []
    bridge.failed.connect(lambda problem: problems.append(problem.code))
    who_publishes.note(desk, Who.SERVICE)
    lock = FileLock(desk.paths.engine_lock)
    assert lock.acquire()
    presenter.begin(tmp_path / "prima.smmdesk")
    await bridge.tasks.idle()
    lock.release()
    assert (problems, emptied) == (["desk_busy"], [])
    assert not (tmp_path / "prima.smmdesk").exists()


def test_the_question_says_what_goes_out_all_the_same(
    qtbot: object, presenter: BeginningAgain, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert presenter.warning == ""
    brand = first_brand(desk)
    post = add_post(desk, brand, "Pane", add_channel(desk, brand), planned=rome("2026-11-25 09:00"))
    planning.schedule(desk, post.id)
    drive(desk, deliveries(desk, post)[0].parts[0], State.CLAIMED, State.SENDING, State.HANDED_OFF)
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    window.show()
    begun: list[Path] = []
    monkeypatch.setattr(presenter, "begin", begun.append)

    def choose(_parent: QWidget, _title: str, name: str, _filters: str, done: Callable[[Path], object]) -> None:
        done(tmp_path / name)

    monkeypatch.setattr(dialogs, "choose_target", choose)
    sheet = beginning_again_sheet.ask_to_begin_again(window, presenter)
    words = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert "1 post stands on a platform’s own list and goes out there all the same" in words
    assert begun == [], "Enter is not what destroys"
    press(sheet, "sheet_confirm")
    assert begun == [tmp_path / presenter.file_name]
