"""The language of all words on screen, Qt's own among them."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from smmdesk.model.words import dates_as, reads_from_right, set_language
from ui.look.keys import KeyWords


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
