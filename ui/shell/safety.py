"""The ways to what keeps data safe: the trash, the copies, and which computer publishes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.bridge import Bridge
from ui.dialogs import Sheet

Chosen = Callable[[Callable[..., object], str], object]


def open_trash(parent: QWidget, bridge: Bridge) -> Sheet | None:
    """The sheet of the trash; None when it could not be read (which is said)."""
    from ui.presenters.trash import TrashPresenter
    from ui.views.trash_sheet import show_trash

    presenter = bridge.attempt(lambda: TrashPresenter(bridge))
    return None if presenter is None else show_trash(parent, presenter)


def open_copies(parent: QWidget, bridge: Bridge, chosen: Chosen) -> Sheet:
    """The sheet of the copies; `chosen` gets what puts the one that was confirmed in place, and the sentence for
    afterwards."""
    from smmdesk.desk import copies
    from ui.presenters.copies import CopiesPresenter
    from ui.views.copies_sheet import show_copies

    presenter = CopiesPresenter(bridge, lambda copy, said: chosen(partial(copies.put_back, path=copy), said))
    return show_copies(parent, presenter)


def open_leaving(parent: QWidget, bridge: Bridge) -> Sheet:
    """The sheet that writes the calendar into a file."""
    from ui.presenters.leaving import LeavingPresenter
    from ui.views.leaving_sheet import show_leaving

    return show_leaving(parent, LeavingPresenter(bridge))


def ask_to_begin_again(parent: QWidget, bridge: Bridge, chosen: Chosen) -> Sheet:
    """Before the calendar gives way to an empty one; `chosen` as in `open_copies`."""
    from smmdesk.desk import beginning_again
    from ui.presenters.beginning_again import BeginningAgain
    from ui.views import beginning_again_sheet

    presenter = BeginningAgain(bridge, lambda said: chosen(partial(beginning_again.empty, in_window=True), said))
    return beginning_again_sheet.ask_to_begin_again(parent, presenter)


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
