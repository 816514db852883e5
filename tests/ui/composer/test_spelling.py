"""Wrong words are underlined by and by, and mended by mouse or keys; typing waits for nothing."""

import asyncio
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QMenu

from smmdesk.desk import own_words
from smmdesk.desk.desk import Desk
from smmdesk.model.post import Post
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, Spellings
from ui.bridge import Bridge
from ui.presenters.composer_spelling import words_in
from ui.views.composer import ComposerView
from ui.widgets.post_text import PostText

WAVE = QTextCharFormat.UnderlineStyle.SpellCheckUnderline
WRONG = {"panetone": ("panettone", "panetto"), "qui": ()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Il panettone è qui!", ["Il", "panettone", "qui"]),
        ("Leggi https://forno.example/panetone e @lucia #panetone", ["Leggi"]),
        ("un po’ d'uva, «oggi»", ["un", "po'", "d'uva", "oggi"]),
        ("IVA e WiFi, 3kg, forno.example/x, info@forno.example, {name}", []),
        ("Natale: 🎄festa", ["Natale", "festa"]),
    ],
)
def test_which_words_are_looked_at(text: str, words: list[str]) -> None:
    assert [word for word, _start, _end in words_in(text)] == words


def test_places_are_those_of_the_text() -> None:
    text = "🎄 Il panetone"
    word, start, end = words_in(text)[1]
    assert text[start:end] == word == "panetone"


def underlined(text: PostText) -> list[str]:
    """The words under which a red wave stands."""
    found: list[str] = []
    block = text.document().begin()
    while block.isValid():
        formats: list[Any] = block.layout().formats()  # type: ignore[assignment]
        wavy = [part for part in formats if part.format.underlineStyle() is WAVE]
        found += [block.text()[part.start : part.start + part.length] for part in wavy]
        block = block.next()
    return found


async def until_checked(bridge: Bridge, delays: Delays) -> None:
    """Before keys, too: they turn Qt's loop inside ours, and nothing of ours may wait then."""
    for _turn in range(2):
        delays.pause()
        while bridge.tasks.busy:
            await asyncio.sleep(0.002)


@pytest.fixture
def spellings(desk: Desk) -> Spellings:
    desk.made_spelling = Spellings(WRONG)
    return desk.made_spelling


async def test_a_wrong_word_is_underlined_when_the_caret_left_it(
    qtbot, compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings
) -> None:
    view = look(compose())
    text = view.editor.box.text
    qtbot.keyClicks(text, "Il panetone")
    assert spellings.asked == []  # nobody asks while somebody types
    await until_checked(bridge, delays)
    assert ("it", "panetone") in spellings.asked
    steps = view.presenter.draft.history
    assert underlined(text) == []  # it may still become "panetonetto"
    qtbot.keyClicks(text, " buono")
    assert underlined(text) == ["panetone"]
    assert view.presenter.draft.post.content.text == "Il panetone buono"
    view.presenter.draft.undo()
    assert not steps.can_undo
    await bridge.aclose()


def menu_of(text: PostText) -> QMenu:
    return next(menu for menu in text.window().findChildren(QMenu, "text_menu") if menu.isVisible())


def labels(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


async def test_other_words_by_the_menu_key(
    qtbot, compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings
) -> None:
    view = look(compose(text="Il panetone buono"))
    text = view.editor.box.text
    await until_checked(bridge, delays)
    text.select(5, 5)
    place = text.cursorRect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, text.mapToGlobal(place))
    QApplication.sendEvent(text.viewport(), event)
    menu = menu_of(text)
    assert labels(menu)[0] == "Looking for words…"
    await until_checked(bridge, delays)
    assert labels(menu)[:4] == ["panettone", "panetto", "Add “panetone” to the dictionary", "Ignore in this post"]
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert view.presenter.draft.post.content.text == "Il panettone buono"
    await bridge.aclose()


async def test_f7_and_the_button_go_from_word_to_word(
    qtbot, compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings
) -> None:
    view = look(compose(text="qui un panetone"))
    button = view.editor.box.tools.spelling
    await until_checked(bridge, delays)
    assert button.isVisible()
    assert button.accessibleName() == "2 words to look at"
    text = view.editor.box.text
    text.select(4, 4)
    qtbot.keyClick(text, Qt.Key.Key_F7)
    assert text.selected == "panetone"
    menu = menu_of(text)
    await until_checked(bridge, delays)
    menu.close()
    qtbot.keyClick(text, Qt.Key.Key_F7)
    assert text.selected == "qui"
    menu = menu_of(text)
    await until_checked(bridge, delays)
    assert labels(menu)[0] == "No other word found"
    menu.close()
    await bridge.aclose()


async def chosen(view: ComposerView, at: int, name: str) -> None:
    text = view.editor.box.text
    text.open_menu(QPoint(0, 0), at)
    menu = menu_of(text)
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    menu.close()


async def test_a_word_is_taught_for_good_or_for_this_post(
    qtbot, compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings, desk: Desk
) -> None:
    view = look(compose(text="qui un panetone"))
    text = view.editor.box.text
    await until_checked(bridge, delays)
    assert underlined(text) == ["qui", "panetone"]
    await chosen(view, 1, "spelling_add")
    assert underlined(text) == ["panetone"]
    await chosen(view, 9, "spelling_ignore")
    assert underlined(text) == []
    assert own_words.read(desk) == {"qui"}
    assert (desk.paths.folder / own_words.NAME).stat().st_mode & 0o777 == 0o600
    await until_checked(bridge, delays)
    other = look(compose(text="Qui un panetone"))
    await until_checked(bridge, delays)
    assert underlined(other.editor.box.text) == ["panetone"]
    await bridge.aclose()


async def test_it_can_be_turned_off(
    qtbot, compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings, desk: Desk
) -> None:
    view = look(compose(text="un panetone"))
    text = view.editor.box.text
    await until_checked(bridge, delays)
    await chosen(view, 0, "spelling_switch")
    assert underlined(text) == []
    assert desk.settings.get("spelling") == "off"
    await chosen(view, 0, "spelling_switch")
    assert underlined(text) == ["panetone"]
    await bridge.aclose()


async def test_each_wording_in_its_language_and_names_are_right(
    compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings
) -> None:
    composer = compose(text="Forno Lucia: pane")
    look(composer)
    composer.draft.customise(channels[0].id)
    composer.draft.set_option(channels[0].id, "language", "en", "")
    composer.draft.set_words("text", "bread")
    await until_checked(bridge, delays)
    assert ("en", "bread") in spellings.asked
    composer.draft.show_tab("")
    await until_checked(bridge, delays)
    assert ("it", "pane") in spellings.asked
    assert not [word for _language, word in spellings.asked if word in ("Forno", "Lucia")]
    await bridge.aclose()


async def test_parts_and_first_comment_are_looked_at_too(
    qtbot, compose: Compose, channels, look: Look, bridge: Bridge, delays: Delays, spellings: Spellings
) -> None:
    composer = compose(text="Uno")
    view = look(composer)
    composer.draft.add_part("due panetone buoni")
    composer.draft.set_words("first_comment", "tre panetone buoni")
    await until_checked(bridge, delays)
    assert underlined(view.editor.parts.texts[0]) == ["panetone"]
    assert underlined(view.editor.comment.text) == ["panetone"]
    await bridge.aclose()


@pytest.mark.statement(30)
def test_the_keys_of_undo_work_in_a_part(qtbot, compose: Compose, channels, look: Look) -> None:
    composer = compose(text="Uno")
    view = look(composer)
    composer.draft.add_part()
    qtbot.keyClicks(view.editor.parts.texts[0], "due")
    qtbot.keyClick(view.editor.parts.texts[0], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert composer.draft.post.content.thread[0].text == ""


def test_a_composer_without_a_screen_asks_nobody(compose: Compose, channels, delays: Delays, desk: Desk) -> None:
    composer = compose(text="un panetone")
    delays.pause()
    assert isinstance(composer.draft.post, Post)
    assert composer.spelling.wrong("un panetone") == []
