"""Notifications: what a click opens, from the tray's icon and from a desktop's own notice."""

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smmdesk.app import close_now, open_desk
from smmdesk.desk import brands, planning, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.news import Kind, News
from smmdesk.model.channel import Channel, ChannelStatus
from tests.desk.heard import now_of, wrote
from tests.desk.support import add_channel
from tests.ui.shell.busy import Busy, hours
from tests.ui.shell.test_notifications import HELD_BACK, Icon, busy, clock, shop
from ui.dialogs import Sheet
from ui.presenters.notifier import Notice
from ui.shell.notifications import Notifications
from ui.shell.session import Session
from ui.views.channels import ChannelsView
from ui.views.inbox import InboxView
from ui.views.outbox import OutboxView

__all__ = ["busy", "clock", "shop"]


# ------------------------------------------------------------------ what a click opens
@pytest.fixture
def session(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[Session]:
    made = Session(qapp, desk, engine=False)
    qtbot.addWidget(made.window)
    yield made
    for sheet in made.window.findChildren(Sheet):
        sheet.reject()
    for key in ("outbox", "inbox", "channels", "settings", "calendar"):
        made.window.drop_view(key)
    made.window.may_close = True
    made.brands.close()
    made.bridge.end()


@pytest.fixture
def notifications(session: Session, shop: Channel) -> Iterator[Notifications]:
    made = Notifications(session, Icon())  # type: ignore[arg-type]
    made.notifier.look()
    yield made
    made.close()


def icon_of(notifications: Notifications) -> Icon:
    assert isinstance(notifications._icon, Icon)
    return notifications._icon


@pytest.mark.statement(82)
def test_a_message_opens_in_the_inbox(
    notifications: Notifications, session: Session, desk: Desk, shop: Channel
) -> None:
    message = wrote(desk, shop, "Is there any left?")
    notifications.notifier.look()
    assert icon_of(notifications).told == [("New comment on Forno", "Is there any left?")]
    icon_of(notifications).messageClicked.emit()
    view = session.window.view("inbox")
    assert isinstance(view, InboxView)
    assert session.window.current == "inbox"
    assert view.presenter.selected == message.id
    assert now_of(desk, message).read


@pytest.mark.statement(82)
def test_a_post_that_needs_you_opens_in_the_outbox(
    notifications: Notifications, session: Session, busy: Busy, shop: Channel
) -> None:
    post = busy.asking("book", hours(-2), shop, HELD_BACK)
    notifications.notifier.look()
    icon_of(notifications).messageClicked.emit()
    view = session.window.view("outbox")
    assert isinstance(view, OutboxView)
    assert view.presenter.selected is not None
    assert view.presenter.selected.delivery_id == busy.parts(post)[0].delivery_id


@pytest.mark.statement(82)
def test_a_published_post_opens_in_the_outbox(
    notifications: Notifications, session: Session, busy: Busy, shop: Channel
) -> None:
    busy.desk.settings.set("tell_published", "on")
    busy.published("book", hours(-2), shop)
    post = busy.published("open", hours(-1), shop)
    notifications.notifier._show_next()
    notifications.notifier.look()
    while notifications.notifier._queue:
        notifications.notifier._show_next()
    notifications.notifier._next.stop()
    told = icon_of(notifications).told[-1]
    assert told == ("Published", "Forno: Bookings are open")
    icon_of(notifications).messageClicked.emit()
    view = session.window.view("outbox")
    assert isinstance(view, OutboxView)
    assert view.presenter.selected is not None
    assert view.presenter.selected.post_id == post.id


@pytest.mark.statement(82)
def test_missed_posts_open_the_sheet_that_decides(
    notifications: Notifications, session: Session, busy: Busy, shop: Channel
) -> None:
    busy.missed("open", hours(-3), shop)
    notifications.notifier.look()
    icon_of(notifications).messageClicked.emit()
    assert session.window.findChild(Sheet, "missed_sheet") is not None


@pytest.mark.statement(82)
@pytest.mark.parametrize("what", ["message", "delivery", "missed", "account"])
def test_what_is_about_another_brand_opens_there(
    notifications: Notifications, session: Session, busy: Busy, shop: Channel, what: str
) -> None:
    desk = busy.desk
    other = several_brands.add_brand(desk, "Cafe Lume", "Europe/Rome", "it")
    brands.choose(desk, other.id)
    notifications.notifier.look()
    if what == "message":
        message = wrote(desk, shop, "Is there any left?")
    elif what == "delivery":
        post = busy.asking("book", hours(-2), shop, HELD_BACK)
    elif what == "missed":
        busy.missed("open", hours(-3), shop)
    else:
        with desk.store.transaction() as tx:
            tx.put(replace(tx.get(Channel, shop.id), status=ChannelStatus.SIGNED_OUT))
    notifications.notifier._next.stop()
    notifications.notifier.look()
    icon_of(notifications).messageClicked.emit()
    assert brands.open_brand(desk).id == busy.brand.id
    if what == "message":
        view = session.window.view("inbox")
        assert isinstance(view, InboxView)
        assert view.presenter.selected == message.id
    elif what == "delivery":
        outbox = session.window.view("outbox")
        assert isinstance(outbox, OutboxView)
        assert outbox.presenter.selected is not None
        assert outbox.presenter.selected.delivery_id == busy.parts(post)[0].delivery_id
    elif what == "missed":
        assert session.window.findChild(Sheet, "missed_sheet") is not None
    else:
        channels = session.window.view("channels")
        assert isinstance(channels, ChannelsView)
        assert channels.presenter.coach is not None


def test_what_is_about_another_brand_waits_for_what_cannot_be_saved(
    notifications: Notifications, session: Session, busy: Busy, shop: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = several_brands.add_brand(busy.desk, "Cafe Lume", "Europe/Rome", "it")
    brands.choose(busy.desk, other.id)
    message = wrote(busy.desk, shop, "Is there any left?")
    monkeypatch.setattr(session.brands, "choose", lambda _brand_id: None)
    notifications.open(Notice("x", "", News(Kind.MESSAGE, "x", "", message.id, shop.id, "", busy.brand.id)))
    assert brands.open_brand(busy.desk).id == other.id
    assert not now_of(busy.desk, message).read


class Desktop:
    """The desktop's own notifications; `there` says whether it has any."""

    def __init__(self, there: bool) -> None:
        self.there = there
        self.clicks: list[Callable[[str], None]] = []

    async def tell(self, title: str, text: str, clicked: Callable[[str], None], *, icon: str, opens: str) -> bool:
        assert icon.startswith("file://")
        self.clicks.append(clicked)
        return self.there


@pytest.mark.statement(82)
@pytest.mark.parametrize("there", [True, False])
def test_a_desktops_own_notice_opens_its_own_message_and_the_icon_steps_in_where_there_are_none(
    session: Session, desk: Desk, shop: Channel, there: bool
) -> None:
    desktop, icon = Desktop(there), Icon()
    made = Notifications(session, icon, desktop)  # type: ignore[arg-type]
    made.notifier.look()
    first, second = wrote(desk, shop, "First?"), wrote(desk, shop, "Second?")

    async def tell() -> None:
        session.bridge.begin()
        made.notifier.look()
        made.notifier._show_next()
        await session.bridge.tasks.idle()

    asyncio.run(tell())
    made.close()
    assert len(desktop.clicks) == 2
    assert [text for _title, text in icon.told] == ([] if there else ["First?", "Second?"])
    view = session.window.view("inbox")
    for message, click in ((first, desktop.clicks[0]), (second, desktop.clicks[1]), (first, desktop.clicks[0])):
        click("")
        view = session.window.view("inbox")
        assert isinstance(view, InboxView)
        assert view.presenter.selected == message.id


def test_a_desktop_hands_over_the_right_to_come_forward(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    notifications.open(Notice("5 new messages", "", None, "inbox"), "token-1")
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "token-1"


def test_a_hidden_window_hears_of_what_another_process_did(qtbot: QtBot, session: Session) -> None:
    """An engine that runs as a service has no pipe to this window."""
    heard: list[object] = []
    session.window.show()
    session.window.hide()
    other = open_desk(session.bridge.desk.paths)
    session.bridge.changed.connect(heard.append)
    session.bridge._timer.setInterval(20)
    wrote(other, add_channel(other, planning.first_brand(other), "Other"), "Is anybody there?")
    close_now(other)
    qtbot.waitUntil(lambda: bool(heard))


def test_a_click_on_an_old_one_only_brings_the_window(notifications: Notifications, session: Session) -> None:
    icon_of(notifications).messageClicked.emit()
    assert session.window.isVisible()


def test_a_whole_account_opens_its_coach(
    notifications: Notifications, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(session.doors, "sign_in_again", opened.append)
    notifications._open(News(Kind.NEEDS_YOU, "x", "", "", "channel-1"))
    assert opened == ["channel-1"]
