"""A fake Mastodon with opinions: it refuses what Mastodon refuses, and keeps what it received.

No Mastodon server can be had from the package registries, so this one stands in; its requests and answers are held
against Mastodon's published description (see tests/fakes/openapi.py).
"""

from .book import Account, App, Media, Notification, Scheduled, Status, Token
from .rules import GOTOSOCIAL, HOLLO, MASTODON, MASTODON_4_2, Dialect, Limits
from .server import FakeMastodon

__all__ = [
    "GOTOSOCIAL",
    "HOLLO",
    "MASTODON",
    "MASTODON_4_2",
    "Account",
    "App",
    "Dialect",
    "FakeMastodon",
    "Limits",
    "Media",
    "Notification",
    "Scheduled",
    "Status",
    "Token",
]
