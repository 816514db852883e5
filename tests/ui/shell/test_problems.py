"""Problems on screen: the button comes from the remedy, one bar per cause, the details can be copied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.problem_texts import TEXTS
from tests.ui.shell.support import press
from ui.problems import BarStack, MessageBar, details_of, remedy_label
from ui.widgets.safe_label import SafeLabel

SIGNED_OUT = Problem("signed_out", {"channel": "Bluesky"})


def test_every_remedy_has_its_button_and_every_problem_its_remedy() -> None:
    assert {remedy for remedy in Remedy if not remedy_label(remedy)} == {Remedy.NONE}
    assert {Remedy(remedy) for _title, _advice, remedy in TEXTS.values()} <= set(Remedy)


@pytest.mark.statement(75)
def test_a_bar_says_what_happened_and_what_next_and_its_button_does_it(qtbot: QtBot) -> None:
    stack, done = BarStack(), []
    qtbot.addWidget(stack)
    bar = stack.show_problem(SIGNED_OUT, lambda: done.append("sign in"))
    assert (
        bar.accessibleName() == "Bluesky signed us out. Your posts are safe and paused. Sign in again and they go on."
    )
    assert bar.findChild(QPushButton, "message_remedy").text() == "Sign in again"
    press(bar, "message_remedy")
    assert (done, stack.problems) == (["sign in"], ())


@pytest.mark.statement(74)
def test_one_bar_per_cause(qtbot: QtBot) -> None:
    stack = BarStack()
    qtbot.addWidget(stack)
    stack.show_problem(SIGNED_OUT)
    stack.show_problem(SIGNED_OUT)
    stack.show_problem(Problem("signed_out", {"channel": "Blog"}))
    assert [problem.values["channel"] for problem in stack.problems] == ["Bluesky", "Blog"]


def test_a_bar_that_says_something_new_stays_where_it_stands(qtbot: QtBot) -> None:
    stack = BarStack()
    qtbot.addWidget(stack)
    for count in (1, 2):
        stack.show_problem(Problem("missed_waiting", {"count": count}))
        stack.show_problem(SIGNED_OUT)
    stack.show_problem(Problem("missed_waiting", {"count": 3}))
    assert [(problem.code, problem.values.get("count")) for problem in stack.problems] == [
        ("missed_waiting", 3),
        ("signed_out", None),
    ]


def test_at_most_three_bars_the_oldest_goes(qtbot: QtBot) -> None:
    stack = BarStack()
    qtbot.addWidget(stack)
    for channel in "abcd":
        stack.show_problem(Problem("signed_out", {"channel": channel}))
    assert [problem.values["channel"] for problem in stack.problems] == ["b", "c", "d"]


def test_details_hold_the_code_for_support(qtbot: QtBot) -> None:
    bar = MessageBar(SIGNED_OUT, None)
    qtbot.addWidget(bar)
    bar._copy_details()
    assert QGuiApplication.clipboard().text() == details_of(SIGNED_OUT)
    assert details_of(SIGNED_OUT).startswith("signed_out: Bluesky signed us out.")


@pytest.mark.vector(1)
def test_text_from_outside_is_shown_literally(qtbot: QtBot) -> None:
    hostile = '<img src="file:///etc/passwd">'
    bar = MessageBar(Problem("refused", {"channel": hostile, "platform": "X", "said": "<b>no</b>"}), None)
    qtbot.addWidget(bar)
    labels = bar.findChildren(SafeLabel)
    assert any(hostile in label.text() for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
