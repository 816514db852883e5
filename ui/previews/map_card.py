"""A post in a business's profile on Google's search and maps (looked at 2026-11-22)."""

from ui.presenters.previews import Preview
from ui.previews.blocks import Avatar, Beside, Block, Framed, Gap, Grid, Inset, Line, Ways
from ui.previews.common import comment_blocks, text_blocks, whole
from ui.previews.words import Words

RATIO = 4 / 3


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Business and day, the photo, title of an event or offer, the words, the button."""
    part = preview.parts[0]
    head = Beside(
        Avatar(preview, 30, 15),
        30,
        [
            Line(ways.shade, [(preview.name, "text", 600)]),
            Line(ways.shade, [(preview.day, "text-faint", 400)], style="micro"),
        ],
    )
    photo: list[Block] = [Grid(part.pictures[:1], ways.shade, whole(RATIO))] if part.pictures else []
    title: list[Block] = [Words(preview.title, ways.shade, "body-strong"), Gap(3)] if preview.title else []
    button: list[Block] = []
    if preview.options.get("action") and preview.labels:
        words = Line(ways.shade, [(preview.labels[-1], "info", 600)])
        button = [Gap(8), Framed([Inset([Gap(6), words, Gap(6)])], ways.shade, 14)]
    return [
        Inset([Gap(10), head, Gap(8)]),
        *photo,
        Inset([Gap(8), *title, *text_blocks(preview, part.text, part.over_at, ways), *button]),
        Inset([*comment_blocks(preview, ways), Gap(10)]),
    ]
