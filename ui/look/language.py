"""The language of all words on screen: Qt's own too, and the names of keys as they stand on its keyboards."""

import re

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from smmdesk.model.words import NP_, dates_as, pgettext, reads_from_right, set_language

KEYS = {
    "Ctrl": NP_("key", "Ctrl"),
    "Alt": NP_("key", "Alt"),
    "Shift": NP_("key", "Shift"),
    "Enter": NP_("key", "Enter"),
    "Return": NP_("key", "Enter"),
    "Esc": NP_("key", "Esc"),
    "Del": NP_("key", "Del"),
    "Tab": NP_("key", "Tab"),
    "Space": NP_("key", "Space"),
    "PgUp": NP_("key", "PgUp"),
    "PgDown": NP_("key", "PgDn"),
    "PgDn": NP_("key", "PgDn"),
    "Home": NP_("key", "Home"),
    "End": NP_("key", "End"),
    "Arrows": NP_("key", "Arrows"),
}
_WORD = re.compile(r"[A-Za-z]{2,}")


def say_keys(keys: str) -> str:
    """ "Ctrl+Shift+Enter", "Ctrl+Maiusc+Invio"."""
    return _WORD.sub(_said, keys)


def _said(word: re.Match[str]) -> str:
    name = KEYS.get(word[0], word[0])
    return pgettext("key", name)


class KeyWords(QTranslator):
    """What Qt's own menus call the keys: it knows too few, and others than the rest of the screen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words = {key: pgettext("key", word) for key, word in KEYS.items()}

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, _disambiguation: str | None = None, _n: int = -1) -> str | None:
        return self._words.get(text) if context == "QShortcut" else None


def choose_language(app: QApplication, wish: str) -> str:
    """All words in `wish` (`system` or a code), Qt's own buttons and dates too, and the side on which reading begins.

    Returns the language in use.
    """
    system = QLocale.system().name()
    language = set_language(system if wish == "system" else wish)
    QLocale.setDefault(QLocale(system if language == system.split("_")[0] else dates_as()))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)
    app.installTranslator(KeyWords(app))
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if reads_from_right() else Qt.LayoutDirection.LeftToRight)
    return language
