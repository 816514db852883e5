"""The pages that went to clients, in a list: which posts, when, answered or not; and one of them made again."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, review_answers, reviewing, reviews_out, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.post import Post
from tests.desk.reviewed import answered, read, written
from tests.desk.support import add_channel, add_post, publish, rome
from tests.helpers.vectors import each
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.reviewing import out_rows
from ui.views.review_answer_sheet import open_taking
from ui.views.review_list_sheet import open_list
from ui.views.review_sheet import open_send, send_again


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def posts(desk: Desk) -> list[Post]:
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, needs_approval=True))
    return [add_post(desk, brand, text, add_channel(desk, brand)) for text in ("Pane", "Focaccia", "Torta", "Grissini")]


def bare(words: str) -> str:
    """Without the marks that keep a name's direction to itself."""
    return words.replace("\u2068", "").replace("\u2069", "")


def details(bridge: Bridge, posts: list[Post]) -> list[str]:
    return [row.detail for row in out_rows(bridge, posts[0].brand_id)]


def test_a_page_says_what_it_holds_and_whether_an_answer_came(
    desk: Desk, bridge: Bridge, posts: list[Post], tmp_path: Path
) -> None:
    file, page = written(desk, tmp_path / "page.html", posts)
    row = out_rows(bridge, posts[0].brand_id)[0]
    assert bare(row.heading) == "November · Ada"
    assert bare(row.detail) == (
        "4 posts: Pane, Focaccia, Torta…, made Wed 18 Nov, 11:20. No answer yet. 4 still wait for an OK."
    )
    review_answers.take_up(desk, read(desk, tmp_path, answered(file, page, ("ok", ""), ("ok", ""), ("", ""), ("", ""))))
    assert "Answer of Ada taken up Wed 18 Nov, 11:20. 2 still wait for an OK." in bare(details(bridge, posts)[0])


def test_made_again_it_holds_what_is_not_out_yet_as_it_is_now(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    channel_id = posts[0].channels[0]
    written(desk, tmp_path / "page.html", posts, text="Va bene?", language="it")
    planning.publish_now(desk, planning.schedule(desk, posts[0].id, rome("2026-11-18 12:00")).id)
    with desk.store.reading() as reader:
        channel = reader.get(Channel, channel_id)
    publish(desk, posts[0], channel)
    planning.trash(desk, [posts[1].id])
    (page,) = reviews_out.pages_out(desk, posts[0].brand_id)
    assert [post.content.text for post in page.posts] == ["Pane", "Torta", "Grissini"]
    wanted = page.again
    assert (wanted.ids, wanted.whom, wanted.text, wanted.language) == (
        (posts[2].id, posts[3].id),
        "Ada",
        "Va bene?",
        "it",
    )
    again = reviewing.write_review(desk, wanted, tmp_path / "again.html")
    assert reviews_out.pages_out(desk, posts[0].brand_id)[0].file.id == again.id


def test_an_undone_page_is_not_out(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    written(desk, tmp_path / "page.html", posts)
    undo.undo(desk)
    assert reviews_out.pages_out(desk, posts[0].brand_id) == ()


def test_the_list_opens_from_both_sheets_and_begins_the_same_page_anew(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path
) -> None:
    written(desk, tmp_path / "page.html", posts, text="Va bene?", language="it")
    press(open_taking(owner, bridge), "review_out")
    child(owner, Sheet, "review_list").close()
    before = open_send(owner, bridge, posts[0].brand_id, [posts[0].id])
    child(before, QPlainTextEdit, "review_text").setPlainText("Dear Ada, please look")
    press(before, "review_out")
    assert before.isVisible(), "what was typed in it stays"
    lists = [sheet for sheet in owner.findChildren(Sheet, "review_list") if sheet.isVisible()]
    press(lists[0], "review_again_0")
    sends = [sheet for sheet in owner.findChildren(Sheet, "review_send") if sheet.isVisible()]
    (sheet,) = sends
    assert child(sheet, QLineEdit, "review_whom").text() == "Ada"
    assert child(sheet, QPlainTextEdit, "review_text").toPlainText() == "Va bene?"
    assert child(sheet, QComboBox, "review_language").currentData() == "it"
    assert child(sheet, QPushButton, "review_save").isEnabled()


def test_no_place_for_the_page_leads_back_to_what_was_typed(bridge: Bridge, owner: QWidget, posts: list[Post]) -> None:
    sheet = open_send(owner, bridge, posts[0].brand_id, [posts[0].id])
    child(sheet, QPlainTextEdit, "review_text").setPlainText("Dear Ada, please look")
    press(sheet, "review_save")
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible())
    dialog.reject()
    (again,) = (each for each in owner.findChildren(Sheet, "review_send") if each.isVisible())
    assert child(again, QPlainTextEdit, "review_text").toPlainText() == "Dear Ada, please look"


def test_without_a_page_it_says_so(bridge: Bridge, owner: QWidget, posts: list[Post]) -> None:
    sheet = open_list(owner, bridge, posts[0].brand_id, send_again(bridge, posts[0].brand_id))
    assert sheet.findChild(QPushButton, "review_again_0") is None


@pytest.mark.parametrize("text", each())
def test_words_of_others_are_shown_literally(
    desk: Desk, bridge: Bridge, owner: QWidget, tmp_path: Path, text: str
) -> None:
    if len(text) > 50_000:
        return
    brand = planning.first_brand(desk)
    written(desk, tmp_path / "page.html", [add_post(desk, brand, text)], whom=text, title=text)
    open_list(owner, bridge, brand.id, send_again(bridge, brand.id))
    (row,) = out_rows(bridge, brand.id)
    assert len(row.detail) < 400
