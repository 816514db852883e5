"""What a month is about: the share of each label beside what the owner wants, and channels on which nothing happens."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.label import Label
from smmdesk.model.words import _
from smmdesk.store.calendar_reads import CalendarReader, ChannelRow

QUIET_DAYS = 7
FAR = timedelta(days=90)
FEW_POSTS = 4
"""With less than this a share says nothing."""
OFF_BY = 15
"""Percentage points; nearer than this is as wanted."""


class Share(NamedTuple):
    """One label in a month: how many `posts` carry it, which share that is, and which is wanted (0: not said)."""

    label_id: str
    name: str
    color: str
    posts: int
    percent: int
    wanted: int


class Quiet(NamedTuple):
    """A channel on which nothing happens for `days` days around today; `until` is the next post, if there is one."""

    channel_id: str
    name: str
    days: int
    until: date | None


class Mix(NamedTuple):
    posts: int
    shares: tuple[Share, ...]
    quiet: tuple[Quiet, ...]

    @property
    def off(self) -> tuple[Share, ...]:
        """Labels whose share is far from what is wanted, once there are enough posts to say so."""
        if self.posts < FEW_POSTS:
            return ()
        return tuple(share for share in self.shares if share.wanted and abs(share.percent - share.wanted) >= OFF_BY)


def mix_of(reader: CalendarReader, brand_id: str, month: date, today: date) -> Mix:
    """The month of `month`; quiet channels are looked at from today."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    label_of = {post: label for post, label, _channel, _day in reader.about(brand_id, first, last)}
    counts, wanted, total = Counter(label_of.values()), reader.wanted_shares(brand_id), len(label_of)
    shares = tuple(
        Share(label.id, label.name, label.color, counts[label.id], _percent(counts[label.id], total), wanted[label.id])
        for label in reader.labels(brand_id)
    )
    days: dict[str, set[date]] = {}
    for _post, _label, channel_id, day in reader.about(brand_id, today - FAR, today + FAR):
        days.setdefault(channel_id, set()).add(day)
    living = (channel for channel in reader.channels(brand_id) if not channel.archived)
    quiet = (_quiet(channel, days.get(channel.id, set()), today) for channel in living)
    return Mix(total, shares, tuple(one for one in quiet if one is not None))


def want_shares(desk: Desk, shares: dict[str, int]) -> None:
    """The percentages that the owner wants, by label id; 0 says nothing. One undo step."""
    with step(desk, _("wanted mix")) as tx:
        for label_id, percent in shares.items():
            label = tx.get(Label, label_id)
            if label.wanted_percent != percent:
                tx.put(replace(label, wanted_percent=max(0, min(100, percent))))


def _percent(count: int, total: int) -> int:
    return round(100 * count / total) if total else 0


def _quiet(channel: ChannelRow, days: set[date], today: date) -> Quiet | None:
    """None for a channel that was never used, or has something near."""
    before = max((day for day in days if day <= today), default=None)
    after = min((day for day in days if day > today), default=None)
    if before is None:
        return None
    length = ((after or today) - before).days
    return Quiet(channel.id, channel.name, length, after) if length >= QUIET_DAYS else None
