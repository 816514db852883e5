"""Photos in the reply box: chosen, described, taken out, kept beside their own message, sent along."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import answering, planning
from smmdesk.desk.desk import Desk
from tests.desk.heard import wrote
from tests.desk.pictures import encoded, picture
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


async def test_where_none_are_taken_the_button_says_so(desk: Desk, bridge: Bridge, qtbot: QtBot, place: Place) -> None:
    site = add_channel(desk, planning.first_brand(desk), "Site", platform="wordpress")
    view = InboxView(InboxPresenter(bridge))
    place(view)
    view.presenter.select(wrote(desk, site).id)
    button = child(view, QToolButton, "reply_photo")
    assert not button.isEnabled()
    assert "words alone" in button.toolTip()
