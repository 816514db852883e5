"""Messages: a channel of Telegram, a server of Discord, a room of Matrix (looked at 2026-11-22)."""

from PySide6.QtCore import QRectF

from smmdesk.model.words import _
from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Avatar, Beside, Block, Cells, Framed, Gap, Grid, Inset, Line, Ways
from ui.previews.common import comment_blocks, link_card, one_cell, poll_blocks, rows_of_two, stacked, text_blocks


def draw_channel(preview: Preview, ways: Ways) -> list[Block]:
    """Telegram: a bubble with the pictures above the words, views and time in its corner."""
    blocks: list[Block] = [Gap(10)]
    for part in preview.parts:
        inside: list[Block] = []
        if part.pictures:
            inside.append(Grid(part.pictures, ways.shade, _album(preview, part)))
        name: list[Block] = [] if part.pictures else [Line(ways.shade, [(preview.name, "accent-ink", 600)]), Gap(2)]
        words = text_blocks(preview, part.text, part.over_at, ways)
        card = [Gap(6), *link_card(preview, ways, 4)] if part is preview.parts[0] and preview.link else []
        when = Line(ways.shade, [("", "text-faint", 400)], right=preview.time, style="micro")
        inside.append(Inset([Gap(7), *name, *words, *_poll(preview, part, ways), *card, when, Gap(5)], 10, 10))
        blocks += [Inset([Framed(inside, ways.shade, 12, "surface-hover")], 10, 24), Gap(6)]
    comment = comment_blocks(preview, ways)
    return [*blocks, *([Inset([*comment, Gap(4)])] if comment else []), Gap(6)]


def draw_server(preview: Preview, ways: Ways) -> list[Block]:
    """Discord: the account's picture at the left, the word "app" behind its name, pictures below."""
    shown = str(preview.options.get("username") or preview.name)
    return _chat(preview, ways, [(shown, "text", 600), (_("app"), "accent-ink", 600)], 34)


def draw_room(preview: Preview, ways: Ways) -> list[Block]:
    """Matrix: name in colour, one message for the words and one for each picture."""
    return _chat(preview, ways, [(preview.name, "accent-ink", 600)], 28)


def _chat(preview: Preview, ways: Ways, name: list[tuple[str, str, int]], side: float) -> list[Block]:
    blocks: list[Block] = [Gap(10)]
    for part in preview.parts:
        card = [Gap(6), *link_card(preview, ways, 4)] if part is preview.parts[0] and preview.link else []
        words = text_blocks(preview, part.text, part.over_at, ways)
        body: list[Block] = [Line(ways.shade, name, tail=preview.time), Gap(1), *words]
        body += [*_poll(preview, part, ways), *stacked(preview, part.pictures, ways.shade), *card]
        blocks += [Inset([Beside(Avatar(preview, side, side / 2), side, body, 10, middle=False)]), Gap(10)]
    comment = comment_blocks(preview, ways)
    return [*blocks, *([Inset([*comment, Gap(8)])] if comment else [])]


def _poll(preview: Preview, part: PreviewPart, ways: Ways) -> list[Block]:
    return poll_blocks(preview, ways) if part is preview.parts[0] else []


def _album(preview: Preview, part: PreviewPart) -> Cells:
    shape = one_cell(part.pictures, preview) if len(part.pictures) == 1 else 1.2

    def cells(count: int, width: float) -> list[QRectF]:
        return rows_of_two(min(count, 4), width, shape, 2)

    return cells
