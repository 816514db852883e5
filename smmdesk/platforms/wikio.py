"""Closed for good: old calendars show what was published here (`closed` in the facts), nothing more is."""

from smmdesk.platforms.by_hand import CONNECTOR

__all__ = ["CONNECTOR"]
