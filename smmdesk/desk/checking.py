"""What stands against a post before it is scheduled, channel by channel."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.limits import Checked, check
from smmdesk.model.media import Asset
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem

if TYPE_CHECKING:
    from smmdesk.store.store import Reader

TWIN_WITHIN = timedelta(hours=24)
_NO_TIME = "…"


def check_post(desk: Desk, post: Post) -> dict[str, Checked]:
    """For each channel id of `post`: everything that blocks it, and hints (descriptions, sign-ins, a twin nearby)."""
    with desk.store.reading() as reader:
        return check_in(reader, desk, post)


def check_in(reader: "Reader", desk: Desk, post: Post) -> dict[str, Checked]:
    """`check_post` inside a transaction that is already open."""
    assets = assets_of(reader, post)
    return {channel_id: _check_channel(reader, desk, post, channel_id, assets) for channel_id in post.channels}


def assets_of(reader: "Reader", post: Post) -> dict[str, Asset]:
    """Every asset that the post or one of its wordings names and that still exists, by id."""
    uses = [*post.content.media, *(use for item in post.content.thread for use in item.media)]
    for wording in post.wordings:
        uses += [*(wording.media or ()), *(use for item in wording.thread or () for use in item.media)]
    found = (reader.find(Asset, asset_id) for asset_id in dict.fromkeys(use.asset_id for use in uses))
    return {asset.id: asset for asset in found if asset is not None and asset.deleted_at_us is None}


def _check_channel(reader: "Reader", desk: Desk, post: Post, channel_id: str, assets: dict[str, Asset]) -> Checked:
    channel = reader.find(Channel, channel_id)
    if channel is None or channel.deleted_at_us is not None or channel.status is ChannelStatus.ARCHIVED:
        return Checked((Problem("channel_unknown", {"id": channel_id, "field": "channels"}),))
    facts = desk.facts(channel.platform)
    limits = facts.limits_for(channel.reported)
    found = check(post.content_for(channel_id), limits, channel.name, assets, facts.options, post.language or "en")
    sample = (Problem("sample_only", {"channel": channel.name, "field": "channels"}),)
    blocking = sample + found.blocking if post.sample and not facts.takes_samples else found.blocking
    return Checked(blocking, (*found.hints, *_channel_hints(channel, post.planned), *_twins(reader, post, channel)))


def _channel_hints(channel: Channel, planned: Moment | None) -> Iterable[Problem]:
    time = say_time(planned) if planned else _NO_TIME
    if channel.status is ChannelStatus.PLANNED:
        yield Problem("channel_not_connected", {"channel": channel.name, "time": time, "field": "channels"})
    elif channel.status is ChannelStatus.SIGNED_OUT:
        yield Problem("signed_out", {"channel": channel.name, "field": "channels"})
    elif channel.paused:
        yield Problem("channel_paused", {"channel": channel.name, "field": "channels"})


def _twins(reader: "Reader", post: Post, channel: Channel) -> Iterable[Problem]:
    """The same text on the same channel within a day, for other posts that have a time."""
    text = _bare(post.content_for(channel.id).text)
    if post.planned is None or not text:
        return
    for other in reader.planned_near(post.brand_id, post.planned.instant, TWIN_WITHIN):
        same = other.id != post.id and channel.id in other.channels and other.planned is not None
        if same and _bare(other.content_for(channel.id).text) == text:
            values = {"channel": channel.name, "time": say_time(other.planned), "post": other.id, "field": "text"}  # type: ignore[arg-type]
            yield Problem("twin", values)


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
