"""A page of a wiki (MediaWiki's usual skin; looked at 2026-11-22): title with a line below, pictures at the side."""

from smmdesk.model.words import _
from ui.presenters.previews import Preview
from ui.previews.blocks import Block, Framed, Gap, Grid, Inset, Line, Rule, Ways
from ui.previews.common import comment_blocks, one_cell, text_blocks, whole
from ui.previews.words import Words


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Title, words, each picture in a frame with its description."""
    part = preview.parts[0]
    tone = "text" if preview.title else "text-faint"
    blocks: list[Block] = [
        Gap(10),
        Words(preview.title or _("No title yet"), ways.shade, "heading", tone=tone),
        Gap(3),
        Rule(ways.shade),
        Gap(7),
        *text_blocks(preview, part.text, part.over_at, ways),
    ]
    for picture in part.pictures:
        caption: list[Block] = [Gap(4), Words(picture.alt, ways.shade, "micro"), Gap(4)] if picture.alt else []
        grid = Grid([picture], ways.shade, whole(one_cell([picture], preview)))
        blocks += [Gap(8), Framed([Inset([Gap(4), grid, *caption, Gap(4)], 5, 5)], ways.shade, 0, "surface-hover")]
    summary = str(preview.options.get("summary") or "")
    if summary:
        blocks += [Gap(8), Line(ways.shade, [(f"({summary})", "text-faint", 400)], style="micro")]
    return [Inset([*blocks, *comment_blocks(preview, ways), Gap(11)])]
