"""Words read as their own letters do, on a screen of either side; names do not carry a sentence along."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from smmdesk.model.for_the_eye import isolated, reads_from_right
from ui.look import icons, mirror
from ui.look.language import choose_language
from ui.widgets.safe_label import SafeLabel

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
