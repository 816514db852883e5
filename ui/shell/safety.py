"""The ways from the menu and the settings to what keeps data safe: the trash, the copies."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.dialogs import Sheet


def open_trash(parent: QWidget, bridge: Bridge) -> Sheet | None:
    """The sheet of the trash; None when it could not be read (which is said)."""
    from ui.presenters.trash import TrashPresenter
    from ui.views.trash_sheet import show_trash

    presenter = bridge.attempt(lambda: TrashPresenter(bridge))
    return None if presenter is None else show_trash(parent, presenter)


def open_copies(parent: QWidget, bridge: Bridge, put_back: Callable[[Path, str], object]) -> Sheet:
    """The sheet of the copies; `put_back` gets the one that was confirmed, and the sentence for afterwards."""
    from ui.presenters.copies import CopiesPresenter
    from ui.views.copies_sheet import show_copies

    return show_copies(parent, CopiesPresenter(bridge, put_back))
