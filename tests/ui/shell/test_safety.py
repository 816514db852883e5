"""Trash and copies in the window: what was deleted comes back; a copy is put back only when asked for twice."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.content import Content
from smmdesk.model.delivery import Part, Receipt, State
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import backups, ledger
from smmdesk.system.clock import ManualClock
from smmdesk.system.device import read_device, renew_device
from tests.desk.support import add_channel, add_post, deliveries, drive, post_now, rome
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.copies import CopiesPresenter
from ui.presenters.recalls import trash_words
from ui.presenters.trash import TrashPresenter
from ui.shell.doors import Doors
from ui.shell.main_window import MainWindow
from ui.views.copies_sheet import show_copies
from ui.views.trash_sheet import TrashList, show_trash


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    made = QWidget()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    made.show()
    return made


def clock_of(desk: Desk) -> ManualClock:
    assert isinstance(desk.clock, ManualClock)
    return desk.clock


def thrown_away(desk: Desk, *words: str) -> list[Post]:
    brand = planning.first_brand(desk)
    made = []
    for text in words:
        clock_of(desk).advance(timedelta(minutes=1))
        post = planning.add_post(desk, brand.id, content=Content(text=text), planned=rome("2026-11-25 09:00"))
        made.append(planning.trash(desk, [post.id])[0])
    return made


def said(widget: QWidget, name: str) -> str:
    return child(widget, QWidget, name).accessibleName()


# ------------------------------------------------------------------ trash
@pytest.fixture
def trash(window: QWidget, bridge: Bridge, desk: Desk) -> Iterator[Sheet]:
    sheet = show_trash(window, TrashPresenter(bridge))
    yield sheet
    sheet.close()


@pytest.mark.statement(45)
def test_what_was_deleted_is_listed_and_comes_back_with_its_date(window: QWidget, bridge: Bridge, desk: Desk) -> None:
    pane, torta = thrown_away(desk, "Pane", "Torta")
    heard: list[tuple[str, bool]] = []
    bridge.announced.connect(lambda words, undo: heard.append((words, undo)))
    sheet = show_trash(window, TrashPresenter(bridge))
    assert said(sheet, "trash_row_0") == (
        "Torta. Planned for Wed 25 Nov, 09:00. Deleted today, 11:22; goes for good in 30 days."
    )
    assert child(sheet, QPushButton, "trash_back_1").accessibleName() == "Put back: Pane"
    press(sheet, "trash_back_1")
    back = post_now(desk, pane)
    assert (back.deleted_at_us, back.planned) == (None, rome("2026-11-25 09:00"))
    assert heard == [("Back from the trash: Pane", True)]
    assert sheet.findChild(QWidget, "trash_row_1") is None or not sheet.isHidden()
    press(sheet, "trash_back_0")
    assert post_now(desk, torta).deleted_at_us is None
    sheet.close()


@pytest.mark.fault(63)
def test_a_post_that_came_out_meanwhile_says_where_it_stays_online(
    window: QWidget, bridge: Bridge, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thrown away while it was being sent: refused until it is out, then the trash leads to its page (and deletes it
    there too: test_online)."""
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand)
    post = add_post(desk, brand, "Pane", channel)
    planning.schedule(desk, post.id, rome("2026-11-25 09:00"))
    [part] = deliveries(desk, post)[0].parts
    part = drive(desk, part, State.CLAIMED, State.SENDING)
    with pytest.raises(ProblemError) as caught:
        planning.trash(desk, [post.id])
    assert caught.value.problem.code == "too_late_to_change"
    page = "https://forno.example/1"
    drive(desk, part, State.PUBLISHED, receipt=Receipt("r1", page, desk.now_us()))
    assert trash_words(desk, [post.id]) == f" It stays online on {channel.name}: see the trash."
    planning.trash(desk, [post.id])
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    sheet = show_trash(window, TrashPresenter(bridge))
    assert said(sheet, "trash_row_0").startswith(f"Pane. Still online on {channel.name}. Planned for Wed 25 Nov")
    see = child(sheet, QPushButton, "trash_see_0_0")
    assert (see.text(), see.accessibleName()) == ("see it", f"see it: {channel.name}, Pane")
    press(sheet, "trash_see_0_0")
    assert opened == [page]
    with desk.store.transaction() as tx:
        ledger.note(tx, tx.get(Part, part.id), removed=True)
    shown = sheet.findChildren(TrashList)[0].presenter.rows
    assert [row.online for row in shown] == [()], "it was removed there too"
    sheet.close()


@pytest.mark.statement(7)
def test_an_empty_trash_says_what_it_is_for(trash: Sheet) -> None:
    words = [label.text() for label in trash.findChildren(QLabel)]
    assert "The trash is empty. What you delete stays here for 30 days." in words
    assert child(trash, QPushButton, "trash_all").isHidden()


def test_all_at_once_is_one_step(window: QWidget, bridge: Bridge, desk: Desk) -> None:
    from smmdesk.desk import undo

    posts = thrown_away(desk, "a", "b", "c")
    sheet = show_trash(window, TrashPresenter(bridge))
    press(sheet, "trash_all")
    assert [post_now(desk, post).deleted_at_us for post in posts] == [None] * 3
    undo.undo(desk)
    assert all(post_now(desk, post).deleted_at_us for post in posts)


def test_the_days_that_are_left_count_down(bridge: Bridge, desk: Desk) -> None:
    thrown_away(desk, "Pane")
    clock_of(desk).advance(timedelta(days=29, hours=1))
    presenter = TrashPresenter(bridge)
    assert "goes for good in 1 day." in presenter.rows[0].detail
    presenter.close()


# ------------------------------------------------------------------ copies
@pytest.mark.statement(112)
async def test_a_copy_is_read_whole_before_it_is_put_back(desk: Desk, bridge: Bridge, allow_log: object) -> None:
    backups.create(desk.paths, desk.clock, "daily")
    clock_of(desk).advance(timedelta(days=1))
    damaged = backups.create(desk.paths, desk.clock)
    data = bytearray(damaged.read_bytes())
    data[4096:12288] = bytes(8192)
    damaged.write_bytes(data)
    wanted: list[tuple[Path, str]] = []
    problems: list[str] = []
    bridge.failed.connect(lambda problem: problems.append(problem.code))
    presenter = CopiesPresenter(bridge, lambda path, words: wanted.append((path, words)))
    assert [(row.time, row.detail.partition(",")[0]) for row in presenter.rows] == [
        ("today, 11:20", "made by you"),
        ("yesterday, 11:20", "made by itself"),
    ]
    for row in presenter.rows:
        presenter.put_back(row)
        await idle(bridge)
    assert problems == ["backup_bad"]
    assert wanted == [
        (presenter.rows[1].path, "The calendar is as it was yesterday, 11:20. Sign in to your channels again.")
    ]


async def test_a_copy_made_here_stands_in_the_list(desk: Desk, bridge: Bridge) -> None:
    presenter = CopiesPresenter(bridge, lambda _path, _words: None)
    assert presenter.rows == ()
    presenter.make()
    await idle(bridge)
    assert len(presenter.rows) == 1


async def idle(bridge: Bridge) -> None:
    while bridge.tasks.busy:
        await asyncio.sleep(0.01)


@pytest.mark.statement(112)
def test_it_asks_once_and_says_what_becomes_of_now(window: QWidget, bridge: Bridge, desk: Desk) -> None:
    backups.create(desk.paths, desk.clock, "before-update")
    asked: list[str] = []
    presenter = CopiesPresenter(bridge, lambda _path, _words: None)
    presenter.put_back = lambda row: asked.append(row.time)  # type: ignore[method-assign]
    sheet = show_copies(window, presenter)
    assert said(sheet, "copy_row_0").startswith("today, 11:20. made before an update")
    press(sheet, "copy_back_0")
    confirmation = next(found for found in window.findChildren(Sheet, "sheet") if found.isVisible())
    assert "The calendar as it is now is copied first." in " ".join(
        label.text() for label in confirmation.findChildren(QLabel)
    )
    press(confirmation, "sheet_confirm")
    assert asked == ["today, 11:20"]


@pytest.mark.statement(7)
def test_without_a_copy_it_says_when_there_will_be_one(window: QWidget, bridge: Bridge) -> None:
    sheet = show_copies(window, CopiesPresenter(bridge, lambda _path, _words: None))
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert "There is no copy yet. The first one is made today by itself." in words
    sheet.close()


# ------------------------------------------------------------------ which computer publishes
@pytest.mark.fault(87, 88)
def test_after_a_copy_was_put_back_the_person_lets_this_computer_publish(
    qapp: QApplication, bridge: Bridge, desk: Desk, qtbot: QtBot
) -> None:
    """The bar of the engine has a way out: one question, and then what may be out is looked up first."""
    renew_device(desk.paths, desk.clock)
    main = MainWindow(bridge)
    main.may_close = True
    qtbot.addWidget(main)
    doors = Doors(main, bridge)
    main.show_problem(Problem("other_computer"))
    press(main.bars, "message_remedy")
    question = next(found for found in main.findChildren(Sheet, "sheet"))
    assert read_device(desk.paths, desk.clock).asks, "nothing before the answer"
    press(question, "sheet_confirm")
    assert not read_device(desk.paths, desk.clock).asks
    assert doors is not None
