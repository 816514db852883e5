"""How high and how wide sheets stand: nothing empty under a title, and lines that end where the buttons end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from smmdesk.desk import planning, snippets
from smmdesk.desk.desk import Desk
from smmdesk.model.planning_aids import SnippetKind
from smmdesk.model.problem import Problem, ProblemError
from ui import dialogs
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.widgets.rows import ListRow, scrolled_rows
from ui.widgets.safe_label import SafeLabel

W = TypeVar("W", bound=QWidget)
TEXT = "How the posts of this month divide among your labels. Say what you would like, in percent."


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


@pytest.mark.parametrize("lines", [1, 4])
def test_a_sheet_is_as_high_as_its_words_in_its_own_width(window: QWidget, lines: int) -> None:
    """The width is known later than the words: the title needed two lines in the width before, and Qt makes no window
    wider than two thirds of the screen, where long words need more lines than it counted."""
    sheet = Sheet(window, "What you post about: November 2026", TEXT * lines)
    sheet.setMinimumWidth(theme().px(480))
    sheet.add_button("Done", "sheet_confirm", None, "primary")
    sheet.open()
    QApplication.processEvents()
    layout = sheet.layout()
    assert layout is not None
    assert sheet.width() >= theme().px(480)
    assert sheet.height() == layout.totalHeightForWidth(sheet.width())
    sheet.close()


@pytest.mark.parametrize("words", [1, 30], ids=["fields", "words"])
def test_a_sheet_over_a_low_window_scrolls_and_keeps_its_buttons_in_sight(window: QWidget, words: int) -> None:
    """One whose parts could be lower than they wish stood lower than the window, and its buttons below the screen."""
    window.resize(640, 360)
    sheet = Sheet(window, "What a customer signed")
    sheet.body.addWidget(SafeLabel(TEXT * words, "body", wrap=True))
    for number in range(2 if words > 1 else 6):
        field = QPlainTextEdit()
        field.setObjectName(f"field_{number}")
        sheet.body.addWidget(field)
    sheet.setMinimumWidth(theme().px(520))
    button = sheet.add_button("Keep", "sheet_confirm", None, "primary")
    sheet.open()
    QApplication.processEvents()
    assert sheet.height() <= 360
    assert button.visibleRegion().boundingRect() == button.rect()
    scroll = part(sheet, QScrollArea, "sheet_scroll")
    assert scroll.verticalScrollBar().maximum() > 0
    assert scroll.horizontalScrollBar().maximum() == 0, "the bar stands beside the body, not on it"
    sheet.close()


@pytest.mark.parametrize("count", [2, 20])
def test_lines_leave_room_for_a_bar_only_where_there_is_one(window: QWidget, qtbot: QtBot, count: int) -> None:
    scroll = scrolled_rows([ListRow(f"Line {number}", "of a list", f"row_{number}") for number in range(count)], 300)
    qtbot.addWidget(scroll)
    scroll.resize(500, 300)
    scroll.show()
    QApplication.processEvents()
    row, bar = part(scroll, QFrame, "row_0"), scroll.verticalScrollBar()
    assert bar.isVisible() is (count > 2)
    right = scroll.width() - row.width()
    assert right == (bar.width() + theme().space(4) if count > 2 else 0)


class Asked:
    """A sheet with a line, whose act is refused as long as `problem` is something."""

    def __init__(self, window: QWidget, bridge: Bridge, *, later: bool = False) -> None:
        self.problem: Problem | None = Problem("time_past", {"time": "9:00"})
        self.done: list[str] = []
        self.in_bar: list[Problem] = []
        self._bridge, self._later = bridge, later
        self.go_on = asyncio.Event()
        bridge.failed.connect(self.in_bar.append)
        self.sheet = dialogs.ask_text(window, "Put off until when?", "", "When", self._work)
        self.field = part(self.sheet, QLineEdit, "sheet_field")
        self.field.setText("yesterday 9")

    def _work(self, words: str) -> None:
        if self._later:
            self._bridge.run(self._wait(words), waited=True)
        else:
            self._bridge.attempt(lambda: self._do(words))

    async def _wait(self, words: str) -> None:
        await self.go_on.wait()
        self._do(words)

    def _do(self, words: str) -> None:
        if self.problem is not None:
            raise ProblemError.of(self.problem)
        self.done.append(words)

    def press(self) -> None:
        part(self.sheet, QPushButton, "sheet_confirm").click()

    @property
    def said(self) -> list[str]:
        told = part(self.sheet, QWidget, "sheet_problem")
        return [label.text() for label in told.findChildren(QLabel)] if told.isVisible() else []


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[Bridge]:
    made = Bridge(desk)
    yield made
    await made.aclose()


def part(sheet: QWidget, kind: type[W], name: str) -> W:
    found = sheet.findChild(kind, name)
    assert found is not None
    return found


def is_gone(sheet: Sheet) -> bool:
    return not isValid(sheet) or not sheet.isVisible()


async def test_a_sheet_stands_with_its_words_until_its_act_is_done(window: QWidget, desk: Desk) -> None:
    async with running(desk) as bridge:
        asked = Asked(window, bridge)
        asked.press()
        assert asked.sheet.isVisible()
        assert asked.field.text() == "yesterday 9"
        assert asked.said == ["9:00 is already past", "Nothing was changed. Choose a later time, or publish now."]
        assert asked.in_bar == []  # the bar stands behind the sheet's veil
        asked.problem = None
        asked.field.setText("tomorrow 9")
        asked.press()
        assert asked.done == ["tomorrow 9"]
        assert is_gone(asked.sheet)


async def test_an_act_that_takes_a_while_keeps_its_sheet_and_is_done_once(window: QWidget, desk: Desk) -> None:
    async with running(desk) as bridge:
        asked = Asked(window, bridge, later=True)
        asked.press()
        asked.field.setText("yesterday 10")  # makes the button pressable again
        asked.press()
        asked.go_on.set()
        await bridge.tasks.idle()
        assert len(asked.said) == 2
        assert asked.sheet.isVisible()
        asked.problem = None
        asked.press()
        await bridge.tasks.idle()
        await asyncio.sleep(0)
        assert asked.done == ["yesterday 10"]
        assert is_gone(asked.sheet)


def test_after_a_fault_of_the_program_it_can_be_done_again(window: QWidget, qtbot: QtBot) -> None:
    done = []

    def work() -> None:
        done.append(1)
        if len(done) == 1:
            raise RuntimeError

    sheet = Sheet(window, "Words")
    button = sheet.add_work("Do", "go", work)
    sheet.open()
    with qtbot.captureExceptions() as faults:
        button.click()
    assert len(faults) == 1
    assert button.isEnabled()
    assert sheet.isVisible()
    button.click()
    assert len(done) == 2
    assert is_gone(sheet)


async def test_who_left_the_sheet_hears_of_the_problem_in_the_bar(window: QWidget, desk: Desk) -> None:
    async with running(desk) as bridge:
        asked = Asked(window, bridge, later=True)
        asked.press()
        asked.sheet.close()
        asked.go_on.set()
        await bridge.tasks.idle()
        assert asked.in_bar == [asked.problem]


def test_what_screens_do_because_of_an_act_is_no_part_of_it(window: QWidget, bridge: Bridge) -> None:
    """The store's signal comes inside the act: a screen that cannot read again says so in the bar."""
    desk = bridge.desk
    in_bar: list[Problem] = []
    brand = planning.first_brand(desk)
    bridge.failed.connect(in_bar.append)
    bridge.changed.connect(lambda _changes: bridge.fail(Problem("desk_busy")))
    add = partial(snippets.add, desk, brand.id, SnippetKind.TEXT)
    sheet = dialogs.ask_text(window, "Opening hours", "", "Words", lambda words: add("Opening hours", words))
    part(sheet, QLineEdit, "sheet_field").setText("8 to 13")
    part(sheet, QPushButton, "sheet_confirm").click()
    assert [each.text for each in snippets.listed(desk, brand.id)] == ["8 to 13"]
    assert in_bar == [Problem("desk_busy")]
    assert is_gone(sheet)
