"""How high and how wide sheets stand: nothing empty under a title, and lines that end where the buttons end."""

import pytest
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.widgets.rows import ListRow, scrolled_rows

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


@pytest.mark.parametrize("count", [2, 20])
def test_lines_leave_room_for_a_bar_only_where_there_is_one(window: QWidget, qtbot: QtBot, count: int) -> None:
    scroll = scrolled_rows([ListRow(f"Line {number}", "of a list", f"row_{number}") for number in range(count)], 300)
    qtbot.addWidget(scroll)
    scroll.resize(500, 300)
    scroll.show()
    QApplication.processEvents()
    row, bar = scroll.findChild(QFrame, "row_0"), scroll.verticalScrollBar()
    assert bar.isVisible() is (count > 2)
    right = scroll.width() - row.width()
    assert right == (bar.width() + theme().space(4) if count > 2 else 0)
