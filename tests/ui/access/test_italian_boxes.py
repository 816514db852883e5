"""The boxes that Qt draws where a system has none of its own: files, folders, their buttons and columns, in Italian."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget

from smmdesk.model.words import set_language
from ui import dialogs
from ui.look.language import choose_language

ENGLISH = {"Look in:", "File name:", "Files of type:", "Open", "Cancel", "Save", "Choose", "Directory:", "Name", "Size"}
ENGLISH |= {"Type", "Kind", "Date Modified", "Computer", "Back", "Forward", "Parent Directory", "Create New Folder"}
ENGLISH |= {"List View", "Detail View", "Sidebar", "All files", "Folder", "File Folder"}


@pytest.fixture
def italian(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    choose_language(qapp, "it")
    yield
    choose_language(qapp, "en")
    set_language("en")
    QLocale.setDefault(before)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


def words_of(dialog: QFileDialog) -> set[str]:
    """All that can be read in it or heard of it, without its rows of files."""
    said: set[str] = set()
    for part in (dialog, *dialog.findChildren(QWidget)):
        said |= {part.windowTitle(), part.toolTip(), part.accessibleName()}
        if isinstance(part, (QLabel, QAbstractButton)):
            said.add(part.text().replace("&", ""))
    model = dialog.findChild(QWidget, "treeView").model()  # type: ignore[union-attr]
    columns = range(model.columnCount())
    said |= {str(model.headerData(number, Qt.Orientation.Horizontal)) for number in columns}
    return {words for words in said if words}


@pytest.mark.statement(105)
@pytest.mark.parametrize("kind", ["files", "folder", "target"])
def test_no_english_is_left_in_the_boxes_for_files(qtbot, italian, kind: str) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    opens = {
        "files": lambda: dialogs.choose_files(owner, "Scegli le foto", "Foto (*.jpg)", lambda _paths: None),
        "folder": lambda: dialogs.choose_folder(owner, "Scegli la cartella", lambda _path: None),
        "target": lambda: dialogs.choose_target(owner, "Salva", "nomi.csv", "Tabella (*.csv)", lambda _path: None),
    }
    dialog = opens[kind]()
    said = words_of(dialog)
    dialog.close()
    assert "Annulla" in said
    assert said & ENGLISH == set()
