"""How far something has come, in the words of the screen (ux.md §2): chip, list and command say the same."""

from datetime import datetime

from smmdesk.model.dates import say_time
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.post import delivery_progress
from smmdesk.model.stages import Progress
from smmdesk.model.words import _


def open_part(delivery: Delivery) -> Part:
    """The part that decides what a delivery says: the first that is not over, else the root."""
    return next((part for part in delivery.parts if not part.is_over), delivery.parts[0])


def sentence(delivery: Delivery, platform: str, now: datetime) -> str:
    """The full sentence for one delivery. `platform` is the platform's name as shown; `now` an aware instant."""
    progress = delivery_progress(delivery)
    if progress is None or not delivery.parts:
        return _("Draft")
    part, zone = open_part(delivery), delivery.due.zone
    if progress is Progress.SCHEDULED:
        return _("Goes out {time} - keep this computer on").format(time=say_time(delivery.due))
    if progress is Progress.HANDED_OFF:
        return _handed_off(delivery, part, platform)
    if progress is Progress.PUBLISHED:
        return _published(delivery, zone, now)
    if progress is Progress.RETRY:
        return _retry(part, zone, now)
    if progress is Progress.NEEDS_YOU and part.problem is not None:
        return part.problem.title
    return {
        Progress.SENDING: _("Sending…"),
        Progress.PROCESSING: _("{platform} is preparing this post").format(platform=platform),
        Progress.UNKNOWN: _("Checking whether it went out"),
        Progress.MISSED: _("Did not go out: the computer was off"),
        Progress.REMOVED: _("Removed on {platform}").format(platform=platform),
    }.get(progress, _("Needs you"))


def _handed_off(delivery: Delivery, part: Part, platform: str) -> str:
    if part.remote_due_us is not None and part.remote_due_us != delivery.due.instant_us:
        there = say_time(Moment.of(from_us(part.remote_due_us), delivery.due.zone))
        return _("On {platform}'s list for {time} - we are changing it").format(platform=platform, time=there)
    return _("On {platform}'s list - goes out even if this computer is off").format(platform=platform)


def _published(delivery: Delivery, zone: str, now: datetime) -> str:
    receipt = delivery.parts[0].receipt
    if receipt is None or not receipt.at_us:
        return _("Published")
    at = Moment.of(from_us(receipt.at_us), zone)
    return _("Published {time}").format(time=_short(at, now))


def _short(at: Moment, now: datetime) -> str:
    """The hour; the day too where it is another one."""
    return f"{at.shown:%H:%M}" if at.day == Moment.of(now, at.zone).day else say_time(at)


def _retry(part: Part, zone: str, now: datetime) -> str:
    reason = part.problem.title if part.problem is not None else _("No internet")
    if part.wake_at_us is None:
        return reason
    again = Moment.of(from_us(part.wake_at_us), zone)
    return _("{reason}. Next try {time}").format(reason=reason, time=_short(again, now))


def needs_computer(delivery: Delivery) -> bool:
    """True while this computer must be on for the delivery to go out."""
    return any(
        part.state in (State.SCHEDULED, State.CLAIMED, State.SENDING, State.PROCESSING, State.RETRY_WAIT)
        for part in delivery.parts
    )
