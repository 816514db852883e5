"""Every dialog of the program: file pickers, questions and forms. All open without a loop of their own (`.open()`)."""

from ui.dialogs.asking import account_row, ask_text, confirm
from ui.dialogs.files import can_print, choose_files, choose_folder, choose_printer, choose_target
from ui.dialogs.sheet import Sheet, height_within

__all__ = [
    "Sheet",
    "account_row",
    "ask_text",
    "can_print",
    "choose_files",
    "choose_folder",
    "choose_printer",
    "choose_target",
    "confirm",
    "height_within",
]
