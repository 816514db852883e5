"""Short posts with the account's picture at the left and all else beside it: X and Threads (looked at 2026-11-22)."""

from PySide6.QtCore import QRectF

from ui.look.theme import theme
from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Actions, Avatar, Beside, Block, Framed, Gap, Grid, Inset, Line, Rail, Ways
from ui.previews.carousel import strip
from ui.previews.common import account_name, comment_blocks, link_card, one_cell, poll_blocks, rows_of_two, text_blocks
from ui.previews.words import Words

_SIDE = 34
_X_ACTIONS = ("message-circle", "repeat-2", "heart", "chart-column", "bookmark")
_THREADS_ACTIONS = ("heart", "message-circle", "repeat-2", "send")
_GRID = 16 / 9


def draw_short(preview: Preview, ways: Ways) -> list[Block]:
    """X: name and handle on one line, pictures in a grid of sixteen to nine."""
    return _column(preview, ways, _X_ACTIONS, with_handle=True)


def draw_loop(preview: Preview, ways: Ways) -> list[Block]:
    """Threads: the name alone, pictures beside each other."""
    return _column(preview, ways, _THREADS_ACTIONS, with_handle=False)


def _column(preview: Preview, ways: Ways, actions: tuple[str, ...], with_handle: bool) -> list[Block]:
    blocks: list[Block] = []
    last = len(preview.parts) - 1
    for number, part in enumerate(preview.parts):
        post = Inset([_post(preview, part, ways, actions, with_handle)], 11, 11)
        hangs = number < last or bool(preview.first_comment)
        blocks += [Gap(10), Rail([post], ways.shade, 11 + _SIDE / 2, _SIDE + 4) if hangs else post]
    if preview.first_comment:
        blocks.append(Inset([*comment_blocks(preview, ways, _SIDE, _SIDE / 2), Gap(6)]))
    return [*blocks, Gap(4)]


def _post(preview: Preview, part: PreviewPart, ways: Ways, actions: tuple[str, ...], with_handle: bool) -> Block:
    if with_handle:
        handle = preview.handle.removeprefix("@")
        pieces = [(preview.name, "text", 600), *([(f"@{handle}", "text-faint", 400)] if handle else [])]
    else:
        pieces = [(account_name(preview), "text", 600)]
    body: list[Block] = [Line(ways.shade, pieces, tail=f"· {preview.time}"), Gap(1)]
    body += [*text_blocks(preview, part.text, part.over_at, ways), *_more(part, ways)]
    body += [*_embed(preview, part, ways, with_handle), Gap(2)]
    body.append(Actions(ways.shade, actions, spread=with_handle))
    return Beside(Avatar(preview, _SIDE, _SIDE / 2), _SIDE, body, middle=False)


def _more(part: PreviewPart, ways: Ways) -> list[Block]:
    """The beginning of what opens below a long text."""
    if not part.more:
        return []
    words = Words(part.more, ways.shade, "caption", tone="text-muted", most_lines=4)
    return [Gap(6), Framed([Inset([Gap(8), words, Gap(8)], 10, 10)], ways.shade, 12)]


def _embed(preview: Preview, part: PreviewPart, ways: Ways, in_grid: bool) -> list[Block]:
    if not part.pictures:
        poll = poll_blocks(preview, ways) if part is preview.parts[0] else []
        if poll:
            return poll
        return [Gap(6), *link_card(preview, ways, 12)] if preview.link and part is preview.parts[0] else []
    single = len(part.pictures) == 1
    shape = one_cell(part.pictures, preview) if single else _GRID

    def grid(count: int, width: float) -> list[QRectF]:
        return rows_of_two(min(count, 4), width, shape, 2)

    def row(count: int, width: float) -> list[QRectF]:
        """Two beside each other, the rest behind them."""
        gap = theme().px(4)
        half = (width - gap) / min(count, 2) if count > 1 else width
        return [QRectF(n * (half + gap), 0, half, half / (shape if single else 0.8)) for n in range(min(count, 2))]

    shown: list[Block] = [Gap(6), Grid(part.pictures, ways.shade, grid if in_grid else row, 12)]
    return shown if in_grid or len(part.pictures) < 3 else [*shown, Gap(4), *strip(part.pictures, ways)]
