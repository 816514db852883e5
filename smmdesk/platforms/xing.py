"""A person publishes here: there is no way in for programs. smmdesk guides (platforms/by_hand)."""

from smmdesk.platforms.by_hand import CONNECTOR

__all__ = ["CONNECTOR"]
