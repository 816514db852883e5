"""Posts and channels as commands show them."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from smmdesk.desk import ending_sign_ins
from smmdesk.desk.fingerprint import content_hash
from smmdesk.model.channel import Channel
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import Delivery, Part
from smmdesk.model.label import Label
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post, delivery_progress, progress
from smmdesk.model.stages import Progress, state_of, state_word
from smmdesk.model.status import is_paused, sentence

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

SHORT = 13
"""Characters of an id in lists: more than the time of its making, so that it is nearly always enough."""


def channel_data(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "platform": channel.platform,
        "name": channel.name,
        "handle": channel.handle,
        "server": channel.server,
        "url": channel.url,
        "status": channel.status.value,
        "paused": channel.paused,
        "guided": channel.guided,
        "brand_id": channel.brand_id,
    }


def channel_row(channel: Channel) -> tuple[str, ...]:
    status = "paused" if channel.paused else channel.status.value
    return (channel.id[:SHORT], channel.platform, channel.name, channel.handle, status)


def moment_data(moment: Moment | None) -> dict[str, str] | None:
    if moment is None:
        return None
    return {
        "wall": moment.wall.isoformat(sep=" ", timespec="minutes"),
        "zone": moment.zone,
        "at": moment.instant.isoformat().replace("+00:00", "Z"),
    }


def post_data(reader: "Reader", desk: "Desk", post: Post) -> dict[str, Any]:
    """Everything about a post, with what became of it on each channel."""
    deliveries = reader.deliveries_of(post.id)
    channels = reader.many(Channel, {*post.channels, *(delivery.channel_id for delivery in deliveries)})
    labels = reader.many(Label, post.labels) if post.labels else {}
    content = post.content
    return {
        "id": post.id,
        "brand_id": post.brand_id,
        "stage": post.stage.value,
        "content_hash": content_hash(post),
        "approved_hash": post.approved_hash or None,
        "state": _state(post, deliveries, channels),
        "planned": moment_data(post.planned),
        "title": content.title,
        "text": content.text,
        "link": content.link,
        "options": dict(content.options),
        "media": _media_data(reader, post),
        "thread": [item.text for item in content.thread],
        "first_comment": content.first_comment,
        "language": post.language,
        "labels": [label.name for label in labels.values()],
        "channels": [channel_data(channels[channel_id]) for channel_id in post.channels if channel_id in channels],
        "deliveries": [_delivery_data(desk, delivery, channels[delivery.channel_id]) for delivery in deliveries],
        "sample": post.sample,
        "deleted": post.deleted_at_us is not None,
    }


def _media_data(reader: "Reader", post: Post) -> list[dict[str, Any]]:
    assets = reader.many(Asset, [use.asset_id for use in post.content.media])
    return [
        {
            "asset_id": use.asset_id,
            "name": assets[use.asset_id].name,
            "mime": assets[use.asset_id].mime,
            "alt": use.alt_for(post.language),
        }
        for use in post.content.media
        if use.asset_id in assets
    ]


def _delivery_data(desk: "Desk", delivery: Delivery, channel: Channel) -> dict[str, Any]:
    look = delivery_progress(delivery)
    ending = ending_sign_ins.before(desk, channel, delivery.due) if look is Progress.SCHEDULED else None
    return {
        "id": delivery.id,
        "channel": channel.id,
        "channel_name": channel.name,
        "due": moment_data(delivery.due),
        "state": look.value if look else "draft",
        "words": sentence(delivery, desk.facts_for(channel).name, desk.clock.now(), channel),
        "hint": ending.as_dict() if ending is not None else None,
        "parts": [_part_data(part) for part in delivery.parts],
    }


def _part_data(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "kind": part.kind.value,
        "state": part.state.value,
        "remote_id": part.receipt.id if part.receipt else "",
        "url": part.receipt.url if part.receipt else "",
        "problem": part.problem.as_dict() if part.problem else None,
    }


def _state(post: Post, deliveries: Collection[Delivery], channels: Mapping[str, Channel]) -> str:
    return state_of(post.stage, progress(post, deliveries), paused=is_paused(post, deliveries, channels))


def post_row(reader: "Reader", post: Post, deliveries: Collection[Delivery]) -> tuple[str, ...]:
    time = say_time(post.planned) if post.planned else "-"
    channels = reader.many(Channel, {*post.channels, *(delivery.channel_id for delivery in deliveries)})
    names = [channels[channel_id].name for channel_id in post.channels if channel_id in channels]
    word = state_word(_state(post, deliveries, channels))
    return (post.id[:SHORT], time, word, ", ".join(names), post.content.first_words)


def post_lines(data: dict[str, Any]) -> tuple[str, ...]:
    """`post_data` for people."""
    when = f"{data['planned']['wall']} {data['planned']['zone']}" if data["planned"] else "-"
    lines = [f"{data['id']}  {data['state']}  {when}"]
    lines += [line for line in (data["title"], *data["text"].split("\n"), data["link"]) if line]
    lines += [f"[{number}] {text}" for number, text in enumerate(data["thread"], start=2)]
    lines += [f"# {data['first_comment']}"] if data["first_comment"] else []
    lines += [f"* {item['name']}: {item['alt'] or '-'}" for item in data["media"]]
    for delivery in data["deliveries"]:
        lines.append(f"{delivery['channel_name']}: {delivery['words']}")
        lines += [f"  {delivery['hint']['title']}"] if delivery["hint"] else []
        lines += [f"  {part['url']}" for part in delivery["parts"] if part["url"]]
    return tuple(lines)
