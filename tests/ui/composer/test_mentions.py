"""Naming people: offered after an "@" under the caret, known ones at once, others as the platforms answer."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QIcon, QTextCursor
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton

from smmdesk.desk import mentioning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.person import FoundPerson, Person
from tests.desk.signed_in import connected, desk_in
from tests.fakes.mastodon import FakeMastodon
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, codes, row_of
from tests.ui.composer.test_view import child, press
from ui.bridge import Bridge
from ui.look import glyphs
from ui.presenters.composer import ComposerPresenter
from ui.presenters.previews import PreviewsPresenter
from ui.views.composer import ComposerView
from ui.widgets.people_popover import PeoplePopover

SEARCH = "/api/v1/accounts/search"
ENTER, ESC, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down


@pytest.fixture
def anna(desk: Desk, brand: Brand) -> Person:
    found = FoundPerson("7@forno.example", "@anna@forno.example", "Anna Rossi")
    made = mentioning.remember(desk, brand.id, "mastodon", found)
    return mentioning.set_handles(desk, made.id, made.name, {"bluesky": "anna.example.com"})


@pytest.fixture
def bea(desk: Desk, brand: Brand) -> Person:
    return mentioning.remember(desk, brand.id, "bluesky", FoundPerson("did:plc:b", "@beanna.example", "Bea Anselmi"))


def popover(view: ComposerView) -> PeoplePopover | None:
    return next((each for each in view.window().findChildren(PeoplePopover) if each.isVisible()), None)


def lines(view: ComposerView) -> list[str]:
    shown = popover(view)
    assert shown is not None
    rows = shown.findChild(QListWidget)
    return [rows.item(index).text().replace("\n", " | ") for index in range(rows.count())]


def text_of(view: ComposerView) -> str:
    return view.presenter.draft.post.content.text


# ------------------------------------------------------------------ the keys
@pytest.mark.statement(21)
def test_people_are_chosen_with_the_keys_and_named_everywhere_as_they_are_called(
    qtbot, compose: Compose, channels, look: Look, delays: Delays, anna: Person, bea: Person
) -> None:
    view = look(compose())
    text = view.editor.box.text
    text.setFocus()
    qtbot.keyClicks(text, "Grazie @an")
    assert lines(view) == ["Anna Rossi | @anna@forno.example · Bluesky", "Bea Anselmi | @beanna.example"]
    assert view.window().focusWidget() is text
    qtbot.keyClick(text, DOWN)
    qtbot.keyClick(text, DOWN)
    qtbot.keyClick(text, ENTER)
    assert text_of(view) == "Grazie @anna@forno.example "
    assert popover(view) is None
    qtbot.keyClicks(text, "e @bea")
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert view.window().focusWidget() is text
    assert text_of(view) == "Grazie @anna@forno.example e @beanna.example "
    delays.pause()
    said = {preview.platform: preview.parts[0].text.strip() for preview in PreviewsPresenter(view.presenter).previews}
    assert said == {
        "mastodon": "Grazie @anna@forno.example e Bea Anselmi",
        "bluesky": "Grazie @anna.example.com e @beanna.example",
        "wordpress": "Grazie Anna Rossi e Bea Anselmi",
    }


def test_escape_closes_the_list_and_it_stays_closed_for_this_name(
    qtbot, compose: Compose, channels, look: Look, anna: Person
) -> None:
    view = look(compose())
    text = view.editor.box.text
    text.setFocus()
    qtbot.keyClicks(text, "@a")
    assert popover(view) is not None
    qtbot.keyClick(text, ESC)
    assert popover(view) is None
    assert not view.presenter.is_closed
    qtbot.keyClicks(text, "nn")
    qtbot.keyClick(text, ENTER)
    assert (popover(view), text_of(view)) == (None, "@ann\n")
    qtbot.keyClicks(text, "@ann")
    assert popover(view) is not None


@pytest.mark.parametrize("typed", ["@zz", "me@anna", "@ anna", "@anna@forno.example", "@@an", "/@an"])
def test_no_list_where_nobody_is_meant(qtbot, compose: Compose, channels, look: Look, anna: Person, typed: str) -> None:
    view = look(compose())
    text = view.editor.box.text
    text.setFocus()
    qtbot.keyClicks(text, typed)
    assert popover(view) is None
    qtbot.keyClick(text, ENTER)
    assert text_of(view) == f"{typed}\n"


def test_the_list_goes_when_the_caret_leaves_the_name(
    qtbot, compose: Compose, channels, look: Look, anna: Person
) -> None:
    view = look(compose())
    text = view.editor.box.text
    text.setFocus()
    qtbot.keyClicks(text, "Ciao @an")
    assert popover(view) is not None
    text.moveCursor(QTextCursor.MoveOperation.Start)
    assert popover(view) is None


def test_a_name_in_the_middle_keeps_what_stands_after_it(
    qtbot, compose: Compose, channels, look: Look, anna: Person
) -> None:
    view = look(compose(text="Ciao , come va?"))
    text = view.editor.box.text
    text.setFocus()
    text.select(5, 5)
    qtbot.keyClicks(text, "@ann")
    qtbot.keyClick(text, ENTER)
    assert text_of(view) == "Ciao @anna@forno.example, come va?"
    view.presenter.draft.undo()
    assert "forno" not in text_of(view)


def test_a_channels_own_tab_gets_its_own_handle(
    qtbot, compose: Compose, channels: tuple[Channel, ...], look: Look, anna: Person
) -> None:
    view = look(compose())
    view.presenter.draft.customise(channels[1].id)
    text = view.editor.box.text
    text.setFocus()
    qtbot.keyClicks(text, "@anna")
    assert lines(view) == ["Anna Rossi | @anna.example.com · Mastodon"]
    qtbot.keyClick(text, ENTER)
    assert view.presenter.draft.content.text == "@anna.example.com "


def test_the_button_offers_everybody_known_and_the_mouse_chooses(
    qtbot, compose: Compose, channels, look: Look, anna: Person, bea: Person
) -> None:
    view = look(compose())
    press(qtbot, view, "tool_at-sign")
    assert len(lines(view)) == 2
    rows = popover(view).findChild(QListWidget)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(1)).center())
    assert text_of(view) == "@beanna.example "
    assert view.window().focusWidget() is view.editor.box.text


def test_a_screen_reader_is_told_who_is_chosen(
    qtbot, compose: Compose, channels, look: Look, anna: Person, bea: Person
) -> None:
    view = look(compose())
    text = view.editor.box.text
    text.setFocus()
    qtbot.keyClicks(text, "@an")
    shown = popover(view)
    assert shown.accessibleDescription() == "Anna Rossi, @anna@forno.example, Mastodon, Bluesky; 1 of 2 people"
    qtbot.keyClick(text, DOWN)
    assert shown.accessibleDescription() == "Bea Anselmi, @beanna.example, Bluesky; 2 of 2 people"
    rows = QAccessible.queryAccessibleInterface(shown.findChild(QListWidget))
    assert rows.child(0).text(QAccessible.Text.Name) == "Anna Rossi, @anna@forno.example, Mastodon, Bluesky"


def test_the_platforms_mark_keeps_its_colours_in_the_row_that_is_chosen(qapp) -> None:
    mark = glyphs.icon("mastodon", "mastodon")
    plain, chosen = (mark.pixmap(16, mode=mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert plain == chosen


def test_nothing_is_put_into_a_post_that_is_only_shown(qtbot, compose: Compose, channels, look: Look) -> None:
    view = look(compose(text="Fuori"))
    text = view.editor.box.text
    text.setReadOnly(True)
    press(qtbot, view, "tool_at-sign")
    text.insert("🙂")
    assert text_of(view) == "Fuori"


# ------------------------------------------------------------------ what somebody is called there
@pytest.mark.statement(21)
def test_the_note_asks_what_a_person_is_called_there(
    qtbot, compose: Compose, channels, look: Look, delays: Delays, desk: Desk, bea: Person
) -> None:
    view = look(compose(text="Con @beanna.example"))
    delays.pause()
    row = row_of(view.presenter, "mention_unknown")
    assert row.problem.title == (
        "“Bea Anselmi” goes out as a plain name on Mastodon: what they are called there is not known"
    )
    press(qtbot, view, "problem_name_there")
    field = child(view, "handle_mastodon", QLineEdit)
    save = child(view, "sheet_confirm", QPushButton)
    qtbot.keyClicks(field, "bea bea")
    assert not save.isEnabled()
    assert "“@bea bea” is no name on Mastodon" in child(view, "handles_wrong").text()
    field.selectAll()
    qtbot.keyClicks(field, "bea@pane.example")
    press(qtbot, view, "sheet_confirm")
    delays.pause()
    assert "mention_unknown" not in codes(view.presenter, blocking=False)
    said = {preview.platform: preview.parts[0].text for preview in PreviewsPresenter(view.presenter).previews}
    assert said["mastodon"] == "Con @bea@pane.example"
    undo.undo(desk)
    delays.pause()
    assert "mention_unknown" in codes(view.presenter, blocking=False)


# ------------------------------------------------------------------ the platforms' answers
async def settled(composer: ComposerPresenter) -> None:
    """Until nobody is looked for any more."""
    for _ in range(4000):
        if not composer.mentions.note.startswith("Looking"):
            return
        await asyncio.sleep(0.002)
    raise AssertionError("no answer came")


async def test_platforms_are_asked_after_a_pause_and_for_two_letters(
    fake_mastodon: FakeMastodon, tmp_path: Path, delays: Delays, qapp
) -> None:
    fake_mastodon.book.domain = "forno.example"
    fake_mastodon.add_account("anna", display_name="Anna Rossi")
    async with desk_in(tmp_path / "desk") as desk:
        await connected(desk, fake_mastodon)
        bridge = Bridge(desk)
        composer = ComposerPresenter.new(bridge, {}, delays.make)
        finder = composer.mentions

        def asked() -> list[str]:
            found = [each for each in fake_mastodon.requests if each.path == SEARCH]
            return [dict(each.query)["q"] for each in found]

        finder.ask("a")
        delays.pause()
        assert (finder.rows, asked()) == ((), [])
        for words in ("an", "ann", "anna"):
            finder.ask(words)
        delays.pause()
        assert finder.note == "Looking on Mastodon…"
        await settled(composer)
        assert asked() == ["anna"]
        [row] = finder.rows
        assert (row.name, row.handle, row.platform_name) == ("Anna Rossi", "@anna@forno.example", "Mastodon")
        finder.ask("anna")  # answered already
        delays.pause()
        assert (len(finder.rows), asked()) == (1, ["anna"])
        assert finder.choose(row) == "@anna@forno.example"
        finder.ask("ross")  # known from now on
        assert [each.name for each in finder.rows] == ["Anna Rossi"]
        assert finder.rows[0].found is None
        delays.pause()
        await settled(composer)
        assert len(finder.rows) == 1
        composer.let_go()
        await bridge.aclose()


async def test_a_platform_that_does_not_answer_is_said_and_left_alone(
    fake_mastodon: FakeMastodon, tmp_path: Path, delays: Delays, qapp
) -> None:
    async with desk_in(tmp_path / "desk") as desk:
        channel = await connected(desk, fake_mastodon)
        bridge = Bridge(desk)
        mentioning.remember(desk, channel.brand_id, "mastodon", FoundPerson("1", "@anna@forno.example", "Anna"))
        composer = ComposerPresenter.new(bridge, {}, delays.make)
        finder = composer.mentions
        fake_mastodon.too_many_next(SEARCH, retry_after_s=60)
        finder.ask("ann")
        delays.pause()
        await settled(composer)
        assert finder.note == "No answer from Mastodon"
        assert [row.name for row in finder.rows] == ["Anna"]
        calls = len(fake_mastodon.requests)
        finder.ask("anna")
        delays.pause()
        await settled(composer)
        assert len(fake_mastodon.requests) == calls
        fake_mastodon.http.requests.clear()
        with desk.store.transaction() as tx:
            tx.put(replace(tx.get(Channel, channel.id), paused=True))
        finder.ask("anselmi")
        delays.pause()
        assert not fake_mastodon.requests
        composer.let_go()
        await bridge.aclose()
