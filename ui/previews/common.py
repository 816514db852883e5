"""What several looks share: the text with its fold, link cards, first comments, cells of picture grids."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRectF

from smmdesk.model.words import _, ngettext
from ui.look.theme import theme
from ui.presenters.previews import Preview, PreviewPicture
from ui.presenters.spans import SpanKind
from ui.previews.blocks import Avatar, Beside, Block, Cells, Framed, Gap, Grid, Inset, Line, Rule, Sign, Ways
from ui.previews.shade import Shade
from ui.previews.words import ALL_SPANS, FoldMark, Words, fold_position

FOLD = "fold"
CARD_RATIO = 1.91
LINK_RATIO = 2.6
"""Flatter than a card with its picture: the page is not read yet."""


def text_blocks(
    preview: Preview,
    text: str,
    over_at: int | None,
    ways: Ways,
    coloured: Collection[SpanKind] | None = None,
    style: str = "caption",
    hides_rest: bool = False,
) -> list[Block]:
    """The text. Where the platform folds it: the fold line and the rest in faint, or with FOLD pressed no rest.

    `coloured`: the spans that stand out, those that the platform colours where none are given. `hides_rest`: the rest
    begins hidden, where it would lie on the picture.
    """
    coloured = [SpanKind(name) for name in preview.colours] if coloured is None else coloured
    form = preview.mention_form
    cut = fold_position(text, preview.fold_desktop if ways.wide else preview.fold_phone)
    if not cut:
        return [Words(text, ways.shade, style, coloured=coloured, mention_form=form, over_at=over_at)] if text else []
    first_over = over_at if over_at is not None and over_at < cut else None
    first = Words(text[:cut].rstrip(), ways.shade, style, coloured=coloured, mention_form=form, over_at=first_over)
    mark = FoldMark(ways.shade, ways.wide)
    is_hidden = (FOLD in ways.opened) is not hides_rest
    if is_hidden:
        return [first, ways.toggle(mark, FOLD, _("Show the rest of the text"))]
    rest_over = max(0, over_at - cut) if over_at is not None else None
    rest = Words(text[cut:].lstrip(), ways.shade, style, tone="text-faint", over_at=rest_over)
    return [first, ways.toggle(mark, FOLD, _("Hide the rest of the text")), rest]


def link_card(preview: Preview, ways: Ways, radius: float = 8) -> list[Block]:
    """The card of a link as its page offers it, or as a person changed it; blank while the page is not read."""
    if not preview.link:
        return []
    card = preview.card
    known = card is not None and card.is_known
    title = (card.title if card is not None else "") or preview.title or _("Title of the page")
    about = card.description if card is not None else ""
    words: list[Block] = [
        Gap(8),
        Line(ways.shade, [(preview.host, "text-faint", 400)], style="micro"),
        Words(title, ways.shade, "caption", weight=600, most_lines=2),
        *([Words(about, ways.shade, "micro", tone="text-muted", most_lines=2)] if about else []),
        Gap(8),
    ]
    path = card.picture if card is not None else ""
    ratio = CARD_RATIO if path else LINK_RATIO
    picture: list[Block] = [Grid([PreviewPicture(path, ratio)], ways.shade, whole(ratio))]
    return [Framed([*(picture if path or not known else []), Inset(words, 10, 10)], ways.shade, radius)]


def poll_blocks(preview: Preview, ways: Ways) -> list[Block]:
    """The answers to choose from, and how long there is time."""
    poll = preview.poll
    if poll is None:
        return []
    blocks: list[Block] = []
    for answer in poll.options:
        line = Line(ways.shade, [("☐" if poll.many else "○", "text-faint", 400), (answer, "text", 400)])
        blocks += [Gap(6), Framed([Inset([Gap(5), line, Gap(5)], 9, 9)], ways.shade, 6)]
    return [*blocks, Gap(5), Line(ways.shade, [(poll_length(poll.minutes), "text-faint", 400)], style="micro")]


def poll_length(minutes: int) -> str:
    """How long people may answer."""
    if minutes % 1440 == 0:
        return ngettext("open for {count} day", "open for {count} days", minutes // 1440).format(count=minutes // 1440)
    return ngettext("open for {count} hour", "open for {count} hours", minutes // 60).format(count=minutes // 60)


def comment_blocks(preview: Preview, ways: Ways, side: float = 22, radius: float = 11) -> list[Block]:
    """The first comment under the post."""
    if not preview.first_comment:
        return []
    words: list[Block] = [
        Line(ways.shade, [(preview.name, "text", 600), (_("first comment"), "text-faint", 400)]),
        Words(preview.first_comment, ways.shade, coloured=ALL_SPANS, mention_form=preview.mention_form),
    ]
    return [Gap(8), Beside(Avatar(preview, side, radius), side, words, middle=False)]


def account_name(preview: Preview) -> str:
    """The short name that apps show above a post, without its "@"."""
    return preview.handle.removeprefix("@") or preview.name


def no_picture(ways: Ways, ratio: float = 1.0) -> list[Block]:
    """The place of a picture that is still to come."""
    return [Grid([PreviewPicture("", ratio)], ways.shade, whole(ratio))]


def note_blocks(preview: Preview, ways: Ways) -> list[Block]:
    """What of the post does not show there, in grey with its reason (ux.md 65)."""
    if not preview.notes:
        return []
    notes = [Beside(Sign("circle-minus", ways.shade), 14, [_note(words, ways)], 6) for words in preview.notes]
    spaced = [block for note in notes for block in (note, Gap(3))]
    return [Rule(ways.shade), Inset([Gap(7), *spaced, Gap(5)])]


def _note(words: str, ways: Ways) -> Block:
    return Words(words, ways.shade, "micro", tone="text-faint")


# ------------------------------------------------------------------ places of pictures
def one_cell(pictures: Sequence[PreviewPicture], preview: Preview) -> float:
    """The ratio (w / h) in which a single picture is shown: its own inside the platform's bounds."""
    return min(max(pictures[0].ratio, preview.ratio_min), preview.ratio_max)


def rows_of_two(count: int, width: float, ratio: float, gap_px: float) -> list[QRectF]:
    """One to four pictures in a box of `ratio`: one, two beside, one tall and two, two by two."""
    gap = theme().px(gap_px)
    height = width / ratio
    half, low = (width - gap) / 2, (height - gap) / 2
    right, below = half + gap, low + gap
    if count == 1:
        return [QRectF(0, 0, width, height)]
    if count == 2:
        return [QRectF(0, 0, half, height), QRectF(right, 0, half, height)]
    if count == 3:
        return [QRectF(0, 0, half, height), QRectF(right, 0, half, low), QRectF(right, below, half, low)]
    return [QRectF(x, y, half, low) for y in (0.0, below) for x in (0.0, right)]


def stacked(preview: Preview, pictures: Sequence[PreviewPicture], shade: Shade, gap_px: float = 6) -> list[Block]:
    """Pictures below each other in the whole width, each in its own ratio."""
    blocks: list[Block] = []
    for picture in pictures:
        blocks += [Gap(gap_px), Grid([picture], shade, whole(one_cell([picture], preview)), 4)]
    return blocks


def whole(ratio: float) -> Cells:
    """One picture in the whole width."""
    return lambda _count, width: [QRectF(0, 0, width, width / ratio)]
