"""Everything paused at once: nothing goes out anywhere, and what stands on platforms' own lists is taken off them.

Kept in the database, so that engine, window and commands agree. Every channel shows its own pause meanwhile; those that
were paused before stay so afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_time
from smmdesk.model.delivery import State
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.problem import Problem
from smmdesk.store import db_settings, ledger
from smmdesk.system.zones import local_zone

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader

KEY = "standstill"
BEFORE_IT_GOES = (State.SCHEDULED, State.CLAIMED, State.RETRY_WAIT)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a pause of everything concerns: deliveries that wait here, and those on platforms' own lists."""

    here: int
    listed: int


def concerned(reader: "Reader") -> Stopped:
    """How much would be kept back now."""
    here = {due.delivery.id for due in ledger.open_parts(reader, *BEFORE_IT_GOES)}
    listed = {due.delivery.id for due in ledger.open_parts(reader, State.HANDED_OFF)}
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
    brands = reader.all(Brand)
    zone = min(brands, key=lambda brand: brand.id).zone if brands else local_zone()
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
    """The pause is over; returns the channels that send again. What it made late is handled like any other lateness."""
    with desk.store.transaction() as tx:
        kept = db_settings.get(tx, KEY) or {"channels": []}
        found = tx.many(Channel, kept["channels"]).values()
        resumed = [tx.put(replace(channel, paused=False)) for channel in found if channel.paused]
        db_settings.remove(tx, KEY)
    return resumed
