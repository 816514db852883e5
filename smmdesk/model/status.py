"""How far something has come, in the words of the screen (ux.md §2): chip, list and command say the same."""

from collections.abc import Collection, Mapping
from datetime import datetime

from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.dates import say_clock, say_day, say_time
from smmdesk.model.delivery import Delivery, Op, Part, State, Wish
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import Post, delivery_progress, progress
from smmdesk.model.problem import Problem, Value, time_of
from smmdesk.model.stages import Progress
from smmdesk.model.words import _

ACCOUNT_CLOSED = frozenset({"account_closed"})
"""Problems that hold for everything on the channel: it is paused until the person tries again."""


def open_part(delivery: Delivery) -> Part:
    """The part that decides what a delivery says: the first that is not over, else the root."""
    return next((part for part in delivery.parts if not part.is_over), delivery.parts[0])


def sign_in_problem(channel: Channel, **values: Value) -> Problem:
    """Why a channel that is signed out has to be signed in to."""
    code = "sign_in_here" if channel.is_new_here else "signed_out"
    return Problem(code, {"channel": channel.name, **values})


def held(channel: Channel | None, delivery: Delivery) -> Problem | None:
    """What keeps the whole channel from sending what would go out from here."""
    if delivery_progress(delivery) is not Progress.SCHEDULED:
        return None
    waits = next((part for part in delivery.parts if part.waits_for_account), None)
    if waits is not None and not (channel is not None and channel.is_new_here):
        return waits.problem
    if channel is None:
        return None
    if channel.status is ChannelStatus.SIGNED_OUT:
        return sign_in_problem(channel)
    if channel.status is ChannelStatus.PLANNED:
        return Problem("channel_not_connected", {"channel": channel.name, **time_of(delivery.due)})
    return Problem("channel_paused", {"channel": channel.name}) if channel.paused else None


def is_paused(post: Post, deliveries: Collection[Delivery], channels: Mapping[str, Channel]) -> bool:
    """Whether the post would go out from here, and one of its channels keeps it. `channels` by id."""
    if progress(post, deliveries) is not Progress.SCHEDULED:
        return False
    found = [held(channels.get(delivery.channel_id), delivery) for delivery in deliveries]
    return any(problem is not None and problem.code != "channel_not_connected" for problem in found)


def sentence(delivery: Delivery, platform: str, now: datetime, channel: Channel | None = None) -> str:
    """The full sentence for one delivery. `platform` is the platform's name as shown; `now` an aware instant.

    With its `channel` it says what keeps that from sending.
    """
    problem = held(channel, delivery)
    if problem is not None:
        return _paused(problem, delivery)
    look = delivery_progress(delivery)
    if look is None or not delivery.parts:
        return _("Draft")
    part, zone = open_part(delivery), delivery.due.zone
    if look is Progress.SCHEDULED:
        return _("Goes out {time} - keep this computer on").format(time=say_time(delivery.due))
    if look is Progress.HANDED_OFF:
        return _handed_off(delivery, part, platform)
    if look is Progress.PUBLISHED:
        wish = asked_of(delivery)
        return _published(delivery, zone, now) if wish is None else wish_sentence(wish, platform)
    if look is Progress.RETRY:
        return _retry(part, zone, now)
    if look in (Progress.NEEDS_YOU, Progress.MISSED) and part.problem is not None:
        return part.problem.title
    return {
        Progress.SENDING: _under_way(part, platform),
        Progress.PROCESSING: _("{platform} is preparing this post").format(platform=platform),
        Progress.UNKNOWN: _("Checking whether it went out"),
        Progress.MISSED: _("Did not go out: the computer was off"),
        Progress.REMOVED: _("Removed on {platform}").format(platform=platform),
    }.get(look, _("Needs you"))


def _under_way(part: Part, platform: str) -> str:
    """What is being done with it just now: not all that is sent goes out with it."""
    words = {
        Op.SCHEDULE: _("Being handed over to {platform}"),
        Op.RESCHEDULE: _("Being changed on {platform}’s list"),
        Op.RECALL: _("Being taken off {platform}’s list"),
    }
    return words.get(part.op, _("Sending…")).format(platform=platform)


def asked_of(delivery: Delivery) -> Wish | None:
    """What a person wants done there with what is out, the wish that needs the person first; None when nothing."""
    wishes = [part.wish for part in delivery.parts if part.wish is not None]
    return next((wish for wish in wishes if wish.state is State.NEEDS_YOU), wishes[0] if wishes else None)


def wish_sentence(wish: Wish, platform: str) -> str:
    """How far it is with what was asked."""
    if wish.state is State.NEEDS_YOU and wish.problem is not None:
        return wish.problem.title
    if wish.op is Op.DELETE:
        return _("Being removed from {platform}").format(platform=platform)
    return _("Being changed on {platform}").format(platform=platform)


def _paused(problem: Problem, delivery: Delivery) -> str:
    if problem.code == "channel_not_connected":
        return problem.say(_("{channel} is not connected - connect it before {time}"))
    return _("Paused - {reason}").format(reason=problem.title)


def _handed_off(delivery: Delivery, part: Part, platform: str) -> str:
    if part.remote_due_us is not None and part.remote_due_us != delivery.due.instant_us:
        there = say_time(Moment.of(from_us(part.remote_due_us), delivery.due.zone))
        return _("On {platform}’s list for {time} - we are changing it").format(platform=platform, time=there)
    return _("On {platform}’s list - goes out even if this computer is off").format(platform=platform)


def _published(delivery: Delivery, zone: str, now: datetime) -> str:
    receipt = delivery.parts[0].receipt
    if receipt is None or not receipt.at_us:
        return _("Published")
    at = Moment.of(from_us(receipt.at_us), zone)
    clock = say_clock(at.shown)
    if at.day == Moment.of(now, zone).day:
        return _("Published {time}").format(time=clock)
    return _("Published {day} at {time}").format(day=say_day(at.shown.date()), time=clock)


def _retry(part: Part, zone: str, now: datetime) -> str:
    reason = part.problem.title if part.problem is not None else _("No internet")
    if part.wake_at_us is None:
        return reason
    again = Moment.of(from_us(part.wake_at_us), zone)
    clock = say_clock(again.shown)
    if again.day == Moment.of(now, zone).day:
        return _("{reason}. Next try {time}").format(reason=reason, time=clock)
    day = say_day(again.shown.date())
    return _("{reason}. Next try {day} at {time}").format(reason=reason, day=day, time=clock)


def needs_computer(delivery: Delivery) -> bool:
    """True while this computer must be on for the delivery to go out."""
    return any(
        part.state in (State.SCHEDULED, State.CLAIMED, State.SENDING, State.PROCESSING, State.RETRY_WAIT)
        for part in delivery.parts
    )
