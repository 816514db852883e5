"""Giving an OK to several posts of the calendar at once."""

from collections.abc import Sequence

from smmdesk.desk import approving
from smmdesk.model.words import ngettext
from ui.bridge import Bridge


def approve(bridge: Bridge, ids: Sequence[str]) -> tuple[str, ...]:
    """The OK to what these posts say now; what is scheduled goes out at its time. One step."""
    found = bridge.attempt(lambda: approving.approve(bridge.desk, dict.fromkeys(ids, ""))) or ()
    if found:
        words = ngettext("You gave your OK", "You gave your OK to {count} posts", len(found))
        bridge.announce(words.format(count=len(found)), True)
    return tuple(post.id for post in found)
