"""A topic in a forum: Discourse, Lemmy, Reddit and others (looked at 2026-11-22): the title above, then the post."""

from smmdesk.model.words import _
from ui.presenters.previews import Preview, PreviewPart
from ui.previews.blocks import Actions, Avatar, Beside, Block, Gap, Inset, Line, Rule, Ways
from ui.previews.common import comment_blocks, link_card, poll_blocks, stacked, text_blocks
from ui.previews.words import Words

_ACTIONS = ("arrow-up", "arrow-down", "message-circle", "share")
_PLACES = ("subreddit", "community", "category")


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Where it goes, the title, who wrote it, the words."""
    place = next((str(preview.options[name]) for name in _PLACES if preview.options.get(name)), "")
    tone = "text" if preview.title else "text-faint"
    blocks: list[Block] = [Gap(10)]
    if place:
        blocks += [Line(ways.shade, [(place, "accent-ink", 600)], style="micro"), Gap(2)]
    blocks += [Words(preview.title or _("No title yet"), ways.shade, "title", tone=tone), Gap(6)]
    for number, part in enumerate(preview.parts):
        if number:
            blocks += [Gap(8), Rule(ways.shade), Gap(8)]
        blocks += _post(preview, part, ways)
    return [Inset([*blocks, Gap(4), Actions(ways.shade, _ACTIONS, False), *comment_blocks(preview, ways), Gap(8)])]


def _post(preview: Preview, part: PreviewPart, ways: Ways) -> list[Block]:
    name = Line(ways.shade, [(preview.name, "text", 600)], right=preview.time)
    card = [Gap(8), *link_card(preview, ways, 6)] if part is preview.parts[0] and preview.link else []
    return [
        Beside(Avatar(preview, 24, 12), 24, [name]),
        Gap(6),
        *text_blocks(preview, part.text, part.over_at, ways),
        *(poll_blocks(preview, ways) if part is preview.parts[0] else []),
        *stacked(preview, part.pictures, ways.shade),
        *card,
    ]
