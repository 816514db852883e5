"""Answers so far: what people wrote below one post, in one place, literally; each an idea, or done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.message import MessageKind
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel, add_post
from tests.ui.access.steps import settle
from tests.ui.shell.support import press
from ui.bridge import Bridge
from ui.views.answers_sheet import open_answers


def test_answers_below_a_post_become_ideas_or_are_done(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    post, anna = add_post(desk, planning.first_brand(desk), "Which filling?", channel), person(desk, channel)
    first = wrote(desk, channel, "<b>Apricot</b>", by=anna, about=post.id, hours_ago=2)
    wrote(desk, channel, "Chocolate", by=anna, about=post.id)
    wrote(desk, channel, "Only for you", by=anna, about=post.id, kind=MessageKind.PRIVATE)
    wrote(desk, channel, "Elsewhere", by=anna)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    sheet = open_answers(window, bridge, post.id)
    shown = [label for label in sheet.findChildren(QLabel) if label.text()]
    texts = [label.text() for label in shown]
    assert "<b>Apricot</b>" in texts
    assert "2 answers by 1 person" in texts
    assert not {"Only for you", "Elsewhere"} & set(texts)
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
    press(sheet, "answer_idea")
    press(sheet, "answer_idea")  # a double click makes one idea
    press(sheet, "answer_done")
    with desk.store.reading() as reader:
        ideas = [one for one in reader.all(Post) if one.stage is Stage.IDEA]
    assert [one.content.text.splitlines()[0] for one in ideas] == ["“<b>Apricot</b>”"]
    assert now_of(desk, first).done
    sheet.close()


def test_the_keyboard_stays_among_the_answers(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    post, anna = add_post(desk, planning.first_brand(desk), "Which filling?", channel), person(desk, channel)
    for text in ("Apricot", "Chocolate"):
        wrote(desk, channel, text, by=anna, about=post.id)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    sheet = open_answers(window, bridge, post.id)
    qtbot.waitExposed(sheet)
    sheet.activateWindow()
    sheet.findChildren(QPushButton, "answer_done")[0].setFocus()
    for left in ("answer_done", "answer_idea"):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Space)
        settle()
        assert sheet.focusWidget().objectName() == left
        assert sheet.focusWidget().isVisible()
        if left == "answer_done":
            assert "Chocolate" in sheet.focusWidget().accessibleName()
    sheet.close()
