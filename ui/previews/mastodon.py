"""A status as the web client and the apps of Mastodon show it (4.6; looked at 2026-07-02)."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from smmdesk.model.words import _
from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Actions, Avatar, Beside, Block, Framed, Gap, Grid, Inset, Line, Rail, Rule, Ways
from ui.previews.common import comment_blocks, link_card, one_cell, poll_blocks, rows_of_two, text_blocks
from ui.previews.words import Words

WARNING = "warning"
PHOTOS = "photos"
_GRID_RATIO = 16 / 9
_INDENT = 44
_ACTIONS = ("reply", "repeat-2", "star", "bookmark", "ellipsis")


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """The root, the parts that answer it, the first comment as one more answer."""
    blocks: list[Block] = []
    last = len(preview.parts) - 1
    for number, part in enumerate(preview.parts):
        status = _status(preview, part, ways, number, indent=_INDENT if last else 0)
        blocks.append(Rail(status, ways.shade, 11 + 18, 50) if number < last else Inset(status, 0, 0))
        if number < last:
            blocks.append(Rule(ways.shade))
    if preview.first_comment:
        blocks += [Rule(ways.shade), Inset([*comment_blocks(preview, ways, 24, 4), Gap(10)])]
    return blocks


def _status(preview: Preview, part: PreviewPart, ways: Ways, number: int, indent: float) -> list[Block]:
    """One status; in a thread its text stands under the name, beside the line that holds the thread together."""
    head = Beside(
        Avatar(preview, 36, 5),
        36,
        [
            Line(ways.shade, [(preview.name, "text", 600)], right=preview.time),
            Line(ways.shade, [(_full_handle(preview), "text-faint", 400)], style="micro"),
        ],
    )
    body = _behind_warning(preview, part, ways, number)
    below = Inset([*body, Gap(4), Actions(ways.shade, _ACTIONS)], indent, 0)
    return [Inset([Gap(10), head, Gap(8), below, Gap(4)])]


def _full_handle(preview: Preview) -> str:
    return preview.handle if preview.handle.startswith("@") or not preview.handle else f"@{preview.handle}"


def _behind_warning(preview: Preview, part: PreviewPart, ways: Ways, number: int) -> Sequence[Block]:
    """A content warning stands in front of text and photos until somebody opens it."""
    warning = str(preview.options.get("content_warning") or "")
    if not warning:
        hides = bool(preview.options.get("sensitive"))
        return [*_said(preview, part, ways), *_attached(preview, part, ways, hides)]
    key = f"{WARNING}:{number}"
    opened = key in ways.opened
    label = _("Show less") if opened else _("Show more")
    button = ways.toggle(Line(ways.shade, [(label, "accent-ink", 600)]), key, label)
    box = Framed([Inset([Gap(8), Words(warning, ways.shade, weight=600), button])], ways.shade, 6, "warning-soft")
    if not opened:
        return [box]
    return [box, Gap(8), *_said(preview, part, ways), *_attached(preview, part, ways, False)]


def _said(preview: Preview, part: PreviewPart, ways: Ways) -> list[Block]:
    """The words, and the poll under those of the root."""
    poll = poll_blocks(preview, ways) if part is preview.parts[0] else []
    return [*text_blocks(preview, part.text, part.over_at, ways), *poll]


def _attached(preview: Preview, part: PreviewPart, ways: Ways, hides: bool) -> list[Block]:
    pictures = part.pictures[:4]
    if not pictures:
        return [Gap(8), *link_card(preview, ways)] if preview.link and part is preview.parts[0] else []
    if hides and PHOTOS not in ways.opened:
        label = _("Show the photos")
        cover = Inset([Gap(26), Words(label, ways.shade, weight=600), Gap(26)], 16, 16)
        return [Gap(8), ways.toggle(Framed([cover], ways.shade, 8, "surface-hover"), PHOTOS, label)]
    ratio = one_cell(pictures, preview) if len(pictures) == 1 else _GRID_RATIO

    def cells(count: int, width: float) -> list[QRectF]:
        return rows_of_two(count, width, ratio, 2)

    return [Gap(8), Grid(part.pictures[:4], ways.shade, cells, 8)]
