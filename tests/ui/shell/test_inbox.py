"""The inbox: what people wrote grouped by post, read and answered by mouse and by keys, drafts kept, links honest."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, planning, triage, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.for_the_eye import tame
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.store import answer_drafts
from smmdesk.store.plain import clean_text
from tests.desk.heard import now_of, person, wrote
from tests.desk.support import add_channel, add_post, drive
from tests.helpers.vectors import LINKS, TEXTS, each
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox_rows import InboxHead, InboxRow
from ui.views.inbox import InboxView
from ui.views.inbox_thread import BubbleLabel
from ui.widgets.growing_text import GrowingText
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Shop window")


@pytest.fixture
def presenter(bridge: Bridge) -> Iterator[InboxPresenter]:
    made = InboxPresenter(bridge)
    yield made
    made.close()


def shown(bridge: Bridge, place: Place) -> InboxView:
    view = InboxView(InboxPresenter(bridge))
    place(view)
    return view


def rows(presenter: InboxPresenter) -> list[str]:
    return [item.title if isinstance(item, InboxHead) else item.text for item in presenter.items]


def write(view: InboxView, words: str) -> None:
    child(view, GrowingText, "reply_text").insert(words)


def draft_of(desk: Desk, message: Message) -> str:
    with desk.store.reading() as reader:
        return answer_drafts.draft_of(reader, message.id)


# ------------------------------------------------------------------ the list
@pytest.mark.statement(88)
def test_comments_stand_under_their_post_and_counts_are_true(
    desk: Desk, channel: Channel, presenter: InboxPresenter
) -> None:
    post = add_post(desk, planning.first_brand(desk), "Panettone, the first", channel)
    wrote(desk, channel, "older", about=post.id, hours_ago=5)
    newest = wrote(desk, channel, "newer", about=post.id, hours_ago=1)
    wrote(desk, channel, "elsewhere", kind=MessageKind.MENTION, hours_ago=3)
    wrote(desk, channel, "psst", kind=MessageKind.PRIVATE, hours_ago=0.5)
    wrote(desk, channel, "heard", kind=MessageKind.FOUND, hours_ago=0)
    assert rows(presenter) == [
        "Private",
        "psst",
        "Panettone, the first",
        "newer",
        "older",
        "Other comments, reviews and mentions",
        "elsewhere",
        "Heard elsewhere",
        "heard",
    ], "what was written to last is first"
    head = presenter.items[2]
    assert isinstance(head, InboxHead)
    assert head.count == 2
    assert presenter.list.count == 4
    presenter.select(newest.id)
    assert now_of(desk, newest).read
    triage.done(desk, [newest.id])
    assert presenter.list.count == 3
    presenter.show_only("done")
    assert rows(presenter) == ["Panettone, the first", "newer"]


@pytest.mark.statement(7)
def test_an_empty_inbox_says_what_comes_and_who_is_not_heard(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    add_channel(desk, planning.first_brand(desk), "My group", platform="facebook_group")
    view = shown(bridge, place)
    qtbot.waitUntil(lambda: "My group" in child(view, SafeLabel, "inbox_deaf").text())
    with qtbot.waitSignal(view.place_wanted):
        press(view, "empty_action")


def test_long_lists_are_read_by_pages(desk: Desk, channel: Channel, presenter: InboxPresenter) -> None:
    for number in range(150):
        wrote(desk, channel, f"number {number}", hours_ago=number)
    presenter.reload()
    assert len(presenter.items) == 81
    assert presenter.list.has_more
    presenter.read_more()
    assert len(presenter.items) == 151
    assert not presenter.list.has_more


def test_what_waits_longer_than_the_goal_is_marked(desk: Desk, channel: Channel, presenter: InboxPresenter) -> None:
    wrote(desk, channel, hours_ago=5)
    wrote(desk, channel, hours_ago=1)
    with desk.store.transaction() as tx:
        tx.put(replace(planning.first_brand(desk), answer_hours=4))
    found = [item for item in presenter.items if isinstance(item, InboxRow)]
    assert [(row.is_late, row.mark) for row in found] == [(False, ""), (True, "waiting for 5 hours")]


# ------------------------------------------------------------------ keys
def test_everything_goes_by_keys_and_done_goes_on_to_the_next(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    messages = [wrote(desk, channel, f"number {number}", hours_ago=number) for number in (1, 2, 3)]
    view = shown(bridge, place)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_J)
    assert view.presenter.selected == messages[0].id
    qtbot.keyClick(view.list, Qt.Key.Key_E)
    assert now_of(desk, messages[0]).done
    assert view.presenter.selected == messages[1].id
    assert view.list.currentIndex().isValid()
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert view.presenter.selected == messages[2].id
    qtbot.keyClick(view.list, Qt.Key.Key_K)
    assert view.presenter.selected == messages[1].id
    undo.undo(desk)
    assert not now_of(desk, messages[0]).done
    qtbot.keyClick(view.list, Qt.Key.Key_R)
    field = child(view, GrowingText, "reply_text")
    assert view.window().focusWidget() is field
    qtbot.keyClicks(field, "jes")
    assert field.words == "jes", "letters are words outside the list"
    assert not now_of(desk, messages[1]).done
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.keyClick(view.list, Qt.Key.Key_Slash)
    assert view.window().focusWidget() is view.head.search


def test_a_note_a_name_and_a_time_of_ones_own(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_N)
    child(view, QPlainTextEdit, "note_text").setPlainText("Ask the baker")
    press(child(view, Sheet, "sheet"), "sheet_confirm")
    assert child(view, SafeLabel, "inbox_note").text() == "Ask the baker"
    view.menus.ask_name()
    sheet = view.findChildren(Sheet)[-1]
    child(sheet, QLineEdit, "sheet_field").setText("Lucia")
    press(sheet, "sheet_confirm")
    assert now_of(desk, message).assigned_to == "Lucia"
    assert view.presenter.list.team() == ["Lucia"]
    with qtbot.waitSignal(bridge.failed):
        view.presenter.snooze_until("yesterday", "en")
    view.presenter.snooze_until("tomorrow 9", "en")
    assert now_of(desk, message).snoozed_until_us is not None
    assert view.presenter.list.count == 0


def test_what_was_put_off_is_back_on_the_list_at_its_time(
    desk: Desk, channel: Channel, presenter: InboxPresenter, qtbot: QtBot
) -> None:
    message = wrote(desk, channel)
    triage.snooze(desk, message.id, triage.laters(desk.clock.now(), "Europe/Rome")[-1].moment)
    assert presenter.items == ()
    desk.clock.advance(timedelta(days=8))  # type: ignore[attr-defined]
    presenter._wake.timer.start(0)
    qtbot.waitUntil(lambda: len(presenter.items) == 2)


# ------------------------------------------------------------------ answering
@pytest.mark.statement(88)
def test_what_is_typed_is_kept_through_switching_and_closing(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    first, second = wrote(desk, channel, hours_ago=1), wrote(desk, channel, hours_ago=2)
    view = shown(bridge, place)
    view.presenter.select(first.id)
    write(view, "Certo! Ne facciamo")
    qtbot.waitUntil(lambda: draft_of(desk, first) == "Certo! Ne facciamo", timeout=2_000)
    view.presenter.select(second.id)
    assert child(view, GrowingText, "reply_text").words == ""
    write(view, "Altro")
    view.presenter.select(first.id)
    assert draft_of(desk, second) == "Altro", "kept at once when another is chosen"
    assert child(view, GrowingText, "reply_text").words == "Certo! Ne facciamo"
    write(view, " sei")
    view.close()
    assert draft_of(desk, first) == "Certo! Ne facciamo sei"


@pytest.mark.statement(88)
@pytest.mark.statement(89)
def test_words_stay_where_an_answer_cannot_be_sent(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = wrote(desk, channel)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    write(view, "Certo!")

    def refuse(*_: object, **_more: object) -> None:
        raise ProblemError("disk_full")

    with monkeypatch.context() as patch, qtbot.waitSignal(bridge.failed):
        patch.setattr(answering, "reply", refuse)
        press(view, "reply_send")
    assert child(view, GrowingText, "reply_text").words == "Certo!"
    assert answering.answers_of(desk, message.id) == ()
    field = child(view, GrowingText, "reply_text")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    [sent] = answering.answers_of(desk, message.id)
    assert sent.content is not None
    assert sent.content.text == "Certo!"
    assert field.words == ""
    assert now_of(desk, message).done


@pytest.mark.statement(89)
def test_an_answer_says_how_far_it_is_in_the_words_of_every_list(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel, by=person(desk, channel))
    part = answering.reply(desk, message.id, "Certo!").parts[0]
    view = shown(bridge, place)
    view.presenter.select(message.id)

    def said() -> str:
        return child(view, SafeLabel, "inbox_answer_state").text()

    assert said().startswith("Goes out")
    part = drive(desk, part, State.CLAIMED, State.SENDING)
    assert said() == "Sending…"
    part = drive(desk, part, State.UNKNOWN)
    assert said() == "Checking whether it went out"
    receipt = Receipt("9", "https://example.social/9", desk.now_us(), Evidence.RESPONSE)
    drive(desk, part, State.PUBLISHED, receipt=receipt)
    assert said().startswith("Published ")
    assert child(view, QPushButton, "inbox_answer_see").text().strip() == "see it"


@pytest.mark.statement(89)
def test_a_refused_answer_gives_its_words_back(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel)
    part = answering.reply(desk, message.id, "Too long").parts[0]
    problem = Problem("text_too_long", {"channel": "Shop window", "limit": 5, "actual": 8, "field": "text"})
    drive(desk, part, State.CLAIMED, State.NEEDS_YOU, problem=problem)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    press(view, "inbox_take_back")
    assert child(view, GrowingText, "reply_text").words == "Too long"
    assert view.findChild(SafeLabel, "inbox_answer_state") is None


@pytest.mark.statement(89)
def test_what_was_deleted_there_is_shown_and_not_answered(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel, "Gone", removed=True)
    view = shown(bridge, place)
    view.presenter.show_only("all")
    [_head, row] = view.presenter.items
    assert isinstance(row, InboxRow)
    assert row.mark == "deleted there"
    view.presenter.select(message.id)
    assert "deleted there" in child(view, SafeLabel, "reply_closed").text()
    assert not child(view, QPushButton, "reply_send").isEnabled()


@pytest.mark.statement(89)
def test_nothing_is_ever_sent_by_itself(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    write(view, "Certo!")
    view.presenter.toggle_done()
    view.close()
    assert answering.answers_of(desk, message.id) == ()


def test_who_will_read_it_is_said(desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place) -> None:
    anna = person(desk, channel)
    public, private = wrote(desk, channel, by=anna), wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE)
    view = shown(bridge, place)
    audience = child(view, SafeLabel, "reply_audience")
    view.presenter.select(public.id)
    assert audience.text() == "everybody can read it"
    view.presenter.select(private.id)
    assert audience.text() == "only Anna Pertot reads it"


def test_a_channel_that_signed_out_says_so_and_keeps_the_words(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    message = wrote(desk, channel)
    triage.keep_draft(desk, message.id, "Certo!")
    with desk.store.transaction() as tx:
        tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT))
    view = shown(bridge, place)
    view.presenter.select(message.id)
    assert "sign in again" in child(view, SafeLabel, "reply_closed").text()
    assert child(view, GrowingText, "reply_text").words == "Certo!"
    assert not child(view, QPushButton, "reply_send").isEnabled()


# ------------------------------------------------------------------ strangers
@pytest.mark.statement(90)
@pytest.mark.parametrize("text", each(number for number in TEXTS if number != 29))
def test_what_strangers_write_shows_literally(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place, text: str
) -> None:
    message = wrote(desk, channel, clean_text(text), by=person(desk, channel, clean_text(text)[:80] or "x"))
    view = shown(bridge, place)
    view.presenter.select(message.id)
    [bubble] = view.findChildren(BubbleLabel)
    assert bubble.textFormat() is Qt.TextFormat.PlainText
    assert not bubble.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByMouse
    if tame(text).strip() == "":
        text = "Without words"
    visible = [letter for letter in text if letter.isascii() and letter.isalnum()]
    assert [letter for letter in bubble.text() if letter.isascii() and letter.isalnum()] == visible
    view.grab()


@pytest.mark.statement(90)
@pytest.mark.parametrize("text", each(LINKS))
def test_only_web_links_open_and_they_say_their_real_site_first(
    desk: Desk,
    channel: Channel,
    bridge: Bridge,
    qtbot: QtBot,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    message = wrote(desk, channel, f"Look: {text} !")
    view = shown(bridge, place)
    view.presenter.select(message.id)
    for link in view.findChildren(QPushButton, "inbox_link"):
        link.click()
        assert opened == [], "nothing opens without a question"
        for sheet in view.findChildren(Sheet):
            press(sheet, "sheet_confirm")
            site = QUrl(opened[-1]).host(QUrl.ComponentFormattingOption.FullyEncoded)
            assert sheet.title_label.text() == f"Open {site}?", "where it really leads"
            assert link.text().strip() == site
    assert all(address.startswith(("http://", "https://")) and "paypal.com@" not in address for address in opened)


# ------------------------------------------------------------------ the person
def test_a_person_is_known_with_notes_and_a_name(
    desk: Desk, channel: Channel, bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    anna = person(desk, channel)
    message = wrote(desk, channel, by=anna)
    wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    known = view.presenter.person.shown
    assert known is not None
    assert (known.count, [one.name for one in known.known]) == (2, ["@anna@example.social"])
    view.presenter.person.write_notes(anna.id, "Rye on Mondays", "")
    assert child(view, QPlainTextEdit, "person_notes").toPlainText() == "Rye on Mondays"
    view.presenter.person.rename(anna.id, "Anna P.", anna.name)
    assert child(view, QLineEdit, "person_name").text() == "Anna P."
    assert any("Anna P." in item.spoken for item in view.presenter.items)
