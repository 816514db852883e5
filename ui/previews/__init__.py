"""Previews: one drawing per look. A new look is a module with `draw` and one line in LOOKS."""

from collections.abc import Callable

from ui.presenters.previews import Preview
from ui.previews import bluesky, card, mastodon, practice, wordpress
from ui.previews.blocks import Block, Ways

Draw = Callable[[Preview, Ways], list[Block]]

LOOKS: dict[str, Draw] = {
    "status": mastodon.draw,
    "skeet": bluesky.draw,
    "article": wordpress.draw,
    "page": practice.draw,
    "card": card.draw,
}
"""By `PreviewFact.look`."""


def draw_of(look: str) -> Draw:
    """The drawing of a look; an unknown one is a plain card."""
    return LOOKS.get(look, card.draw)
