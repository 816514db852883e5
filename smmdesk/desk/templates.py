"""Templates: what a post says, kept under a name to begin other posts from. A template never goes out itself."""

from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.label import Label
from smmdesk.model.media import Asset
from smmdesk.model.mentions import bare
from smmdesk.model.planning_aids import Template
from smmdesk.model.words import _

if TYPE_CHECKING:
    from smmdesk.model.post import Post
    from smmdesk.store.reader import Reader

NAME_MOST = 60


def listed(desk: Desk, brand_id: str) -> tuple[Template, ...]:
    """A brand's templates by name."""
    with desk.store.reading() as reader:
        found = reader.all(Template, brand_id=brand_id)
    return tuple(sorted(found, key=lambda each: (bare(each.name), each.id)))


def keep(desk: Desk, post: "Post", name: str) -> Template:
    """Keep what `post` says (words, photos, channels, labels; no time) as a template; a name in use says this now.

    One undo step. Raises ValueError for no name.
    """
    called = " ".join(name.split())[:NAME_MOST].strip()
    if not called:
        raise ValueError("a template without a name")
    same = (each for each in listed(desk, post.brand_id) if each.name.casefold() == called.casefold())
    known = next(same, None) or Template(desk.clock.new_id(), post.brand_id, called, post.content)
    with step(desk, _("template")) as tx:
        return tx.put(
            replace(
                known,
                name=called,
                content=post.content,
                channels=post.channels,
                wordings=post.wordings,
                labels=post.labels,
            )
        )


def remove(desk: Desk, template_id: str) -> None:
    """Take a template away; posts begun from it stay. One undo step."""
    with step(desk, _("deletion of a template")) as tx:
        tx.trash(Template, template_id)


def begun(desk: Desk, template: Template, post: "Post") -> "Post":
    """`post` as the template says it, without channels, labels and photos that are no longer there."""
    with desk.store.reading() as reader:
        channels = tuple(each for each in template.channels if _takes_posts(reader, each))
        labels = tuple(each for each in template.labels if _is_there(reader.find(Label, each)))
        uses = (*template.content.media, *(use for words in template.wordings for use in words.media or ()))
        uses = (*uses, *(use for item in template.content.thread for use in item.media))
        kept = {use.asset_id for use in uses if _is_there(reader.find(Asset, use.asset_id))}
    thread = tuple(
        replace(item, media=tuple(use for use in item.media if use.asset_id in kept))
        for item in template.content.thread
    )
    media = tuple(use for use in template.content.media if use.asset_id in kept)
    wordings = tuple(
        replace(words, media=None if words.media is None else tuple(use for use in words.media if use.asset_id in kept))
        for words in template.wordings
        if words.channel_id in channels
    )
    content = replace(template.content, media=media, thread=thread)
    return replace(post, content=content, channels=channels or post.channels, wordings=wordings, labels=labels)


def _takes_posts(reader: "Reader", channel_id: str) -> bool:
    channel = reader.find(Channel, channel_id)
    return channel is not None and channel.deleted_at_us is None and channel.status is not ChannelStatus.ARCHIVED


def _is_there(row: Label | Asset | None) -> bool:
    return row is not None and row.deleted_at_us is None
