"""Where the brand is: country, province and patron in the settings, as they stand on the calendar then."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from smmdesk.desk import day_marks, planning, undo
from smmdesk.desk.desk import Desk
from smmdesk.model.words import set_language
from ui.bridge import Bridge
from ui.presenters.brand_place import BrandPlace
from ui.views.settings_place import PlaceCard, SearchChoice


@pytest.fixture
def card(bridge: Bridge, qtbot: QtBot) -> Iterator[PlaceCard]:
    brand = planning.first_brand(bridge.desk)
    made = PlaceCard(BrandPlace(bridge, brand.id))
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language("en")


def choose(card: PlaceCard, name: str, key: str) -> None:
    field = card.findChild(SearchChoice, name)
    assert field is not None
    field.read()
    field.setCurrentIndex(field.findData(key))
    field.activated.emit(field.currentIndex())


def holidays(desk: Desk, day: date) -> list[str]:
    return [mark.text for mark in day_marks.marks(desk, planning.first_brand(desk), day, day) if mark.kind == "holiday"]


@pytest.mark.statement(50)
def test_province_and_patron_decide_which_holidays_are_shown(card: PlaceCard, bridge: Bridge) -> None:
    desk = bridge.desk
    choose(card, "settings_country", "IT")
    saint_justus = date(2026, 11, 3)
    assert not any("Justus" in text or "Giusto" in text for text in holidays(desk, saint_justus))
    choose(card, "settings_region", "TS")
    assert any("Justus" in text or "Giusto" in text for text in holidays(desk, saint_justus))
    patron = card.findChild(QLineEdit, "settings_patron")
    patron.setText("31/2")
    patron.editingFinished.emit()
    assert planning.first_brand(desk).patron_day == ""
    patron.setText("4/12")
    patron.editingFinished.emit()
    assert planning.first_brand(desk).patron_day == "12-04"
    assert holidays(desk, date(2026, 12, 4)) == ["Patron saint"]
    assert undo.peek(desk).undo_label == "change of the brand"
    undo.undo(desk)
    assert planning.first_brand(desk).patron_day == ""


def test_another_country_forgets_the_province(card: PlaceCard, bridge: Bridge) -> None:
    choose(card, "settings_country", "IT")
    choose(card, "settings_region", "TS")
    choose(card, "settings_country", "FR")
    brand = planning.first_brand(bridge.desk)
    assert (brand.country, brand.region) == ("FR", "")
    region = card.findChild(SearchChoice, "settings_region")
    assert region.currentText() == "the whole country"
    region.setEditText("nowhere")
    assert region.key is None
