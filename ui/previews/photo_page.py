"""A photo on its page in Flickr (looked at 2026-11-22): the picture on a dark ground, then who, title and words."""

from smmdesk.model.words import _
from ui.presenters.previews import Preview
from ui.previews.blocks import Avatar, Beside, Block, Gap, Grid, Inset, Line, Ways
from ui.previews.carousel import strip
from ui.previews.common import comment_blocks, no_picture, one_cell, text_blocks, whole
from ui.previews.words import Words


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Each photo has a page of its own; the first one is shown, the others as a strip."""
    part = preview.parts[0]
    photo: list[Block] = (
        [Grid(part.pictures[:1], ways.shade, whole(one_cell(part.pictures, preview)))]
        if part.pictures
        else no_picture(ways)
    )
    tone = "text" if preview.title else "text-faint"
    words: list[Block] = [
        Line(ways.shade, [(preview.name, "text", 600)]),
        Words(preview.title or _("No title yet"), ways.shade, "body-strong", tone=tone, most_lines=2),
        *text_blocks(preview, part.text, part.over_at, ways),
    ]
    tags = [tag.strip() for tag in str(preview.options.get("tags") or "").split(",") if tag.strip()]
    labels: list[Block] = [Gap(6), Words("  ".join(tags), ways.shade, tone="text-faint")] if tags else []
    return [
        *photo,
        Gap(6),
        *strip(part.pictures, ways),
        Inset([Gap(4), Beside(Avatar(preview, 32, 16), 32, words, middle=False), *labels]),
        Inset([*comment_blocks(preview, ways), Gap(10)]),
    ]
