"""Sign-ins that end by themselves: said in good time, and of every post that is dated after the end.

When one ends is kept on the channel (`sign_in_ends_at_us`). That the platform really ended it is proven only by its
own refusal: until then nothing is held back here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_day
from smmdesk.model.moment import Moment, from_us, to_us
from smmdesk.model.post import delivery_progress
from smmdesk.model.problem import Problem, Value
from smmdesk.model.stages import Progress
from smmdesk.store import outbox

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.store.reader import Reader


def ends_soon(desk: "Desk", channel: Channel) -> bool:
    """Does the sign-in end within `Policy.sign_in_notice`, or should it have ended already?"""
    ends_us = ends_at_us(channel)
    return ends_us is not None and ends_us <= to_us(desk.clock.now() + desk.policy.sign_in_notice)


def ends_at_us(channel: Channel) -> int | None:
    """When the sign-in in use ends; None where none is in use, or nobody said."""
    return channel.sign_in_ends_at_us if channel.status is ChannelStatus.CONNECTED and not channel.guided else None


def notice(reader: "Reader", desk: "Desk", channel: Channel) -> Problem | None:
    """That the sign-in ends soon, with how many posts are dated after it; None while there is time."""
    ends_us = ends_at_us(channel)
    if ends_us is None or not ends_soon(desk, channel):
        return None
    after = outbox.due_from(reader, channel.id, ends_us)
    values: dict[str, Value] = {"channel_id": channel.id, "count": after}
    return _said(_code(desk, ends_us, "sign_in_ends"), channel, _zone(reader, channel), ends_us, **values)


def notice_now(desk: "Desk", channel: Channel) -> Problem | None:
    """`notice`, read now."""
    with desk.store.reading() as reader:
        return notice(reader, desk, channel)


def before(desk: "Desk", channel: Channel, planned: Moment | None) -> Problem | None:
    """That the sign-in ends before a post of that time goes out; None where it lasts. One that smmdesk makes longer by
    itself ends only where that does not run."""
    ends_us = ends_at_us(channel)
    if ends_us is None or planned is None or planned.instant_us < ends_us:
        return None
    lasts = desk.facts_for(channel).own_sign_in.renews
    code = _code(desk, ends_us, "sign_in_lasts_until" if lasts else "sign_in_ends_before")
    return _said(code, channel, planned.zone, ends_us, channel_id=channel.id, field="channels")


def before_any(reader: "Reader", desk: "Desk", post_ids: Iterable[str]) -> Problem | None:
    """The first account whose sign-in ends before one of these posts; of drafts nothing is said."""
    for post_id in post_ids:
        deliveries = [one for one in reader.deliveries_of(post_id) if delivery_progress(one) is Progress.SCHEDULED]
        channels = reader.many(Channel, {delivery.channel_id for delivery in deliveries})
        for delivery in deliveries:
            problem = before(desk, channels[delivery.channel_id], delivery.due)
            if problem is not None:
                return problem
    return None


def _code(desk: "Desk", ends_us: int, code: str) -> str:
    return code if ends_us > desk.now_us() else "sign_in_over"


def _said(code: str, channel: Channel, zone: str, ends_us: int, **values: Value) -> Problem:
    day = say_day(Moment.of(from_us(ends_us), zone).day)
    return Problem(code, {"channel": channel.name, "day": day, **values})


def _zone(reader: "Reader", channel: Channel) -> str:
    return reader.get(Brand, channel.brand_id).zone
