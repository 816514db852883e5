"""Connecting from the window: the form comes from the facts, mistakes are said there, posts are never lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.platforms import PLATFORMS, facts_of
from tests.desk.support import add_channel, add_post, rome
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.presenters.channels import ChannelsPresenter
from ui.views.channels import ChannelsView

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
    press(view, "offer_practice")
    press(view, "coach_connect")
    await bridge.tasks.idle()
    assert [(channel.platform, channel.status) for channel in channels_of(desk)] == [
        ("practice", ChannelStatus.CONNECTED)
    ]
    assert view.findChild(QWidget, "channel_coach").isHidden()


@pytest.mark.statement(9)
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


@pytest.mark.statement(115)
async def test_removing_asks_and_keeps_the_posts(bridge: Bridge, desk: Desk, place: Place) -> None:
    brand = planning.first_brand(desk)
    channel = add_channel(desk, brand)
    post = add_post(desk, brand, "Focaccia", channel)
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    line = view.findChild(QWidget, f"channel_{channel.id}")
    line._ask_remove()
    sheet = line.findChild(Sheet)
    press(sheet, "sheet_confirm")
    await bridge.tasks.idle()
    assert [c.status for c in channels_of(desk)] == [ChannelStatus.ARCHIVED]
    with desk.store.reading() as reader:
        assert reader.get(type(post), post.id).content.text == "Focaccia"


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
