"""The sheet "Version history": times, a difference that can be read and heard, and back without a loss (ux.md 31)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.versions import versions_of
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.content import Content, Wording
from smmdesk.model.post import Post
from smmdesk.model.word_diff import Change, Piece
from smmdesk.system.clock import ManualClock
from tests.desk.support import add_post, edited, post_now, publish, rome
from tests.ui.composer.conftest import Compose, Look
from ui.dialogs import Sheet
from ui.presenters.versions import VersionsPresenter
from ui.views.composer import ComposerView
from ui.views.version_sheet import Difference

pytestmark = pytest.mark.statement(31)
OLD, NEW = "Domani pane di segale", "Domani pane integrale"


@pytest.fixture
def post(desk: Desk, brand: Brand, clock: ManualClock) -> Post:
    """Written yesterday at 11:20, rewritten today."""
    made = add_post(desk, brand, "D")
    made = planning.save_post(desk, edited(made, OLD))
    clock.advance(timedelta(days=1))
    return planning.save_post(desk, edited(made, NEW))


def sheet_of(view: ComposerView) -> Sheet:
    view.show_versions()
    found = view.findChildren(Sheet, "versions")
    return found[-1]


def button(sheet: Sheet, name: str) -> QPushButton:
    found = sheet.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_the_list_says_when_and_what(compose: Compose, post: Post) -> None:
    shown = VersionsPresenter(compose(post))
    assert [(line.time, line.words) for line in shown.lines] == [("yesterday, 11:20", OLD)]
    (section,) = shown.sections(0)
    assert section.title == "Text"
    assert section.pieces == (
        Piece(Change.SAME, "Domani pane "),
        Piece(Change.REMOVED, "integrale"),
        Piece(Change.ADDED, "di segale"),
    )
    assert section.spoken == "Text. goes away: integrale; comes back: di segale"


def test_what_differs_is_told_field_by_field(
    compose: Compose, desk: Desk, brand: Brand, clock: ManualClock, channels: tuple[Channel, ...]
) -> None:
    own = (Wording(channels[1].id, text="Mio"),)
    made = add_post(desk, brand, "", *channels, content=Content(title="Uno", text="Testo"), wordings=own)
    clock.advance(timedelta(hours=1))
    content = replace(made.content, title="Due", link="https://forno.example", first_comment="Ciao")
    post = planning.save_post(desk, replace(made, content=content, wordings=()))
    titles = [section.title for section in VersionsPresenter(compose(post)).sections(0)]
    assert titles == ["Title", "Link", "First comment", f"Text for {channels[1].name}"]


def test_restoring_keeps_both_and_is_one_step_of_the_composers_undo(
    compose: Compose, desk: Desk, clock: ManualClock, post: Post
) -> None:
    composer = compose(post)
    assert VersionsPresenter(composer).restore(0)
    assert composer.draft.post.content.text == OLD == post_now(desk, post).content.text
    assert NEW in [version.post.content.text for version in versions_of(desk, post.id)]
    composer.draft.undo()
    assert composer.draft.post.content.text == NEW
    composer.draft.redo()
    assert composer.draft.post.content.text == OLD


def test_what_was_typed_a_moment_ago_is_kept_too(compose: Compose, desk: Desk, post: Post) -> None:
    composer = compose(post)
    composer.draft.set_words("text", NEW + " e focaccia")
    VersionsPresenter(composer).restore(0)
    assert NEW + " e focaccia" in [version.post.content.text for version in versions_of(desk, post.id)]


def test_what_is_out_can_be_looked_at_only(
    compose: Compose, desk: Desk, post: Post, channels: tuple[Channel, ...]
) -> None:
    made = planning.save_post(desk, replace(post_now(desk, post), channels=(channels[0].id,)))
    planning.schedule(desk, post.id, rome("2026-11-30 09:00"))
    publish(desk, made, channels[0])
    shown = VersionsPresenter(compose(post))
    assert not shown.can_restore
    assert not shown.restore(0)
    assert post_now(desk, post).content.text == NEW


def test_the_sheet_by_keyboard(
    compose: Compose, look: Look, qtbot: QtBot, desk: Desk, clock: ManualClock, post: Post
) -> None:
    clock.advance(timedelta(minutes=5))
    planning.save_post(desk, edited(post_now(desk, post), "Terza idea"))
    view = look(compose(post))
    sheet = sheet_of(view)
    listed = sheet.findChild(QListWidget, "versions_list")
    difference = sheet.findChild(Difference, "version_difference")
    assert isinstance(listed, QListWidget)
    assert isinstance(difference, Difference)
    assert listed.count() == 2
    assert listed.accessibleName() == "Versions"
    assert "comes back: Domani pane integrale" in difference.accessibleDescription()
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert "comes back: Domani pane di segale" in difference.accessibleDescription()
    assert "Domani pane di segale" in difference.toPlainText()
    button(sheet, "versions_restore").click()
    assert post_now(desk, post).content.text == OLD
    assert view.editor.box.text.words == OLD


def test_text_from_outside_is_shown_literally(
    compose: Compose, look: Look, desk: Desk, clock: ManualClock, post: Post
) -> None:
    clock.advance(timedelta(minutes=5))
    made = planning.save_post(desk, edited(post_now(desk, post), "<b>x</b> <img src='file:///etc/passwd'>"))
    clock.advance(timedelta(minutes=5))
    planning.save_post(desk, edited(made, "y"))
    sheet = sheet_of(look(compose(post)))
    difference = sheet.findChild(Difference, "version_difference")
    assert isinstance(difference, Difference)
    assert "<b>x</b> <img src='file:///etc/passwd'>" in difference.toPlainText()


@pytest.mark.statement(7)
def test_a_new_post_has_no_history_yet(compose: Compose, look: Look) -> None:
    sheet = sheet_of(look(compose()))
    assert sheet.findChild(QListWidget, "versions_list") is None
    button(sheet, "versions_close").click()
