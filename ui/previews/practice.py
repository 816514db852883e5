"""A page of the practice platform: the whole post on one sheet of this computer."""

from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Avatar, Beside, Block, Gap, Inset, Line, Rule, Ways
from ui.previews.common import comment_blocks, link_card, stacked, text_blocks
from ui.previews.words import Words


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Name and moment, title, then each part with its photos, then the first comment."""
    when = f"{preview.day}, {preview.time}"
    names: list[Block] = [
        Line(ways.shade, [(preview.name, "text", 600)]),
        Line(ways.shade, [(when, "text-faint", 400)], style="micro"),
    ]
    blocks: list[Block] = [Inset([Gap(10), Beside(Avatar(preview, 30, 15), 30, names), Gap(9)])]
    if preview.title:
        blocks.append(Inset([Words(preview.title, ways.shade, "title"), Gap(4)]))
    for number, part in enumerate(preview.parts):
        if number:
            blocks += [Gap(10), Rule(ways.shade), Gap(10)]
        blocks.append(Inset(_part(preview, part, ways)))
    blocks.append(Inset([*comment_blocks(preview, ways), Gap(11)]))
    return blocks


def _part(preview: Preview, part: PreviewPart, ways: Ways) -> list[Block]:
    card = link_card(preview, ways) if part is preview.parts[0] else []
    gap: list[Block] = [Gap(8)] if card else []
    words = text_blocks(preview, part.text, part.over_at, ways)
    return [*words, *stacked(preview, part.pictures, ways.shade, 8), *gap, *card]
