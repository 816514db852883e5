"""Connecting from the window: the form comes from the facts, mistakes are said there, posts are never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import connecting, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import ELSEWHERE, Channel, ChannelStatus
from smmdesk.model.delivery import Evidence, Receipt, State
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.platforms import PLATFORMS, facts_of
from tests.desk.support import add_channel, add_post, deliveries, drive, rome
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_when import computer_lines
from ui.views.channel_offers import ChannelOffers
from ui.views.channels import ChannelsView
from ui.widgets import spoken
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]


def channels_of(desk: Desk) -> tuple[Channel, ...]:
    with desk.store.reading() as reader:
        return reader.all(Channel)


@pytest.mark.statement(7)
def test_without_a_channel_every_platform_is_offered(bridge: Bridge, place: Place) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    assert {button.objectName() for button in view.findChildren(QPushButton)} >= {
        f"offer_{key}" for key in PLATFORMS if not facts_of(key).closed
    }


async def test_the_practice_channel_is_connected_with_two_clicks(
    bridge: Bridge, desk: Desk, qtbot: QtBot, place: Place
) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    view.window().activateWindow()
    press(view, "offer_practice")
    begin = child(view, QPushButton, "coach_connect")
    qtbot.waitUntil(begin.hasFocus)
    press(view, "coach_connect")
    await bridge.tasks.idle()
    assert [(channel.platform, channel.status) for channel in channels_of(desk)] == [
        ("practice", ChannelStatus.CONNECTED)
    ]
    assert view.findChild(QWidget, "channel_coach").isHidden()


@pytest.mark.statement(9)
@pytest.mark.statement(103)
async def test_a_mistake_is_said_in_the_coach_and_what_was_typed_stays(
    bridge: Bridge, desk: Desk, place: Place
) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    press(view, "offer_bluesky")
    child(view, QLineEdit, "coach_user").setText("fornolucia.example")
    press(view, "coach_connect")
    await bridge.tasks.idle()
    assert child(view, QLineEdit, "coach_user").text() == "fornolucia.example"
    assert child(view, QWidget, "message_bar").accessibleName()
    assert channels_of(desk) == ()


@pytest.mark.statement(104)
async def test_a_sign_in_that_was_left_too_long_loses_nothing(
    bridge: Bridge, desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one thing that waits for a person and ends by itself: the page of a platform in the browser."""

    async def nobody_came(*_given: object, **_named: object) -> Channel:
        raise ProblemError("sign_in_timeout", platform="Mastodon")

    monkeypatch.setattr(connecting, "browser_sign_in", nobody_came)
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    press(view, "offer_mastodon")
    child(view, QLineEdit, "coach_server").setText("bakers.example")
    press(view, "coach_connect")
    await bridge.tasks.idle()
    assert child(view, QLineEdit, "coach_server").text() == "bakers.example"
    assert Problem("sign_in_timeout").title in child(view, QWidget, "message_bar").accessibleName()
    assert child(view, QPushButton, "coach_connect").isEnabled(), "once more"


@pytest.mark.statement(108)
def test_channels_stand_in_the_order_in_which_they_are_said(bridge: Bridge, desk: Desk) -> None:
    for name in ("Zoe", "Èlite", "bottega", "Àncora", "Enrico"):
        add_channel(desk, planning.first_brand(desk), name)
    presenter = ChannelsPresenter(bridge)
    assert [row.channel.name for row in presenter.rows] == ["Àncora", "bottega", "Èlite", "Enrico", "Zoe"]
    presenter.close()


@pytest.mark.statement(115)
async def test_removing_asks_and_keeps_the_posts(bridge: Bridge, desk: Desk, place: Place) -> None:
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand)
    post = add_post(desk, brand, "Focaccia", channel)
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    line = view.findChild(QWidget, f"channel_{channel.id}")
    line._ask_remove()
    sheet = line.findChild(Sheet)
    assert sheet.text_label.text() == (
        "We sign out there and delete the sign-in here.\n"
        "Your posts and messages stay here; what is already online stays online.\n"
        "1 post that waits for its time does not go out there any more."
    )
    press(sheet, "sheet_confirm")
    await bridge.tasks.idle()
    assert [c.status for c in channels_of(desk)] == [ChannelStatus.ARCHIVED]
    with desk.store.reading() as reader:
        assert reader.get(type(post), post.id).content.text == "Focaccia"


@pytest.mark.statement(115)
@pytest.mark.parametrize("signed_out", [False, True])
async def test_what_a_platforms_own_list_still_holds_is_said_before_a_channel_goes(
    bridge: Bridge, desk: Desk, place: Place, qtbot: QtBot, signed_out: bool
) -> None:
    channel = add_channel(desk, planning.first_brand(desk))
    post = add_post(desk, planning.first_brand(desk), "Focaccia", channel)
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    listed = {"receipt": Receipt("1", "", 1, Evidence.RESPONSE), "remote_due_us": 5, "remote_hash": "x"}
    part = deliveries(desk, post)[0].parts[0]
    drive(desk, part, State.CLAIMED, State.SENDING, State.HANDED_OFF, **listed)
    if signed_out:
        with desk.store.transaction() as tx:
            tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT))
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    line = view.findChild(QWidget, f"channel_{channel.id}")
    line._ask_remove()
    sheet = line.findChild(Sheet)
    says = sheet.text_label.text()
    if signed_out:
        assert says.endswith(
            "1 post stands on Practice’s own list and goes out from there, unless you delete it there."
        )
        press(sheet, "sheet_confirm")
        await bridge.tasks.idle()
    else:
        assert says.endswith("1 post stands on Practice’s own list: take it back first, or let it go out.")
        with qtbot.waitSignal(view.place_wanted) as wanted:
            press(sheet, "sheet_confirm")
        assert wanted.args == ["outbox"]
    assert [c.status is ChannelStatus.ARCHIVED for c in channels_of(desk)] == [signed_out]


@pytest.mark.parametrize(("reported", "asks"), [({}, "Sign in again"), ({ELSEWHERE: True}, "Sign in")])
def test_what_came_without_its_sign_in_is_not_asked_again(
    bridge: Bridge, desk: Desk, place: Place, reported: dict[str, bool], asks: str
) -> None:
    add_channel(desk, planning.first_brand(desk), status=ChannelStatus.SIGNED_OUT, reported=reported)
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    assert child(view, QPushButton, "channel_sign_in").text() == asks


def test_a_signed_out_channel_says_how_many_posts_wait(bridge: Bridge, desk: Desk) -> None:
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand)
    planning.schedule(desk, add_post(desk, brand, "Focaccia", channel).id, rome("2026-11-24 09:00"))
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Channel, channel.id), status=ChannelStatus.SIGNED_OUT))
    presenter = ChannelsPresenter(bridge)
    row = presenter.rows[0]
    assert (row.how, row.health, row.needs_sign_in) == ("1 post paused, safe", "Signed us out", True)
    presenter.close()


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("insta", ["instagram"]),
        ("twitter", ["x"]),
        ("fb grup", ["facebook_group"]),
        ("PROFILO att", ["google_business"]),
        ("wiki", ["discourse", "lemmy", "mediawiki", "reddit"]),
    ],
)
def test_typing_finds_a_platform(bridge: Bridge, place: Place, typed: str, keys: list[str]) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    child(view, QLineEdit, "offers_search").setText(typed)
    offers = view.findChild(ChannelOffers)
    assert sorted(offers.shown()) == sorted(keys)
    assert all(not button.isHidden() for button in offers.findChildren(QPushButton) if button.objectName()[6:] in keys)


def test_nothing_found_leaves_what_works_anywhere(bridge: Bridge, place: Place) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    child(view, QLineEdit, "offers_search").setText("no such place")
    assert "by_hand" in view.findChild(ChannelOffers).shown()
    assert "mastodon" not in view.findChild(ChannelOffers).shown()


def test_enter_takes_the_one_that_is_left_and_a_new_page_keeps_what_was_typed(
    bridge: Bridge, qtbot: QtBot, place: Place
) -> None:
    presenter = ChannelsPresenter(bridge)
    view = ChannelsView(presenter)
    place(view)
    field = child(view, QLineEdit, "offers_search")
    field.setText("pinter")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert presenter.coach is not None
    assert presenter.coach.facts.key == "pinterest"
    assert child(view, QLineEdit, "offers_search").text() == "pinter"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("facebook", "facebook"),
        ("Facebook group", "facebook_group"),
        ("mast", "mastodon"),
        ("no such place", None),
        ("", None),
    ],
)
def test_enter_takes_what_is_called_like_that(
    bridge: Bridge, qtbot: QtBot, place: Place, typed: str, taken: str | None
) -> None:
    """“facebook” finds the page, a group and a profile: Enter did nothing."""
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    field = child(view, QLineEdit, "offers_search")
    field.setText(typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    coach = view.presenter.coach
    assert (coach.facts.key if coach is not None else None) == taken


def test_what_empties_a_field_stands_in_its_middle(bridge: Bridge, place: Place) -> None:
    """It was as high as a button of ours, and hung below the line."""
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    field = child(view, QLineEdit, "offers_search")
    field.setText("blue")
    QApplication.processEvents()
    [empties] = field.findChildren(QToolButton)
    assert abs(empties.geometry().center().y() - field.rect().center().y()) <= 1
    assert field.rect().contains(empties.geometry())


def test_a_short_list_of_offers_leaves_the_lines_above_as_high_as_they_are(
    bridge: Bridge, desk: Desk, place: Place
) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    child(view, QLineEdit, "offers_search").setText("wordpress")
    QApplication.processEvents()
    line = child(view, QFrame, f"channel_{channel.id}")
    assert line.height() <= line.sizeHint().height() + 2


@pytest.mark.statement(4)
def test_a_channel_is_planned_for_now_and_connected_later(bridge: Bridge, desk: Desk, place: Place) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    press(view, "offer_mastodon")
    press(view, "coach_later")
    (channel,) = channels_of(desk)
    assert (channel.platform, channel.status) == ("mastodon", ChannelStatus.PLANNED)
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, "Focaccia", channel)
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    composer = ComposerPresenter.open(bridge, post.id)
    said = [
        line.says
        for line in computer_lines(composer.chosen, rome("2026-11-24 09:00"), desk.clock.now(), timedelta(minutes=15))
    ]
    assert said == ["connect before Tue 24 Nov, 09:00"]
    composer.let_go()


@pytest.mark.parametrize("guided", [False, True], ids=["planned before it wanted keys", "guided until then"])
def test_every_planned_channel_offers_to_connect_and_asks_what_its_platform_asks(
    bridge: Bridge, desk: Desk, guided: bool
) -> None:
    """Also one that was planned while smmdesk could only guide there."""
    open_ones = [facts for key in PLATFORMS if not (facts := facts_of(key)).closed]
    brand = planning.first_brand(desk)
    with desk.store.transaction() as tx:
        for facts in open_ones:
            tx.put(Channel(desk.clock.new_id(), brand.id, facts.key, guided=guided, name="Forno"))
    presenter = ChannelsPresenter(bridge)
    rows = {row.channel.platform: row for row in (*presenter.rows, *presenter.by_hand)}
    assert {row.health for row in rows.values()} == {"Not connected yet"}
    for facts in open_ones:
        row = rows[facts.key]
        assert row.has_button, facts.key
        presenter.sign_in_again(row.channel.id)
        coach = presenter.coach
        assert coach is not None
        assert (coach.facts.sends_by_itself, coach.again) == (facts.sends_by_itself, row.channel), facts.key
        wanted = facts.sign_in.app_fields if coach.wants_keys else facts.fields_for(not coach.in_browser)
        assert coach.fields == wanted, facts.key
        assert coach.wants_keys is facts.sign_in.needs_app, facts.key
    presenter.close()


def test_a_guided_platform_says_who_publishes(bridge: Bridge, place: Place) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    offer = child(view, QPushButton, "offer_xing")
    assert offer.accessibleDescription() == "you publish, guided"
    press(view, "offer_xing")
    said = [label.text() for label in view.findChildren(SafeLabel)]
    assert "smmdesk guides you here; you press publish there." in said
    assert not any("stays locked" in words for words in said)


def test_where_hardly_anybody_gets_keys_it_is_guided_first(bridge: Bridge, desk: Desk, place: Place) -> None:
    """Whoever has keys from before connects it afterwards, from the menu of the channel."""
    presenter = ChannelsPresenter(bridge)
    place(ChannelsView(presenter))
    presenter.start("reddit")
    assert presenter.coach is not None
    assert not presenter.coach.facts.sends_by_itself
    channel = connecting.plan_channel(desk, planning.first_brand(desk).id, "reddit")
    presenter.start("reddit", channel)
    assert presenter.coach.asks_keys
    assert [entry.required for entry in presenter.coach.fields] == [True, False]


async def test_a_closed_platform_cannot_be_added(desk: Desk) -> None:
    brand = planning.first_brand(desk)
    with pytest.raises(ProblemError) as caught:
        connecting.plan_channel(desk, brand.id, "googleplus")
    assert caught.value.problem.code == "platform_closed"
    with pytest.raises(ProblemError):
        await connecting.add_channel(desk, brand.id, "wikio", {})


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told to say by itself."""
    said: list[str] = []
    speaker = SimpleNamespace(updateAccessibility=lambda event: said.append(event.message()))
    monkeypatch.setattr(spoken, "QAccessible", speaker)
    return said


@pytest.mark.statement(98)
async def test_what_the_coach_misses_is_heard_once_and_its_message_can_be_closed(
    bridge: Bridge, place: Place, heard: list[str]
) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    press(view, "offer_bluesky")
    assert child(view, QLineEdit, "coach_secret").accessibleDescription(), "what helps to fill it in is heard too"
    press(view, "coach_connect")
    await bridge.tasks.idle()
    assert [words.partition(" is still empty.")[1] for words in heard] == [" is still empty."]
    child(view, QToolButton, "message_close").click()
    assert view.presenter.coach is not None
    assert view.presenter.coach.problem is None


@pytest.mark.statement(96)
def test_escape_leaves_the_coach_and_the_keys_are_where_it_was_opened(
    bridge: Bridge, desk: Desk, qtbot: QtBot, place: Place
) -> None:
    channel = add_channel(desk, planning.first_brand(desk), platform="mastodon")
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    view.window().activateWindow()
    press(view, "offer_bluesky")
    field = child(view, QLineEdit, "coach_user")
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert view.presenter.coach is None
    assert view.window().focusWidget().objectName() == "offer_bluesky"
    view.presenter.start("mastodon", channel)
    child(view, QAbstractButton, "coach_close").setFocus()
    child(view, QAbstractButton, "coach_close").click()
    line = child(view, QWidget, f"channel_{channel.id}")
    assert line.isAncestorOf(view.window().focusWidget())
