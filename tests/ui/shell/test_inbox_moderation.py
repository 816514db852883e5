"""Liking, hiding and deleting in the inbox: by button, by key and by menu; how far it is stands below the words."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import moderating, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Op, State, Wish
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moderation import QUOTES_US, done
from smmdesk.model.problem import Problem
from tests.desk.heard import now_of, wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.presenters.inbox import InboxPresenter
from ui.views.inbox import InboxView
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def message(desk: Desk, channel: Channel) -> Message:
    return wrote(desk, channel, "Compra follower qui")


@pytest.fixture
def view(bridge: Bridge, place: Place, message: Message) -> InboxView:
    made = InboxView(InboxPresenter(bridge))
    place(made)
    made.presenter.select(message.id)
    return made


def state(view: InboxView) -> str:
    found = view.talk.findChildren(SafeLabel, "inbox_moderation_state")
    return found[-1].text() if found else ""


def test_buttons_like_and_hide_and_undo_takes_it_back(desk: Desk, view: InboxView, message: Message) -> None:
    like = child(view, QToolButton, "inbox_like")
    assert like.accessibleName() == "Like it on Practice"
    like.click()
    assert now_of(desk, message).liked
    assert state(view) == "Your like goes to Practice"
    assert child(view, QToolButton, "inbox_like").isChecked()
    child(view, QToolButton, "inbox_hide").click()
    assert now_of(desk, message).hushed
    assert child(view, QToolButton, "inbox_hide").accessibleName().startswith("Show it again on Practice")
    undo.undo(desk)
    undo.undo(desk)
    now = now_of(desk, message)
    assert (now.liked, now.hushed, state(view)) == (False, False, "")


def test_the_focus_stays_on_the_button(desk: Desk, view: InboxView, message: Message, qtbot: QtBot) -> None:
    view.activateWindow()
    like = child(view, QToolButton, "inbox_like")
    like.setFocus()
    qtbot.waitUntil(like.hasFocus)
    qtbot.keyClick(like, Qt.Key.Key_Space)
    now = child(view, QToolButton, "inbox_like")
    assert now is not like
    assert now.hasFocus()


def test_a_deletion_asks_before_and_says_that_nothing_brings_it_back(
    desk: Desk, view: InboxView, message: Message
) -> None:
    view.list.setFocus()
    view.list.key_used.emit("delete")
    words = " ".join(label.text() for label in view.findChildren(SafeLabel))
    assert "Delete it on Practice?" in words
    assert "cannot be brought back" in words
    assert now_of(desk, message).wish is None
    press(view, "sheet_confirm")
    wish = now_of(desk, message).wish
    assert wish is not None
    assert (wish.op, state(view)) == (Op.DELETE, "Is being deleted on Practice")


def test_a_post_is_taken_out_of_a_quote_after_a_question(desk: Desk, view: InboxView, channel: Channel) -> None:
    quote = wrote(desk, channel, "Guardate", kind=MessageKind.MENTION, data={QUOTES_US: "post"})
    view.presenter.select(quote.id)
    view.menus.more.aboutToShow.emit()
    lines = {action.objectName(): action for action in view.menus.more.actions()}
    assert lines["message_unquote"].text() == "Take your post out of this quote…"
    child(view, QToolButton, "inbox_unquote").click()
    words = " ".join(label.text() for label in view.findChildren(SafeLabel))
    assert "What they wrote stays" in words
    assert now_of(desk, quote).wish is None
    press(view, "sheet_confirm")
    wish = now_of(desk, quote).wish
    assert wish is not None
    assert state(view) == "Your post is being taken out of this quote (Practice)"
    with desk.store.transaction() as tx:
        tx.put(done(tx.get(Message, quote.id), wish))
    view.presenter.select(quote.id)
    assert state(view) == "your post stands in it no more"
    assert not view.talk.findChildren(QToolButton, "inbox_unquote")


def test_keys_and_menu_do_the_same(desk: Desk, view: InboxView, message: Message, qtbot: QtBot) -> None:
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_L)
    qtbot.keyClick(view.list, Qt.Key.Key_H)
    now = now_of(desk, message)
    assert (now.liked, now.hushed) == (True, True)
    view.menus.more.aboutToShow.emit()
    lines = {action.objectName(): action for action in view.menus.more.actions()}
    lines["message_hide"].trigger()
    assert not now_of(desk, message).hushed
    assert lines["message_like"].text() == "Take your like back\tL"
    qtbot.keyClicks(view.list, "!")
    assert (now_of(desk, message).spam, state(view)) == (True, "Is being marked as spam on Practice")


def test_spam_is_marked_in_the_menu_and_taken_out_again(desk: Desk, view: InboxView, message: Message) -> None:
    def lines() -> dict[str, str]:
        view.menus.more.aboutToShow.emit()
        return {action.objectName(): action.text() for action in view.menus.more.actions()}

    assert lines()["message_spam"] == "Mark as spam\t!"
    next(one for one in view.menus.more.actions() if one.objectName() == "message_spam").trigger()
    now = now_of(desk, message)
    assert (now.spam, now.done) == (True, True)
    view.presenter.select(message.id)
    assert {"message_like", "message_hide"}.isdisjoint(lines()), "nobody sees it: nothing to like or to hide"
    assert lines()["message_spam"] == "Not spam\t!"
    undo.undo(desk)
    now = now_of(desk, message)
    assert (now.spam, now.done) == (False, False)


def test_what_was_refused_says_why_and_can_be_left(desk: Desk, view: InboxView, message: Message) -> None:
    moderating.hide(desk, message.id)
    why = Problem("moderation_refused", {"channel": "Shop window", "platform": "Practice", "said": "no"})
    wish = Wish(Op.HIDE, 1, state=State.NEEDS_YOU, key="k", problem=why)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Message, message.id), wish=wish))
    assert state(view) == "It was not hidden on Practice"
    label = child(view, SafeLabel, "inbox_moderation_state")
    assert "Nothing was changed there" in label.accessibleName()
    press(view, "inbox_moderation_leave")
    now = now_of(desk, message)
    assert (now.hushed, now.wish, state(view)) == (False, None, "")


def test_where_nothing_is_allowed_nothing_is_offered(
    desk: Desk, view: InboxView, channel: Channel, message: Message
) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Message, message.id), data={"may": []}))
    assert view.talk.findChildren(QToolButton, "inbox_like") == []
    view.list.key_used.emit("delete")
    assert now_of(desk, message).wish is None


def test_it_is_passed_on_by_one_click_and_says_so_afterwards(
    desk: Desk, view: InboxView, message: Message, qtbot: QtBot
) -> None:
    button = child(view, QToolButton, "inbox_pass_on")
    name = "Pass this on. Whoever follows you sees it as its author made it, with their name."
    assert button.accessibleName() == f"{name} On Practice it is called “Repost”."
    button.click()
    assert (now_of(desk, message).passed_on, state(view)) == (True, "Is being passed on (Practice)")
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Message, message.id), passed_on_there=True))
    assert state(view) == "you passed this on"
    button = child(view, QToolButton, "inbox_pass_on")
    assert (button.isChecked(), button.accessibleName()) == (True, "Take back what you passed on")
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_P)
    assert (now_of(desk, message).passed_on, state(view)) == (False, "Is being taken back on Practice")


def test_what_its_author_keeps_says_why_it_is_not_passed_on(
    desk: Desk, view: InboxView, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = "Its author keeps it out of public lists."
    monkeypatch.setattr(moderating, "kept_from_passing_on", lambda *_: kept)
    monkeypatch.setattr(moderating, "offers", lambda *_: (Op.LIKE,))
    view.presenter.select("")
    view.presenter.select(message.id)
    button = child(view, QToolButton, "inbox_pass_on_kept")
    assert (button.isEnabled(), button.accessibleName()) == (False, f"Pass this on: {kept}")
    assert view.talk.findChildren(QToolButton, "inbox_pass_on") == []
