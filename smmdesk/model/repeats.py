"""How often a post comes again, in a person's choices: as a rule of RFC 5545, and as a sentence."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from smmdesk.model.dates import day_name, names_of_days, say_clock, say_long_date
from smmdesk.model.words import _, ngettext

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SUNDAY = 6


class Often(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class OfMonth(StrEnum):
    """Which day of a month: its number, its weekday ("the second Tuesday"), or the last one."""

    NUMBER = "number"
    WEEKDAY = "weekday"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every `every` days, weeks, months or years; `days` are weekdays (0 is Monday) of a weekly one.

    It ends after the day `until`, or after `times` (0: never); not both.
    """

    often: Often = Often.WEEK
    every: int = 1
    days: tuple[int, ...] = ()
    of_month: OfMonth = OfMonth.NUMBER
    until: date | None = None
    times: int = 0


_FREQUENCY = {Often.DAY: "DAILY", Often.WEEK: "WEEKLY", Often.MONTH: "MONTHLY", Often.YEAR: "YEARLY"}
_OFTEN = {name: often for often, name in _FREQUENCY.items()}


# ------------------------------------------------------------------ as a rule
def rule_of(repeat: Repeat, start: datetime) -> str:
    """The rule in wall time of what begins at `start`."""
    parts = [f"FREQ={_FREQUENCY[repeat.often]}"]
    if repeat.every > 1:
        parts.append(f"INTERVAL={repeat.every}")
    if repeat.often is Often.WEEK and repeat.days:
        parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(set(repeat.days))))
    elif repeat.often is Often.MONTH:
        parts.append(_of_month(repeat.of_month, start.date()))
    if repeat.until is not None:
        parts.append(f"UNTIL={repeat.until:%Y%m%d}T235959")
    elif repeat.times:
        parts.append(f"COUNT={repeat.times}")
    return ";".join(parts)


def _of_month(which: OfMonth, day: date) -> str:
    if which is OfMonth.LAST:
        return "BYMONTHDAY=-1"
    if which is OfMonth.WEEKDAY:
        return f"BYDAY={nth_of(day)}{WEEKDAYS[day.weekday()]}"
    return f"BYMONTHDAY={day.day}"


def nth_of(day: date) -> int:
    """Which of its weekdays in its month: 1 to 4, and -1 for a fifth, which most months lack."""
    number = (day.day - 1) // 7 + 1
    return number if number < 5 else -1


def read_rule(rule: str, start: datetime) -> Repeat | None:
    """The choices behind a rule; None for one that no choices make (it came by an import)."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    often = _OFTEN.get(parts.get("FREQ", ""))
    if often is None:
        return None
    until = parts.get("UNTIL", "")
    which = OfMonth.NUMBER
    if parts.get("BYMONTHDAY") == "-1":
        which = OfMonth.LAST
    elif often is Often.MONTH and "BYDAY" in parts:
        which = OfMonth.WEEKDAY
    days = parts.get("BYDAY", "").split(",") if often is Often.WEEK and "BYDAY" in parts else []
    if any(day not in WEEKDAYS for day in days):
        return None
    made = Repeat(
        often,
        int(parts.get("INTERVAL", "1")),
        tuple(WEEKDAYS.index(day) for day in days),
        which,
        datetime.strptime(until[:8], "%Y%m%d").date() if until else None,
        int(parts.get("COUNT", "0")),
    )
    again = dict(part.split("=", 1) for part in rule_of(made, start).split(";"))
    same = {**again, "UNTIL": ""} == {**parts, "UNTIL": ""} if until else again == parts
    plain = often is Often.MONTH and not {"BYDAY", "BYMONTHDAY"} & parts.keys()
    return made if same or plain else None


def moved(repeat: Repeat, was: datetime, now: datetime) -> Repeat:
    """The same habit from another moment: weekdays go along with a move to another day of the week."""
    step = now.weekday() - was.weekday()
    return replace(repeat, days=tuple(sorted((day + step) % 7 for day in repeat.days)))


# ------------------------------------------------------------------ as a sentence
def sentence(repeat: Repeat, start: datetime) -> str:
    """ "every Tuesday and Friday at 09:00, until 24 December"."""
    words = _("{often} at {time}").format(often=_often(repeat, start), time=say_clock(start))
    if repeat.until is not None:
        return _("{often}, until {day}").format(often=words, day=_day(repeat.until, start.date()))
    if repeat.times:
        times = ngettext("{count} time in all", "{count} times in all", repeat.times).format(count=repeat.times)
        return f"{words}, {times}"
    return words


def _often(repeat: Repeat, start: datetime) -> str:
    every, names = repeat.every, names_of_days()
    if repeat.often is Often.DAY:
        return ngettext("every day", "every {count} days", every).format(count=every)
    if repeat.often is Often.WEEK:
        days = [names[day] for day in sorted(set(repeat.days) or {start.weekday()})]
        said = days[0] if len(days) == 1 else _("{names} and {last}").format(names=", ".join(days[:-1]), last=days[-1])
        words = ngettext("every {days}", "every {count} weeks on {days}", every)
        return words.format(count=every, days=said)
    if repeat.often is Often.MONTH:
        words = ngettext("every month", "every {count} months", every).format(count=every)
        return f"{words} {which_day(repeat.of_month, start.date())}"
    words = ngettext("every year", "every {count} years", every).format(count=every)
    return _("{often} on {day}").format(often=words, day=_day(start.date(), start.date()))


def which_day(which: OfMonth, day: date) -> str:
    """ "on day 10", "on the second Tuesday", "on the last day"."""
    if which is OfMonth.LAST:
        return _("on the last day")
    if which is OfMonth.NUMBER:
        return _("on day {day}").format(day=day.day)
    name = day_name(day)
    if day.weekday() == SUNDAY:  # a word of its own gender in Italian
        return {
            1: _("on the first Sunday"),
            2: _("on the second Sunday"),
            3: _("on the third Sunday"),
            4: _("on the fourth Sunday"),
            -1: _("on the last Sunday"),
        }[nth_of(day)]
    return {
        1: _("on the first {weekday}"),
        2: _("on the second {weekday}"),
        3: _("on the third {weekday}"),
        4: _("on the fourth {weekday}"),
        -1: _("on the last {weekday}"),
    }[nth_of(day)].format(weekday=name)


def _day(day: date, beside: date) -> str:
    return say_long_date(day, with_year=day.year != beside.year)
