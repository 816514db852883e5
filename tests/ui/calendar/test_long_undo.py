"""An import of very many posts is taken back beside the screen's work: told, stopped, gone on with."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QProgressBar, QPushButton

from smmdesk.desk import importing, undo, undo_pieces
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from tests.desk.support import everything
from ui.views import going_sheet
from ui.views.calendar import CalendarView
from ui.views.going_sheet import GoingSheet

POSTS, FEW = 9, 2
LABEL = "import of 9 posts"


@pytest.fixture
def many(view: CalendarView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Post]:
    """Posts that came from a table; pieces are small, and the sheet comes soon."""
    monkeypatch.setattr(undo_pieces, "AT_ONCE", FEW)
    monkeypatch.setattr(going_sheet, "SOON_MS", 20)
    (tmp_path / "a.csv").write_text("text\n" + "".join(f"Post {number}\n" for number in range(POSTS)), "utf-8")
    desk = view.presenter.desk
    before = everything(desk)
    importing.apply_import(desk, importing.read_import(desk, tmp_path / "a.csv", view.presenter.brand.id))
    return {post_id: post for post_id, post in everything(desk).items() if post_id not in before}


class Held:
    """Keeps the thread that takes back after its first piece, until it is let go."""

    def __init__(self, view: CalendarView) -> None:
        self._go = threading.Event()
        self._disconnect = view.presenter.desk.store.changed.connect(self._hold)

    def _hold(self, _changes: object) -> None:
        if threading.current_thread() is not threading.main_thread():
            self._go.wait(30)

    def let_go(self) -> None:
        self._disconnect()
        self._go.set()


@pytest.fixture
def held(view: CalendarView, many: dict[str, Post]) -> Iterator[Held]:
    made = Held(view)
    yield made
    made.let_go()


async def seen(view: CalendarView) -> GoingSheet:
    """The sheet, once it is there and says that it is in the middle."""
    while (sheet := view.window().findChild(GoingSheet)) is None or not sheet.isVisible():
        await asyncio.sleep(0.01)
    return sheet


def left(view: CalendarView, many: dict[str, Post]) -> int:
    return len(everything(view.presenter.desk).keys() & many.keys())


async def test_it_says_how_far_it_is_and_the_screen_goes_on(view: CalendarView, many, held: Held, announced) -> None:
    view.toolbar.undo.click()
    sheet = await seen(view)
    bar = sheet.findChild(QProgressBar)
    while bar.maximum() != POSTS:
        await asyncio.sleep(0.01)
    assert (bar.accessibleName(), bar.accessibleDescription()) == (f"Taking back: {LABEL}", f"0 of {POSTS}")
    held.let_go()
    await view.presenter.bridge.tasks.idle()
    assert left(view, many) == 0
    assert announced[-1] == (f"Undone: {LABEL}", False)
    assert view.window().findChild(GoingSheet) is None or not view.window().findChild(GoingSheet).isVisible()
    view.toolbar.redo.click()
    await view.presenter.bridge.tasks.idle()
    assert (left(view, many), announced[-1]) == (POSTS, (f"Redone: {LABEL}", True))


async def test_stopped_it_says_so_and_goes_on_later(view: CalendarView, many, held: Held, announced) -> None:
    view.toolbar.undo.click()
    (await seen(view)).findChild(QPushButton, "import_stop").click()
    held.let_go()
    await view.presenter.bridge.tasks.idle()
    assert announced[-1] == (f"Stopped halfway: {LABEL}. Undo and Redo go on from here, either way", False)
    assert left(view, many) == POSTS - FEW
    view.toolbar.undo.click()
    await view.presenter.bridge.tasks.idle()
    assert (left(view, many), announced[-1]) == (0, (f"Undone: {LABEL}", False))


async def test_pressed_again_meanwhile_it_says_that_it_goes_on(view: CalendarView, many, held: Held) -> None:
    failed: list[Problem] = []
    view.presenter.bridge.failed.connect(failed.append)
    view.toolbar.undo.click()
    await seen(view)
    view.toolbar.undo.click()
    while not failed:
        await asyncio.sleep(0.01)
    assert [problem.code for problem in failed] == ["cannot_undo"]
    assert "still going on" in failed[0].advice
    held.let_go()
    await view.presenter.bridge.tasks.idle()
    assert left(view, many) == 0


async def test_a_window_that_closes_meanwhile_waits_for_one_piece_at_most(view: CalendarView, many, held: Held) -> None:
    view.toolbar.undo.click()
    await seen(view)
    closing = asyncio.ensure_future(view.presenter.bridge.tasks.aclose())
    await asyncio.sleep(0)
    held.let_go()
    await closing
    view.presenter.desk.pool.close()
    assert left(view, many) == POSTS - FEW
    assert undo.peek(view.presenter.desk) == undo.UndoState(LABEL, LABEL)
