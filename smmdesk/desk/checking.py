"""What stands against a post before it is scheduled, channel by channel."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from smmdesk.desk import consents, ending_sign_ins
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_host import facts_at
from smmdesk.desk.mentioning import named_on, platform_of, with_unknown
from smmdesk.desk.tagging import tags_for
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.dates import say_clock, say_day, say_time
from smmdesk.model.foreign import WORDS_MOST
from smmdesk.model.limits import Checked, check
from smmdesk.model.link_tags import tagged
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.moment import ClockChange, Moment, from_us
from smmdesk.model.policy import CLOSE_MINUTES
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError, Value
from smmdesk.model.status import sign_in_problem
from smmdesk.store import foreign_posts
from smmdesk.store.flat_reads import planned_between, said_near

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader

TWIN_WITHIN_US = 24 * 3600 * 1_000_000
CLOSE_US = CLOSE_MINUTES * 60 * 1_000_000
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
    """Every asset that the post or one of its wordings names and that still exists, by id; covers too."""
    uses = [*post.content.media, *(use for item in post.content.thread for use in item.media)]
    cards = [post.content.card, *(wording.card for wording in post.wordings)]
    uses += [MediaUse(card.asset_id) for card in cards if card is not None and card.asset_id]
    for wording in post.wordings:
        uses += [*(wording.media or ()), *(use for item in wording.thread or () for use in item.media)]
    ids = {asset_id for use in uses for asset_id in (use.asset_id, use.cover_asset_id) if asset_id}
    found = reader.many(Asset, ids) if ids else {}
    return {asset_id: asset for asset_id, asset in found.items() if asset.deleted_at_us is None}


def _check_channel(reader: "Reader", desk: Desk, post: Post, channel_id: str, assets: dict[str, Asset]) -> Checked:
    channel = reader.find(Channel, channel_id)
    if channel is None or channel.deleted_at_us is not None or channel.status is ChannelStatus.ARCHIVED:
        name = channel.name if channel is not None else channel_id
        return Checked((Problem("channel_unknown", {"id": name, "field": "channels"}),))
    typed = post.content_for(channel_id)
    facts = facts_at(reader, desk.facts_for(channel), post.brand_id, typed)
    limits = facts.limits_for(channel.reported)
    content = named_on(reader, typed, post.brand_id, platform_of(channel))
    content = tagged(content, tags_for(reader, post.brand_id, channel, post))
    found = check(content, limits, channel.name, assets, facts.options, post.language or "en")
    found = with_unknown(reader, typed, channel, desk.shown_facts(channel), found)
    sample = (Problem("sample_only", {"channel": channel.name, "field": "channels"}),)
    blocking = sample + found.blocking if post.sample and not facts.takes_samples else found.blocking
    if facts.closed:
        closed = {"platform": facts.name, "year": facts.closed[:4], "field": "channels"}
        blocking = (Problem("platform_closed", closed), *blocking)
    blocking += tuple(_gone_files(desk, content, assets))
    blocking += _not_agreed(reader, desk, post, channel, typed)
    hints = (*_channel_hints(desk, channel, post.planned), *_clock_hints(post.planned), *twins(reader, post, channel))
    hints += tuple(_close(reader, post, channel, hints))
    hints += tuple(_crowd(reader, post, channel, facts.posts_per_day))
    return Checked(blocking, (*found.hints, *consents.hints(reader, post.brand_id, typed, post), *hints))


def _not_agreed(reader: "Reader", desk: Desk, post: Post, channel: Channel, content: Content) -> tuple[Problem, ...]:
    """What a customer made and has not agreed to, as of now and of the day on which the post goes out."""
    today = Moment.of(desk.clock.now(), reader.get(Brand, post.brand_id).zone).day
    goes_out = max(today, post.planned.day) if post.planned is not None else today
    return consents.against(reader, post.brand_id, content, post, (channel.id, channel.name), today, goes_out)


def require_agreed_then(reader: "Reader", desk: Desk, post: Post, moment: Moment) -> None:
    """What a scheduled post shows of customers may still be shown on the day it is moved to. Raises
    ProblemError(consent_over); what stood against it before the move is said elsewhere."""
    for channel in reader.many(Channel, post.channels).values():
        content = post.content_for(channel.id)
        before = {problem.values["contribution_id"] for problem in _not_agreed(reader, desk, post, channel, content)}
        moved = replace(post, planned=moment)
        for problem in _not_agreed(reader, desk, moved, channel, content):
            if problem.code == "consent_over" and problem.values["contribution_id"] not in before:
                raise ProblemError.of(problem)


def _gone_files(desk: Desk, content: Content, assets: dict[str, Asset]) -> Iterable[Problem]:
    """Photos whose file is no longer in the data folder: better said now than when it should go out."""
    for use in content.media:
        asset = assets.get(use.asset_id)
        if asset is not None and not desk.files.has(asset.sha256):
            yield Problem("media_missing", {"name": asset.name or "?", "field": "media"})


def _channel_hints(desk: Desk, channel: Channel, planned: Moment | None) -> Iterable[Problem]:
    said = say_time(planned) if planned else _NO_TIME
    if channel.status is ChannelStatus.PLANNED:
        yield Problem("channel_not_connected", {"channel": channel.name, "time": said, "field": "channels"})
    elif channel.status is ChannelStatus.SIGNED_OUT:
        yield sign_in_problem(channel, field="channels")
    elif channel.paused:
        yield Problem("channel_paused", {"channel": channel.name, "field": "channels"})
    ending = ending_sign_ins.before(desk, channel, planned)
    if ending is not None:
        yield ending


def _clock_hints(planned: Moment | None) -> Iterable[Problem]:
    """A note where the clocks of the zone skip the hour, or pass it twice."""
    change = planned.clock_change if planned else ClockChange.NONE
    if planned is None or change is ClockChange.NONE:
        return
    code = "hour_missing" if change is ClockChange.GAP else "hour_twice"
    shown, wall = say_clock(planned.shown), say_clock(planned.wall)
    yield Problem(code, {"day": say_day(planned.day), "time": wall, "shown": shown, "field": "when"})


def _crowd(reader: "Reader", post: Post, channel: Channel, most: int) -> Iterable[Problem]:
    """More posts on the day than the platform takes: said while there is time to spread them (fault 99)."""
    if not most or post.planned is None:
        return
    midnight = post.planned.at(time())
    day_us = midnight.instant_us, midnight.plus(timedelta(days=1)).instant_us - 1
    others = planned_between(reader, channel.id, *day_us).keys() - {post.id}
    if len(others) >= most:
        told: dict[str, Value] = {"channel": channel.name, "limit": most, "count": len(others) + 1, "field": "when"}
        yield Problem("day_full", {**told, "day": say_day(post.planned.day)})


def twins(reader: "Reader", post: Post, channel: Channel) -> Iterable[Problem]:
    """The same text on the same channel within a day, for other posts: here, on its own list, or live there."""
    content = post.content_for(channel.id)
    text = _bare(content.text)
    if post.planned is None or not text:
        return
    at_us = post.planned.instant_us
    around = at_us - TWIN_WITHIN_US, at_us + TWIN_WITHIN_US
    for waiting in foreign_posts.near(reader, channel.id, *around):
        if _begins_as(waiting.words, content.text) or _begins_as(waiting.words, content.title):
            time = say_time(Moment.of(from_us(waiting.at_us), post.planned.zone))
            yield Problem("twin_live" if waiting.live else "twin_there", {"channel": channel.name, "time": time})
    for other in said_near(reader, channel.id, *around):
        if other.id != post.id and _bare(other.text) == text:
            time = say_time(Moment(datetime.fromisoformat(other.wall), other.zone))
            yield Problem("twin", {"channel": channel.name, "time": time, "post_id": other.id, "field": "text"})


def _close(reader: "Reader", post: Post, channel: Channel, said: Iterable[Problem]) -> Iterable[Problem]:
    """Another post minutes away on the same channel: people may see only one. A twin is told already."""
    if post.planned is None:
        return
    at_us = post.planned.instant_us
    told = {problem.values.get("post_id") for problem in said}
    near = planned_between(reader, channel.id, at_us - CLOSE_US + 1, at_us + CLOSE_US - 1)
    for post_id, other_us in sorted(near.items(), key=lambda pair: (abs(pair[1] - at_us), pair[0])):
        if post_id != post.id and post_id not in told:
            time = say_time(Moment.of(from_us(other_us), post.planned.zone))
            yield Problem("close_by", {"channel": channel.name, "time": time, "post_id": post_id, "field": "when"})
            return


def _begins_as(kept: str, text: str) -> bool:
    """Whether what is kept of a post there, one line and no more than so much, is all of `text` or its beginning."""
    line, said = _bare(kept), _bare(text)
    is_cut = len(kept) >= WORDS_MOST - 10 and line.endswith("…")
    return bool(line) and (said.startswith(line[:-1].rstrip()) if is_cut else said == line)


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
