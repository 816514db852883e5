"""A video as YouTube and Vimeo list it (looked at 2026-11-22): thumbnail, title, and the beginning of its words."""

from smmdesk.model.words import _
from ui.presenters.previews import Preview, PreviewPicture
from ui.previews import upright
from ui.previews.blocks import Avatar, Beside, Block, Framed, Gap, Grid, Inset, Line, Ways
from ui.previews.common import comment_blocks, text_blocks, whole
from ui.previews.words import Words

RATIO = 16 / 9
_TITLE_LINES = 2


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """The picture of the video is the photo that came with it, else a moment of it."""
    if preview.is_upright:
        return upright.draw(preview, ways)
    part = preview.parts[0]
    pictures = sorted(part.pictures, key=lambda picture: picture.is_video)[:1] or [PreviewPicture("", RATIO)]
    tone = "text" if preview.title else "text-faint"
    title = Words(preview.title or _("No title yet"), ways.shade, "body-strong", tone=tone, most_lines=_TITLE_LINES)
    about = Line(ways.shade, [(f"{preview.name} · {preview.day}", "text-faint", 400)], style="micro")
    words = text_blocks(preview, part.text, part.over_at, ways)
    box: list[Block] = (
        [Framed([Inset([Gap(7), *words, Gap(7)], 9, 9)], ways.shade, 8, "surface-hover")] if words else []
    )
    return [
        Grid(pictures, ways.shade, whole(RATIO)),
        Inset([Gap(9), Beside(Avatar(preview, 32, 16), 32, [title, about], middle=False), Gap(8), *box]),
        Inset([*comment_blocks(preview, ways), Gap(10)]),
    ]
