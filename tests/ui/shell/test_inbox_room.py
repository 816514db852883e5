"""The inbox in a narrow window, without internet, and with a long thread."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, open_problems, settling, triage
from smmdesk.desk.desk import Desk
from smmdesk.desk.planning import first_brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import State
from smmdesk.model.message import MessageKind
from smmdesk.model.person import Person
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import messages
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel, add_post, drive
from tests.ui.shell.support import child, press
from tests.ui.shell.test_inbox import Place, channel, shown
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.presenters.inbox_reply import ReplyBox
from ui.views.inbox_thread import BubbleLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.growing_text import GrowingText
from ui.widgets.safe_label import SafeLabel

__all__ = ["channel"]


def test_in_a_narrow_window_thread_and_person_stand_behind_buttons(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel, by=person(desk, channel))
    view = shown(bridge, place)
    view.presenter.select(message.id)
    assert view.list.isVisible()
    assert view.talk.isVisible()
    view.window().resize(980, 640)
    qtbot.waitUntil(lambda: view.list.isVisible() and view.talk.isVisible() and not view.person.isVisible())
    view.head.person.click()
    assert view.person.isVisible()
    view.head.person.click()
    assert view.list.isVisible()
    view.window().resize(700, 600)
    qtbot.waitUntil(lambda: view.list.isVisible() and not view.talk.isVisible())
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.talk.isVisible()
    assert not view.list.isVisible()
    view.head.back.click()
    assert view.list.isVisible()
    assert not view.talk.isVisible()


def test_of_many_messages_the_one_that_is_answered_is_shown_and_marked(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna = person(desk, channel)
    said = [wrote(desk, channel, f"number {number}", by=anna, hours_ago=60 - number) for number in range(60)]
    view = shown(bridge, place)

    def labels() -> list[BubbleLabel]:
        page = view.talk.widget()
        return page.findChildren(BubbleLabel)

    def chosen() -> list[str]:
        return [label.text() for label in labels() if label.is_chosen]

    def is_seen() -> bool:
        [label] = [label for label in labels() if label.is_chosen]
        return not label.visibleRegion().isEmpty()

    view.presenter.select(said[-1].id)
    assert (chosen(), labels()[-1].text(), len(labels())) == (["number 59"], "number 59", 24)
    view.presenter.select(said[40].id)
    assert chosen() == ["number 40"]
    qtbot.waitUntil(is_seen)
    press(view, "inbox_earlier")
    assert len(labels()) == 48
    view.presenter.select(said[2].id)
    assert (chosen(), labels()[0].text()) == (["number 2"], "number 0")
    qtbot.waitUntil(is_seen)
    press(view, "inbox_later")
    press(view, "inbox_later")
    assert len(labels()) == 60
    assert "(chosen)" in next(label.accessibleName() for label in labels() if label.is_chosen)


@pytest.mark.parametrize(("key", "goes_to"), [(Qt.Key.Key_J, "number 3"), (Qt.Key.Key_K, "number 1")])
def test_after_an_answer_the_keys_go_on_from_there(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place, key: Qt.Key, goes_to: str
) -> None:
    said = [wrote(desk, channel, f"number {number}", hours_ago=number + 1) for number in range(5)]
    view = shown(bridge, place)
    view.list.begin()
    for _each in range(2):
        qtbot.keyClick(view.list, Qt.Key.Key_J)
    assert view.presenter.selected == said[2].id
    view.presenter.reply.type("Thank you!")
    assert view.presenter.send()
    assert view.presenter.talk is not None, "the answer stands there"
    qtbot.keyClick(view.list, key)
    assert view.presenter.talk.message.text == goes_to


def test_the_last_times_end_in_dots_where_the_column_is_narrow(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel, by=person(desk, channel), kind=MessageKind.PRIVATE)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    button = child(view.person, QPushButton, "person_time")
    whole = button.accessibleName()
    qtbot.waitUntil(lambda: button.width() > 60)
    assert whole.startswith(button.text())
    button.resize(60, button.height())
    assert button.text().endswith("…")
    assert button.fontMetrics().horizontalAdvance(button.text()) <= 60
    assert button.accessibleName() == whole, "a screen reader says all of it"


def test_a_channel_that_cannot_be_read_says_so_with_the_way_to_what_helps(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    square = add_channel(desk, first_brand(desk), "Square", platform="mastodon")
    view = shown(bridge, place)
    view.unheard.refresh()
    assert not view.unheard.isVisible()
    with desk.store.transaction() as tx:
        messages.note_problem(tx, square.id, Problem("server_unreachable", {"platform": "Mastodon"}), desk.now_us())
    assert not view.unheard.isVisible(), "one round that fails is nothing"
    desk.clock.advance(timedelta(minutes=15))  # type: ignore[attr-defined]
    with desk.store.transaction() as tx:
        messages.note_problem(tx, square.id, Problem("server_unreachable", {"platform": "Mastodon"}), desk.now_us())
    assert "Square" in child(view, SafeLabel, "inbox_unheard").text()
    with qtbot.waitSignal(view.place_wanted):
        press(view, "inbox_unheard_channels")
    with desk.store.transaction() as tx:
        messages.note_cursor(tx, square.id, "7")
    assert not view.unheard.isVisible()
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, square.id), status=ChannelStatus.SIGNED_OUT))
    assert "sign in again" in view.unheard.findChildren(SafeLabel, "inbox_unheard")[-1].text()


@pytest.mark.statement(78)
@pytest.mark.statement(89)
def test_without_internet_an_answer_waits_and_says_so(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel)
    part = answering.reply(desk, message.id, "Certo!").parts[0]
    problem, again_us = Problem("offline"), desk.now_us() + 60_000_000
    drive(desk, part, State.CLAIMED, State.RETRY_WAIT, problem=problem, wake_at_us=again_us)
    with desk.store.reading() as reader:
        assert [one.values.get("count") for one in open_problems.waiting_for_connection(reader)] == [1]
    view = shown(bridge, place)
    view.presenter.select(message.id)
    assert "Next try" in child(view, SafeLabel, "inbox_answer_state").text()


def test_a_private_answer_taken_back_never_stands_in_the_box_of_a_public_comment(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    anna, post = person(desk, channel), add_post(desk, first_brand(desk), "Pane", channel)
    private = wrote(desk, channel, by=anna, about=post.id, kind=MessageKind.PRIVATE, hours_ago=2)
    comment = wrote(desk, channel, by=anna, about=post.id)
    part = answering.reply(desk, private.id, "Your order is 4711").parts[0]
    drive(desk, part, State.CLAIMED, State.NEEDS_YOU, problem=Problem("refused"))
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    view.presenter.reply.type("Thanks")
    press(view, "inbox_take_back")
    assert view.presenter.selected == private.id
    assert child(view, GrowingText, "reply_text").words == "Your order is 4711"
    view.presenter.select(comment.id)
    assert child(view, GrowingText, "reply_text").words == "Thanks"


def test_what_could_not_be_written_down_is_still_there_after_another_message(
    desk: Desk, channel: Channel, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> str:
        raise ProblemError("disk_full")

    one, other = wrote(desk, channel), wrote(desk, channel)
    box = ReplyBox(bridge)
    for message, words in ((one, "half an answer"), (other, None), (one, None)):
        box.leave(message.id)
        with desk.store.reading() as reader:
            box.show(reader, message)
        if words:
            monkeypatch.setattr(triage, "keep_draft", full)
            box.type(words)
    assert box.text == "half an answer"
    monkeypatch.undo()
    box.close()
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, one.id) == "half an answer"


def test_an_answer_taken_back_elsewhere_stands_before_what_is_typed_here(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    message = wrote(desk, channel)
    part = answering.reply(desk, message.id, "First words").parts[0]
    drive(desk, part, State.CLAIMED, State.NEEDS_YOU, problem=Problem("refused"))
    box = shown(bridge, place).presenter
    box.select(message.id)
    box.reply.type("more")
    settling.settle(desk, part.id, "draft")
    with desk.store.reading() as reader:
        box.reply.show(reader, now_of(desk, message))
    assert box.reply.text.splitlines() == ["First words", "more"]
    box.reply.keep()
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, message.id).splitlines() == ["First words", "more"]


@pytest.mark.statement(7)
def test_with_nothing_chosen_it_says_what_to_do_next(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    wrote(desk, channel, "first", by=person(desk, channel))
    view = shown(bridge, place)
    none = child(view, EmptyState, "inbox_none")
    assert (none.isVisible(), view.talk.isVisible(), view.reply.isVisible()) == (True, False, False)
    press(view, "inbox_begin")
    assert view.presenter.talk is not None
    assert (none.isVisible(), view.talk.isVisible(), view.reply.isVisible()) == (False, True, True)
    assert view.window().focusWidget() is view.list


@pytest.mark.statement(7)
def test_an_empty_list_has_the_whole_place(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    view = shown(bridge, place)
    assert not child(view, EmptyState, "inbox_none").isVisible()
    assert child(view, EmptyState, "empty_state").width() == view.width()
    wrote(desk, channel, "first", by=person(desk, channel))
    qtbot.waitUntil(child(view, EmptyState, "inbox_none").isVisible)
    assert view.list.width() < view.width() / 2


def test_the_frame_of_the_answer_shows_whether_one_types_in_it(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    """Two rings at once would say that keys go to both."""
    message = wrote(desk, channel)
    view = shown(bridge, place)
    view.window().activateWindow()
    view.presenter.select(message.id)
    painted: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.region().boundingRect())
            return False

    watch, whole = Watch(), view.reply.rect()
    view.reply.installEventFilter(watch)
    view.reply.take_focus()
    qtbot.waitUntil(lambda: whole in painted)
    painted.clear()
    view.list.setFocus()
    qtbot.waitUntil(lambda: whole in painted)
    view.reply.removeEventFilter(watch)
    edge = view.reply.grab().toImage().pixelColor(view.reply.width() // 2, 0)
    assert edge == theme().color("border")


def test_what_was_typed_about_one_is_never_kept_on_another(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place, qtbot: QtBot
) -> None:
    """Notes are written when the person goes elsewhere: by then somebody else is shown. Nor are they lost."""
    anna, bruno = person(desk, channel), person(desk, channel, "Bruno Rossi")
    first, second = wrote(desk, channel, "Aperto?", by=anna), wrote(desk, channel, "Fresco?", by=bruno)
    view = shown(bridge, place)
    view.presenter.select(first.id)
    notes = child(view, QPlainTextEdit, "person_notes")
    notes.setFocus()
    notes.setPlainText("Rye on Mondays")
    view.presenter.select(second.id)
    qtbot.wait(1)
    with desk.store.reading() as reader:
        assert reader.get(Person, bruno.id).notes == ""
        assert reader.get(Person, anna.id).notes == "Rye on Mondays"
    view.presenter.write_note(first.id, "Ask Lucia")
    assert [now_of(desk, one).note for one in (first, second)] == ["Ask Lucia", ""]


def test_notes_that_are_typed_go_on_when_more_is_known_of_the_person(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place, qtbot: QtBot
) -> None:
    anna = person(desk, channel)
    view = shown(bridge, place)
    view.window().activateWindow()
    view.presenter.select(wrote(desk, channel, "Aperto?", by=anna).id)
    notes = child(view, QPlainTextEdit, "person_notes")
    notes.setFocus()
    qtbot.waitUntil(notes.hasFocus)
    qtbot.keyClicks(notes, "Rye")
    wrote(desk, channel, "Fresco?", by=anna)
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Person, anna.id), name="Anna P."))
    again = child(view, QPlainTextEdit, "person_notes")
    assert again is not notes
    qtbot.waitUntil(again.hasFocus)
    qtbot.keyClicks(again, " on Mondays")
    view.list.setFocus()
    with desk.store.reading() as reader:
        assert reader.get(Person, anna.id).notes == "Rye on Mondays"


def test_an_answer_that_could_not_be_kept_outlives_the_box(
    desk: Desk, channel: Channel, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, and the place is left and opened again."""
    message = wrote(desk, channel, by=person(desk, channel))

    def full(*_given: object, **_named: object) -> None:
        raise ProblemError("disk_full")

    def box() -> ReplyBox:
        made = ReplyBox(bridge)
        with desk.store.reading() as reader:
            made.show(reader, message)
        return made

    first = box()
    with monkeypatch.context() as patch:
        patch.setattr(triage, "keep_draft", full)
        first.type("Certo, dalle sette")
        first.close()
    again = box()
    assert again.text == "Certo, dalle sette"
    again.close()
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, message.id) == "Certo, dalle sette"


def test_notes_and_a_name_being_typed_outlive_a_card_that_is_made_anew(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place, qtbot: QtBot
) -> None:
    """Somebody writes once more meanwhile: the card counts it."""
    anna = person(desk, channel)
    first = wrote(desk, channel, "Aperto?", by=anna)
    view = shown(bridge, place)
    view.presenter.select(first.id)
    for kind, name, typed in (
        (QPlainTextEdit, "person_notes", "Rye on Mondays"),
        (QLineEdit, "person_name", "Anna P."),
    ):
        child(view, kind, name).setFocus()
        qtbot.wait(1)  # what was written down in the field before made the card anew
        field = child(view, kind, name)
        assert view.window().focusWidget() is field
        field.selectAll()
        qtbot.keyClicks(field, typed[:-2])
        wrote(desk, channel, f"Anche {name}?", by=anna)
        with desk.store.transaction() as tx:
            tx.put(replace(tx.get(Channel, channel.id), name=f"Shop {name}"))
        qtbot.wait(1)
        new = child(view, kind, name)
        assert new is not field
        assert view.window().focusWidget() is new
        qtbot.keyClicks(new, typed[-2:])
    assert child(view, QPlainTextEdit, "person_notes").toPlainText() == "Rye on Mondays"
    assert child(view, QLineEdit, "person_name").text() == "Anna P."
