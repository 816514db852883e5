"""A pin as Pinterest shows it (looked at 2026-11-22): the picture, then title, words, site and account."""

from ui.presenters.previews import Preview
from ui.previews.blocks import Avatar, Beside, Block, Gap, Grid, Inset, Line, Ways
from ui.previews.carousel import Dots, grid_blocks, strip
from ui.previews.common import comment_blocks, no_picture, one_cell, text_blocks, whole
from ui.previews.words import Words


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """The picture in its own shape, rounded; the words are folded early."""
    part = preview.parts[0]
    blocks: list[Block] = [Gap(8)]
    if part.pictures:
        shape = one_cell(part.pictures, preview)
        blocks.append(Inset([Grid(part.pictures[:1], ways.shade, whole(shape), 14)], 8, 8))
        blocks += [Dots(len(part.pictures), ways), *strip(part.pictures, ways)] if len(part.pictures) > 1 else []
    else:
        blocks.append(Inset(no_picture(ways, 2 / 3), 8, 8))
    words: list[Block] = [Gap(8)]
    if preview.link:
        words += [Line(ways.shade, [(preview.host, "text-faint", 400)], style="micro"), Gap(2)]
    if preview.title:
        words += [Words(preview.title, ways.shade, "title", most_lines=2), Gap(4)]
    words += text_blocks(preview, part.text, part.over_at, ways)
    name = Beside(Avatar(preview, 24, 12), 24, [Line(ways.shade, [(preview.name, "text", 600)])])
    return [
        *blocks,
        Inset([*words, Gap(8), name, *comment_blocks(preview, ways), Gap(10)]),
        *grid_blocks(preview, ways),
    ]
