"""A post in other languages: added from the menu, switched by the pills, each with its own spelling and description."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, variants
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.store.calendar_reads import CalendarReader
from tests.ui.composer.conftest import Compose, Look
from ui.models.calendar_entries import Day, Entry
from ui.models.calendar_words import entry_name
from ui.presenters.composer_languages import choose_language, open_language
from ui.views.composer import ComposerView
from ui.widgets.language_chips import LanguagePill


@pytest.fixture
def post(desk: Desk, brand: Brand) -> Post:
    when = Moment.of(desk.clock.now(), brand.zone).plus(timedelta(days=2))
    return planning.add_post(desk, brand.id, content=Content(text="Pane di segale"), planned=when, language="it")


def pills(view: ComposerView) -> dict[str, LanguagePill]:
    return {pill.chip.code: pill for pill in view.editor.languages.findChildren(LanguagePill) if not pill.isHidden()}


def test_what_is_typed_is_saved_and_the_new_language_opens(compose: Compose, desk: Desk, post: Post) -> None:
    composer = compose(post)
    opened: list[str] = []
    composer.post_opened.connect(opened.append)
    composer.draft.set_words("text", "Pane di farro")
    choose_language(composer, "en")
    assert composer.is_closed
    with desk.store.reading() as reader:
        made, first = reader.get(Post, opened[0]), reader.get(Post, post.id)
    assert (made.language, made.content.text, first.content.text) == ("en", "Pane di farro", "Pane di farro")
    there = compose(made)
    assert [(chip.code, chip.here) for chip in there.languages] == [("it", False), ("en", True)]
    assert (there.language, there.written_in) == ("en", "en")
    choose_language(there, "it")
    assert opened == [made.id]
    assert there.is_closed


def test_a_language_that_came_meanwhile_is_opened(compose: Compose, desk: Desk, post: Post) -> None:
    composer = compose(post)
    composer.bridge.changed.disconnect(composer._desk_changed)  # not told yet
    made = variants.add_variant(desk, post.id, "de")
    composer.bridge.changed.connect(composer._desk_changed)
    opened: list[str] = []
    problems: list[str] = []
    composer.post_opened.connect(opened.append)
    composer.bridge.failed.connect(lambda problem: problems.append(problem.code))
    composer.languages = ()
    choose_language(composer, "de")
    assert (opened, problems) == ([made.id], ["language_there"])


def test_an_empty_post_is_written_first(compose: Compose) -> None:
    composer = compose()
    said: list[str] = []
    composer.bridge.announced.connect(lambda words, _undo: said.append(words))
    choose_language(composer, "en")
    assert said == ["Write the post first, then add a language."]
    assert not composer.is_closed


def test_the_description_is_the_one_of_the_language(
    compose: Compose, desk: Desk, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.store.transaction("photo") as tx:
        photo = tx.put(Asset(desk.clock.new_id(), brand.id, "0" * 64, "loaf.jpg", "image/jpeg", 9))
    monkeypatch.setattr("ui.presenters.composer_media.MediaBox.load", lambda _box, _post: None)  # no loop, no pictures
    use = MediaUse(photo.id, {"it": "Una pagnotta"})
    post = planning.add_post(desk, brand.id, content=Content(text="Pane", media=(use,)), language="it")
    there = compose(variants.add_variant(desk, post.id, "en"))
    there.draft.set_alt(0, "A loaf", there.language)
    assert there.screen.media.tiles[0].alt == "A loaf"
    assert there.draft.media[0].alt == {"it": "Una pagnotta", "en": "A loaf"}
    assert compose(post).screen.media.tiles[0].alt == "Una pagnotta"


def test_the_pills_by_keyboard_and_by_name(compose: Compose, look: Look, qtbot: QtBot, desk: Desk, post: Post) -> None:
    view = look(compose(post))
    assert view.editor.languages.isHidden()
    made = variants.add_variant(desk, post.id, "en")
    view = look(compose(post))
    shown = pills(view)
    assert {code: pill.accessibleName() for code, pill in shown.items()} == {
        "it": "Italian, open now",
        "en": "Open the post in English",
    }
    opened: list[str] = []
    view.post_opened.connect(opened.append)
    shown["it"].setFocus()
    qtbot.keyClick(shown["it"], Qt.Key.Key_Space)
    assert shown["it"].isChecked()
    assert opened == []
    shown["en"].setFocus()
    qtbot.keyClick(shown["en"], Qt.Key.Key_Space)
    assert opened == [made.id]


def test_the_menu_offers_the_other_languages(compose: Compose, look: Look, desk: Desk, post: Post) -> None:
    variants.add_variant(desk, post.id, "en")
    view = look(compose(post))
    assert view.head is not None
    menu = next(
        menu for menu in view.head.more.findChildren(QMenu) if menu.menuAction().objectName() == "composer_languages"
    )
    menu.aboutToShow.emit()
    offered = {action.text(): action.isChecked() for action in menu.actions()}
    assert "Italian" not in offered
    assert offered["English"] is True
    assert offered["German"] is False
    opened: list[str] = []
    view.post_opened.connect(opened.append)
    next(action for action in menu.actions() if action.text() == "German").trigger()
    with desk.store.reading() as reader:
        assert reader.get(Post, opened[0]).language == "de"


def test_the_one_that_is_open_stays(compose: Compose, post: Post) -> None:
    composer = compose(post)
    open_language(composer, post.id)
    choose_language(composer, "it")
    assert not composer.is_closed


def test_the_calendar_says_the_language_of_siblings(desk: Desk, brand: Brand, post: Post) -> None:
    calendar = CalendarReader(desk.paths.database)
    assert post.planned is not None
    span = (brand.id, post.planned.instant_us, post.planned.instant_us + 1)
    assert [row.language for row in calendar.month(*span)] == [""]
    variants.add_variant(desk, post.id, "en")
    rows = calendar.month(*span)
    calendar.close()
    assert sorted(row.language for row in rows) == ["en", "it"]
    entry = Entry.dated(post.id, rows[0].progress, "Pane", post.planned, language="en")
    assert entry.day is not None
    assert "English" in entry_name(entry, 0, Day(entry.day, (entry,), 1))
