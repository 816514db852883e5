"""The rows that hang on a post: channels, labels, wordings per channel, media of the post and of its thread."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post
from smmdesk.store.plain import Plain, dumps, from_plain, to_plain
from smmdesk.store.rows import CONTENT_COLUMNS, content_fields, spec_of, write_content
from smmdesk.store.statements import Cell, Row, Rows

POST_SPEC = spec_of("post", Post, frozenset({"channels", "wordings", "labels"}))
CONTENT_FIELDS = ("title", "text", "link", "media", "options", "thread", "first_comment", "poll", "card")
COMMON = ""

COVER = ("cover_ms", "cover_asset_id", "turn")
_CHANNEL = ("post_id", "channel_id", "sort_key")
_LABEL = ("post_id", "label_id", "sort_key")
_WORDING = ("post_id", "channel_id", *CONTENT_COLUMNS, "own_media")
_MEDIA = ("post_id", "channel_id", "item", "sort_key", "asset_id", "alt", "focus_x", "focus_y", "crops", *COVER)

Tables = list[tuple[str, list[dict[str, Cell]]]]


@dataclass(slots=True)
class PostChildren:
    """Rows by post id, as tuples in the order of the column names above."""

    channels: dict[str, list[Row]] = field(default_factory=dict)
    labels: dict[str, list[Row]] = field(default_factory=dict)
    wordings: dict[str, list[Row]] = field(default_factory=dict)
    media: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def of(cls, *posts: Post) -> "PostChildren":
        """The rows of these posts."""
        made = cls()
        for post in posts:
            wordings = _in_order(post.wordings, post.channels)
            made.channels[post.id] = [(post.id, channel, number) for number, channel in enumerate(post.channels)]
            made.labels[post.id] = [(post.id, label, number) for number, label in enumerate(post.labels)]
            made.wordings[post.id] = [_wording_row(post.id, own) for own in wordings]
            media = made.media[post.id] = list(_media_rows(post.id, COMMON, post.content.media, post.content.thread))
            for own in wordings:
                media += _media_rows(post.id, own.channel_id, own.media or (), own.thread or ())
        return made

    def tables(self) -> Tables:
        """Table name and rows as cells by column."""
        held = (
            ("post_channel", _CHANNEL, self.channels),
            ("post_label", _LABEL, self.labels),
            ("post_wording", _WORDING, self.wordings),
            ("post_media", _MEDIA, self.media),
        )
        return [
            (table, [dict(zip(columns, row, strict=True)) for found in by_post.values() for row in found])
            for table, columns, by_post in held
        ]

    def complete(self, post: Post) -> Post:
        """`post` as read from its own row, with all that hangs on it."""
        channels = tuple(row[1] for row in self.channels.get(post.id, ()))
        media = _media_by_place(self.media.get(post.id, ()))
        own = tuple(_read_wording(row, media) for row in self.wordings.get(post.id, ()))
        return replace(
            post,
            content=_with_media(post.content, COMMON, media) if media else post.content,
            channels=channels,
            labels=tuple(row[1] for row in self.labels.get(post.id, ())),
            wordings=_in_order(own, channels) if len(own) > 1 else own,
        )


def _in_order(wordings: tuple[Wording, ...], channels: tuple[str, ...]) -> tuple[Wording, ...]:
    """Wordings in the order of the post's channels; those of other channels behind."""
    places = {channel: number for number, channel in enumerate(channels)}
    return tuple(sorted(wordings, key=lambda own: (places.get(own.channel_id, len(places)), own.channel_id)))


def load_children(rows: Rows, values: Mapping[str, Cell]) -> PostChildren:
    """All that hangs on the posts that fulfil the conditions."""

    def read(table: str, columns: tuple[str, ...], order: tuple[str, ...]) -> dict[str, list[Row]]:
        by_post: dict[str, list[Row]] = {}
        for row in rows.children(table, columns, "post_id", "post", values, ("post_id", *order)):
            by_post.setdefault(row[0], []).append(row)
        return by_post

    return PostChildren(
        read("post_channel", _CHANNEL, ("sort_key",)),
        read("post_label", _LABEL, ("sort_key",)),
        read("post_wording", _WORDING, ("channel_id",)),
        read("post_media", _MEDIA, ("channel_id", "item", "sort_key")),
    )


def _media_rows(
    post_id: str, channel_id: str, media: tuple[MediaUse, ...], thread: tuple[ThreadItem, ...]
) -> Iterable[Row]:
    for item, uses in enumerate((media, *(further.media for further in thread))):
        for number, use in enumerate(uses):
            place = (post_id, channel_id, item, number)
            shown = dumps(use.alt), float(use.focus[0]), float(use.focus[1]), dumps(use.crops)
            yield (*place, use.asset_id, *shown, use.cover_ms, use.cover_asset_id, use.turn)


def _wording_row(post_id: str, own: Wording) -> Row:
    return (post_id, own.channel_id, *write_content(own), own.media is not None)


MediaByPlace = dict[tuple[str, int], tuple[MediaUse, ...]]


def _media_by_place(found: Iterable[Row]) -> MediaByPlace:
    """Uses by (channel id or COMMON, item)."""
    made: MediaByPlace = {}
    for _, channel_id, item, _, asset_id, alt, x, y, crops, *cover in found:
        cut = {ratio: tuple(box) for ratio, box in json.loads(crops).items()}
        use = MediaUse(asset_id, json.loads(alt), (x, y), cut, *cover)
        made[channel_id, item] = (*made.get((channel_id, item), ()), use)
    return made


def _with_media(content: Content, channel_id: str, media: MediaByPlace) -> Content:
    return replace(
        content, media=media.get((channel_id, 0), ()), thread=_thread_with_media(content.thread, channel_id, media)
    )


def _thread_with_media(thread: tuple[ThreadItem, ...], channel_id: str, media: MediaByPlace) -> tuple[ThreadItem, ...]:
    return tuple(
        ThreadItem(item.text, media.get((channel_id, number), ())) for number, item in enumerate(thread, start=1)
    )


def _read_wording(row: Row, media: MediaByPlace) -> Wording:
    channel_id, own_media = row[1], row[-1]
    made = content_fields(row[2:-1])
    if made["thread"] is not None:
        made["thread"] = _thread_with_media(made["thread"], channel_id, media)
    return Wording(channel_id, media=media.get((channel_id, 0), ()) if own_media else None, **made)


# ------------------------------------------------------------------ field by field, for journal and undo
def post_fields(post: Post, in_row: Iterable[str]) -> dict[str, Plain]:
    """What a person decided about a post: content fields by their names, a channel's wording as `wordings.<id>`."""
    made = {name: to_plain(getattr(post, name)) for name in sorted(in_row) if name != "content"}
    made.update({name: to_plain(getattr(post.content, name)) for name in CONTENT_FIELDS})
    made["channels"], made["labels"] = to_plain(post.channels), to_plain(post.labels)
    made.update({f"wordings.{own.channel_id}": to_plain(own) for own in post.wordings})
    return made


def with_post_field(post: Post, name: str, plain: Plain) -> Post:
    """`post` with one field as `post_fields` names it; None for a wording takes it away."""
    if name in CONTENT_FIELDS:
        return replace(post, content=replace(post.content, **{name: _content_value(name, plain)}))
    if name.startswith("wordings."):
        channel_id = name.removeprefix("wordings.")
        others = tuple(own for own in post.wordings if own.channel_id != channel_id)
        return replace(post, wordings=others if plain is None else (*others, from_plain(Wording, plain)))
    hint: Any = tuple[str, ...] if name in ("channels", "labels") else POST_SPEC.hints[name]
    return replace(post, **{name: from_plain(hint, plain)})


def _content_value(name: str, plain: Plain) -> Any:
    return getattr(from_plain(Content, {name: plain}), name)
