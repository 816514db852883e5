"""To pass a post on by hand: where it can be seen, words ready to forward, and a QR code for paper and shop window.

The codes are made here (segno), nothing is asked of the network; the link of the post carries the brand's parameters.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smmdesk.model.brand import Brand
from smmdesk.model.campaign import Campaign
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import PartKind, State
from smmdesk.model.link_tags import USUAL, filled, tagged_link
from smmdesk.model.post import Post
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.store.faults import told

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

WORDS_MOST, URL_MOST = 280, 1200
MARGIN, SCALE, LEVEL = 4, 20, "m"
"""ISO/IEC 18004: four modules of quiet around; level M survives a scratch. A module is SCALE px wide in a file."""
CAME_BY = "qr"


class Target(NamedTuple):
    """What a code or a message can lead to: the page on a channel, or the post's own link (`name` in words)."""

    name: str
    url: str


class Kit(NamedTuple):
    """`words` are the first ones of the post; the targets are never none."""

    words: str
    targets: tuple[Target, ...]

    def message(self, target: Target) -> str:
        """Ready to forward: what the post says, and the way to it."""
        return "\n".join(filter(None, (self.words, target.url)))


def kit_of(desk: "Desk", post_id: str) -> Kit | None:
    """None for a post that can be seen nowhere."""
    with desk.store.reading() as reader:
        post = reader.get(Post, post_id)
        brand = reader.get(Brand, post.brand_id)
        campaign = reader.find(Campaign, post.campaign_id) if post.campaign_id else None
        targets = []
        for delivery in reader.deliveries_of(post_id):
            channel = reader.find(Channel, delivery.channel_id)
            for part in delivery.parts:
                is_out = part.kind is PartKind.ROOT and part.state is State.PUBLISHED and not part.removed
                url = part.receipt.url if is_out and part.receipt is not None else ""
                if channel is not None and _is_page(url):
                    targets.append(Target(channel.name, url))
    if targets and _is_page(post.content.link):
        tags = filled(brand.utm or USUAL, CAME_BY, campaign.name if campaign is not None else "")
        targets.append(Target(_("The link in the post"), tagged_link(post.content.link, tags)))
    return Kit(_begun(post.content.text.strip() or post.content.title), tuple(targets)) if targets else None


def _is_page(url: str) -> bool:
    parts = split_url(url)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= URL_MOST


def _begun(text: str) -> str:
    """The first words, cut between two."""
    if len(text) <= WORDS_MOST:
        return text
    return f"{text[: WORDS_MOST - 1].rsplit(maxsplit=1)[0].rstrip()}…"


def code_of(url: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code in rows of dark (True) and light modules, with the quiet margin that readers need."""
    import segno  # only who shares needs it

    made = segno.make(url, error=LEVEL, micro=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix_iter(border=MARGIN))


def save_code(url: str, path: Path) -> Path:
    """Write the code as PNG, or as SVG where the name ends so. Raises ProblemError(disk_full, …)."""
    import segno

    kind = "svg" if path.suffix.lower() == ".svg" else "png"
    target = path if path.suffix.lower() in (".svg", ".png") else path.with_name(f"{path.name}.png")
    made = segno.make(url, error=LEVEL, micro=False)
    with told(target.parent, files=True), target.open("wb") as file:
        made.save(file, kind=kind, scale=SCALE, border=MARGIN)
    return target
