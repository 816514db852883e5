"""When a post comes again: RFC 5545 rules in wall time, so that nine o'clock stays nine o'clock over a clock change."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from dateutil.rrule import rrule, rrulestr

from smmdesk.model.problem import ProblemError
from smmdesk.model.series import Series

FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
OF_MONTHS = frozenset({"BYMONTHDAY", "BYMONTH", "BYSETPOS"})
MOST_LETTERS = 500
MOST_WALLS = 5_000
"""Of one series in one span; no rule that is accepted comes near in a year."""
_PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)")


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name. Raises ProblemError(rule_not_possible) for what is no rule that we keep."""
    text = rule.strip().upper().removeprefix("RRULE:")
    found: dict[str, str] = {}
    for part in text.split(";"):
        match = _PART.fullmatch(part)
        if match is None or match[1] in found or len(text) > MOST_LETTERS:
            raise ProblemError("rule_not_possible")
        found[match[1]] = match[2].removesuffix("Z") if match[1] == "UNTIL" else match[2]
    names, often = found.keys(), found.get("FREQ") in ("DAILY", "WEEKLY")
    if found.get("FREQ") not in FREQUENCIES or names - KNOWN or {"COUNT", "UNTIL"} <= names:
        raise ProblemError("rule_not_possible")
    if often and names & OF_MONTHS:  # each day until the year 9999 would be looked at for one that never comes
        raise ProblemError("rule_not_possible")
    return found


def rule_of(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def checked(rule: str, start: datetime) -> str:
    """The rule as it is kept. Raises ProblemError(rule_not_possible) also for one that never happens."""
    kept = rule_of(parts_of(rule))
    try:
        first = next(iter(_rule(kept, start)), None)
    except (ValueError, TypeError, OverflowError) as error:
        raise ProblemError("rule_not_possible") from error
    if first is None:
        raise ProblemError("rule_not_possible")
    return kept


def walls(series: Series, first: datetime, last: datetime) -> Iterator[datetime]:
    """Its wall times from `first` to `last` (both included) in order, exceptions left out; `start` always counts."""
    left_out = set(series.exceptions)
    start = series.start.wall
    if first <= start <= last and start not in left_out:
        yield start
    for wall in islice(_rule(series.rrule, start).xafter(first, inc=True), MOST_WALLS):
        if wall > last:
            return
        if wall != start and wall not in left_out:
            yield wall


def ended_before(series: Series, wall: datetime) -> str:
    """The rule with its last time before `wall`."""
    parts = {name: value for name, value in parts_of(series.rrule).items() if name not in ("COUNT", "UNTIL")}
    return rule_of({**parts, "UNTIL": f"{wall - timedelta(seconds=1):%Y%m%dT%H%M%S}"})


def rest_from(series: Series, wall: datetime) -> str:
    """The rule of what is left from `wall` on: a count is lessened by what has been."""
    parts = parts_of(series.rrule)
    if "COUNT" in parts:
        been = sum(1 for each in _rule(series.rrule, series.start.wall) if each < wall)
        parts["COUNT"] = str(max(1, int(parts["COUNT"]) - been))
    return rule_of(parts)


def _rule(rule: str, start: datetime) -> rrule:
    made = rrulestr(rule, dtstart=start)
    assert isinstance(made, rrule)
    return made
