"""Getting about in the settings: the list of sections, the field that finds one, and all of it by the keyboard."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import several_brands
from smmdesk.model.words import set_language
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.presenters.setting_search import says
from ui.presenters.setting_words import EVERYDAY
from ui.presenters.settings import SettingsPresenter
from ui.views.settings import SettingsView

SOME = {"Language and look", "Your brand", "Public holidays", "Photos on the web", "Links and statistics", "Your data"}


@pytest.fixture
def settings(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> Iterator[SettingsView]:
    view = SettingsView(SettingsPresenter(bridge))
    place(view)
    QApplication.processEvents()
    yield view
    set_language("en")


def shown(view: SettingsView) -> list[str]:
    """The titles of the cards that can be seen."""
    return [card.title for card in view.page.cards if card.isVisible()]


def every(view: SettingsView) -> list[str]:
    """The titles of all cards."""
    return [card.title for card in view.page.cards]


def listed(view: SettingsView) -> list[str]:
    rows = view.sections
    return [rows.item(number).text() for number in range(rows.count()) if not rows.isRowHidden(number)]


def top_of(view: SettingsView, number: int) -> int:
    """Where a card begins in what can be seen of the page, px."""
    return view.page.cards[number].mapTo(view.page.viewport(), QPoint(0, 0)).y()


@pytest.mark.parametrize(
    ("told", "asked", "found"),
    [
        ("Light or dark", "DARK", True),
        ("Perché l'impostazione è qui", "perche impost", True),
        ("Light or dark", "ark", False),
        ("Light or dark", "dark blue", False),
        ("Light or dark", "  ", True),
    ],
)
def test_each_word_asked_begins_a_word_told(told: str, asked: str, found: bool) -> None:
    assert says(told, asked) is found


def test_every_card_is_a_section_and_the_arrows_go_to_it(settings: SettingsView, qtbot: QtBot) -> None:
    assert listed(settings) == shown(settings) == every(settings)
    assert set(every(settings)) > SOME
    settings.sections.setFocus()
    for number in range(1, 4):
        qtbot.keyClick(settings.sections, Qt.Key.Key_Down)
        bar = settings.page.verticalScrollBar()
        at_the_end = bar.value() == bar.maximum()
        assert 0 <= top_of(settings, number) <= (settings.page.height() if at_the_end else 40), every(settings)[number]


def test_enter_goes_on_into_the_section(settings: SettingsView, qtbot: QtBot) -> None:
    settings.sections.setFocus()
    settings.sections.setCurrentRow(every(settings).index("Public holidays"))
    qtbot.keyClick(settings.sections, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is settings.findChild(QComboBox, "settings_country")
    settings.sections.setFocus()
    settings.sections.setCurrentRow(every(settings).index("Your data"))
    qtbot.keyClick(settings.sections, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is settings.findChild(QPushButton, "settings_folder")


def test_the_list_follows_who_scrolls(settings: SettingsView) -> None:
    bar = settings.page.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert settings.sections.currentRow() > 0
    bar.setValue(0)
    assert settings.sections.currentRow() == 0


def test_what_is_typed_leaves_the_sections_that_say_it(settings: SettingsView, qtbot: QtBot) -> None:
    settings.field.begin()
    qtbot.keyClicks(settings.field, "dark")  # is a choice of a line that is called otherwise
    assert shown(settings) == listed(settings) == ["Language and look"]
    assert settings.field.accessibleDescription() == "1 section found"
    lit = [part.field.objectName() for part in settings.page.cards[0].parts if part.line and part.line.is_found]
    assert lit == ["settings_theme"]
    qtbot.keyClick(settings.field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is settings.findChild(QComboBox, "settings_theme")


def test_what_stands_beside_the_choices_is_found_too(settings: SettingsView, qtbot: QtBot) -> None:
    settings.field.begin()
    qtbot.keyClicks(settings.field, "restore")
    assert shown(settings) == ["Your data"]
    lit_doors = [
        button.objectName() for button in settings.findChildren(QPushButton) if button.property("found") == "true"
    ]
    assert lit_doors == ["settings_copies", "settings_trash"]
    qtbot.keyClick(settings.field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is settings.findChild(QPushButton, "settings_copies")


def test_nothing_found_says_so_and_shows_all_again(settings: SettingsView, qtbot: QtBot) -> None:
    settings.field.begin()
    qtbot.keyClicks(settings.field, "zzzz")
    qtbot.keyClick(settings.field, Qt.Key.Key_Return)  # goes nowhere
    assert shown(settings) == listed(settings) == []
    settings.findChild(QPushButton, "empty_action").click()
    assert shown(settings) == listed(settings) == every(settings)
    assert not any(part.line.is_found for card in settings.page.cards for part in card.parts if part.line)


def test_escape_empties_the_field_then_leaves_it(settings: SettingsView, qtbot: QtBot) -> None:
    settings.field.begin()
    qtbot.keyClicks(settings.field, "name")
    qtbot.keyClick(settings.field, Qt.Key.Key_Escape)
    assert settings.field.text() == ""
    assert listed(settings) == every(settings)
    qtbot.keyClick(settings.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is settings.sections


def test_italian_is_found_without_its_accents(bridge: Bridge, place: Callable[[QWidget], QWidget]) -> None:
    set_language("it")
    view = SettingsView(SettingsPresenter(bridge))
    place(view)
    view.field.setText("POSIZIONE foto")
    assert shown(view) == ["Il tuo marchio"]


def test_a_narrow_window_keeps_the_choices_and_the_field(settings: SettingsView) -> None:
    settings.window().resize(700, 600)
    QApplication.processEvents()
    assert not settings.sections.isVisible()
    assert settings.field.isVisible()
    assert settings.page.horizontalScrollBar().maximum() == 0


def lit(view: SettingsView) -> list[str]:
    """The settings that stay and say it, by the names of their fields."""
    parts = [part for card in view.page.cards if card.isVisible() for part in card.parts]
    return [part.field.objectName() for part in parts if says(part.all_words, view.field.text())]


@pytest.mark.parametrize(
    ("language", "asked", "found"),
    [
        ("en", "backup", {"settings_backup", "settings_copies", "settings_leaving"}),
        ("en", "dark mode", {"settings_theme"}),
        ("en", "autostart", {"settings_start"}),
        ("en", "proxy", {"settings_online"}),
        ("en", "do not disturb", {"settings_quiet"}),
        ("en", "GPS", {"settings_place"}),
        ("en", "utm", {"settings_marks"}),
        ("en", "export", {"settings_leaving"}),
        ("en", "shortcuts", {"settings_keys"}),
        ("en", "recycle bin", {"settings_trash"}),
        ("it", "backup", {"settings_backup", "settings_copies", "settings_leaving"}),
        ("it", "copia di sicurezza", {"settings_backup"}),
        ("it", "modalita scura", {"settings_theme"}),
        ("it", "tema", {"settings_theme"}),
        ("it", "avvio automatico", {"settings_start"}),
        ("it", "proxy", {"settings_online"}),
        ("it", "ripristino", {"settings_copies"}),
        ("it", "non disturbare", {"settings_quiet"}),
        ("it", "esportare", {"settings_leaving"}),
        ("it", "importare", {"settings_bringing"}),
        ("it", "ora legale", {"settings_zone"}),
        ("it", "animazioni", {"settings_still"}),
        ("it", "ferie", {"settings_country"}),
        ("it", "scorciatoie", {"settings_keys"}),
    ],
)
def test_everyday_words_find_what_the_screen_calls_otherwise(
    bridge: Bridge, place: Callable[[QWidget], QWidget], language: str, asked: str, found: set[str]
) -> None:
    set_language(language)
    view = SettingsView(SettingsPresenter(bridge))
    place(view)
    view.field.setText(asked)
    QApplication.processEvents()
    assert {name for name in lit(view) if name} == found
    assert view.sections.isRowHidden(0) is (found != {"settings_theme"} and found != {"settings_still"})
    set_language("en")


def test_every_everyday_word_belongs_to_a_setting(settings: SettingsView) -> None:
    fields = {part.field.objectName() for card in settings.page.cards for part in card.parts}
    assert set(EVERYDAY) - fields == set()


def test_the_icons_of_the_sections_are_as_large_as_every_icon_of_a_control(settings: SettingsView) -> None:
    side = theme().px(16)
    assert settings.sections.iconSize() == QSize(side, side)
    shown_size = settings.sections.item(0).icon().actualSize(settings.sections.iconSize())
    assert shown_size == QSize(side, side)


def test_a_brand_takes_no_name_that_another_has(
    bridge: Bridge, place: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    several_brands.begin(bridge.desk)
    several_brands.add_brand(bridge.desk, "Forno")
    view = SettingsView(SettingsPresenter(bridge))
    place(view)
    field = view.findChild(QLineEdit, "settings_brand_name")
    assert field is not None
    before = field.text()
    for refused, code in (("  forno ", "brand_name_taken"), ("   ", "brand_without_name")):
        field.setText(refused)
        with qtbot.waitSignal(bridge.failed) as said:
            field.editingFinished.emit()
        assert said.args is not None
        assert said.args[0].code == code
        assert field.text() == view.presenter.brand.name == before
    field.setText("Pasticceria")
    field.editingFinished.emit()
    assert view.presenter.brand.name == "Pasticceria"
