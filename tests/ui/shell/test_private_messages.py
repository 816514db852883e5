"""Private messages that can be answered for a time only, on screen: until when, what is said afterwards, how many
signs; and what the line of a channel says of them, with the way to a new sign-in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QWidget

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.message import MessageKind
from smmdesk.model.private import LONGER, NONE, SOME, TOLD
from smmdesk.model.words import set_language
from smmdesk.system.secrets import Secret
from tests.desk.heard import person, wrote
from tests.desk.support import add_channel
from tests.helpers.vectors import TEXTS, each
from tests.ui.shell.support import child
from ui.bridge import Bridge
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.inbox import InboxPresenter
from ui.presenters.inbox_reply import ReplyBox
from ui.presenters.timers import ManualDelay
from ui.views.channels import ChannelLine, ChannelsView
from ui.views.inbox import InboxView
from ui.views.inbox_thread import BubbleLabel
from ui.widgets.safe_label import ElidedLabel, SafeLabel

Place = Callable[[QWidget], QWidget]


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(desk, planning.first_brand(desk), "Forno", platform="facebook")


def shown(bridge: Bridge, place: Place) -> InboxView:
    view = InboxView(InboxPresenter(bridge))
    place(view)
    return view


def test_until_when_it_can_be_answered_is_said(desk: Desk, channel: Channel, bridge: Bridge, place: Place) -> None:
    message = wrote(desk, channel, by=person(desk, channel), kind=MessageKind.PRIVATE, hours_ago=2)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    said = child(view, SafeLabel, "reply_audience").text()
    assert said.startswith("only Anna Pertot reads it; from here until ")
    assert said.endswith((":00", ":15", ":30", ":45")) or said[-3] == ":"
    view.presenter.reply.type("a" * 2001)
    assert view.presenter.reply.counter is not None
    assert view.presenter.reply.counter.count.over == 1
    assert not child(view, QPushButton, "reply_send").isEnabled()


def test_a_box_that_stands_open_closes_itself(desk: Desk, channel: Channel, bridge: Bridge) -> None:
    message = wrote(desk, channel, by=person(desk, channel), kind=MessageKind.PRIVATE, hours_ago=23.9)
    ends: list[ManualDelay] = []

    def make(callback: Callable[[], None]) -> ManualDelay:
        ends.append(ManualDelay(callback))
        return ends[-1]

    box, told = ReplyBox(bridge, make), list[str]()
    box.changed.connect(lambda: told.append(box.closed))
    with desk.store.reading() as reader:
        box.show(reader, message)
    box.type("Sì")
    told.clear()
    (end,) = ends
    assert end.milliseconds == 360_000
    desk.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    end.run_out()  # a clock that was put back meanwhile
    assert (end.milliseconds, told, box.can_send) == (60_000, [], True)
    desk.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    end.run_out()
    assert [words[:45] for words in told] == ["Facebook lets programs answer for a time afte"]
    assert (box.text, box.can_send, end.is_waiting) == ("Sì", False, False)
    box.close()


def test_afterwards_it_says_so_and_keeps_what_was_typed(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    anna = person(desk, channel)
    message = wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE, hours_ago=2)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    view.presenter.reply.type("Sì")
    desk.clock.advance(timedelta(hours=23))  # type: ignore[attr-defined]
    assert not view.presenter.reply.send(), "the box stood open meanwhile"
    assert view.presenter.reply.text == "Sì"
    view.presenter.select(wrote(desk, channel).id)
    view.presenter.select(message.id)
    closed = child(view, SafeLabel, "reply_closed").text()
    assert closed.startswith("Facebook lets programs answer for a time after their last message only")
    wrote(desk, channel, by=anna, kind=MessageKind.PRIVATE, hours_ago=0)
    assert child(view, SafeLabel, "reply_closed").text() == ""
    assert view.presenter.reply.can_send


@pytest.mark.vector(1)
@pytest.mark.parametrize("text", each(TEXTS))
def test_what_somebody_writes_in_private_is_shown_to_the_letter(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place, text: str
) -> None:
    message = wrote(desk, channel, text, by=person(desk, channel), kind=MessageKind.PRIVATE)
    view = shown(bridge, place)
    view.presenter.select(message.id)
    assert all(label.textFormat().name == "PlainText" for label in view.findChildren(BubbleLabel))


# ------------------------------------------------------------------ the channel
def line_of(bridge: Bridge, place: Place, channel: Channel, reported: dict[str, object]) -> ChannelLine:
    with bridge.desk.store.transaction() as tx:
        tx.put(replace(channel, reported=reported))
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    return child(view, ChannelLine, f"channel_{channel.id}")


def actions(line: ChannelLine) -> list[QAction]:
    menu: QMenu = line._menu()
    return menu.actions()


def test_an_old_sign_in_is_told_how_to_add_them(desk: Desk, channel: Channel, bridge: Bridge, place: Place) -> None:
    desk.passphrase = Secret("una frase segreta")
    line = line_of(bridge, place, channel, {"granted": {"pages_messaging": False, "pages_manage_posts": True}})
    note = child(line, SafeLabel, "channel_note").text()
    assert note.startswith("Private messages are left out.")
    assert note in line.accessibleName()
    assert "Not allowed" not in line.accessibleName(), "what was left out on purpose is no warning"
    [again] = [each for each in actions(line) if each.text() == "Sign in again…"]
    again.trigger()
    assert line._presenter.coach is not None
    assert line._presenter.coach.again is not None


def test_what_looks_like_nobody_having_written_is_said_in_the_persons_language(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    set_language("it")
    line = line_of(bridge, place, channel, {TOLD: NONE})
    assert "non ha ancora esaminato la tua app" in child(line, SafeLabel, "channel_note").text()


def test_beside_a_long_note_name_and_handle_stay_together(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    line = line_of(bridge, place, channel, {TOLD: NONE})
    name, platform = line.findChildren(ElidedLabel)[:2]
    apart = platform.geometry().center().y() - name.geometry().center().y()
    assert apart <= name.sizeHint().height()


def test_where_they_come_in_nothing_is_said(desk: Desk, channel: Channel, bridge: Bridge, place: Place) -> None:
    line = line_of(bridge, place, channel, {TOLD: SOME})
    assert line.findChild(SafeLabel, "channel_note") is None
    assert "Sign in again…" not in [each.text() for each in actions(line)]


async def test_who_signs_in_again_asks_for_what_they_had(
    desk: Desk, channel: Channel, bridge: Bridge, place: Place
) -> None:
    from smmdesk.desk import keys

    desk.passphrase = Secret("una frase segreta")
    await keys.save_app_keys(desk, channel.brand_id, "facebook", Secret.of(client_id="1", client_secret="2"))
    reported = {"granted": {"pages_messaging": True, "pages_manage_metadata": True}, LONGER: True, TOLD: SOME}
    line = line_of(bridge, place, channel, reported)
    presenter, view = line._presenter, line.window()
    presenter.sign_in_again(channel.id)
    assert child(view, QComboBox, "coach_also").currentData() == "pages_messaging pages_manage_metadata"
    assert child(view, QComboBox, f"coach_{LONGER}").currentData() == "human_agent"
    line._presenter.leave()
    line._presenter.start("facebook")
    assert child(view, QComboBox, "coach_also").currentData() == "", (
        "a new one asks for no more than the app surely has"
    )
