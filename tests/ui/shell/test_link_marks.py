"""What is put on a brand's links: switched on and written in the settings, shown by example, held when it can be."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from smmdesk.desk import planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from smmdesk.model.link_tags import USUAL
from smmdesk.model.words import set_language
from ui.bridge import Bridge
from ui.presenters.link_marks import LinkMarks
from ui.views.settings_links import LinksCard

SHOWN = """https://www.example.com/
?utm_source=bluesky
&utm_medium=social
&utm_campaign=christmas"""


@pytest.fixture
def card(bridge: Bridge, qtbot: QtBot) -> Iterator[LinksCard]:
    desk, brand = bridge.desk, planning.first_brand(bridge.desk)
    with desk.store.transaction() as tx:
        tx.put(Channel(desk.clock.new_id(), brand.id, "bluesky", "Forno Lucia"))
    made = LinksCard(LinkMarks(bridge, brand))
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language("en")


def line(card: LinksCard, name: str) -> QLineEdit:
    found = card.findChild(QLineEdit, f"marks_{name}")
    assert found is not None
    return found


def write(card: LinksCard, name: str, text: str) -> None:
    line(card, name).setText(text)
    line(card, name).editingFinished.emit()


def kept(desk: Desk) -> dict[str, str]:
    return dict(planning.first_brand(desk).utm)


def test_off_there_is_a_switch_only_and_on_begins_with_the_usual(card: LinksCard, bridge: Bridge) -> None:
    assert kept(bridge.desk) == {}
    assert not line(card, "source").isVisible()
    card.switch.click()
    assert kept(bridge.desk) == dict(USUAL)
    assert line(card, "source").isVisible()
    assert card.example.text() == SHOWN
    undo.undo(bridge.desk)
    assert kept(bridge.desk) == {}


def test_the_example_follows_every_letter_and_is_held_when_the_field_is_left(card: LinksCard, bridge: Bridge) -> None:
    card.switch.click()
    line(card, "content").setText("{date}")
    today = bridge.desk.clock.now().date()
    assert card.example.text() == f"{SHOWN}\n&utm_content={today.isoformat()}"
    assert kept(bridge.desk) == dict(USUAL)
    line(card, "content").editingFinished.emit()
    assert kept(bridge.desk) == {**USUAL, "content": "{date}"}


def test_a_blank_is_put_in_from_a_menu_where_the_cursor_is(card: LinksCard, bridge: Bridge) -> None:
    card.switch.click()
    write(card, "content", "al-forno")
    line(card, "content").setCursorPosition(2)
    action = card.findChild(QAction, "marks_content_channel")
    assert action is not None
    assert action.text() == "Name of the channel"
    action.trigger()
    assert kept(bridge.desk)["content"] == "al{channel}-forno"
    assert "utm_content=alforno-lucia-forno" in card.example.text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("source", "", "Without a source, statistics do not count the marks"),
        ("campaign", "{campagna}", "“{campagna}” under Campaign cannot be filled in"),
        ("content", "x" * 101, "Content may have 100 characters"),
    ],
)
def test_what_cannot_be_is_said_there_and_changes_nothing(
    card: LinksCard, bridge: Bridge, name: str, text: str, said: str
) -> None:
    card.switch.click()
    write(card, name, text)
    assert card.against.isVisible()
    assert card.against.text().startswith(said)
    assert not card.example.isVisible()
    assert kept(bridge.desk) == dict(USUAL)
    usual = card.findChild(QAbstractButton, "marks_usual")
    assert usual is not None
    usual.click()
    assert not card.against.isVisible()
    assert not usual.isVisible()


def test_what_was_written_comes_back_with_the_switch(card: LinksCard, bridge: Bridge) -> None:
    card.switch.click()
    write(card, "medium", "organico")
    card.switch.click()
    assert kept(bridge.desk) == {}
    card.switch.click()
    assert kept(bridge.desk)["medium"] == "organico"


def test_what_a_newer_program_put_there_stays(bridge: Bridge, qtbot: QtBot) -> None:
    from dataclasses import replace

    desk, brand = bridge.desk, planning.first_brand(bridge.desk)
    with desk.store.transaction() as tx:
        brand = tx.put(replace(brand, utm={"source": "a", "id": "77"}))
    card = LinksCard(LinkMarks(bridge, brand))
    qtbot.addWidget(card)
    card.show()
    assert "utm_id=77" in card.example.text()
    write(card, "source", "b")
    assert kept(desk) == {"source": "b", "id": "77"}
