"""What happened to a delivery, in plain words with times (ux.md 79)."""

from collections.abc import Iterable
from dataclasses import dataclass

from smmdesk.model.delivery import Attempt, Delivery, Evidence, Op, Verdict
from smmdesk.model.moment import Moment, from_us
from smmdesk.model.status import open_part
from smmdesk.model.words import _


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of "what happened": the time as shown and plain words; `open` for what comes next."""

    time: str
    words: str
    open: bool = False


def history_of(delivery: Delivery, attempts: Iterable[Attempt], channel: str) -> tuple[HistoryLine, ...]:
    """Lines from the oldest to the newest; the last may be what comes next (`open`)."""
    zone = delivery.due.zone
    lines: list[tuple[int, str]] = [(delivery.created_at_us, _("planned"))] if delivery.created_at_us else []
    for attempt in attempts:
        lines.append((attempt.intent_at_us, _started(attempt.op, channel)))
        ended = _ended(attempt)
        if ended and attempt.end_at_us is not None:
            lines.append((attempt.end_at_us, ended))
    for part in delivery.parts:
        if part.receipt is not None and part.receipt.evidence is not Evidence.RESPONSE:
            found = part.receipt.evidence is Evidence.READBACK
            lines.append((part.receipt.at_us, _("found on your page") if found else _("you said: it is there")))
    shown = [HistoryLine(_clock(at, zone), words) for at, words in sorted(lines, key=lambda line: line[0])]
    part = open_part(delivery)
    if not part.is_over and part.wake_at_us is not None:
        shown.append(HistoryLine(_clock(part.wake_at_us, zone), _("next check"), open=True))
    return tuple(shown)


def _started(op: Op, channel: str) -> str:
    words = {
        Op.CREATE: _("sent to {channel}"),
        Op.SCHEDULE: _("handed over to {channel}"),
        Op.RESCHEDULE: _("time changed on {channel}"),
        Op.RECALL: _("taken back from {channel}"),
        Op.EDIT: _("changed on {channel}"),
        Op.DELETE: _("removed from {channel}"),
    }
    return words.get(op, _("sent to {channel}")).format(channel=channel)


def _ended(attempt: Attempt) -> str:
    return {
        Verdict.DONE: _("confirmed"),
        Verdict.NOT_SENT: _("not sent: no connection"),
        Verdict.REFUSED: _("not accepted"),
        Verdict.UNKNOWN: _("connection dropped, no answer"),
        Verdict.ABSENT: _("looked for it: not there"),
    }.get(attempt.verdict, "")


def _clock(at_us: int, zone: str) -> str:
    return f"{Moment.of(from_us(at_us), zone).shown:%H:%M}"
