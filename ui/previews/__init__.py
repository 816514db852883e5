"""Previews: one drawing per look. A new look is a module with `draw` and one line in LOOKS."""

from collections.abc import Callable

from ui.presenters.previews import Preview
from ui.previews import (
    bluesky,
    board,
    bubble,
    card,
    column_post,
    dashboard,
    map_card,
    mastodon,
    network,
    photo_page,
    practice,
    square,
    topic,
    upright,
    wall,
    watch,
    wiki_page,
    wordpress,
)
from ui.previews.blocks import Block, Ways

Draw = Callable[[Preview, Ways], list[Block]]

LOOKS: dict[str, Draw] = {
    "status": mastodon.draw,
    "skeet": bluesky.draw,
    "article": wordpress.draw,
    "page": practice.draw,
    "card": card.draw,
    "wall": wall.draw,
    "square": square.draw,
    "short post": column_post.draw_short,
    "loop": column_post.draw_loop,
    "network": network.draw,
    "upright": upright.draw,
    "watch": watch.draw,
    "board": board.draw,
    "map card": map_card.draw,
    "dashboard": dashboard.draw,
    "topic": topic.draw,
    "wiki page": wiki_page.draw,
    "broadcast": bubble.draw_channel,
    "server chat": bubble.draw_server,
    "room": bubble.draw_room,
    "photo page": photo_page.draw,
}
"""By `PreviewFact.look`."""


def draw_of(look: str) -> Draw:
    """The drawing of a look; an unknown one is a plain card."""
    return LOOKS.get(look, card.draw)
