"""A post in the feed of Instagram's apps (looked at 2026-11-22): the picture first, the words below it."""

from ui.presenters.previews import Preview
from ui.previews import upright
from ui.previews.blocks import Actions, Avatar, Beside, Block, Gap, Inset, Line, Ways
from ui.previews.carousel import carousel, grid_blocks
from ui.previews.common import account_name, comment_blocks, no_picture, text_blocks

_ACTIONS = ("heart", "message-circle", "send", "bookmark")


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Name, picture in the feed's crop, buttons, caption; then the same picture as the grid cuts it."""
    if preview.is_upright:
        return [*upright.draw(preview, ways), *grid_blocks(preview, ways)]
    part = preview.parts[0]
    name = account_name(preview)
    head = Beside(Avatar(preview, 30, 15), 30, [Line(ways.shade, [(name, "text", 600)], right="···")])
    caption = text_blocks(preview, part.text, part.over_at, ways)
    words: list[Block] = [Line(ways.shade, [(name, "text", 600)]), *caption] if part.text else []
    return [
        Inset([Gap(8), head, Gap(8)]),
        *(carousel(preview, ways) or no_picture(ways)),
        Inset([Gap(4), Actions(ways.shade, _ACTIONS, spread=False, tone="text"), Gap(2), *words]),
        Inset([*comment_blocks(preview, ways), Gap(8)]),
        *grid_blocks(preview, ways),
        Gap(4),
    ]
