"""What customers made, on screen: found, asked about, agreed to, used; strangers' words stay words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from smmdesk.desk import answering, contributions, snippets
from smmdesk.model.contribution import Contribution, Standing
from smmdesk.model.for_the_eye import tame
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.store.plain import clean_text
from tests.helpers.vectors import TEXTS, each
from tests.ui.media import customers
from tests.ui.media.shelf import Shelf, filled_shelf
from tests.ui.shell.test_sheets import part
from ui.dialogs import Sheet
from ui.presenters.library import LibraryPresenter
from ui.views.contribution_sheets import NewContributionSheet
from ui.views.library import LibraryView


class Stage:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.view = LibraryView(LibraryPresenter(shelf.bridge))
        self.view.resize(1204, 720)
        self.view.show()
        self.made: dict[str, Contribution] = {}

    def open(self, state: str) -> None:
        self.made = self.made or customers.fill(self.shelf)
        self.view.show_contribution(self.made[state].id)

    def press(self, name: str) -> None:
        found = [each for each in self.root.findChildren(QPushButton, name) if each.isVisible()]
        assert found, name
        found[0].click()

    @property
    def root(self) -> QWidget:
        sheet = next((each for each in self.view.findChildren(Sheet) if each.isVisible()), None)
        return sheet or self.view

    def words(self) -> list[str]:
        return [one.text() for one in self.view.findChildren(QLabel) if one.isVisible()]

    def standing(self, state: str) -> Standing:
        found = contributions.listed(self.shelf.desk, self.shelf.brand_id)
        return next(each.standing for each in found if each.contribution.id == self.made[state].id)


@asynccontextmanager
async def staged(folder: Path, *, empty: bool = False) -> AsyncIterator[Stage]:
    async with filled_shelf(folder, empty=empty) as shelf:
        stage = Stage(shelf)
        try:
            yield stage
            await shelf.bridge.tasks.idle()
        finally:
            stage.view.close()
            for item in stage.view.toolbar_items():
                if item is not None:
                    item.deleteLater()
            stage.view.deleteLater()


async def test_a_yes_is_written_down_from_what_they_answered(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("asked")
        assert "Ma certo, con piacere!" in stage.words()
        stage.press("contribution_yes")
        stage.press("sheet_confirm")
        assert stage.standing("asked") is Standing.GRANTED
        opened: list[str] = []
        stage.view.post_opened.connect(opened.append)
        stage.press("contribution_post")
        with stage.shelf.desk.store.reading() as reader:
            assert reader.get(Post, opened[0]).contribution_id == stage.made["asked"].id


async def test_asking_sends_an_answer_and_keeps_the_words_for_the_next_time(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("new")
        stage.press("contribution_ask")
        field = stage.root.findChild(QPlainTextEdit, "ask_text")
        assert field is not None
        assert "Marco Furlan" in field.toPlainText()
        field.setPlainText("May we, Marco Furlan?")
        stage.root.findChild(QWidget, "ask_keep").setChecked(True)  # type: ignore[union-attr]
        stage.press("sheet_confirm")
        desk = stage.shelf.desk
        sent = answering.answers_of(desk, stage.made["new"].message_id or "")
        assert [each.content.text for each in sent if each.content] == ["May we, Marco Furlan?"]
        assert [each.text for each in snippets.listed(desk, stage.shelf.brand_id)][-1] == "May we, {credit}?"
        assert stage.standing("new") is Standing.ASKED


async def test_the_list_is_filtered_and_found_in(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("granted")
        assert stage.view.customers is not None
        presenter = stage.view.customers.presenter
        presenter.show_only(Standing.REFUSED)
        assert [row.name for row in presenter.rows] == ["Dario Kos"]
        presenter.show_only(None)
        presenter.search("vetrina")
        assert [row.name for row in presenter.rows] == ["Marco Furlan"]
        stage.view.show_contribution(stage.made["granted"].id)  # hidden by the search: shown all the same
        assert presenter.chosen == stage.made["granted"].id


async def test_the_line_that_names_them_is_written(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("granted")
        field = stage.view.findChild(QLineEdit, "contribution_credit")
        assert field is not None
        field.setText("Giulia from Trieste")
        field.editingFinished.emit()
        with stage.shelf.desk.store.reading() as reader:
            assert reader.get(Contribution, stage.made["granted"].id).credit == "Giulia from Trieste"


@pytest.mark.parametrize("text", each(number for number in TEXTS if number != 29))
async def test_strangers_words_stay_words(qtbot, dressed, tmp_path: Path, text: str) -> None:
    """In the list, on the page, and in the sheets."""
    async with staged(tmp_path, empty=True) as stage:
        shelf = stage.shelf
        who = customers.person(shelf, text[:60] or "x")
        asked = contributions.from_message(shelf.desk, customers.wrote(shelf, who, text, 3).id)
        contributions.asked(shelf.desk, asked.id, text)
        customers.wrote(shelf, who, text, 0)
        stage.view.show_contribution(asked.id)
        labels = [label for label in stage.view.findChildren(QLabel) if label.isVisible() and label.text()]
        assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
        assert tame(clean_text(text)) in ["", *(label.text() for label in labels)]
        stage.press("contribution_yes")
        shown = [label for label in stage.root.findChildren(QLabel) if label.text()]
        assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
        stage.press("sheet_cancel")


async def test_two_that_are_added_one_after_the_other_both_stay(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("granted")
        assert stage.view.customers is not None
        acts = stage.view.customers.presenter.acts
        photo = next(tmp_path.rglob("*.jpg"))
        for name in ("Livia", "Renzo"):
            acts.add(name, "Their words", [photo])
            await asyncio.sleep(0)
        await stage.shelf.bridge.tasks.idle()
        found = contributions.listed(stage.shelf.desk, stage.shelf.brand_id)
        assert {"Livia", "Renzo"} <= {each.contribution.author for each in found}


async def test_a_line_that_is_being_typed_survives_what_comes_in(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("asked")
        qtbot.waitExposed(stage.view)
        field = stage.view.findChild(QLineEdit, "contribution_credit")
        assert field is not None
        field.setFocus()
        field.setText("Anna from Muggia")
        who = stage.made["asked"].person_id
        with stage.shelf.desk.store.reading() as reader:
            anna = reader.get(Person, who)
        customers.wrote(stage.shelf, anna, "And my name, please", 0)
        assert "And my name, please" in stage.words()
        shown = [one for one in stage.view.findChildren(QLineEdit, "contribution_credit") if one.isVisible()]
        assert [one.text() for one in shown] == ["Anna from Muggia"]


async def test_out_of_sight_nothing_is_read(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("granted")
        assert stage.view.customers is not None
        presenter = stage.view.customers.presenter
        before = presenter.everything
        stage.view.presenter.show_only("all")
        contributions.refused(stage.shelf.desk, stage.made["new"].id)
        assert presenter.everything is before
        stage.open("new")
        assert "Refused" in stage.words()


async def test_a_refused_photo_keeps_the_sheet_with_what_was_typed(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path, empty=True) as stage:
        stage.view.presenter.show_only("customers")
        stage.press("empty_action")
        sheet = stage.root
        assert isinstance(sheet, NewContributionSheet)
        part(sheet, QLineEdit, "new_who").setText("Anna Verdi")
        part(sheet, QPlainTextEdit, "new_text").setPlainText("The best focaccia of Trieste")
        sheet._chosen([stage.shelf.wrong])
        stage.press("sheet_confirm")
        await stage.shelf.bridge.tasks.idle()
        assert sheet.isVisible()
        assert part(sheet, QPlainTextEdit, "new_text").toPlainText() == "The best focaccia of Trieste"
        assert any("listino.pdf" in words for words in stage.words())
        assert contributions.listed(stage.shelf.desk, stage.shelf.brand_id) == ()
        sheet._chosen([])
        stage.press("sheet_confirm")
        await stage.shelf.bridge.tasks.idle()
        await asyncio.sleep(0)
        assert [each.contribution.author for each in contributions.listed(stage.shelf.desk, stage.shelf.brand_id)] == [
            "Anna Verdi"
        ]
        assert isinstance(stage.root, LibraryView)


async def test_a_question_that_cannot_be_sent_stays_typed(qtbot, dressed, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.open("new")
        stage.press("contribution_ask")
        field = part(stage.root, QPlainTextEdit, "ask_text")
        field.setPlainText("   ")
        stage.press("sheet_confirm")
        assert field.isVisible()
        assert stage.standing("new") is Standing.NEW
        assert part(stage.root, QWidget, "sheet_problem").isVisible()
        field.setPlainText("May we?")
        stage.press("sheet_confirm")
        assert stage.standing("new") is Standing.ASKED
        assert isinstance(stage.root, LibraryView)
