"""Answering a comment in private, on screen: the choice, until when, why not, and that it shows afterwards. Words that
are meant for one person never go to everybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton, QRadioButton, QWidget

from smmdesk.desk import answering, planning, triage
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import Delivery, State
from smmdesk.model.message import MessageKind
from smmdesk.model.private import IN_PRIVATE, SOME, TOLD
from smmdesk.store import ledger
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.ui.shell.support import child
from tests.ui.shell.test_unwritten import locked
from ui.bridge import Bridge
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox_reply import ReplyBox
from ui.presenters.timers import ManualDelay
from ui.views.inbox import InboxView
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Forno", platform="facebook", reported={TOLD: SOME})


def shown(bridge: Bridge, place: Place) -> InboxView:
    view = InboxView(InboxPresenter(bridge))
    place(view)
    return view


def choose(view: InboxView, key: str) -> None:
    child(view, QRadioButton, f"segment_{key}").click()


def test_it_is_chosen_in_the_box_and_goes_to_one_person(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    comment = wrote(desk, channel, "Quanto costa?", by=person(desk, channel))
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    reply = view.presenter.reply
    assert child(view, Segments, "reply_for_whom").current == "here"
    assert child(view, QPushButton, "reply_send").text() == "Reply"
    choose(view, "in_private")
    assert child(view, QPushButton, "reply_send").text() == "Reply in private"
    assert child(view, SafeLabel, "reply_in_private").text().startswith("only Anna Pertot reads it; once, until ")
    assert view.reply.text.accessibleDescription() == child(view, SafeLabel, "reply_in_private").text()
    reply.type("a" * 2001)
    assert reply.counter is not None
    assert reply.counter.count.over == 1, "what fits into a private message"
    reply.type("Tre euro")
    view.presenter.send()
    [sent] = answering.answers_of(desk, comment.id)
    assert sent.content is not None
    assert (sent.content.text, sent.content.options[IN_PRIVATE]) == ("Tre euro", True)


def test_the_comment_and_the_conversation_show_it(desk: Desk, channel: Channel, bridge: Bridge, place: Place) -> None:
    anna = person(desk, channel)
    comment = wrote(desk, channel, "Quanto costa?", by=anna)
    answering.reply(desk, comment.id, "Tre euro", in_private=True)
    private = wrote(desk, channel, "Grazie", by=anna, kind=MessageKind.PRIVATE, hours_ago=0)
    view = shown(bridge, place)
    for message, begins in ((comment, "You, in private, "), (private, "You, about a comment, ")):
        view.presenter.select(message.id)
        talk = view.presenter.talk
        assert talk is not None
        assert [bubble.text for bubble in talk.bubbles if bubble.when.startswith(begins)] == ["Tre euro"]


def test_one_that_was_given_is_said_and_everybody_can_still_be_answered(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    comment = wrote(desk, channel, by=person(desk, channel))
    answering.reply(desk, comment.id, "Tre euro", in_private=True)
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    view.presenter.reply.type("Ancora")
    choose(view, "in_private")
    assert child(view, SafeLabel, "reply_closed").text().startswith("This was answered in private already. Facebook ")
    assert not child(view, QPushButton, "reply_send").isEnabled()
    choose(view, "here")
    assert child(view, SafeLabel, "reply_closed").text() == ""
    assert child(view, QPushButton, "reply_send").isEnabled()
    assert view.presenter.reply.text == "Ancora"


def test_the_box_of_one_closes_itself_when_its_seven_days_are_over(
    desk: Desk, channel: Channel, bridge: Bridge
) -> None:
    comment = wrote(desk, channel, by=person(desk, channel), hours_ago=7 * 24 - 0.1)
    ends: list[ManualDelay] = []

    def make(callback: Callable[[], None]) -> ManualDelay:
        ends.append(ManualDelay(callback))
        return ends[-1]

    box = ReplyBox(bridge, make)
    with desk.store.reading() as reader:
        box.show(reader, comment)
    box.answer_in_private(True)
    box.type("Tre euro")
    (end,) = ends
    assert (end.milliseconds, box.can_send) == (360_000, True)
    desk.clock.advance(timedelta(minutes=6))  # type: ignore[attr-defined]
    end.run_out()
    assert (box.closed[:36], box.can_send) == ("It is too late to answer this in priv"[:36], False)
    box.answer_in_private(False)
    assert (box.text, box.can_send, end.is_waiting) == ("Tre euro", True, False)
    box.close()


def test_without_the_permission_the_way_to_it_is_offered(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(channel, reported={}))
    told: list[str] = []
    bridge.failed.connect(lambda problem: told.append(problem.code))
    view = shown(bridge, place)
    view.presenter.select(wrote(desk, channel).id)
    assert told == [], "nobody asked for it"
    choose(view, "in_private")
    assert "Add the permission" in child(view, SafeLabel, "reply_closed").text()
    assert told == ["private_not_allowed"]


def test_what_is_meant_for_one_stays_so_over_other_messages_and_a_new_start(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    comment, other = wrote(desk, channel), wrote(desk, channel)
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    choose(view, "in_private")
    view.presenter.reply.type("Tre euro")
    view.presenter.select(other.id)
    assert not view.presenter.reply.for_whom.in_private
    again = InboxView(InboxPresenter(bridge))
    place(again)
    again.presenter.select(comment.id)
    assert (again.presenter.reply.text, again.presenter.reply.for_whom.in_private) == ("Tre euro", True)


def test_a_refused_one_comes_back_as_one_in_private(desk: Desk, channel: Channel, bridge: Bridge, place: Place) -> None:
    comment = wrote(desk, channel)
    sent = answering.reply(desk, comment.id, "Tre euro", in_private=True)
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    with desk.store.transaction() as tx:
        for state in (State.CLAIMED, State.NEEDS_YOU):
            ledger.move(tx, tx.get(Delivery, sent.id).parts[0], state)
    view.presenter.reply.take_back(sent.parts[0].id)
    assert view.presenter.reply.for_whom.in_private
    assert child(view, QPushButton, "reply_send").text() == "Reply in private"
    assert view.presenter.reply.can_send


@pytest.mark.parametrize("stands_open", [True, False])
def test_one_that_was_taken_back_elsewhere_comes_back_as_one_in_private(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place, stands_open: bool
) -> None:
    """Sent from this very box, and taken back in the outbox or in another window."""
    comment, other = wrote(desk, channel), wrote(desk, channel)
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    choose(view, "in_private")
    view.presenter.reply.type("Il codice del cancello")
    view.presenter.send()
    [sent] = answering.answers_of(desk, comment.id)
    view.presenter.select(comment.id if stands_open else other.id)
    with desk.store.transaction() as tx:
        for state in (State.CLAIMED, State.NEEDS_YOU):
            ledger.move(tx, tx.get(Delivery, sent.id).parts[0], state)
    answering.take_back(desk, sent.parts[0].id)
    view.presenter.select(comment.id)
    reply = view.presenter.reply
    assert (reply.text, reply.for_whom.in_private) == ("Il codice del cancello", True)
    choose(view, "here")
    assert not reply.for_whom.in_private, "whoever says so"
    view.presenter.select(other.id)
    view.presenter.select(comment.id)
    assert not reply.for_whom.in_private


def test_words_that_could_not_be_written_down_are_still_for_one(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    comment = wrote(desk, channel)
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    choose(view, "in_private")
    view.presenter.reply.type("Il codice")
    with locked(desk):
        view.presenter.reply.keep()
    [waiting] = bridge.unwritten.values()
    assert waiting.private
    again = InboxView(InboxPresenter(bridge))
    place(again)
    again.presenter.select(comment.id)
    assert (again.presenter.reply.text, again.presenter.reply.for_whom.in_private) == ("Il codice", True)


@pytest.mark.parametrize("kind", [MessageKind.COMMENT, MessageKind.PRIVATE])
def test_where_whoever_is_named_reads_it_too_the_box_says_so(
    desk: Desk, bridge: Bridge, place: Place, kind: MessageKind
) -> None:
    there = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    data = {
        "options": {"visibility": "direct" if kind is MessageKind.PRIVATE else "public"},
        "names": "@anna@a.example",
    }
    view = shown(bridge, place)
    view.presenter.select(wrote(desk, there, by=person(desk, there), kind=kind, data=data).id)
    reply = view.presenter.reply
    if kind is MessageKind.COMMENT:
        reply.type("Grazie a @bea@b.example")
        assert reply.audience == "everybody can read it"
        choose(view, "in_private")
    for words in ("Tre euro", "@anna@a.example tre euro", "https://a.example/@bea"):
        reply.type(words)
        assert reply.audience == "only Anna Pertot reads it"
    reply.type("Chiedi a @bea@b.example.")
    label = "reply_audience" if kind is MessageKind.PRIVATE else "reply_in_private"
    assert child(view, SafeLabel, label).text() == ("Anna Pertot reads it, and so does whoever else you name with an @")


def test_where_a_platform_knows_none_nothing_is_offered(desk: Desk, bridge: Bridge, place: Place) -> None:
    there = add_channel(desk, planning.first_brand(desk), "Altro", platform="wordpress")
    view = shown(bridge, place)
    view.presenter.select(wrote(desk, there).id)
    assert child(view, Segments, "reply_for_whom").isHidden()


def test_what_was_meant_for_one_is_not_for_everybody_where_the_platform_knows_none_any_more(
    desk: Desk, bridge: Bridge, place: Place
) -> None:
    there = add_channel(desk, planning.first_brand(desk), "Altro", platform="wordpress")
    comment = wrote(desk, there)
    triage.keep_draft(desk, comment.id, "Il tuo numero?", in_private=True)
    view = shown(bridge, place)
    view.presenter.select(comment.id)
    assert child(view, Segments, "reply_for_whom").current == "in_private"
    assert child(view, SafeLabel, "reply_closed").text().startswith("This cannot be answered in private on Altro. ")
    assert not child(view, QPushButton, "reply_send").isEnabled()
    choose(view, "here")
    assert child(view, QPushButton, "reply_send").isEnabled()
    assert view.presenter.reply.text == "Il tuo numero?"
