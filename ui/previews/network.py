"""A post in the feed of LinkedIn and of networks like it (looked at 2026-11-22)."""

from PySide6.QtCore import QRectF

from smmdesk.model.words import _
from ui.presenters.previews import Preview
from ui.previews.blocks import Avatar, Beside, Block, Buttons, Gap, Grid, Inset, Line, Rule, Ways
from ui.previews.common import comment_blocks, link_card, one_cell, poll_blocks, rows_of_two, text_blocks


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Name, what they do, time; three lines of words; pictures; four buttons."""
    part = preview.parts[0]
    head = Beside(
        Avatar(preview, 40, 4),
        40,
        [
            Line(ways.shade, [(preview.name, "text", 600)], right="···"),
            Line(ways.shade, [(preview.handle or _("What you do"), "text-faint", 400)], style="micro"),
            Line(ways.shade, [(f"{preview.time} ·", "text-faint", 400)], style="micro"),
        ],
    )
    blocks: list[Block] = [Inset([Gap(10), head, Gap(8), *text_blocks(preview, part.text, part.over_at, ways), Gap(8)])]
    if part.pictures:
        shape = one_cell(part.pictures, preview) if len(part.pictures) == 1 else 1.3

        def cells(count: int, width: float) -> list[QRectF]:
            return rows_of_two(min(count, 4), width, shape, 2)

        blocks.append(Grid(part.pictures, ways.shade, cells))
    elif preview.poll is not None:
        blocks.append(Inset(poll_blocks(preview, ways)))
    elif preview.link:
        blocks.append(Inset(link_card(preview, ways, 8)))
    buttons = [
        ("thumbs-up", _("Like")),
        ("message-circle", _("Comment")),
        ("repeat-2", _("Share")),
        ("send", _("Send")),
    ]
    return [
        *blocks,
        Inset([Gap(4), Rule(ways.shade), Buttons(ways.shade, buttons), *comment_blocks(preview, ways), Gap(8)]),
    ]
