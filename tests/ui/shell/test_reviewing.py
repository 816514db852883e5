"""The sheets for a client's OK: a page is written, an answer is looked at and taken up."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import approving, media_intake, planning, review_answers, review_films, reviewing, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.desk.review_answers import AnswerPlan
from smmdesk.model.content import Content
from smmdesk.model.delivery import State
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from tests.desk.pictures import film
from tests.desk.support import add_channel, add_post, deliveries, edited, post_now, rome
from tests.helpers.vectors import each
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_approval import read_state
from ui.presenters.reviewing import answer_files, heading, named, said_rows
from ui.views.review_answer_sheet import open_answer, open_taking
from ui.views.review_sheet import open_send
from ui.widgets.safe_label import SafeLabel


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def posts(desk: Desk) -> list[Post]:
    """Two that wait for an OK."""
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        tx.put(replace(brand, needs_approval=True))
    made = [add_post(desk, brand, text) for text in ("Pane di segale", "Focaccia")]
    return list(approving.ask_approval(desk, [post.id for post in made]))


def plan_of(desk: Desk, folder: Path, posts: list[Post], text: str = "Più corto") -> AnswerPlan:
    """An OK to the first, a wish for the second."""
    wanted = reviewing.Wanted(tuple(post.id for post in posts), "November", "Ada")
    file = reviewing.write_review(desk, wanted, folder / "page.html")
    said = [("ok", ""), ("change", text)]
    answer = {
        "format": "smmdesk review answer", "version": 1, "file": file.id, "token": file.token, "who": "Ada",
        "comment": text,
        "posts": [
            {"id": post.id, "hash": content_hash(post), "answer": one, "text": words}
            for post, (one, words) in zip(posts, said, strict=True)
        ],
    }  # fmt: skip
    path = folder / "answer.json"
    path.write_text(json.dumps(answer), "utf-8")
    assert answer_files((path, folder / "page.html")) == (path,)
    return review_answers.read_answer(desk, path)


def press(sheet: Sheet, name: str) -> None:
    found = sheet.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def test_an_answer_is_shown_and_taken_up_in_one_step(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path
) -> None:
    plan = plan_of(desk, tmp_path, posts)
    assert "Ada" in heading(plan)
    assert [row.head for row in said_rows(plan)] == [
        "OK, it is approved",
        "Should be changed, it becomes a draft again",
    ]
    sheet = open_answer(owner, bridge, plan)
    assert len(sheet.findChildren(QCheckBox, "answer_pick")) == 2
    press(sheet, "answer_take_up")
    assert [post_now(desk, post).stage for post in posts] == [Stage.APPROVED, Stage.DRAFT]


def test_part_of_it_can_be_left(desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path) -> None:
    sheet = open_answer(owner, bridge, plan_of(desk, tmp_path, posts))
    first, second = sheet.findChildren(QCheckBox, "answer_pick")
    assert "Focaccia. Should be changed" in second.accessibleName()
    first.setChecked(False)
    second.setChecked(False)
    assert not sheet.findChild(QPushButton, "answer_take_up").isEnabled()
    second.setChecked(True)
    press(sheet, "answer_take_up")
    assert [post_now(desk, post).stage for post in posts] == [Stage.REVIEW, Stage.DRAFT]


def test_an_ok_to_older_words_says_so(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    wanted = plan_of(desk, tmp_path, posts)
    planning.save_post(desk, edited(post_now(desk, posts[0]), "Pane di farro"))
    plan = review_answers.read_answer(desk, tmp_path / "answer.json")
    assert plan != wanted
    assert "to an older wording" in said_rows(plan)[0].head


@pytest.mark.parametrize("text", each())
def test_words_of_a_client_are_shown_literally(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path, text: str
) -> None:
    if len(text) > review_answers.BYTES_MOST:
        text = text[:100_000]
    sheet = open_answer(owner, bridge, plan_of(desk, tmp_path, posts, text))
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in sheet.findChildren(SafeLabel))
    press(sheet, "answer_later")


def test_what_is_pasted_and_is_no_answer_is_said_beside_it(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = open_taking(owner, bridge)
    look = sheet.findChild(QPushButton, "review_look")
    assert not look.isEnabled()
    sheet.findChild(QPlainTextEdit, "review_block").setPlainText("Ciao")
    look.click()
    assert sheet.isVisible(), "what was pasted stands there, to be mended"
    assert sheet.findChild(QPlainTextEdit, "review_block").toPlainText() == "Ciao"
    assert any("not an answer" in label.text() for label in sheet.findChildren(SafeLabel) if label.isVisible())
    plan_of(desk, tmp_path, posts)
    said = base64.b64encode((tmp_path / "answer.json").read_bytes()).decode()
    mail = f"-----BEGIN SMMDESK REVIEW-----{said}-----END SMMDESK REVIEW-----"
    sheet.findChild(QPlainTextEdit, "review_block").setPlainText(mail)
    look.click()
    qtbot.waitUntil(lambda: owner.findChild(QWidget, "review_answer") is not None)
    assert not sheet.isVisible()


def test_where_no_post_waits_an_ok_of_a_client_is_what_is_said_of_the_post(
    desk: Desk, bridge: Bridge, owner: QWidget, tmp_path: Path
) -> None:
    posts = [add_post(desk, planning.first_brand(desk), text) for text in ("Rose", "Peonie")]
    plan = plan_of(desk, tmp_path, posts)

    def says(post: Post) -> str:
        return read_state(ComposerPresenter.open(bridge, post.id)).says

    assert says(posts[0]).startswith("Sent for review to Ada, ")
    press(open_answer(owner, bridge, plan), "answer_take_up")
    assert says(posts[0]).startswith("Ada gave the OK, ")
    assert says(posts[1]) == "Ada wants changes"
    planning.save_post(desk, edited(post_now(desk, posts[0]), "Rose rosse"))
    assert says(posts[0]) == "Changed after the OK"


def test_the_page_is_asked_for_with_a_name_and_a_language(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post]
) -> None:
    sheet = open_send(owner, bridge, posts[0].brand_id, [post.id for post in posts], "November 2026")
    assert "2 posts become one page" in sheet.text_label.text()
    assert sheet.findChild(QLineEdit, "review_whom").maxLength() == 80
    assert sheet.findChild(QComboBox, "review_language").currentData() == "en"
    assert sheet.findChild(QPushButton, "review_save").isEnabled()
    sheet.close()
    nothing = open_send(owner, bridge, posts[0].brand_id, ())
    assert not nothing.findChild(QPushButton, "review_save").isEnabled()
    nothing.close()


def test_before_the_page_is_saved_it_says_how_large_it_will_be(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand = planning.first_brand(desk)
    (tmp_path / "a.mp4").write_bytes(film())
    (tmp_path / "b.mp4").write_bytes(film(duration_ms=9_000))
    films = media_intake.take_files_now(desk, brand.id, [tmp_path / "a.mp4", tmp_path / "b.mp4"]).assets
    monkeypatch.setattr(review_films, "BYTES_INSIDE", films[0].size_bytes)
    with_films = add_post(desk, brand, content=Content(media=tuple(MediaUse(one.id) for one in films)))

    def said(*ids: str) -> str:
        sheet = open_send(owner, bridge, brand.id, ids)
        label = sheet.findChild(SafeLabel, "review_size")
        sheet.close()
        return str(label.text())

    assert said(posts[0].id) == "The page will be about 10 kB."
    assert said(with_films.id).startswith(
        "The page will be about 11 kB. 1 film runs in it. 1 film is too large for it ("
    )
    assert said() == ""


def test_an_ok_from_a_client_is_not_left_unscheduled_unseen(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path
) -> None:
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand)
    dated = replace(post_now(desk, posts[0]), channels=(channel.id,), planned=rome("2026-12-08 09:00"))
    planning.save_post(desk, dated, "")
    approving.ask_approval(desk, [dated.id])
    sheet = open_answer(owner, bridge, plan_of(desk, tmp_path, [post_now(desk, post) for post in posts]))
    box = sheet.findChild(QCheckBox, "answer_schedule")
    assert (box.text(), box.isChecked()) == ("Schedule the approved post too, at its time", True)
    press(sheet, "answer_take_up")
    assert [[part.state for part in one.parts] for one in deliveries(desk, dated)] == [[State.SCHEDULED]]


def test_what_cannot_be_scheduled_is_named_with_its_reason(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path
) -> None:
    channel = add_channel(desk, planning.first_brand(desk))
    long = edited(
        replace(post_now(desk, posts[0]), channels=(channel.id,), planned=rome("2026-12-08 09:00")), "x" * 3000
    )
    planning.save_post(desk, long, "")
    approving.ask_approval(desk, [long.id])
    sheet = open_answer(owner, bridge, plan_of(desk, tmp_path, [post_now(desk, post) for post in posts]))
    press(sheet, "answer_take_up")
    assert bridge.said[-1].sentence.startswith("The answers to 2 posts are taken up. One post is not scheduled: “xxx")
    assert bridge.said[-1].sentence.count(".") == 3, "and why"
    assert deliveries(desk, long) == ()


def test_with_several_brands_page_and_answer_say_whose_they_are(
    desk: Desk, bridge: Bridge, owner: QWidget, posts: list[Post], tmp_path: Path
) -> None:
    plan = plan_of(desk, tmp_path, posts)
    alone = open_answer(owner, bridge, plan)
    assert "My business" not in [label.text() for label in alone.findChildren(SafeLabel)]
    alone.close()
    forno = posts[0].brand_id
    assert named(bridge, forno, "November") == "November"
    lume = several_brands.add_brand(desk, "Cafe Lume", "Europe/Rome", "it")
    assert named(bridge, forno, "November") == "My business November"
    sheet = open_answer(owner, bridge, plan)
    assert "My business" in [label.text() for label in sheet.findChildren(SafeLabel)]
    sheet.close()
    send = open_send(owner, bridge, lume.id, [posts[0].id], "Novembre")
    assert send.findChild(QComboBox, "review_language").currentData() == "it"
    send.close()
