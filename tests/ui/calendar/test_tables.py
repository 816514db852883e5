"""Tables of posts dropped on the calendar: looked at, explained where their columns are strange, brought in."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.ui.calendar.hands import Carry, day
from tests.ui.calendar.test_drops import FRIDAY, urls
from ui.dialogs import Sheet
from ui.views.calendar import CalendarView


@pytest.mark.statement(110)
async def test_a_table_of_posts_is_looked_at_and_brought_in(view: CalendarView, tmp_path: Path, announced) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("text,date,time\nFirst,2026-11-25,09:00\nSecond,2026-11-26,10:00\n", "utf-8")
    Carry(view.grid.viewport(), urls(table)).drop(day(view.grid, FRIDAY))
    await view.presenter.bridge.tasks.idle()
    sheet = view.window().findChild(object, "sheet")
    sheet.findChild(QPushButton, "import_do").click()
    while not announced:
        await asyncio.sleep(0.02)
    assert announced[-1] == ("2 posts brought in", True)
    assert len(view.presenter.everything(date(2026, 11, 25))[0].entries) == 1
    await view.presenter.bridge.tasks.idle()


@pytest.mark.statement(110)
async def test_a_table_of_strange_columns_is_explained_and_looked_at(view: CalendarView, tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("Wann,Was & <b>wie</b>\n2026-11-25 09:00,First\n", "utf-8")
    Carry(view.grid.viewport(), urls(table)).drop(day(view.grid, FRIDAY))
    await view.presenter.bridge.tasks.idle()
    ask = view.window().findChild(Sheet, "columns_sheet")
    text = ask.findChild(QComboBox, "column_text")
    done = ask.findChild(QPushButton, "columns_done")
    assert [text.itemText(place) for place in range(3)] == [
        "Not in this table",
        "Wann: 2026-11-25 09:00",
        "Was & <b>wie</b>: First",
    ]
    assert not done.isEnabled()
    text.setCurrentIndex(2)
    ask.findChild(QComboBox, "column_when").setCurrentIndex(1)
    assert done.isEnabled()
    done.click()
    await view.presenter.bridge.tasks.idle()
    sheet = next(one for one in view.window().findChildren(Sheet) if one.objectName() == "sheet")
    assert sheet.text_label.text().startswith("1 new post.")
    sheet.findChild(QPushButton, "import_columns").click()
    again = next(one for one in view.window().findChildren(Sheet, "columns_sheet") if one.isVisible())
    assert again.findChild(QComboBox, "column_when").currentData() == 0, "as it was said before"
    again.reject()
