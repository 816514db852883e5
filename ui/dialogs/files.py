"""The system's own dialogs: files, folders, printers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QIcon, QPagedPaintDevice, QPageLayout
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QToolButton, QWidget

from smmdesk.model.words import _
from ui.look import icons
from ui.look.style import set_kind

PICKER_ICONS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-right",
    "toParentButton": "arrow-up",
    "newFolderButton": "folder-plus",
    "listModeButton": "layout-grid",
    "detailModeButton": "list",
}
"""Where the system has no dialog of its own Qt shows its own, whose icons are made for light ground only."""


def choose_files(
    parent: QWidget, title: str, filters: str, done: Callable[[list[Path]], object], folder: str = ""
) -> QFileDialog:
    """Let a person choose existing files; nothing happens on cancel."""
    dialog = _file_dialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(filters)
    dialog.filesSelected.connect(lambda names: done([Path(name) for name in names]))
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, done: Callable[[Path], object]) -> QFileDialog:
    """Let a person choose a folder."""
    dialog = _file_dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda name: done(Path(name)))
    dialog.open()
    return dialog


def choose_target(parent: QWidget, title: str, name: str, filters: str, done: Callable[[Path], object]) -> QFileDialog:
    """Let a person choose where to write a file."""
    dialog = _file_dialog(parent, title, "")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(filters)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: done(Path(chosen)))
    dialog.open()
    return dialog


def can_print() -> bool:
    """Whether this system can print at all; a PDF can be kept everywhere."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:  # Qt was made without it, or the system has no printing
        return False
    return bool(QPrinterInfo.availablePrinterNames())


def choose_printer(parent: QWidget, layout: QPageLayout, done: Callable[[QPagedPaintDevice], object]) -> QDialog:
    """The system's own dialog of printers; `done` gets the chosen one, ready to be painted on."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: done(printer))
    QDialog.open(dialog)  # its own wants a slot by name
    return dialog


def _file_dialog(parent: QWidget, title: str, folder: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder or _usual_folder())
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    for name, icon in PICKER_ICONS.items():
        if isinstance(button := dialog.findChild(QToolButton, name), QToolButton):
            button.setIcon(icons.icon(icon))
            set_kind(button, kind="icon")  # the room beside the words of a button would leave half the icon
    for box in dialog.findChildren(QDialogButtonBox):
        for plain in box.buttons():
            plain.setIcon(QIcon())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    label = QFileDialog.DialogLabel  # words that Qt's own Italian lacks
    for part, words in ((label.LookIn, _("Look in:")), (label.FileType, _("Kind of file:"))):
        dialog.setLabelText(part, words)
    return dialog


def _usual_folder() -> str:
    """Where people keep their photos, else their home."""
    places = QStandardPaths.StandardLocation
    found = (QStandardPaths.writableLocation(place) for place in (places.PicturesLocation, places.HomeLocation))
    return next((place for place in found if place and Path(place).is_dir()), "")
