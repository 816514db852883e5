"""Everything paused at once: nothing goes out anywhere, and what stands on platforms' own lists is taken off them.

Kept in the database, so that engine, window and commands agree. Every channel shows its own pause meanwhile; those that
were paused before stay so afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smmdesk.desk.brands import used_brands, working_channels
from smmdesk.desk.deciding import us
from smmdesk.desk.handing_off import still_elsewhere
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import Op, PartKind, State
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, time_of
from smmdesk.model.stages import Stage
from smmdesk.store import db_settings, ledger
from smmdesk.system.zones import local_zone

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

KEY = "standstill"
BEFORE_IT_GOES = (State.SCHEDULED, State.CLAIMED, State.RETRY_WAIT)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a pause of everything concerns: deliveries that wait here, and those on platforms' own lists."""

    here: int
    listed: int


def concerned(reader: "Reader", brand_id: str = "") -> Stopped:
    """How much would be kept back now, of all brands or of one."""

    def standing(*states: State) -> set[str]:
        dues = ledger.open_parts(reader, *states)
        return {due.delivery.id for due in dues if brand_id in ("", due.delivery.brand_id)}

    here, listed = standing(*BEFORE_IT_GOES), standing(State.HANDED_OFF)
    return Stopped(len(here - listed), len(listed))


def of_channel(reader: "Reader", channel_id: str) -> Stopped:
    """What has not gone out yet on a channel, and what its platform's own list holds."""
    listed = {part.delivery_id for part in still_elsewhere(reader, channel_id)}
    dues = ledger.open_parts(reader, *BEFORE_IT_GOES, State.MISSED, State.NEEDS_YOU)
    here = {due.delivery.id for due in dues if due.delivery.channel_id == channel_id}
    return Stopped(len(here - listed), len(listed))


def since_us(reader: "Reader") -> int | None:
    """Since when everything is paused, None while it is not."""
    found = db_settings.get(reader, KEY)
    return found["since_us"] if found else None


def problem(reader: "Reader", desk: "Desk") -> Problem | None:
    """That everything is paused, with the time of day since when, as the first brand's clocks show it."""
    paused_us = since_us(reader)
    if paused_us is None:
        return None
    brands = used_brands(reader)
    zone = brands[0].zone if brands else local_zone()
    return Problem("all_paused", {"time": say_time(Moment.of(from_us(paused_us), zone), desk.clock.now())})


def pause_all(desk: "Desk") -> Sequence[Channel]:
    """From now on nothing goes out; returns the channels that were paused by this. Again: nothing changes."""
    with desk.store.transaction() as tx:
        if since_us(tx) is not None:
            return ()
        able = [one for one in tx.all(Channel) if not one.paused and one.status is not ChannelStatus.ARCHIVED]
        paused = [tx.put(replace(channel, paused=True)) for channel in able]
        db_settings.put(tx, KEY, {"since_us": desk.now_us(), "channels": [channel.id for channel in paused]})
    return paused


def let_all_go_on(desk: "Desk") -> Sequence[Channel]:
    """The pause is over; returns the channels that send again.

    What it made late by more than a few minutes does not go out by itself: it is missed, and the person is asked once
    about all of it. What they sent "now" meanwhile goes out.
    """
    with desk.store.transaction() as tx:
        kept = db_settings.get(tx, KEY)
        if kept is None:
            return []
        found = tx.many(Channel, kept["channels"]).values()
        resumed = [tx.put(replace(channel, paused=False)) for channel in found if channel.paused]
        db_settings.remove(tx, KEY)
        ask_about_late(tx, desk, {channel.id: channel for channel in working_channels(tx) if not channel.paused})
    return resumed


def ask_about_late(tx: "Transaction", desk: "Desk", open_: Mapping[str, Channel]) -> None:
    """Posts whose moment passed during the pause and of which nothing is out yet, also on a channel that was added or
    let go on by itself meanwhile: nothing went out there either. Answers are not posts: whoever wrote them saw that
    they wait. What another computer is to send is that one's to ask about."""
    before_us = desk.now_us() - us(desk.policy.overdue_after)
    for due in ledger.open_parts(tx, State.SCHEDULED, State.RETRY_WAIT):
        delivery, channel = due.delivery, open_.get(due.delivery.channel_id)
        late = delivery.due.instant_us < before_us and due.part.kind is PartKind.ROOT and due.part.op is Op.CREATE
        if channel is None or not late or delivery.now or delivery.post_id is None or delivery.home != desk.device:
            continue
        post = tx.find(Post, delivery.post_id)
        if post is not None and post.deleted_at_us is None and post.stage is Stage.APPROVED:
            values = {"channel": channel.name, **time_of(delivery.due)}
            ledger.move(tx, due.part, State.MISSED, problem=Problem("was_paused", values), wake_at_us=None)
