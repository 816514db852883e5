"""What platforms count of a period's posts, beside what is known here; what nobody tells stays unknown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.numbers import Count, Counts, Told, together
from smmdesk.model.periods import Period
from smmdesk.model.results import bounds_us
from smmdesk.store import numbers_reads, results_reads
from smmdesk.store.reader import Reader

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

SHOWN = (Count.VIEWS, Count.LIKES, Count.SHARES)


class Silence(StrEnum):
    """Why a channel tells no numbers."""

    NOT_TOLD = "not_told"
    GUIDED = "guided"
    COSTS = "costs"


@dataclass(frozen=True, slots=True)
class Numbers:
    """`counts` of the posts that went out in a period, `before` in the one before as far as this one has got: a kind
    that is missing is unknown. `followers` at its end and how many they are `more` than at its beginning. `told_at_us`
    is when a platform told something last. `silent` names channels that tell nothing."""

    counts: Counts
    before: Counts
    followers: int | None = None
    more: int | None = None
    told_at_us: int | None = None
    silent: tuple[tuple[Channel, Silence], ...] = ()
    is_awaited: bool = False
    """Whether there are channels that will tell."""


def read(
    desk: "Desk", reader: Reader, brand_id: str, zone: str, now: Period, before: Period, chosen: Collection[str]
) -> Numbers:
    """On the channels `chosen`, or on all where none is."""
    living = [one for one in reader.all(Channel, brand_id=brand_id) if one.status is not ChannelStatus.ARCHIVED]
    channels = [channel for channel in living if not chosen or channel.id in chosen]
    why = [(channel, silence_of(desk, channel)) for channel in channels]
    ids = {channel.id for channel in channels} if chosen else frozenset[str]()
    followers, more = _followers(reader, brand_id, now, ids)
    return Numbers(
        _counts(reader, brand_id, zone, now, ids),
        _counts(reader, brand_id, zone, before, ids),
        followers,
        more,
        results_reads.told_last_us(reader, brand_id),
        tuple((channel, silence) for channel, silence in why if silence is not None),
        any(silence is None for _channel, silence in why),
    )


def silence_of(desk: "Desk", channel: Channel) -> Silence | None:
    """None for a channel whose platform tells numbers by itself."""
    facts = desk.shown_facts(channel)
    if channel.guided:
        return Silence.GUIDED
    if facts.insights is None:
        return Silence.NOT_TOLD
    return Silence.COSTS if facts.price is not None and facts.price.read else None


def of_posts(reader: Reader, post_ids: Iterable[str], chosen: Collection[str]) -> dict[str, Told]:
    """What is known of each post, on all channels (that are looked at) together."""
    made = {}
    for post_id, told in numbers_reads.of_posts(reader, post_ids).items():
        on = [one for channel_id, one in told.items() if not chosen or channel_id in chosen]
        found = together(on)
        if found is not None:
            made[post_id] = found
    return made


def _counts(reader: Reader, brand_id: str, zone: str, period: Period, ids: Collection[str]) -> Counts:
    first_us, after_us = bounds_us(period.first, period.last, zone)
    told = numbers_reads.by_channel(reader, brand_id, first_us, after_us - 1)
    found = together(Told(one.counts, 0) for key, one in told.items() if not ids or key in ids)
    return found.counts if found is not None else {}


def _followers(reader: Reader, brand_id: str, period: Period, ids: Collection[str]) -> tuple[int | None, int | None]:
    """At the end, and how many more than before the period; compared on channels that were told of at both."""
    before = period.first - timedelta(days=period.days)
    found = numbers_reads.followers(reader, brand_id, before, period.last)
    kept = [days for key, days in found.items() if not ids or key in ids]
    inside = [days for days in kept if days[-1][0] >= period.first]
    if not inside:
        return None, None
    steps = [days[-1][1] - _at_first(days, period) for days in inside if days[0][0] <= period.first]
    return sum(days[-1][1] for days in inside), sum(steps) if steps else None


def _at_first(days: Sequence[tuple[object, int]], period: Period) -> int:
    """The last number from before the period, or from its first day."""
    return [count for day, count in days if day <= period.first][-1]  # type: ignore[operator]
