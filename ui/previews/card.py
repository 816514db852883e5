"""A plain card for places without a look of their own: what there is to copy, numbered photos, who publishes it."""

from PySide6.QtCore import QRectF

from smmdesk.model.words import _, ngettext
from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Avatar, Beside, Block, Gap, Grid, Inset, Line, Rule, Ways
from ui.previews.common import comment_blocks, link_card, poll_blocks, text_blocks
from ui.previews.words import Words

_PER_ROW = 3


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Text and photos as they are: nobody knows how the place will show them."""
    names: list[Block] = [
        Line(ways.shade, [(preview.name, "text", 600)]),
        Line(ways.shade, [(f"{preview.day}, {preview.time}", "text-faint", 400)], style="micro"),
    ]
    blocks: list[Block] = [Inset([Gap(10), Beside(Avatar(preview, 30, 6), 30, names), Gap(9)])]
    if preview.title:
        blocks.append(Inset([Words(preview.title, ways.shade, "body-strong"), Gap(3)]))
    for number, part in enumerate(preview.parts, start=1):
        if number > 1:
            blocks += [Gap(9), Rule(ways.shade), Gap(9)]
        blocks.append(Inset(_part(preview, part, ways)))
    return [*blocks, Inset([*comment_blocks(preview, ways, 22, 5), Gap(11)])]


def _part(preview: Preview, part: PreviewPart, ways: Ways) -> list[Block]:
    blocks = text_blocks(preview, part.text, part.over_at, ways)
    if part.pictures:
        count = len(part.pictures)
        words = ngettext("{count} photo to add", "{count} photos to add", count).format(count=count)
        blocks += [Gap(8), Grid(part.pictures, ways.shade, _cells, 6)]
        blocks += [Gap(3), Line(ways.shade, [(words, "text-faint", 400)], style="micro")]
    if part is preview.parts[0]:
        blocks += poll_blocks(preview, ways)
    if part is preview.parts[0] and preview.link:
        blocks += [Gap(8), *link_card(preview, ways, 6)]
    return blocks or [Line(ways.shade, [(_("Nothing written yet"), "text-faint", 400)])]


def _cells(count: int, width: float) -> list[QRectF]:
    side = (width - 4) / _PER_ROW
    return [QRectF((n % _PER_ROW) * (side + 2), (n // _PER_ROW) * (side + 2), side, side) for n in range(count)]
