"""Secrets: values that cannot be printed, the one master key, and the seal over every sign-in.

The key lives in the system's key ring, else under a passphrase, else in memory until quit; never in plain text on disk.
The database keeps sealed values and which key seals them; whoever cannot get that very key is locked and never makes
another (design.md §8 Keys).
"""

from smmdesk.system.secrets.key_ring import KeyRing
from smmdesk.system.secrets.secret import Secret, take_passphrase
from smmdesk.system.secrets.vault import (
    KeyKeeper,
    KeyRecord,
    RecordInMemory,
    SealBrokenError,
    Sealed,
    Vault,
    key_id_of,
)

__all__ = [
    "KeyKeeper",
    "KeyRecord",
    "KeyRing",
    "RecordInMemory",
    "SealBrokenError",
    "Sealed",
    "Secret",
    "Vault",
    "key_id_of",
    "take_passphrase",
]
