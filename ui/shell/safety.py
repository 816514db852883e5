"""The ways to what keeps data safe: the trash, the copies, and which computer publishes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _, ngettext
from ui import dialogs
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


def open_leaving(parent: QWidget, bridge: Bridge) -> Sheet:
    """The sheet that writes the calendar into a file."""
    from ui.presenters.leaving import LeavingPresenter
    from ui.views.leaving_sheet import show_leaving

    return show_leaving(parent, LeavingPresenter(bridge))


def ask_who_publishes(parent: QWidget, bridge: Bridge) -> Sheet:
    """After a restore, or in a folder from another computer: only the person knows that no other one sends the same."""

    def take_over() -> None:
        from smmdesk.desk import settling

        count = bridge.attempt(lambda: settling.take_over(bridge.desk))
        if count is not None:
            words = ngettext(
                "This computer publishes now. {count} post is looked up first.",
                "This computer publishes now. {count} posts are looked up first.",
                count,
            )
            bridge.announce(words.format(count=count) if count else _("This computer publishes now."))

    return dialogs.confirm(
        parent,
        _("Does this computer publish from now on?"),
        _(
            "Close smmdesk on every other computer first, or a post may go out twice. What may be out already is "
            "looked up before anything is sent."
        ),
        _("This computer publishes"),
        take_over,
    )
