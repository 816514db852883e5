"""One place for a post that is out: what can be changed and deleted where, from the facts; done after it was asked."""

import json

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import live_table, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.delivery import Op
from smmdesk.model.post import Post
from tests.desk.support import add_channel, add_post, deliveries, publish, rome
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.views.change_there_sheet import open_change_there
from ui.views.online_sheets import ask_words


def out(desk: Desk, *platforms: str) -> Post:
    brand = planning.first_brand(desk)
    channels = [add_channel(desk, brand, name, platform=name) for name in platforms]
    post = add_post(desk, brand, "Bread", *channels)
    planning.schedule(desk, post.id, rome("2026-11-19 09:00"))
    for channel in channels:
        publish(desk, post, channel)
    with desk.store.transaction() as tx:
        for delivery in deliveries(desk, post):
            tx._rows.update("part", {"rendered": json.dumps({"text": "Bread"})}, id=delivery.parts[0].id)
    return post


def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


def test_the_table_says_by_place_what_can_be_done_and_why_not(desk: Desk) -> None:
    post = out(desk, "mastodon", "bluesky", "threads")
    found = {place.platform: place for place in live_table.places(desk, post.id)}
    assert list(found) == ["mastodon", "bluesky", "threads"]
    for key, place in found.items():
        facts = desk.facts(key)
        assert (place.no_delete is None) == (facts.can_delete and facts.sends_by_itself), key
        assert (place.no_words is None) == (facts.can_edit and facts.sends_by_itself), key
    assert found["mastodon"].words_until is None


def test_words_are_changed_there_after_it_was_asked(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post = out(desk, "mastodon", "threads")
    owner = window(qtbot)
    sheet = open_change_there(owner, bridge, post.id)
    first = deliveries(desk, post)[0].id
    card = child(sheet, QWidget, f"place_{first}")
    press(card, "place_change")
    assert sheet.findChild(Sheet, "words_sheet") is not None
    assert not any(part.wish for one in deliveries(desk, post) for part in one.parts), "asked first"
    sheet.close()


def test_a_title_that_no_change_reaches_is_named_before(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    owner, said = window(qtbot), []
    for title in ("", "Pane nero"):
        delivery = deliveries(desk, out(desk, "mastodon"))[0]
        with desk.store.transaction() as tx:
            rendered = json.dumps({"text": "Bread", "title": title})
            tx._rows.update("part", {"rendered": rendered}, id=delivery.parts[0].id)
        sheet = ask_words(owner, bridge, delivery.id)
        said.append(any("The title" in label.text() for label in sheet.findChildren(QLabel)))
        sheet.close()
    assert said == [False, True]


def test_deleting_everywhere_names_the_places(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    post = out(desk, "mastodon", "bluesky")
    owner = window(qtbot)
    sheet = open_change_there(owner, bridge, post.id)
    press(sheet, "change_there_delete_all")
    asked = sheet.findChildren(Sheet)[-1]
    press(asked, "sheet_confirm")
    wishes = [part.wish.op for one in deliveries(desk, post) for part in one.parts if part.wish]
    assert wishes == [Op.DELETE, Op.DELETE]
    assert not [each for each in sheet.findChildren(QPushButton, "place_delete") if each.isVisible()]
    sheet.close()
