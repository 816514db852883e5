"""Changes of a post as pure functions: the common content, or the own wording of one channel."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from smmdesk.model.content import OWN_FIELDS, Content, Option, ThreadItem, Wording
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post

T = TypeVar("T")
COMMON = ""
"""Stands for "for all" where a channel id is asked for."""


def content_at(post: Post, where: str) -> Content:
    """What is said for all, or by one channel."""
    return post.content_for(where) if where else post.content


def is_own(post: Post, where: str) -> bool:
    """True when the channel has a text of its own."""
    wording = post.wording_for(where) if where else None
    return wording is not None and wording.text is not None


def has_own(post: Post, where: str, field: str) -> bool:
    """True when the channel has its own version of `field`."""
    wording = post.wording_for(where) if where else None
    return wording is not None and getattr(wording, field) is not None


def with_fields(post: Post, where: str, **changes: Any) -> Post:
    """`post` with fields of its content changed, for all or in one channel's wording."""
    if where:
        return with_wording(post, replace(post.wording_for(where) or Wording(where), **changes))
    return replace(post, content=replace(post.content, **changes))


def with_wording(post: Post, wording: Wording) -> Post:
    """`post` with one channel's wording put in place; an empty one is left out."""
    others = tuple(own for own in post.wordings if own.channel_id != wording.channel_id)
    return replace(post, wordings=others if wording.is_empty else (*others, wording))


def customised(post: Post, channel_id: str) -> Post:
    """The channel gets its own text and thread, beginning with the common ones."""
    wording = post.wording_for(channel_id) or Wording(channel_id)
    return with_wording(post, replace(wording, text=post.content.text, thread=post.content.thread))


def back_to_common(post: Post, channel_id: str) -> Post:
    """The channel says what stands for all again; its options stay."""
    wording = post.wording_for(channel_id)
    if wording is None:
        return post
    nothing: dict[str, Any] = dict.fromkeys(OWN_FIELDS)
    return with_wording(post, replace(wording, **nothing))


def with_option(post: Post, channel_id: str, key: str, value: Option, default: Option = None) -> Post:
    """One option of a channel; the default is not written down."""
    wording = post.wording_for(channel_id) or Wording(channel_id)
    options = {name: old for name, old in (wording.options or {}).items() if name != key}
    if value != post.content.options.get(key, default):
        options[key] = value
    return with_wording(post, replace(wording, options=options or None))


def with_channels(post: Post, channels: Sequence[str]) -> Post:
    """`post` for these channels. The wordings of a channel that was taken away stay, in case it comes back."""
    return replace(post, channels=tuple(dict.fromkeys(channels)))


def media_place(post: Post, where: str) -> str:
    """Where the photos shown at `where` are kept: the channel when it has its own selection, else for all."""
    return where if has_own(post, where, "media") else COMMON


def with_media(post: Post, where: str, media: Sequence[MediaUse]) -> Post:
    return with_fields(post, media_place(post, where), media=tuple(media))


def with_asset(post: Post, old_id: str, new_id: str) -> Post:
    """`post` with one asset in the place of another wherever it is used; descriptions, crops and order stay."""

    def uses(media: Sequence[MediaUse]) -> tuple[MediaUse, ...]:
        return tuple(replace(use, asset_id=new_id) if use.asset_id == old_id else use for use in media)

    def thread(items: Sequence[ThreadItem]) -> tuple[ThreadItem, ...]:
        return tuple(replace(item, media=uses(item.media)) for item in items)

    content = replace(post.content, media=uses(post.content.media), thread=thread(post.content.thread))
    wordings = tuple(
        replace(
            own,
            media=None if own.media is None else uses(own.media),
            thread=None if own.thread is None else thread(own.thread),
        )
        for own in post.wordings
    )
    return replace(post, content=content, wordings=wordings)


def moved(items: Sequence[T], source: int, target: int) -> tuple[T, ...]:
    """`items` with one taken out and put back at `target` (positions of the result, held inside)."""
    left = list(items)
    item = left.pop(source)
    left.insert(max(0, min(target, len(left))), item)
    return tuple(left)


# ------------------------------------------------------------------ two people, one post
def merged(base: Post, mine: Post, theirs: Post) -> Post:
    """`theirs` with everything over it that I changed since `base`; what both changed is mine.

    Content goes by its fields, options by their keys, wordings by channel and field. Revision and marks are theirs.
    """
    changes = {
        item.name: getattr(mine, item.name)
        for item in fields(Post)
        if item.name not in _THEIRS and getattr(mine, item.name) != getattr(base, item.name)
    }
    if "content" in changes:
        changes["content"] = _merged_content(base.content, mine.content, theirs.content)
    if "wordings" in changes:
        changes["wordings"] = _merged_wordings(base, mine, theirs)
    return replace(theirs, **changes)


_THEIRS = ("id", "brand_id", "revision", "changed_by", "stage", "approved_hash", "created_at_us", "deleted_at_us")


def _merged_content(base: Content, mine: Content, theirs: Content) -> Content:
    changes = _changed(base, mine)
    if "options" in changes:
        changes["options"] = _merged_map(base.options, mine.options, theirs.options)
    return replace(theirs, **changes)


def _merged_wordings(base: Post, mine: Post, theirs: Post) -> tuple[Wording, ...]:
    order = dict.fromkeys(own.channel_id for post in (theirs, mine) for own in post.wordings)
    result = []
    for channel_id in order:
        old, my, their = (post.wording_for(channel_id) or Wording(channel_id) for post in (base, mine, theirs))
        changes = _changed(old, my)
        if "options" in changes:
            changes["options"] = _merged_map(old.options or {}, my.options or {}, their.options or {}) or None
        result.append(replace(their, **changes))
    return tuple(own for own in result if not own.is_empty)


def _changed(base: object, mine: object) -> dict[str, Any]:
    names = [item.name for item in fields(mine)]  # type: ignore[arg-type]
    return {name: getattr(mine, name) for name in names if getattr(mine, name) != getattr(base, name)}


def _merged_map(base: Mapping[str, T], mine: Mapping[str, T], theirs: Mapping[str, T]) -> dict[str, T]:
    result = dict(theirs)
    for key in base.keys() | mine.keys():
        if key not in mine:
            result.pop(key, None)
        elif key not in base or base[key] != mine[key]:
            result[key] = mine[key]
    return result
