"""Unlocking the sign-ins: the passphrase asked, the key handed to the engine."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QWidget

from smmdesk.model.words import _
from smmdesk.system.secrets import Secret, Vault
from ui import dialogs
from ui.bridge import Bridge


def ask_passphrase(parent: QWidget, bridge: Bridge, opened: Callable[[Vault], object]) -> None:
    """Unlock, or protect the first sign-in where the computer has no place for it; `opened` gets the open vault."""
    vault = bridge.desk.vault

    def unlock(opening: Coroutine[Any, Any, None]) -> None:
        async def work() -> None:
            await opening
            opened(vault)
            bridge.announce(_("Your sign-ins are open"))

        bridge.run(work(), key="unlock", waited=True)

    first = not vault.source
    text = _("The passphrase you chose opens them on this computer.")
    if first:
        text = _("Choose a passphrase. It protects your sign-ins on this computer; nobody else can give it back.")
    sheet = dialogs.ask_text(
        parent,
        _("Protect your sign-ins") if first else _("Unlock your sign-ins"),
        text,
        _("Passphrase"),
        lambda given: unlock(vault.unlock(Secret(given))),
        action=_("Protect") if first else _("Unlock"),
        secret=True,
    )
    if first:
        later = sheet.add_button(_("Keep until I quit"), "sheet_until_quit", lambda: unlock(vault.keep_until_quit()))
        later.setAutoDefault(False)
