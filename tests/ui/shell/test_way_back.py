"""Another channel for the post one writes: to the channels, and back to the post with it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from tests.desk.support import add_channel, add_post, rome
from tests.ui.shell.support import child, press
from ui.shell.session import Session
from ui.views.channels import ChannelLine, ChannelsView
from ui.views.composer import ComposerView
from ui.widgets.buttons import IconButton
from ui.widgets.channel_chips import AddPill


@pytest.fixture
def session(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    made.window.drop_views()
    made.window.may_close = True
    made.bridge.end()


def composer(session: Session) -> ComposerView:
    view = session.window.view("composer")
    assert isinstance(view, ComposerView)
    return view


def channels(session: Session) -> ChannelsView:
    view = session.window.view("channels")
    assert isinstance(view, ChannelsView)
    return view


def back(session: Session) -> QPushButton:
    """It stands in the toolbar, which nothing scrolls away."""
    return child(session.window, QPushButton, "channels_back_to_post")


def plan_bluesky(session: Session, desk: Desk) -> Channel:
    """The channel that comes of the shortest way."""
    press(channels(session), "offer_bluesky")
    press(channels(session), "coach_later")
    with desk.store.reading() as reader:
        [channel] = reader.all(Channel, platform="bluesky")
    return channel


def test_the_new_channel_is_in_the_post_that_one_came_from(session: Session, desk: Desk) -> None:
    session.window.go_to("calendar")
    session.doors.new_post({"text": "Pane nero"})
    child(composer(session), AddPill, "channel_add").click()
    assert session.window.current == "channels"
    assert not back(session).isHidden()
    assert back(session).text().strip() == "Back to “Pane nero”"
    channel = plan_bluesky(session, desk)
    assert session.window.current == "composer"
    assert channel.id in composer(session).presenter.draft.post.channels
    assert composer(session).presenter.draft.post.content.text == "Pane nero"
    assert child(session.window, QAbstractButton, "place_calendar").isChecked(), "where the post was opened from"
    composer(session).editor.undo()
    assert channel.id not in composer(session).presenter.draft.post.channels


def test_the_first_real_channel_takes_the_place_of_practice(session: Session, desk: Desk) -> None:
    practice = add_channel(desk, planning.first_brand(desk), "Prova", platform="practice")
    session.doors.new_post({"text": "Pane nero"})
    assert composer(session).presenter.draft.post.channels == (practice.id,)
    child(composer(session), AddPill, "channel_add").click()
    channel = plan_bluesky(session, desk)
    assert composer(session).presenter.draft.post.channels == (channel.id,)
    composer(session).editor.undo()
    assert composer(session).presenter.draft.post.channels == (practice.id,)


def test_without_a_channel_the_post_is_as_it_was(session: Session) -> None:
    session.doors.new_post({})
    before = composer(session).presenter.draft.post.channels
    child(composer(session), AddPill, "channel_add").click()
    assert back(session).text().strip() == "Back to the post"
    back(session).click()
    assert session.window.current == "composer"
    assert composer(session).presenter.draft.post.channels == before


def test_whoever_went_elsewhere_meanwhile_is_not_called_back(session: Session, desk: Desk) -> None:
    session.doors.new_post({"text": "Pane nero"})
    child(composer(session), AddPill, "channel_add").click()
    session.window.go_to("calendar")
    session.window.go_to("channels")
    assert back(session).isHidden()
    channel = plan_bluesky(session, desk)
    assert session.window.current == "channels"
    assert channel.id not in composer(session).presenter.draft.post.channels


def test_what_is_scheduled_goes_nowhere_that_was_not_chosen_in_it(session: Session, desk: Desk) -> None:
    """A sign-in may take its time: a post that goes out by itself is not sent to more places by its end."""
    brand = planning.first_brand(desk)
    post = add_post(desk, brand, "Focaccia", add_channel(desk, brand, "Forno", platform="mastodon"))
    planning.schedule(desk, post.id, rome("2026-11-24 09:00"))
    session.doors.open_post(post.id)
    child(composer(session), AddPill, "channel_add").click()
    channel = plan_bluesky(session, desk)
    assert session.window.current == "composer"
    assert composer(session).presenter.draft.post.channels == post.channels
    assert channel.id in {voice.id for voice in composer(session).presenter.voices}


def test_a_channel_whose_sign_in_ended_leads_back_too(session: Session, desk: Desk) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    session.doors.new_post({"text": "Pane nero"})
    composer(session).presenter.sign_in_wanted.emit(channel.id)
    assert channels(session).presenter.coach is not None
    back(session).click()
    assert session.window.current == "composer"


def test_the_keys_stay_with_what_came(session: Session, desk: Desk, qtbot: QtBot) -> None:
    """They went to the next thing that could have them: the X of the message that said so."""
    session.window.go_to("channels")
    session.window.activateWindow()
    child(channels(session), QLineEdit, "offers_search").setText("blue")
    channel = plan_bluesky(session, desk)
    assert child(channels(session), QLineEdit, "offers_search").text() == ""
    line = child(channels(session), ChannelLine, f"channel_{channel.id}")
    qtbot.waitUntil(child(line, IconButton, "channel_more").hasFocus)


def test_one_that_is_only_signed_in_again_is_put_into_no_post(session: Session, desk: Desk) -> None:
    """The bar about it stood above a post that was not for it, and the post went there too."""
    brand = planning.first_brand(desk)
    ended, other = (add_channel(desk, brand, name, platform="mastodon") for name in ("Forno", "Bar"))
    session.doors.new_post({"text": "Pane nero"})
    draft = composer(session).presenter.draft
    draft.choose_channels([other.id])
    session.doors.sign_in_again(ended.id)
    channels(session).presenter.coach = None
    channels(session).presenter.added(ended.id)
    assert session.window.current == "composer"
    assert draft.post.channels == (other.id,)
