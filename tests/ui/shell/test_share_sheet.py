"""The share kit's sheet: another target is another code; copied and saved; a word where there is nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget

from smmdesk.desk import planning
from smmdesk.model.content import Content
from smmdesk.model.delivery import Evidence, Receipt, State
from tests.desk.support import add_channel, add_post, deliveries, drive
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.views.share_sheet import CodeView, ShareSheet, open_share


@pytest.fixture
def owner(place: Callable[[QWidget], QWidget]) -> QWidget:
    view = QWidget()
    view.toolbar_items = list  # type: ignore[attr-defined]
    place(view)
    return view


def test_copied_as_it_is_shown(bridge: Bridge, owner: QWidget) -> None:
    desk, brand = bridge.desk, planning.first_brand(bridge.desk)
    content = Content(text="Panettone", link="https://forno.example/")
    post = add_post(desk, brand, "", add_channel(desk, brand, "Vetrina"), content=content)
    nothing = open_share(owner, bridge, post.id)
    assert not isinstance(nothing, ShareSheet), "nothing is out"
    nothing.reject()
    part = deliveries(desk, planning.publish_now(desk, post.id))[0].parts[0]
    receipt = Receipt("1", "https://a.example/1", 1, Evidence.RESPONSE)
    drive(desk, part, State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    sheet = open_share(owner, bridge, post.id)
    assert isinstance(sheet, ShareSheet)
    code, before = child(sheet, CodeView, "share_code"), child(sheet, CodeView, "share_code").image(500)
    assert code.accessibleName() == "QR code for https://a.example/1"
    press(sheet, "share_copy_message")
    assert QGuiApplication.clipboard().text() == "Panettone\nhttps://a.example/1"
    child(sheet, QComboBox, "share_where").setCurrentIndex(1)
    assert child(sheet, QPlainTextEdit, "share_message").toPlainText().endswith("utm_source=qr&utm_medium=social")
    assert code.image(500) != before
    press(sheet, "share_copy_link")
    assert QGuiApplication.clipboard().text() == "https://forno.example/?utm_source=qr&utm_medium=social"
    press(sheet, "share_copy_code")
    assert QGuiApplication.clipboard().image().width() == 1024
    parts = [*sheet.findChildren(QPushButton), *sheet.findChildren(QComboBox), *sheet.findChildren(QPlainTextEdit)]
    assert [part.objectName() for part in parts if not part.accessibleName()] == []
    sheet.reject()
