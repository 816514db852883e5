"""Words read as their own letters do, on a screen of either side; names do not carry a sentence along."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.model.for_the_eye import isolated, reads_from_right
from ui.look import icons, mirror
from ui.look.language import choose_language
from ui.presenters.composer_state import Tab
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.safe_label import SafeLabel
from ui.widgets.wording_tabs import WordingTabs

HEBREW = "לחם"
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@pytest.fixture
def from_right(qapp: QApplication) -> Iterator[None]:
    choose_language(qapp, "xb")
    yield
    choose_language(qapp, "en")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Bread", False),
        (HEBREW, True),
        ("12:30", None),
        ("", None),
        (f"\u2068Anna\u2069 {HEBREW}", True),
        ("🍞 pane", False),
    ],
)
def test_the_first_letter_outside_names_decides(text: str, way: bool | None) -> None:
    assert reads_from_right(text) is way


@pytest.mark.vector(22)
def test_a_name_of_the_other_side_is_set_apart(from_right: None) -> None:
    assert isolated("Anna") == "\u2068Anna\u2069"
    assert isolated("abc\u2066\u202exyz") == "\u2068abcxyz\u2069"
    assert isolated("") == ""


def test_on_our_side_only_names_from_the_right_are() -> None:
    assert isolated("Anna") == "Anna"
    assert isolated(HEBREW) == f"\u2068{HEBREW}\u2069"


def test_a_line_begins_where_the_screen_does_and_a_paragraph_where_its_letters_do(
    qapp: QApplication, from_right: None
) -> None:
    line, number, paragraph = SafeLabel("Bread"), SafeLabel("12"), SafeLabel("Bread", wrap=True)
    for label in (line, number):
        assert label.alignment() & RIGHT
        assert label.alignment() & Qt.AlignmentFlag.AlignAbsolute
    assert not paragraph.alignment() & Qt.AlignmentFlag.AlignAbsolute  # Qt puts it where its letters begin
    choose_language(qapp, "en")
    assert SafeLabel(HEBREW).alignment() & LEFT


def test_places_and_points_go_over_and_back(from_right: None) -> None:
    rect = QRect(10, 5, 30, 20)
    assert mirror.place(rect, 100) == QRect(60, 5, 30, 20)
    assert mirror.place(mirror.place(rect, 100), 100) == rect
    assert mirror.point(QPoint(0, 7), 100) == QPoint(99, 7)


def test_what_points_along_the_reading_is_turned_over(qapp: QApplication, from_right: None) -> None:
    left, up = icons.pixmap("chevron-left").toImage(), icons.pixmap("chevron-up").toImage()
    choose_language(qapp, "en")
    assert left == icons.pixmap("chevron-left").toImage().flipped(Qt.Orientation.Horizontal)
    assert up == icons.pixmap("chevron-up").toImage()


def test_what_flows_begins_where_reading_does(qtbot: QtBot, from_right: None) -> None:
    """Channels, photos and times began at the left of a screen that is read from the right."""
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row, spacing=10)
    first, second, last = QWidget(), QWidget(), QWidget()
    for widget in (first, second, last):
        widget.setFixedSize(60, 20)
        flow.addWidget(widget)
    flow.pushed = last
    row.resize(300, 20)
    row.show()
    assert [widget.x() for widget in (first, second, last)] == [240, 170, 0]


def test_the_tab_that_is_pressed_is_the_one_that_is_seen(
    qtbot: QtBot, from_right: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were painted turned over once more: the words of one tab stood where another was pressed."""
    tabs = WordingTabs()
    qtbot.addWidget(tabs)
    tabs.show_tabs([Tab("", "For all"), Tab("c", "Mastodon")], "")
    tabs.resize(400, 40)
    drawn: list[QRect] = []
    monkeypatch.setattr(tabs, "_draw_tab", lambda _painter, _tab, area, _is_open: drawn.append(area))
    tabs.grab()
    assert [mirror.place(area, 400) for area in drawn] == [tabs.tabRect(0), tabs.tabRect(1)]
    assert tabs.tabRect(0).x() > tabs.tabRect(1).x()
