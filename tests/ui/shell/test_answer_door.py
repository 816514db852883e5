"""A client's answer opens its sheet wherever it is dropped, pasted or double clicked."""

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, reviewing
from smmdesk.desk.desk import Desk
from smmdesk.model.media import Asset
from smmdesk.model.post import Post
from tests.desk.reviewed import Page, answered
from tests.desk.support import add_post
from ui.dialogs import Sheet
from ui.shell.answer_door import AnswerDoor
from ui.shell.doors import COMPOSER
from ui.shell.opening import open_all
from ui.shell.session import Session
from ui.views.calendar import CalendarView


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    planning.first_brand(desk)
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    AnswerDoor(made.window, made.bridge)
    made.bridge.begin()
    made.window.show()
    yield made
    for key in ("calendar", "media", "outbox", COMPOSER):
        made.window.drop_view(key)
    made.window.may_close = True
    made.bridge.end()


@pytest.fixture
def answer(desk: Desk, session: Session, tmp_path: Path) -> Path:
    post = add_post(desk, planning.first_brand(desk), "Pane")
    path = tmp_path / "page.html"
    file = reviewing.write_review(desk, reviewing.Wanted((post.id,), whom="Ada"), path)
    given = tmp_path / "page.answer.smmdesk"
    given.write_text(json.dumps(answered(file, Page(path.read_text("utf-8")), ("ok", "Bello"))))
    return given


def mail(answer: Path) -> str:
    block = base64.b64encode(answer.read_bytes()).decode()
    return f"Ciao!\n-----BEGIN SMMDESK REVIEW-----\n{block}\n-----END SMMDESK REVIEW-----\nAda"


def sheets(session: Session) -> int:
    return len(session.window.findChildren(Sheet, "review_answer"))


def drop(target: QWidget, path: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    spot = QPointF(target.rect().center())
    common = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(spot.toPoint(), *common)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(spot, *common))
    return enter.isAccepted()


async def test_it_is_dropped_on_the_window(session: Session, answer: Path) -> None:
    session.window.go_to("outbox")
    assert drop(session.window, answer)
    await session.bridge.tasks.idle()
    assert sheets(session) == 1


async def test_other_files_are_no_answers(session: Session, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert not drop(session.window, tmp_path / "x.json")
    assert not drop(session.window, tmp_path)


async def test_it_is_dropped_among_the_photos(session: Session, desk: Desk, answer: Path) -> None:
    view = session.window.go_to("media")
    assert view is not None
    drop(view, answer)
    await session.bridge.tasks.idle()
    assert sheets(session) == 1
    with desk.store.reading() as reader:
        assert reader.all(Asset) == ()


async def test_it_is_dropped_on_a_post_that_is_written(session: Session, desk: Desk, answer: Path) -> None:
    session.doors.new_post()
    view = session.window.view(COMPOSER)
    assert view is not None
    view.editor.media.take_files([answer], 0)  # type: ignore[attr-defined]
    await session.bridge.tasks.idle()
    assert sheets(session) == 1
    assert view.presenter.media.taking == ()  # type: ignore[attr-defined]


async def test_a_double_click_opens_it(session: Session, answer: Path) -> None:
    open_all(session.doors, [str(answer)])
    await session.bridge.tasks.idle()
    assert sheets(session) == 1
    await layers_stand(session)


async def layers_stand(session: Session) -> None:
    """The calendar asks for what stands beside posts once it is painted, which may be after all that was waited for."""
    calendar = session.window.view("calendar")
    assert isinstance(calendar, CalendarView)
    while calendar.presenter.layers is None:
        await asyncio.sleep(0.01)
    await session.bridge.tasks.idle()


@pytest.mark.parametrize("place", ["calendar", "outbox"])
async def test_the_text_of_the_mail_is_pasted(session: Session, desk: Desk, answer: Path, place: str) -> None:
    view = session.window.go_to(place)
    assert view is not None
    with desk.store.reading() as reader:
        before = reader.all(Post)
    QGuiApplication.clipboard().setText(mail(answer))
    target = view.grid if place == "calendar" else session.window  # type: ignore[attr-defined]
    QTest.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await session.bridge.tasks.idle()
    QGuiApplication.clipboard().clear()
    assert sheets(session) == 1
    if place == "calendar":
        await layers_stand(session)
    with desk.store.reading() as reader:
        assert reader.all(Post) == before
