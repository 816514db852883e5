"""Giving posts a label from the calendar's menu."""

from collections.abc import Sequence

from smmdesk.desk.labelling import label_posts
from smmdesk.model.words import _, ngettext
from smmdesk.store.calendar_reads import LabelRow
from ui.bridge import Bridge


def set_label(bridge: Bridge, ids: Sequence[str], label: LabelRow | None) -> None:
    """Put `label` first on these posts, or take all their labels away; said in the toast."""
    done = bridge.attempt(lambda: label_posts(bridge.desk, ids, label.id if label is not None else None))
    if not done:
        return
    if label is None:
        bridge.announce(_("Labels removed"), True)
        return
    words = ngettext("Labelled “{name}”", "{count} posts labelled “{name}”", len(done))
    bridge.announce(words.format(count=len(done), name=label.name), True)
