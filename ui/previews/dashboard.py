"""A post on the dashboard of Tumblr (looked at 2026-11-22): blocks below each other, tags at the foot."""

from smmdesk.model.words import _
from ui.presenters.previews import Preview
from ui.previews.blocks import Actions, Avatar, Beside, Block, Gap, Inset, Line, Rule, Ways
from ui.previews.common import account_name, comment_blocks, link_card, stacked, text_blocks
from ui.previews.words import Words

_ACTIONS = ("message-circle", "repeat-2", "heart", "share")


def draw(preview: Preview, ways: Ways) -> list[Block]:
    """Name, pictures, title, words, tags, notes."""
    part = preview.parts[0]
    head = Beside(Avatar(preview, 30, 6), 30, [Line(ways.shade, [(account_name(preview), "text", 600)], right="···")])
    inside: list[Block] = [*stacked(preview, part.pictures, ways.shade, 4), Gap(6)] if part.pictures else []
    if preview.title:
        inside += [Words(preview.title, ways.shade, "heading"), Gap(4)]
    inside += text_blocks(preview, part.text, part.over_at, ways)
    if preview.link:
        inside += [Gap(8), *link_card(preview, ways, 6)]
    tags = [tag.strip().lstrip("#") for tag in str(preview.options.get("tags") or "").split(",") if tag.strip()]
    if tags:
        inside += [Gap(8), Words("  ".join(f"#{tag}" for tag in tags), ways.shade, tone="text-faint")]
    foot: list[Block] = [Gap(8), Rule(ways.shade), Line(ways.shade, [(_("notes"), "text-faint", 400)])]
    foot.append(Actions(ways.shade, _ACTIONS, spread=False))
    return [Inset([Gap(10), head, Gap(8), *inside, *foot, *comment_blocks(preview, ways), Gap(8)])]
