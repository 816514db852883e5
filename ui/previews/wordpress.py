"""A post of a blog as a common theme shows it: featured image, title, day and reading time, text, further photos."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from smmdesk.model.words import _, ngettext
from ui.presenters.previews import Preview
from ui.presenters.spans import SpanKind
from ui.previews.blocks import Block, Gap, Grid, Inset, Line, Rule, Toggle, Ways
from ui.previews.common import comment_blocks, stacked, whole
from ui.previews.words import Words

WHOLE = "whole"
WORDS_PER_MINUTE = 200
LINES_SHOWN = 8
_FEATURED_RATIO = 1.9
_LEAD_NONE, _LEAD_ALSO = "none", "also"


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """The first photo stands above, unless the option says otherwise; the rest follows the text."""
    part = preview.parts[0]
    lead = str(preview.options.get("featured_image") or "")
    featured = part.pictures[:1] if lead != _LEAD_NONE else ()
    inside = part.pictures if lead in (_LEAD_NONE, _LEAD_ALSO) else part.pictures[1:]
    blocks: list[Block] = []
    if featured:
        blocks.append(Grid(featured, ways.shade, whole(_FEATURED_RATIO)))
    tone = "text" if preview.title else "text-faint"
    title = Words(preview.title or _("No title yet"), ways.shade, "title", tone=tone)
    when = Line(ways.shade, [(_when(preview), "text-faint", 400)], style="micro")
    blocks.append(Inset([Gap(11), title, Gap(4), when]))
    blocks.append(Inset([Gap(6), *_text(preview, ways), *stacked(preview, inside, ways.shade), Gap(11)]))
    if preview.first_comment:
        blocks += [Rule(ways.shade), Inset([*comment_blocks(preview, ways), Gap(11)])]
    return blocks


def _when(preview: Preview) -> str:
    if not preview.parts[0].text:
        return preview.day
    minutes = max(1, round(len(preview.parts[0].text.split()) / WORDS_PER_MINUTE))
    reading = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return f"{preview.day} · {reading}"


def _text(preview: Preview, ways: Ways) -> list[Block]:
    """The beginning of the text, all of it when it was opened. A blog links addresses; tags and mentions stay words."""
    text, over_at = preview.parts[0].text, preview.parts[0].over_at
    if not text:
        return []
    is_open = WHOLE in ways.opened
    lines = 0 if is_open else LINES_SHOWN
    words = Words(text, ways.shade, coloured=(SpanKind.LINK,), over_at=over_at, most_lines=lines)
    label = _("Show less") if is_open else _("Show all of it")
    more = ways.toggle(Line(ways.shade, [(label, "accent-ink", 600)]), WHOLE, label)
    return [_Openable(words, more, is_open)]


class _Openable:
    """Text with a button below it, where there is more than is shown."""

    def __init__(self, words: Words, more: Toggle, is_open: bool) -> None:
        self._words, self._more, self._is_open = words, more, is_open
        self.placed: list[tuple[Block, QRectF]] = []

    def lay_out(self, width: float) -> float:
        height = self._words.lay_out(width)
        self.placed = [(self._words, QRectF(0, 0, width, height))]
        if self._words.is_cut or self._is_open:
            below = self._more.lay_out(width)
            self.placed.append((self._more, QRectF(0, height, width, below)))
            height += below
        return height

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        for block, area in self.placed:
            block.paint(painter, x + area.x(), y + area.y())
