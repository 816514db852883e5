"""A key has one name: in Qt's menus, in the list of keys, in hints."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from ui.look.language import choose_language, say_keys
from ui.widgets.key_caps import KeyCaps


@pytest.fixture(autouse=True)
def afterwards_english(qapp: QApplication) -> Iterator[None]:
    yield
    choose_language(qapp, "en")


@pytest.mark.parametrize(
    ("language", "keys", "said"),
    [
        ("it", "Ctrl+Shift+H", "Ctrl+Maiusc+H"),
        ("it", "Ctrl+Return", "Ctrl+Invio"),
        ("it", "Del", "Canc"),
        ("en", "Ctrl+Shift+H", "Ctrl+Shift+H"),
        ("en", "Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
    ],
)
def test_menus_and_lists_say_the_same(qapp: QApplication, language: str, keys: str, said: str) -> None:
    choose_language(qapp, language)
    in_menus = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    assert (in_menus, say_keys(keys), KeyCaps(keys).text()) == (said, said, said)


def test_english_after_italian_is_english(qapp: QApplication) -> None:
    choose_language(qapp, "it")
    choose_language(qapp, "en")
    assert QKeySequence("Shift+Del").toString(QKeySequence.SequenceFormat.NativeText) == "Shift+Del"
