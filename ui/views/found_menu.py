"""What the inbox's menus say of listening: the sheet behind the list, and muting behind something found."""

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from smmdesk.model.for_the_eye import isolated
from smmdesk.model.words import _
from ui.presenters.found import author_of, lookout_of, may_mute, mute_author
from ui.presenters.inbox import InboxPresenter
from ui.widgets.buttons import add_action, add_menu


def fill_about(button: QToolButton, owner: QWidget, presenter: InboxPresenter) -> None:
    """The menu about the inbox as a whole."""
    menu = add_menu(button)

    def listen() -> None:
        from ui.views.lookout_sheet import open_lookouts

        open_lookouts(owner, presenter.bridge, presenter.brand.id)

    add_action(menu, "rss", _("What to listen for…"), "inbox_listen", listen)


def add_found_actions(menu: QMenu, presenter: InboxPresenter) -> None:
    """For something found: hear no more of who wrote it, and change what found it."""
    thread = presenter.talk
    if thread is None or not may_mute(thread.message):
        return
    message = thread.message
    words = _("Hear no more of {name}").format(name=isolated(author_of(message)))
    add_action(menu, "bell-off", words, "found_mute", lambda: mute_author(presenter.bridge, message))
    lookout = lookout_of(presenter.bridge, message)
    if lookout is not None:

        def change() -> None:
            from ui.views.lookout_sheet import open_lookout

            open_lookout(menu, presenter.bridge, lookout.id)

        add_action(menu, "sliders-horizontal", _("What found it…"), "found_lookout", change)
