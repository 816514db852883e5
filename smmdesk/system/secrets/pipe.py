"""The unlock key on its way to our own engine: one line of the pipe between the two processes, never a file."""

from smmdesk.system.secrets.secret import Secret
from smmdesk.system.secrets.vault import Vault

WORD = "unlock"


def unlock_line(vault: Vault) -> str:
    """What the window writes. Raises ProblemError(locked) while the vault has no key."""
    return f"{WORD} {vault.hand_over().reveal()}"


def key_of_line(line: str) -> Secret | None:
    """What the engine reads; None for any other line."""
    word, _space, key = line.strip().partition(" ")
    return Secret(key) if word == WORD and key else None
