"""A post in the feed of Bluesky's apps (looked at 2026-08-20): the account's picture at the left, all else beside."""

from PySide6.QtCore import QRectF

from ui.look.theme import theme
from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Actions, Avatar, Beside, Block, Gap, Grid, Inset, Line, Rail, Rule, Ways
from ui.previews.carousel import strip
from ui.previews.common import comment_blocks, link_card, one_cell, text_blocks, whole

_SIDE = 34
_GAP_PX = 4
_TILES = 4
_ACTIONS = ("message-circle", "repeat-2", "heart", "share")


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """The posts of a thread hang on a line between the pictures of the account."""
    blocks: list[Block] = []
    last = len(preview.parts) - 1
    for number, part in enumerate(preview.parts):
        post = Inset([_post(preview, part, ways)], 11, 11)
        hangs = number < last or bool(preview.first_comment)
        blocks += [Gap(10), Rail([post], ways.shade, 11 + _SIDE / 2, _SIDE + 4) if hangs else post]
    if preview.first_comment:
        blocks += [Inset([*comment_blocks(preview, ways, _SIDE, _SIDE / 2), Gap(6)])]
    elif last < 0:
        blocks.append(Rule(ways.shade))
    return [*blocks, Gap(4)]


def _post(preview: Preview, part: PreviewPart, ways: Ways) -> Block:
    handle = preview.handle.removeprefix("@")
    pieces = [(preview.name, "text", 600)]
    if handle:
        pieces.append((f"@{handle}", "text-faint", 400))
    name = Line(ways.shade, pieces, tail=f"· {preview.time}")
    words = text_blocks(preview, part.text, part.over_at, ways)
    body: list[Block] = [name, Gap(1), *words, *_embed(preview, part, ways), Gap(2)]
    return Beside(Avatar(preview, _SIDE, _SIDE / 2), _SIDE, [*body, Actions(ways.shade, _ACTIONS)], gap=9, middle=False)


def _embed(preview: Preview, part: PreviewPart, ways: Ways) -> list[Block]:
    """Photos, or else the card of a link: a post has one of them. More than four photos are swiped through."""
    pictures = part.pictures
    if pictures:
        ratio = one_cell(pictures, preview)
        if len(pictures) > _TILES:
            return [Gap(6), Grid(pictures[:1], ways.shade, whole(ratio), 8, outline=True), *strip(pictures, ways)]
        return [Gap(6), Grid(pictures, ways.shade, lambda count, width: cells(count, width, ratio), 8, outline=True)]
    if preview.link and part is preview.parts[0]:
        return [Gap(6), *link_card(preview, ways, 8)]
    return []


def cells(count: int, width: float, ratio: float) -> list[QRectF]:
    """One in its own ratio; two squares; a large square with two small ones; two by two at 3:2."""
    gap = theme().px(_GAP_PX)
    half = (width - gap) / 2
    if count == 1:
        return [QRectF(0, 0, width, width / ratio)]
    if count == 2:
        return [QRectF(0, 0, half, half), QRectF(half + gap, 0, half, half)]
    if count == 3:
        big = (width - gap) * 2 / 3
        small, low = width - gap - big, (big - gap) / 2
        return [
            QRectF(0, 0, big, big),
            QRectF(big + gap, 0, small, low),
            QRectF(big + gap, low + gap, small, low),
        ]
    low = half / 1.5
    return [QRectF(x, y, half, low) for y in (0.0, low + gap) for x in (0.0, half + gap)]
