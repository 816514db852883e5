"""Photos in the reply box: chosen, described, taken out, kept beside their own message, sent along."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, planning
from smmdesk.desk.desk import Desk
from tests.desk.heard import wrote
from tests.desk.pictures import encoded, film, picture
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.presenters.inbox import InboxPresenter
from ui.views.inbox import InboxView

Place = Callable[[QWidget], QWidget]


async def test_photos_go_out_with_the_answer(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    message, other = wrote(desk, channel, "Which bread?"), wrote(desk, channel, "Open today?")
    (tmp_path / "a.jpg").write_bytes(encoded(picture()))
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(message.id)
    reply = view.presenter.reply
    reply.photos.add([tmp_path / "a.jpg"])
    await bridge.tasks.idle()
    child(view, QLineEdit, "reply_alt").setText("A loaf")
    view.presenter.select(other.id)
    assert reply.photos.uses == ()
    view.presenter.select(message.id)
    reply.type("This one")
    assert reply.can_send
    press(view, "reply_send")
    sent = answering.answers_of(desk, message.id)
    assert [use.alt_for("en") for one in sent if one.content for use in one.content.media] == ["A loaf"]
    assert reply.photos.uses == ()


async def test_photos_of_a_begun_answer_are_there_after_a_restart(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    message = wrote(desk, add_channel(desk, planning.first_brand(desk), "Shop window"), "Which bread?")
    (tmp_path / "a.jpg").write_bytes(encoded(picture()))
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(message.id)
    view.presenter.reply.photos.add([tmp_path / "a.jpg"])
    await bridge.tasks.idle()
    child(view, QLineEdit, "reply_alt").setText("A loaf")
    view.close()
    again = InboxPresenter(bridge)
    again.select(message.id)
    assert [use.alt_for("en") for use in again.reply.photos.uses] == ["A loaf"]
    again.reply.type("This one")
    again.reply.send()
    third = InboxPresenter(bridge)
    third.select(message.id)
    assert third.reply.photos.uses == (), "they went out"


async def test_a_video_stands_alone_where_an_answer_takes_one_or_photos(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    message = wrote(desk, channel, "Which bread?")
    (tmp_path / "a.jpg").write_bytes(encoded(picture()))
    (tmp_path / "b.mp4").write_bytes(film())
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(message.id)
    photos = view.presenter.reply.photos
    assert photos.hint == "Add photos (at most 4), or a video"
    photos.add([tmp_path / "b.mp4"])
    await bridge.tasks.idle()
    assert child(view, QLineEdit, "reply_alt").accessibleName() == "What the video shows"
    assert not child(view, QToolButton, "reply_photo").isEnabled()
    with qtbot.waitSignal(bridge.failed):
        photos.add([tmp_path / "a.jpg"])
        await bridge.tasks.idle()
    child(view, QLineEdit, "reply_alt").setText("The oven")
    view.presenter.reply.type("This one")
    press(view, "reply_send")
    [sent] = answering.answers_of(desk, message.id)
    assert sent.content is not None
    assert [use.alt_for("en") for use in sent.content.media] == ["The oven"]


async def test_a_video_is_not_taken_where_answers_have_photos_alone(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    message = wrote(desk, add_channel(desk, planning.first_brand(desk), "Forum", platform="discourse"))
    (tmp_path / "b.mp4").write_bytes(film())
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(message.id)
    photos = view.presenter.reply.photos
    with qtbot.waitSignal(bridge.failed):
        photos.add([tmp_path / "b.mp4"])
        await bridge.tasks.idle()
    assert photos.uses == ()
    assert photos.can_add


async def test_where_none_are_taken_the_button_says_so(desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place) -> None:
    site = add_channel(desk, planning.first_brand(desk), "Site", platform="wordpress")
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(wrote(desk, site).id)
    button = child(view, QToolButton, "reply_photo")
    assert not button.isEnabled()
    assert "words alone" in button.toolTip()


async def test_photos_chosen_one_after_the_other_all_come_and_nothing_is_sent_before(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    message = wrote(desk, add_channel(desk, planning.first_brand(desk), "Shop window"), "Which bread?")
    for number in range(2):
        (tmp_path / f"{number}.jpg").write_bytes(encoded(picture((40 + 8 * number, 40))))
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(message.id)
    reply = view.presenter.reply
    reply.type("These")
    reply.photos.add([tmp_path / "0.jpg"])
    await asyncio.sleep(0)
    reply.photos.add([tmp_path / "1.jpg"])
    await asyncio.sleep(0)
    assert not reply.can_send
    await bridge.tasks.idle()
    assert len(reply.photos.uses) == 2
    assert reply.can_send


async def test_a_photo_that_comes_while_another_message_is_read_stays_with_its_own(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    brand = planning.first_brand(desk)
    message = wrote(desk, add_channel(desk, brand, "Shop window"), "Which bread?")
    elsewhere = wrote(desk, add_channel(desk, brand, "Site", platform="wordpress"))
    (tmp_path / "a.jpg").write_bytes(encoded(picture()))
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(message.id)
    photos = view.presenter.reply.photos
    photos.add([tmp_path / "a.jpg"])
    view.presenter.select(elsewhere.id)
    await bridge.tasks.idle()
    view.presenter.select(message.id)
    assert len(photos.uses) == 1
    await bridge.aclose()  # its small picture may have been begun meanwhile


async def test_the_same_photo_under_two_messages_has_each_its_own_description(
    desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Shop window")
    (tmp_path / "a.jpg").write_bytes(encoded(picture()))
    view = InboxView(InboxPresenter(bridge))
    place(view)
    for text, alt in (("Which bread?", "A loaf"), ("Open today?", "")):
        view.presenter.select(wrote(desk, channel, text).id)
        view.presenter.reply.photos.add([tmp_path / "a.jpg"])
        await bridge.tasks.idle()
        field = [each for each in view.findChildren(QLineEdit, "reply_alt") if each.isVisible()][-1]
        assert field.text() == ""
        field.setText(alt)
