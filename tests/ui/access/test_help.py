"""Help is in the same place everywhere: F1 and the main menu open the guide, and the keys from there (ux.md 103)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.access.conftest import Program
from tests.ui.access.steps import composer, place, settle
from tests.ui.shell.support import child, press
from ui import dialogs
from ui.dialogs import Sheet
from ui.presenters.guide import Chapter, Paragraph, chapters, found_in, guide_file
from ui.shell.places import PLACES
from ui.views.help_sheet import HelpSheet
from ui.widgets.guide_picture import GuidePicture
from ui.widgets.safe_label import SafeLabel


@pytest.mark.statement(103)
def test_f1_opens_the_guide_in_every_place_and_the_keys_from_there(program: Program, qtbot: QtBot) -> None:
    session = program("it")
    for name in (*(each.key for each in PLACES), "composer"):
        if name == "composer":
            composer(session)
        else:
            place(name)(session)
        session.window.activateWindow()
        qtbot.waitUntil(session.window.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget() or session.window, Qt.Key.Key_F1)
        settle()
        sheet = child(session.window, HelpSheet, "help_sheet")
        assert (sheet.windowTitle(), sheet.isVisible()) == ("Aiuto", True), name
        assert sheet.focusWidget() is sheet.field, "a word is typed at once"
        sheet.close()
        settle()
    session.window.rail.help.click()
    settle()
    sheet = child(session.window, HelpSheet, "help_sheet")
    assert sheet.isVisible(), "from the rail"
    sheet.close()
    settle()
    session.window.rail.brand.click()
    menu = child(session.window, QMenu, "main_menu")
    next(action for action in menu.actions() if action.objectName() == "action_help").trigger()
    menu.close()
    sheet = child(session.window, HelpSheet, "help_sheet")
    listed = child(sheet, QListWidget, "help_chapters")
    said = [label.text() for label in sheet.page.findChildren(SafeLabel)]
    listed.setCurrentRow(2)
    settle()
    now = [label.text() for label in sheet.page.findChildren(SafeLabel)]
    assert now[0] == listed.item(2).text() == "Il calendario"
    assert said[0] == "Usare smmdesk"
    shown = sheet.page.findChildren(GuidePicture)
    assert len(shown) > 3
    assert all(0 < one.width() <= sheet.page.viewport().width() for one in shown)
    assert all(one.height() == one.heightForWidth(one.width()) for one in shown)
    assert not sheet.grab().toImage().isNull()
    press(sheet, "help_keys")
    settle()
    assert [one.windowTitle() for one in session.window.findChildren(Sheet) if one.isVisible()] == ["Tasti"]
    for one in session.window.findChildren(Sheet):
        one.close()


@pytest.mark.statement(103)
@pytest.mark.parametrize("name", ["note", "leaving", "go_to", "keys"])
def test_f1_opens_the_guide_over_a_sheet_which_stays_as_it_was(program: Program, qtbot: QtBot, name: str) -> None:
    session = program("it")
    opens: dict[str, Callable[[], object]] = {
        "note": lambda: dialogs.ask_text(session.window, "Nota", "", "Testo", lambda words: None),
        "leaving": session.doors.open_leaving,
        "go_to": session.doors.open_trash,
        "keys": session.menus.show_keys,
    }
    opens[name]()
    settle()
    (below,) = [one for one in session.window.findChildren(Sheet) if one.isVisible()]
    field = below.findChild(QLineEdit, "sheet_field")
    if field is not None:
        QTest.keyClicks(field, "half a note")
    QTest.keyClick(below.focusWidget() or below, Qt.Key.Key_F1)
    settle()
    sheet = child(session.window, HelpSheet, "help_sheet")
    assert sheet.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_F1)  # once is enough
    assert len(session.window.findChildren(HelpSheet)) == 1
    sheet.close()
    settle()
    assert below.isVisible()
    assert field is None or field.text() == "half a note"
    below.close()


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_guide_is_read_without_its_markup(language: str) -> None:
    found = chapters(guide_file(language).read_text("utf-8"))
    texts = [paragraph.text for chapter in found for paragraph in chapter.paragraphs]
    assert len(found) > 8
    assert len(texts) > 40
    assert not any("|" in text for text in texts if "<" not in text), "a table is read as a list"
    assert not any(text.count(" · ") > 5 for text in texts), "the list of chapters stands beside the page"
    assert [text for text in texts if "**" in text or "](" in text or text.startswith("#") or "`" in text] == []
    assert [text for text in texts if re.search(r"\*\w[^*]*\*", text)] == [], "words between stars are quoted"


def test_lists_headings_and_lines_of_the_guide() -> None:
    text = "# One\nA **b**\nc, *d e*: 2 * 3 * 4.\n![What x is](p/y.png)\n\n"
    text += "## Two\n### In it\n- first\n  goes on\n2. [second](there)\n"
    assert chapters(text) == (
        Chapter("One", (Paragraph("A b c, “d e”: 2 * 3 * 4."), Paragraph("What x is", picture="p/y.png"))),
        Chapter(
            "Two",
            (Paragraph("In it", True), Paragraph("first goes on", mark="•"), Paragraph("second", mark="2.")),
        ),
    )


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_picture_of_the_guide_is_there_for_the_help(language: str) -> None:
    file = guide_file(language)
    found = [paragraph for chapter in chapters(file.read_text("utf-8")) for paragraph in chapter.paragraphs]
    shown = [paragraph for paragraph in found if paragraph.picture]
    assert len(shown) > 50
    assert [one for one in shown if not one.text or not (file.parent / one.picture).is_file()] == []


def test_a_guide_that_came_without_its_pictures_shows_its_words(program: Program, tmp_path: Path) -> None:
    session = program("en")
    found = chapters("# One\nWords.\n\n![A loaf](pictures/loaf.png)\n")
    sheet = HelpSheet(session.window, found, lambda: None, tmp_path)
    sheet.open()
    settle()
    assert sheet.page.findChildren(GuidePicture) == []
    assert [label.text() for label in sheet.page.findChildren(SafeLabel)] == ["One", "Words."]
    sheet.close()


@pytest.mark.statement(103)
def test_a_word_finds_its_chapters_and_stands_out_in_them(program: Program) -> None:
    session = program("it")
    session.menus.show_help()
    settle()
    sheet = child(session.window, HelpSheet, "help_sheet")
    listed, field = child(sheet, QListWidget, "help_chapters"), child(sheet, QLineEdit, "help_find")
    count = listed.count()
    QTest.keyClicks(field, "testi salvati")
    settle()
    assert 0 < listed.count() < count
    lit = [label for label in sheet.page.findChildren(SafeLabel) if label.property("found") == "true"]
    assert lit
    assert all("salvati" in label.text().lower() for label in lit)
    assert not lit[0].visibleRegion().isEmpty(), "the page stands at it"
    field.setText("xyzxyz")
    settle()
    assert listed.count() == 0
    assert [label.text() for label in sheet.page.findChildren(SafeLabel)] == [
        "La guida non ne parla. Prova con un’altra parola."
    ]
    field.clear()
    settle()
    assert listed.count() == count
    sheet.close()


def test_what_is_found_in_a_chapter() -> None:
    (chapter,) = chapters("# Repeating\nEvery Friday.\n\nPerché no\n")
    assert found_in(chapter, " ") == ()
    assert found_in(chapter, "fri every") == (0,)
    assert found_in(chapter, "perche") == (1,)
    assert found_in(chapter, "repeat") == ()
    assert found_in(chapter, "monday") is None
