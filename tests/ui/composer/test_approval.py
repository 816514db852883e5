"""The composer's part "Approval": how it stands, what was said, and the verbs by hand and by key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import approving, planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.fingerprint import content_hash
from smmdesk.model.approval import NoteKind
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.model.words import set_language
from tests.desk.support import add_post, edited, post_now, rome
from tests.helpers.vectors import UNICODE, each
from tests.ui.composer.conftest import Compose, Look
from ui.presenters import composer_approval
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_approval import read_state
from ui.views.composer import ComposerView
from ui.views.composer_approval import SHOWN_FIRST, ApprovalSection
from ui.views.version_sheet import Difference
from ui.widgets.safe_label import SafeLabel


@pytest.fixture
def asking(desk: Desk, brand: Brand) -> Brand:
    with desk.store.transaction() as tx:
        return tx.put(replace(brand, needs_approval=True))


@pytest.fixture
def post(desk: Desk, asking: Brand, channels: tuple[Channel, ...]) -> Post:
    made = add_post(desk, asking, "Domani pane di segale", channels[0])
    return planning.schedule(desk, made.id, rome("2026-11-24 09:00"))


def part(view: ComposerView) -> ApprovalSection:
    return view.editor.approval


def heads(view: ComposerView) -> list[str]:
    thread, below = part(view)._thread, part(view).findChildren(QWidget)
    placed = {thread.indexOf(each): each.accessibleName() for each in below}
    return [placed[number] for number in range(thread.count())]


def test_nothing_is_shown_where_nobody_asks_for_an_ok(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], compose: Compose, look: Look
) -> None:
    view = look(compose(add_post(desk, brand, "Pane", channels[0])))
    assert not part(view).isVisible()


def test_a_comment_alone_makes_it_appear(
    desk: Desk, brand: Brand, channels: tuple[Channel, ...], compose: Compose, look: Look
) -> None:
    made = add_post(desk, brand, "Pane", channels[0])
    view = look(compose(made))
    approving.comment(desk, made.id, "Bello", "Ada")
    assert part(view).isVisible()
    assert heads(view) == ["Ada · today, 11:20. Bello"]


def test_a_first_look_says_how_it_works(desk: Desk, asking: Brand, compose: Compose) -> None:
    state = read_state(compose(add_post(desk, asking, "Pane")))
    assert (state.says, state.explains) == ("Nobody has been asked for an OK yet", True)


def test_the_ok_is_given_with_the_keyboard_and_taken_back(
    desk: Desk, post: Post, compose: Compose, look: Look, qtbot: QtBot
) -> None:
    composer = compose(post)
    view = look(composer)
    assert part(view).says.text() == "Waiting for an OK"
    part(view).approve.setFocus()
    qtbot.keyClick(part(view).approve, Qt.Key.Key_Space)
    assert post_now(desk, post).stage is Stage.APPROVED
    assert part(view).says.text() == "You gave the OK, today, 11:20"
    assert not part(view).approve.isVisible()
    assert part(view).want.isVisible()
    assert not part(view).want.isEnabled()  # there are no words yet


def test_the_ok_names_the_words_that_stand_there(desk: Desk, post: Post, compose: Compose) -> None:
    composer = compose(post)
    composer.draft.set_words("text", "Domani pane di farro")
    assert composer_approval.approve(composer)
    now = post_now(desk, post)
    assert now.content.text == "Domani pane di farro"
    assert now.approved_hash == content_hash(now)


def test_changes_are_asked_for_with_words_only(
    desk: Desk, post: Post, compose: Compose, look: Look, qtbot: QtBot
) -> None:
    view = look(compose(post))
    assert not part(view).want.isEnabled()
    qtbot.keyClicks(part(view).text, "Shorter")
    qtbot.mouseClick(part(view).want, Qt.MouseButton.LeftButton)
    assert post_now(desk, post).stage is Stage.DRAFT
    assert part(view).says.text() == "You want changes"
    assert part(view).text.toPlainText() == ""
    assert heads(view)[-1] == "You want changes · today, 11:20. Shorter"


def test_what_changed_since_the_ok_is_shown_and_heard(desk: Desk, post: Post, compose: Compose, look: Look) -> None:
    (approved,) = approving.approve(desk, {post.id: ""}, who="Maria")
    planning.save_post(desk, edited(approved, "Domani pane integrale"))
    view = look(compose(post_now(desk, post)))
    assert part(view).says.text() == "It was changed after the OK: it waits again"
    assert part(view).changed.isVisible()
    sheet = part(view).show_changes()
    difference = sheet.findChild(Difference)
    assert difference.accessibleDescription() == "Text. is gone: di segale; is new: integrale"
    button = sheet.findChild(QPushButton, "approval_changes_close")
    button.click()


def test_of_a_long_talk_the_newest_is_shown_first(
    desk: Desk, post: Post, compose: Compose, look: Look, qtbot: QtBot
) -> None:
    for number in range(6):
        approving.comment(desk, post.id, f"Number {number}", "Ada")
    view = look(compose(post))
    assert len(heads(view)) == SHOWN_FIRST
    older = part(view).findChild(QPushButton, "approval_older")
    assert older.text() == "Show all 7"
    older.click()
    qtbot.waitUntil(lambda: len(heads(view)) == 7)


def test_only_a_comment_can_be_removed(desk: Desk, post: Post, compose: Compose) -> None:
    approving.comment(desk, post.id, "Bello")
    composer = compose(post)
    asked, said = read_state(composer).rows
    assert (asked.own, said.own) == (False, True)
    composer_approval.remove(composer, said.key)
    assert [note.kind for note in approving.said_about(desk, post.id)] == [NoteKind.ASKED]


@pytest.mark.parametrize("text", each())
def test_words_of_strangers_are_shown_literally(
    desk: Desk, post: Post, compose: Compose, look: Look, text: str
) -> None:
    approving.comment(desk, post.id, text, "Ada")
    view = look(compose(post))
    assert text in UNICODE.values() or text in heads(view)[-1]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in part(view).findChildren(SafeLabel))


def test_it_speaks_italian(desk: Desk, post: Post, compose: Compose) -> None:
    set_language("it")
    approving.ask_approval(desk, [post.id], "Va bene?", "Ada")
    assert "Ada" in read_state(compose(post)).says


def test_what_has_its_ok_says_so_in_the_head_and_offers_to_schedule_instead_of_asking_again(
    desk: Desk, asking: Brand, channels: tuple[Channel, ...], compose: Compose, look: Look
) -> None:
    made = add_post(desk, asking, "Domani pane di segale", channels[0])
    composer = compose(made)
    assert composer.screen.head.asks_approval
    approving.approve(desk, {made.id: ""})
    head = composer.screen.head
    assert (head.state, head.state_words) == ("approved", "OK given")
    assert (head.asks_approval, head.main_label) == (False, "Schedule")
    look(composer)
    composer.draft.set_words("text", "Domani pane di farro")
    composer.saving.flush()
    assert (composer.screen.head.state, part_says(composer)) == (
        "review",
        "It was changed after the OK: it waits again",
    )


def part_says(composer: ComposerPresenter) -> str:
    return read_state(composer).says
