"""The small parts by themselves."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from ui.look.theme import theme
from ui.presenters.composer_state import OptionRow, When
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.growing_text import GrowingText
from ui.widgets.option_form import OptionForm
from ui.widgets.segments import Segments
from ui.widgets.time_field import TimeField

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot, widget: QWidget, width: int = 400) -> QWidget:
    widget.resize(width, max(40, widget.heightForWidth(width)))
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


# ------------------------------------------------------------------ segments
def test_segments_tell_what_a_person_chooses(qtbot, dressed) -> None:
    segments = Segments([("month", "Month"), ("week", "Week")], "View")
    shown(qtbot, segments)
    with qtbot.waitSignal(segments.chosen) as told:
        qtbot.mouseClick(segments.findChild(QWidget, "segment_week"), LEFT)
    assert told.args == ["week"]
    with qtbot.assertNotEmitted(segments.chosen):
        segments.set_current("month")
    assert segments.current == "month"


def test_segments_go_by_arrow_keys(qtbot, dressed) -> None:
    segments = Segments([("month", "Month"), ("week", "Week")], "View")
    shown(qtbot, segments)
    first = segments.findChild(QWidget, "segment_month")
    first.setFocus()
    with qtbot.waitSignal(segments.chosen):
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert segments.current == "week"


def test_tab_comes_to_the_chosen_one_however_it_was_chosen(qtbot, dressed) -> None:
    segments = Segments([("day", "Day"), ("month", "Month")], "View", "month")
    shown(qtbot, segments)

    def stops() -> list[str]:
        all_of_them = segments.findChildren(QWidget)
        return [each.objectName() for each in all_of_them if each.focusPolicy() & Qt.FocusPolicy.TabFocus]

    assert stops() == ["segment_month"]
    segments.set_current("day")
    assert stops() == ["segment_day"]


def test_segments_keep_their_widgets_when_only_words_change(qtbot, dressed) -> None:
    segments = Segments([("all", "All"), ("out", "Out")], "Which")
    shown(qtbot, segments)
    before = segments.findChild(QWidget, "segment_out")
    segments.set_entries([("all", "All"), ("out", "Out  3")], "out")
    assert segments.findChild(QWidget, "segment_out") is before
    assert before.accessibleName() == "Out  3"
    segments.set_entries([("all", "All")], "all")
    assert segments.current == "all"


# ------------------------------------------------------------------ options
def row(key: str, kind: str = "text", value: object = None, **more: object) -> OptionRow:
    return OptionRow(key, key.capitalize(), kind, value, **more)  # type: ignore[arg-type]


def test_several_of_many_are_joined(qtbot, dressed) -> None:
    form = OptionForm()
    shown(qtbot, form)
    form.show_rows([row("tags", "many", "2", choices=(("1", "Pane"), ("2", "Dolci"), ("3", "Feste")))])
    ticks = {tick.property("value"): tick for tick in form.findChildren(QCheckBox)}
    assert [key for key, tick in ticks.items() if tick.isChecked()] == ["2"]
    with qtbot.waitSignal(form.changed) as told:
        ticks["3"].click()
    assert told.args == ["tags", "2,3"]


def test_a_form_keeps_the_cursor_while_its_values_change(qtbot, dressed) -> None:
    form = OptionForm()
    shown(qtbot, form)
    form.show_rows([row("slug", value="a")])
    line = form.field("slug")
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.setCursorPosition(0)
    form.show_rows([row("slug", value="a")])
    form.show_rows([row("slug", value="ab")])
    assert form.field("slug") is line
    assert line.text() == "ab"


def test_many_without_an_offer_is_a_text(qtbot, dressed) -> None:
    form = OptionForm()
    shown(qtbot, form)
    form.show_rows([row("categories", "many", "Pane, Dolci")])
    assert isinstance(form.field("categories"), QLineEdit)


# ------------------------------------------------------------------ others
def test_lines_flow_and_hidden_things_take_no_room(qtbot, dressed) -> None:
    box = QWidget()
    flow = FlowLayout(box, spacing=10)
    parts = [QWidget() for _ in range(5)]
    for part in parts:
        part.setFixedSize(QSize(100, 20))
        flow.addWidget(part)
    shown(qtbot, box, 330)
    assert flow.heightForWidth(330) == 50
    assert flow.heightForWidth(600) == 20
    parts[0].hide()
    parts[1].hide()
    assert flow.heightForWidth(330) == 20


@pytest.mark.parametrize(
    ("width", "lines"), [(1000, [8]), (800, [4, 4]), (345, [3, 3, 2]), (330, [2] * 4), (200, [1] * 8), (90, [1] * 8)]
)
def test_lines_of_an_even_flow_hold_as_many_one_below_the_other(qtbot, dressed, width: int, lines: list[int]) -> None:
    box = QWidget()
    flow = FlowLayout(box, spacing=10, even=True)
    parts = [QWidget() for _ in range(8)]
    for number, part in enumerate(parts):
        part.setFixedSize(QSize(80 + number % 4 * 10, 20))
        flow.addWidget(part)
    shown(qtbot, box, width)
    rows = [[part.x() for part in parts if part.y() == y] for y in sorted({part.y() for part in parts})]
    assert [len(row) for row in rows] == lines
    assert all(row == rows[0][: len(row)] for row in rows), "columns"
    assert flow.heightForWidth(width) == 30 * len(lines) - 10


@pytest.mark.statement(7)
def test_an_empty_place_has_one_sentence_and_one_button(qtbot, dressed) -> None:
    empty = EmptyState("inbox", "Nothing here yet.", "Begin")
    shown(qtbot, empty)
    with qtbot.waitSignal(empty.pressed):
        qtbot.mouseClick(empty.findChild(QWidget, "empty_action"), LEFT)


def test_the_time_field_commits_when_it_is_left(qtbot, dressed) -> None:
    field = TimeField()
    shown(qtbot, field)
    field.show_when(When(text="", zone="Rome time"))
    with qtbot.waitSignal(field.typed) as told:
        qtbot.keyClicks(field.line, "9")
    assert told.args == ["9"]
    with qtbot.waitSignal(field.committed):
        field.line.clearFocus()


def test_a_text_grows_and_then_scrolls(qtbot, dressed) -> None:
    text = GrowingText("note", "Note", least_lines=2, most_lines=4)
    shown(qtbot, text, 200)
    heights = []
    for count in (1, 3, 4, 9):
        text.show_text("\n".join("riga" for _ in range(count)))
        heights.append(text.height())
    line = text.line_height()
    assert heights == [2 * line + 2, 3 * line + 2, 4 * line + 2, 4 * line + 2]


def test_showing_a_text_is_no_edit(qtbot, dressed) -> None:
    text = GrowingText("note", "Note")
    shown(qtbot, text)
    with qtbot.assertNotEmitted(text.edited):
        text.show_text("da fuori")
    with qtbot.waitSignal(text.edited) as told:
        qtbot.keyClicks(text, "!")
    assert told.args[0] in ("!da fuori", "da fuori!")


@pytest.mark.statement(94, 102)
@pytest.mark.parametrize("strength", ["usual", "high"])
@pytest.mark.parametrize(
    "made", [QLineEdit, QPlainTextEdit, lambda: GrowingText("note", "Note")], ids=["line", "plain", "growing"]
)
def test_the_words_of_an_empty_field_are_read_well_and_look_unlike_written_ones(qtbot, dressed, made, strength) -> None:
    """Qt takes the words' colour at half for a rich text: 3.2:1 on white. In high contrast they looked written."""
    try:
        theme().choose_contrast(strength)
        field = shown(qtbot, made())
        said = field.palette().placeholderText().color()
        assert said == theme().color("placeholder")
        assert said != theme().color("text")
    finally:
        theme().choose_contrast("system")
