"""What happened to a delivery, in plain words with times (ux.md 79)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from smmdesk.model.dates import say_clock, say_day
from smmdesk.model.delivery import Attempt, Delivery, Evidence, Op, Part, PartKind, State, Verdict
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.status import open_part
from smmdesk.model.words import _

CONNECTION = frozenset({"offline", "server_unreachable", "connection_not_safe", "proxy", "TimeoutError", ""})
"""What `Attempt.evidence` says where the connection was at fault."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of "what happened": the time as shown and plain words; `open` for what comes next.

    `day` is said where another day begins. `doubt`: nobody could tell then.
    """

    time: str
    words: str
    open: bool = False
    day: str = ""
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class _Event:
    at_us: int
    words: str
    open: bool = False
    doubt: bool = False


def history_of(delivery: Delivery, attempts: Iterable[Attempt], channel: str, now: datetime) -> tuple[HistoryLine, ...]:
    """Lines from the oldest to the newest; the last may be what comes next (`open`)."""
    events = [_Event(delivery.created_at_us, _("planned"))] if delivery.created_at_us else []
    parts = {part.id: part for part in delivery.parts}
    many = len(delivery.parts) > 1
    for attempt in attempts:
        which = _which(parts[attempt.part_id]) if many and attempt.part_id in parts else ""
        events += [_Event(at_us, which + words, doubt=doubt) for at_us, words, doubt in _of_attempt(attempt, channel)]
    for part in delivery.parts:
        if part.receipt is not None and part.receipt.evidence is not Evidence.RESPONSE:
            found = part.receipt.evidence is Evidence.READBACK
            events.append(_Event(part.receipt.at_us, _("found on your page") if found else _("you said: it is there")))
    events.sort(key=lambda event: event.at_us)
    part = open_part(delivery)
    if not part.is_over and part.wake_at_us is not None:
        events.append(_Event(part.wake_at_us, _next(part), open=True))
    return tuple(_lines(events, delivery.due.zone, now))


def _lines(events: Iterable[_Event], zone: str, now: datetime) -> Iterable[HistoryLine]:
    """A day is named where it differs from the line before, and from today where it is the first."""
    day = Moment.of(now, zone).day
    for event in events:
        at = Moment.of(from_us(event.at_us), zone)
        new_day = say_day(at.day) if at.day != day else ""
        day = at.day
        yield HistoryLine(say_clock(at.shown), event.words, event.open, new_day, event.doubt)


def _which(part: Part) -> str:
    if part.kind is PartKind.FIRST_COMMENT:
        return _("first comment") + ": "
    return _("part {number}").format(number=part.position + 1) + ": "


def _of_attempt(attempt: Attempt, channel: str) -> list[tuple[int, str, bool]]:
    begun = [(attempt.intent_at_us, _started(attempt.op, channel), False)]
    ended = _ended(attempt)
    if ended and attempt.end_at_us is not None:
        begun.append((attempt.end_at_us, ended, attempt.verdict is Verdict.UNKNOWN))
    return begun


def _started(op: Op, channel: str) -> str:
    words = {
        Op.CREATE: _("sent to {channel}"),
        Op.SCHEDULE: _("handed over to {channel}"),
        Op.RESCHEDULE: _("time changed on {channel}"),
        Op.RECALL: _("taken back from {channel}"),
        Op.EDIT: _("asked {channel} to change it"),
        Op.DELETE: _("asked {channel} to delete it"),
    }
    return words.get(op, _("sent to {channel}")).format(channel=channel)


def _ended(attempt: Attempt) -> str:
    if attempt.verdict is Verdict.DONE and attempt.evidence == "accepted":
        return _("taken, being prepared there")
    if attempt.verdict is Verdict.DONE:
        return _("published") if attempt.op is Op.CREATE else _("confirmed")
    if attempt.verdict is Verdict.NOT_SENT:
        return _("not sent: no connection") if attempt.evidence in CONNECTION else _("not sent")
    if attempt.verdict is Verdict.UNKNOWN and attempt.said:
        return _("not clear whether it was taken; the answer was: “{said}”").format(said=attempt.said)
    return {
        Verdict.REFUSED: _("not accepted"),
        Verdict.UNKNOWN: _("connection dropped, no answer"),
        Verdict.ABSENT: _("looked for it: not there"),
    }.get(attempt.verdict, "")


def _next(part: Part) -> str:
    """What comes at the part's timer."""
    if part.state is State.RETRY_WAIT:
        return _("next try")
    return _("goes out") if part.state in (State.SCHEDULED, State.CLAIMED) else _("next check")
