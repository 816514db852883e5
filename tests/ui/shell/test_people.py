"""The people's place: found, tagged, reminded of, thanked, made one and forgotten, by mouse and by keys."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, contributions, in_private, people, planning, triage, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.for_the_eye import tame
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.person import Identity, Person
from smmdesk.model.words import _, set_language
from smmdesk.store.plain import clean_text
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel, publish, rome
from tests.helpers.listening import nothing_is_opened
from tests.helpers.vectors import TEXTS, each
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.presenters.people import PeoplePresenter
from ui.shell.doors import Doors
from ui.shell.main_window import MainWindow
from ui.shell.people_badge import PeopleBadge
from ui.views.inbox import InboxView
from ui.views.inbox_person import Notes
from ui.views.people import PeopleView
from ui.widgets.buttons import TextButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import SafeLabel

__all__ = ["nothing_is_opened"]
Place = Callable[[QWidget], QWidget]


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def presenter(bridge: Bridge) -> Iterator[PeoplePresenter]:
    made = PeoplePresenter(bridge)
    yield made
    made.close()


def shown(bridge: Bridge, place: Place) -> PeopleView:
    view = PeopleView(PeoplePresenter(bridge))
    place(view)
    return view


def card(desk: Desk, who: Person) -> Person:
    with desk.store.reading() as reader:
        return reader.get(Person, who.id)


# ------------------------------------------------------------------ the list
@pytest.mark.statement(7)
def test_an_empty_list_says_who_will_stand_there(bridge: Bridge, qtbot: QtBot, place: Place) -> None:
    view = shown(bridge, place)
    with qtbot.waitSignal(view.place_wanted):
        press(view, "empty_action")


def test_somebody_is_found_and_opened_by_keys_alone(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    for number, name in enumerate(("Anna Però", "Bruno", "Carla")):
        wrote(desk, channel, by=person(desk, channel, name), hours_ago=number + 1)
    view = shown(bridge, place)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert view.presenter.card is not None
    qtbot.keyClick(view.list, Qt.Key.Key_Slash)
    assert view.window().focusWidget() is view.search
    qtbot.keyClicks(view.search, "pero")
    qtbot.keyClick(view.search, Qt.Key.Key_Down)
    assert [row.name for row in view.presenter.rows] == ["Anna Però"]
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert view.presenter.card is not None
    assert view.presenter.card.name == "Anna Però"
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.window().focusWidget() is child(view, QLineEdit, "card_name")
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert len(view.presenter.rows) == 3


def test_long_lists_are_read_by_pages(desk: Desk, channel: Channel, presenter: PeoplePresenter) -> None:
    for number in range(100):
        person(desk, channel, f"N{number}")
    presenter.reload()
    assert (len(presenter.rows), presenter.total) == (80, 100)
    presenter.read_more()
    assert len(presenter.rows) == 100


# ------------------------------------------------------------------ the card
def test_tags_notes_and_a_reminder_are_kept_and_taken_back(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna = person(desk, channel)
    view = shown(bridge, place)
    view.window().activateWindow()
    qtbot.waitUntil(view.window().isActiveWindow)
    view.open_card(anna.id)
    box = child(view, QCheckBox, "card_tag_0")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert card(desk, anna).tags == ("customer",)
    assert view.window().focusWidget() is child(view, QCheckBox, "card_tag_0"), "the next key goes on from there"
    notes = child(view, Notes, "card_notes")
    notes.setFocus()
    qtbot.keyClicks(notes, "Likes rye")
    triage.describe(desk, anna.id, name="Anna P.")  # somebody else changes the card meanwhile
    view.presenter.reload()
    assert child(view, Notes, "card_notes").toPlainText() == "Likes rye"
    view.list.setFocus()
    assert card(desk, anna).notes == "Likes rye"
    press(view, "card_remind_1")
    assert card(desk, anna).remind_on == view.presenter.today + timedelta(days=7)
    about = child(view, QLineEdit, "card_remind_about")
    about.setText("Ask about the cake")
    about.editingFinished.emit()
    assert card(desk, anna).remind_about == "Ask about the cake"
    press(view, "card_remind_done")
    assert card(desk, anna).remind_on is None
    undo.undo(desk)
    assert card(desk, anna).remind_about == "Ask about the cake"


def test_a_day_in_words_reminds_and_a_past_one_is_said(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna = person(desk, channel)
    view = shown(bridge, place)
    view.open_card(anna.id)
    for words in ("yesterday", "never ever"):
        with qtbot.waitSignal(bridge.failed):
            view.presenter.remind_by_words(anna.id, words, "")
    press(view, "card_remind_other")
    sheet = child(view, Sheet, "sheet")
    child(sheet, QLineEdit, "sheet_field").setText("Friday")
    press(sheet, "sheet_confirm")
    day = card(desk, anna).remind_on
    assert day is not None
    assert day.weekday() == 4


def test_what_was_said_stands_with_our_answers_and_opens(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna = person(desk, channel)
    old, new = wrote(desk, channel, "older", by=anna, hours_ago=9), wrote(desk, channel, "newer", by=anna, hours_ago=2)
    answering.reply(desk, old.id, "Grazie!")
    view = shown(bridge, place)
    view.open_card(anna.id)
    assert view.presenter.card is not None
    said = [(one.text, one.ours, one.message_id) for one in view.presenter.card.history]
    assert said == [("Grazie!", True, old.id), ("newer", False, new.id), ("older", False, old.id)]
    with qtbot.waitSignal(view.message_wanted, check_params_cb=lambda key: key == new.id):
        press(view, "card_said_1")


def test_somebody_is_written_to_in_private_from_their_card(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    bea = person(desk, channel, "Bea")
    asked = wrote(desk, channel, "Quanto costa?", by=bea, data={"names": "@bea"})
    window = MainWindow(bridge)
    qtbot.addWidget(window, before_close_func=lambda _window: [window.drop_view(key) for key in ("people", "inbox")])
    window.may_close = True
    doors = Doors(window, bridge)
    window.show()
    doors.show_person(bea.id)
    view = window.view("people")
    assert isinstance(view, PeopleView)
    button = child(view, TextButton, "card_write")
    assert "Mastodon" in button.toolTip()
    button.click()
    inbox = window.view("inbox")
    assert isinstance(inbox, InboxView)
    assert (inbox.presenter.selected, inbox.presenter.reply.for_whom.in_private) == (asked.id, True)
    inbox.presenter.reply.type("Tre euro")
    inbox.presenter.reply.send()
    [sent] = answering.answers_of(desk, asked.id)
    assert in_private.is_private_one(sent)


def test_who_cannot_be_written_to_has_no_button(desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place) -> None:
    site = add_channel(desk, planning.first_brand(desk), "Site", platform="wordpress")
    anna = person(desk, site)
    wrote(desk, site, by=anna)
    view = shown(bridge, place)
    view.open_card(anna.id)
    assert view.findChild(QWidget, "card_write") is None


def test_thanks_that_are_owed_stand_on_the_card_until_they_were_said(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    anna = person(desk, channel)
    mention = wrote(desk, channel, by=anna, kind=MessageKind.MENTION)
    view = shown(bridge, place)
    view.presenter.show_only("thanks")
    view.open_card(anna.id)
    assert view.presenter.counts.thanks == 1
    press(view, "card_thanked")
    assert now_of(desk, mention).done
    assert view.presenter.rows == ()


def test_what_is_due_is_counted_on_the_rail_and_on_a_new_day(desk: Desk, channel: Channel, bridge: Bridge) -> None:
    window = MainWindow(bridge)
    badge, rail = PeopleBadge(window, bridge), window.rail.buttons["people"]
    people.remind(desk, person(desk, channel).id, date(2026, 11, 19))
    assert rail.accessibleDescription() == ""
    desk.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    badge.refresh()
    assert rail.accessibleDescription() == "1 reminder is due"
    window.deleteLater()


# ------------------------------------------------------------------ one of several, and none
def test_two_are_chosen_and_made_one_by_keys_and_split_again(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna, bea = person(desk, channel, "Anna"), person(desk, channel, "Bea")
    messages = [wrote(desk, channel, by=each, hours_ago=hour) for hour, each in enumerate((anna, bea), start=1)]
    view = shown(bridge, place)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert child(view, SafeLabel, "people_several").text() == "Anna\nBea"
    qtbot.keyClick(view.list, Qt.Key.Key_M)
    assert [now_of(desk, one).person_id for one in messages] == [anna.id, anna.id]
    assert view.presenter.card is not None
    assert len(view.presenter.card.accounts) == 2
    undo.undo(desk)
    assert [now_of(desk, one).person_id for one in messages] == [anna.id, bea.id]
    undo.redo(desk)
    view.presenter.reload()
    press(view, "card_split_1")
    assert now_of(desk, messages[1]).person_id not in (anna.id, bea.id)
    assert len(view.presenter.rows) == 2


def test_forgetting_asks_before_and_leaves_nothing(desk: Desk, channel: Channel, bridge: Bridge, place: Place) -> None:
    anna = person(desk, channel)
    wrote(desk, channel, by=anna)
    view = shown(bridge, place)
    view.open_card(anna.id)
    press(view, "card_forget")
    sheet = child(view, Sheet, "sheet")
    assert "1 message" in sheet.text_label.text()
    QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert view.presenter.rows != (), "Enter alone forgets nobody"
    press(view, "card_forget")
    press(child(view, Sheet, "sheet"), "sheet_confirm")
    with desk.store.reading() as reader:
        assert reader.find(Person, anna.id) is None
        assert reader.all(Message, deleted=True) == ()
    assert view.presenter.rows == ()


# ------------------------------------------------------------------ strangers
BOMBS = {
    41: '<!ENTITY a "ha"><!ENTITY b "&a;&a;">&b;',
    43: '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    44: '<!DOCTYPE r SYSTEM "http://t.example/evil.dtd"><r/>',
    45: "<a>" * 2000,
}
FED = [*each(number for number in TEXTS if number != 29)]
FED += [pytest.param(text, marks=pytest.mark.vector(number), id=f"vector {number}") for number, text in BOMBS.items()]


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


@pytest.mark.statement(90)
@pytest.mark.usefixtures("nothing_is_opened")
@pytest.mark.parametrize("text", FED)
def test_what_strangers_are_called_and_write_shows_literally(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place, text: str
) -> None:
    """In the list, on the card, in its history, its tags and its notes, and where one is asked about them."""
    told = clean_text(text)
    identity = Identity(channel.platform, "1", told[:2000], told[:80], told)
    name, tags, day = told[:80] or "x", (told[:40],), date(2026, 11, 20)
    with desk.store.transaction() as tx:
        anna = tx.put(Person(desk.clock.new_id(), channel.brand_id, name, (identity,), told, tags, day, told))
    wrote(desk, channel, told, by=anna)
    view = shown(bridge, place)
    view.open_card(anna.id)
    view.grab()
    child(view, QPushButton, "card_forget").click()
    for label in (*view.findChildren(QLabel), *view.findChildren(Sheet)[-1].findChildren(QLabel)):
        assert label.textFormat() is Qt.TextFormat.PlainText or not label.text()
        assert not label.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByMouse
        assert tame(label.text()) == label.text()
    seen = letters(tame(told)[:40].split("\n")[0])
    said = [*(label.text() for label in view.findChildren(SafeLabel)), child(view, QLineEdit, "card_name").text()]
    assert any(seen in letters(words) for words in said)
    assert view.width() < 1500, "nothing widens the window"


def test_with_nobody_chosen_it_says_what_to_do_next(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    view = shown(bridge, place)
    none = child(view, EmptyState, "people_none")
    assert not none.isVisible(), "nothing stands beside an empty list"
    person(desk, channel, "Anna")
    view.presenter.reload()
    assert none.isVisible()
    press(view, "people_begin")
    assert view.presenter.card is not None
    assert view.window().focusWidget() is view.list
    assert not none.isVisible()


def test_in_italian_one_begins_with_the_first_person_and_with_the_first_message(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    set_language("it")
    person(desk, channel, "Anna")
    none = child(shown(bridge, place), EmptyState, "people_none")
    assert child(none, TextButton, "people_begin").text() == "Comincia dalla prima"
    assert _("Begin with the first") == "Comincia dal primo", "a message is of the other gender"


def test_the_name_that_the_keys_stand_in_has_its_ring(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    wrote(desk, channel, by=person(desk, channel, "Anna"))
    view = shown(bridge, place)
    view.presenter.reload()
    press(view, "people_begin")
    name = child(view, QLineEdit, "card_name")
    before = name.grab().toImage().pixelColor(name.width() // 2, 0)
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    ring = name.grab().toImage().pixelColor(name.width() // 2, 0)
    assert (before == ring, ring) == (False, theme().color("focus"))


# ------------------------------------------------------------------ what they made
def test_the_card_shows_what_they_made_and_whether_thanks_are_owed_for_its_use(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna = person(desk, channel)
    message = wrote(desk, channel, "Warm bread on Saturday morning", by=anna, hours_ago=50)
    one = contributions.from_message(desk, message.id)
    contributions.agreed(desk, one.id, wrote(desk, channel, "Yes!", by=anna, hours_ago=49).id)
    draft = contributions.make_post(desk, one.id)
    view = shown(bridge, place)
    view.open_card(anna.id)
    made = child(view, QWidget, "card_made_0")
    assert words_of(made)[:2] == ["May be used", "Warm bread on Saturday morning"]
    assert not made.findChildren(QPushButton, "card_made_thank_0"), "nothing is out yet"
    with qtbot.waitSignal(view.contribution_wanted) as wanted:
        press(view, "card_made_open_0")
    assert wanted.args == [one.id]
    with qtbot.waitSignal(view.post_opened) as wanted:
        press(view, "card_made_post_0_0")
    assert wanted.args == [draft.id]
    planning.save_post(desk, replace(draft, channels=(channel.id,)))
    publish(desk, planning.schedule(desk, draft.id, rome("2026-11-19 09:00")), channel)
    view.presenter.reload()
    assert any("nobody has thanked them" in words for words in words_of(child(view, QWidget, "card_made_0")))
    with qtbot.waitSignal(view.message_wanted) as wanted:
        press(view, "card_made_thank_0")
    assert wanted.args == [message.id]
    desk.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    answering.reply(desk, message.id, "Thank you, Anna!")
    view.presenter.reload()
    assert not child(view, QWidget, "card_made_0").findChildren(QPushButton, "card_made_thank_0")


def words_of(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]
