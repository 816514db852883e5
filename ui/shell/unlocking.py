"""Unlocking the sign-ins: the passphrase asked, the key handed to the engine; and signing in anew without a key."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _
from smmdesk.system.secrets import Secret, Vault
from smmdesk.system.secrets.vault import KEY_RING, UNTIL_QUIT
from ui import dialogs
from ui.bridge import Bridge

Opened = Callable[[Vault], object]


def ask_passphrase(
    parent: QWidget, bridge: Bridge, opened: Opened, started_over: Callable[[], object] = lambda: None
) -> None:
    """Unlock, or protect the first sign-in where the computer has no place for it; `opened` gets the open vault.

    Whoever has no key any more may sign in to everything anew: `started_over` when that has begun.
    """
    vault = bridge.desk.vault
    if vault.source == KEY_RING:
        _ask_key_ring(parent, bridge, opened, started_over)
        return
    if vault.source == UNTIL_QUIT:
        text = _("The sign-ins were kept until smmdesk was closed, as you chose.")
        ask_to_start_over(parent, bridge, started_over, text)
        return
    first = not vault.source
    text = _("The passphrase you chose opens them on this computer.")
    if first:
        text = _("Choose a passphrase. It protects your sign-ins on this computer; nobody else can give it back.")
    sheet = dialogs.ask_text(
        parent,
        _("Protect your sign-ins") if first else _("Unlock your sign-ins"),
        text,
        _("Passphrase"),
        lambda given: _unlock(bridge, opened, vault.unlock(Secret(given))),
        action=_("Protect") if first else _("Unlock"),
        secret=True,
    )
    if first:
        keep = partial(_keep, bridge, opened)
        later = sheet.add_button(_("Keep until I quit"), "sheet_until_quit", keep)
    else:
        anew = partial(ask_to_start_over, parent, bridge, started_over)
        later = sheet.add_button(_("I do not have it any more…"), "sheet_start_over", anew)
    later.setAutoDefault(False)


def _ask_key_ring(parent: QWidget, bridge: Bridge, opened: Opened, started_over: Callable[[], object]) -> None:
    """The key lies where the sign-ins were made: here, and closed, or on the computer that this folder comes from."""
    text = _(
        "They open only on the computer where you made them. If this is it, open its key ring and try again. If this"
        " calendar comes from another computer, sign in to your channels again here."
    )
    sheet = dialogs.Sheet(parent, _("Your sign-ins do not open here"), text)
    sheet.setObjectName("key_ring_sheet")
    vault = bridge.desk.vault
    sheet.add_button(_("Not now"), "key_ring_cancel", None)
    sheet.add_button(_("Try again"), "key_ring_again", lambda: _unlock(bridge, opened, vault.ready()))
    anew = partial(ask_to_start_over, parent, bridge, started_over)
    sheet.add_button(_("Sign in again…"), "key_ring_start_over", anew, "primary")
    sheet.open()


def ask_to_start_over(parent: QWidget, bridge: Bridge, started_over: Callable[[], object], why: str = "") -> None:
    """What nobody can open any more is thrown away, after a question; `why` it cannot be opened."""

    async def work() -> None:
        from smmdesk.desk import keys

        await keys.start_over(bridge.desk)
        started_over()

    text = _(
        "The sign-ins that were kept here are thrown away, with the keys of apps of your own. Posts, ideas and channels"
        " stay as they are, and each channel asks you to sign in. This cannot be undone."
    )
    title, action = _("Sign in to your channels again?"), _("Throw away and sign in again")
    begin = partial(_begin, bridge, work)
    sheet = dialogs.confirm(parent, title, f"{why} {text}".strip(), action, begin, danger=True)
    sheet.setObjectName("start_over_sheet")


def _begin(bridge: Bridge, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    bridge.run(work(), key="start over", waited=True)


def _keep(bridge: Bridge, opened: Opened) -> None:
    _unlock(bridge, opened, bridge.desk.vault.keep_until_quit())


def _unlock(bridge: Bridge, opened: Opened, opening: Coroutine[Any, Any, None]) -> None:
    async def work() -> None:
        await opening
        opened(bridge.desk.vault)
        bridge.announce(_("Your sign-ins are open"))

    bridge.run(work(), key="unlock", waited=True)
