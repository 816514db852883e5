"""Saved texts under the # button, with real keys and clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QWidget

from smmdesk.desk import snippets, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.planning_aids import SnippetKind
from tests.desk.support import rome
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, row_of
from tests.ui.composer.test_view import child, press
from ui.presenters.snippets import SnippetsPresenter, likely_kind
from ui.views.composer import ComposerView
from ui.views.snippet_popover import SnippetPopover

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def saved(desk: Desk, brand: Brand) -> None:
    snippets.add(desk, brand.id, SnippetKind.HASHTAGS, "Natale", "#natale #panettone")
    snippets.add(desk, brand.id, SnippetKind.SIGNATURE, "La firma", "{name} vi aspetta")
    snippets.add(desk, brand.id, SnippetKind.TEXT, "Perché", "Alle {time} di {day}: {link}")


def open_popover(qtbot, view: ComposerView) -> SnippetPopover:
    press(qtbot, view, "tool_hash")
    found = view.window().findChild(SnippetPopover)
    assert isinstance(found, SnippetPopover)
    return found


def names(desk: Desk, brand: Brand) -> list[str]:
    return [each.name for each in snippets.listed(desk, brand.id)]


def rows(popover: SnippetPopover) -> list[str]:
    shown = popover.findChild(QListWidget, "snippet_list")
    return [shown.item(index).text().split("\n")[0] for index in range(shown.count())]


def test_a_hashtag_set_is_found_by_typing_and_put_in_at_the_caret(
    qtbot, compose: Compose, channels, saved, look: Look
) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "Il pane🎄 e basta")
    view.editor.box.text.select(8, 8)
    popover = open_popover(qtbot, view)
    assert rows(popover) == ["Natale", "La firma", "Perché"]
    search = popover.findChild(QLineEdit, "snippet_search")
    qtbot.keyClicks(search, "PANETT")
    assert rows(popover) == ["Natale"]
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert view.presenter.draft.post.content.text == "Il pane🎄 #natale #panettone e basta"
    assert view.window().focusWidget() is view.editor.box.text
    view.presenter.draft.undo()
    assert view.presenter.draft.post.content.text == "Il pane🎄 e basta"


def test_hashtags_are_counted_for_each_network(compose: Compose, channels) -> None:
    composer = compose()
    assert SnippetsPresenter(composer).tag_counts() == ""
    composer.draft.set_words("text", "#uno #due https://a.example/#no")
    composer.draft.set_own(channels[1].id, "text", "senza")
    assert SnippetsPresenter(composer).tag_counts() == "Hashtags now: Mastodon 2 · WordPress 2"


def test_what_is_known_is_filled_and_the_first_gap_is_selected(
    qtbot, compose: Compose, channels, saved, look: Look, delays: Delays
) -> None:
    view = look(compose())
    view.presenter.choose_time(rome("2026-11-24 18:30"))
    search = open_popover(qtbot, view).findChild(QLineEdit, "snippet_search")
    qtbot.keyClicks(search, "perche")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert view.presenter.draft.post.content.text == "Alle 18:30 di martedì: {link}"
    assert view.editor.box.text.selected == "{link}"
    delays.pause()
    assert row_of(view.presenter, "variable_open").problem.title == "“{link}” is still in the text"
    qtbot.keyClicks(view.editor.box.text, "qui")
    assert view.presenter.draft.post.content.text == "Alle 18:30 di martedì: qui"


def test_the_selection_is_saved_under_a_name(
    qtbot, compose: Compose, channels, desk: Desk, brand: Brand, look: Look
) -> None:
    view = look(compose())
    view.presenter.draft.set_words("text", "Buono #pane #trieste")
    view.editor.box.text.select(6, 20)
    popover = open_popover(qtbot, view)
    assert child(popover, "snippet_keep", QPushButton).text().strip() == "Save selection as…"
    press(qtbot, popover, "snippet_keep")
    sheet = child(view, "sheet")
    assert sheet.findChild(QComboBox, "snippet_kind").currentText() == "Hashtag set"
    qtbot.keyClicks(sheet.findChild(QLineEdit, "snippet_name"), "Ogni giorno")
    qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), LEFT)
    (kept,) = snippets.listed(desk, brand.id)
    assert (kept.name, kept.text, kept.kind) == ("Ogni giorno", "#pane #trieste", SnippetKind.HASHTAGS)
    assert likely_kind("pane #trieste") is SnippetKind.TEXT


def test_it_is_changed_and_deleted_on_the_spot(
    qtbot, compose: Compose, channels, desk: Desk, brand: Brand, saved, look: Look
) -> None:
    view = look(compose())
    popover = open_popover(qtbot, view)
    shown = popover.findChild(QListWidget, "snippet_list")
    qtbot.keyClick(popover.findChild(QLineEdit, "snippet_search"), Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert names(desk, brand) == rows(popover) == ["Natale", "Perché"]
    undo.undo(desk)
    assert "La firma" in names(desk, brand)
    shown.setCurrentRow(0)
    press(qtbot, popover, "snippet_edit")
    sheet: QWidget = child(view, "sheet")
    words = sheet.findChild(QPlainTextEdit, "snippet_text")
    words.setPlainText(" ")
    assert not sheet.findChild(QPushButton, "sheet_confirm").isEnabled()
    words.setPlainText("#buonnatale")
    qtbot.mouseClick(sheet.findChild(QPushButton, "sheet_confirm"), LEFT)
    assert snippets.listed(desk, brand.id)[0].text == "#buonnatale"


def test_without_any_one_sentence_says_how_to_begin(qtbot, compose: Compose, channels, look: Look) -> None:
    popover = open_popover(qtbot, look(compose()))
    assert rows(popover) == []
    assert not child(popover, "snippet_edit").isEnabled()
    search = popover.findChild(QLineEdit, "snippet_search")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def test_they_are_put_in_order_by_button_and_by_key(
    qtbot, compose: Compose, channels, desk: Desk, brand: Brand, saved, look: Look
) -> None:
    snippets.add(desk, brand.id, SnippetKind.HASHTAGS, "Pasqua", "#pasqua")
    snippets.add(desk, brand.id, SnippetKind.HASHTAGS, "Estate", "#estate")
    popover = open_popover(qtbot, look(compose()))
    shown, up, down = (child(popover, f"snippet_{name}") for name in ("list", "up", "down"))
    assert isinstance(shown, QListWidget)
    assert not up.isEnabled()
    press(qtbot, popover, "snippet_down")
    assert names(desk, brand) == rows(popover) == ["Pasqua", "Natale", "Estate", "La firma", "Perché"]
    assert shown.currentRow() == 1
    qtbot.keyClick(shown, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(desk, brand) == rows(popover) == ["Pasqua", "Estate", "Natale", "La firma", "Perché"]
    qtbot.keyClick(shown, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert (names(desk, brand)[2], shown.currentRow(), down.isEnabled()) == ("Natale", 2, False)
    undo.undo(desk)
    assert names(desk, brand)[:3] == ["Pasqua", "Natale", "Estate"]
    search = popover.findChild(QLineEdit, "snippet_search")
    qtbot.keyClicks(search, "a")
    assert len(rows(popover)) > 1
    for row in range(len(rows(popover))):
        shown.setCurrentRow(row)
        assert not up.isEnabled()
        assert not down.isEnabled()
