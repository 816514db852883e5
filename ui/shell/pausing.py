"""Pausing everything, from the menu, the tray or the bar that says so; and letting it go on."""

from PySide6.QtWidgets import QWidget

from smmdesk.desk import standstill
from smmdesk.desk.brands import names_of
from smmdesk.desk.desk import Desk
from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.bridge import Bridge

SHEET = "pause_all_sheet"


def is_paused(desk: Desk) -> bool:
    """Whether everything is paused now."""
    with desk.store.reading() as reader:
        return standstill.since_us(reader) is not None


def pause_label(desk: Desk) -> str:
    """What the entry in a menu says."""
    return _("Let everything go on") if is_paused(desk) else _("Pause everything…")


def pause_icon(desk: Desk) -> str:
    """The picture beside it."""
    return "circle-play" if is_paused(desk) else "circle-pause"


def change_pause(parent: QWidget, bridge: Bridge) -> None:
    """The entry was chosen: ask before everything stops, go on at once."""
    if is_paused(bridge.desk):
        go_on(bridge)
    else:
        ask_to_pause(parent, bridge)


def ask_to_pause(parent: QWidget, bridge: Bridge) -> dialogs.Sheet | None:
    """The sheet that says what a pause of everything does; None when it is open already."""
    if parent.findChild(dialogs.Sheet, SHEET) is not None:
        return None
    with bridge.desk.store.reading() as reader:
        concerned, several = standstill.concerned(reader), bool(names_of(reader))
    words = f"{_('This holds for all brands.')} {_said(concerned)}" if several else _said(concerned)
    sheet = dialogs.Sheet(parent, _("Pause everything?"), words)
    sheet.setObjectName(SHEET)
    sheet.add_button(_("Cancel"), "pause_all_cancel", None)
    sheet.add_button(_("Pause everything"), "pause_all", lambda: _pause(bridge), "primary")
    sheet.open()
    return sheet


def go_on(bridge: Bridge) -> None:
    """Everything goes out at its time again."""
    if bridge.attempt(lambda: standstill.let_all_go_on(bridge.desk)) is not None:
        bridge.announce(_("Everything goes on: posts go out at their time again"))


def _pause(bridge: Bridge) -> None:
    if bridge.attempt(lambda: standstill.pause_all(bridge.desk)) is not None:
        bridge.announce(_("Everything is paused"))


def _said(concerned: standstill.Stopped) -> str:
    """What waits, what has to be taken back, and what cannot be any more."""
    said = [
        _("Nothing goes out on any channel until you let it go on. Nothing is lost; what is late by then asks you.")
    ]
    if concerned.here:
        words = ngettext("{count} post waits on this computer.", "{count} posts wait on this computer.", concerned.here)
        said.append(words.format(count=concerned.here))
    if concerned.listed:
        words = ngettext(
            "{count} post on a platform’s own list is taken off it, unless it goes out within five minutes.",
            "{count} posts on platforms’ own lists are taken off them, unless they go out within five minutes.",
            concerned.listed,
        )
        said.append(words.format(count=concerned.listed))
    return " ".join(said)
