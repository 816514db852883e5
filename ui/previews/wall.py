"""A post of a page in the feed of Facebook (looked at 2026-11-22): words first, pictures across the whole width."""

from PySide6.QtCore import QRectF

from smmdesk.model.words import _
from ui.presenters.previews import Preview
from ui.previews import upright
from ui.previews.blocks import Avatar, Beside, Block, Buttons, Gap, Grid, Inset, Line, Rule, Ways
from ui.previews.common import comment_blocks, link_card, one_cell, poll_blocks, rows_of_two, text_blocks


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Name and time, the words, the pictures or the card of the link, three buttons."""
    if preview.is_upright:
        return upright.draw(preview, ways)
    part = preview.parts[0]
    head = Beside(
        Avatar(preview, 36, 18),
        36,
        [
            Line(ways.shade, [(preview.name, "text", 600)], right="···"),
            Line(ways.shade, [(f"{preview.day}, {preview.time} · {_('public')}", "text-faint", 400)], style="micro"),
        ],
    )
    words = [*text_blocks(preview, part.text, part.over_at, ways), *poll_blocks(preview, ways)]
    blocks: list[Block] = [Inset([Gap(10), head, Gap(8), *words, Gap(8)])]
    pictures = part.pictures[:5]
    if pictures:
        shape = one_cell(pictures, preview) if len(pictures) == 1 else 1.0

        def cells(count: int, width: float) -> list[QRectF]:
            return rows_of_two(min(count, 4), width, shape, 2)

        blocks.append(Grid(part.pictures, ways.shade, cells))
    elif preview.link:
        blocks += link_card(preview, ways, 0)
    buttons = Buttons(ways.shade, [("thumbs-up", _("Like")), ("message-circle", _("Comment")), ("share", _("Share"))])
    blocks += [Inset([Gap(2), Rule(ways.shade), buttons, *comment_blocks(preview, ways, 26, 13), Gap(8)])]
    return blocks
