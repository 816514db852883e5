"""A person publishes here until this has a connector of its own: smmdesk guides (platforms/by_hand)."""

from smmdesk.platforms.by_hand import CONNECTOR

__all__ = ["CONNECTOR"]
