"""A calendar file (RFC 5545) taken apart into events: by lines, so that one torn event spoils no other.

Read with care, as any stranger's: lines, properties and events are capped, nothing is nested for long, and a time that
makes no sense is a problem of its event alone. Zones are IANA names, Windows' names, or what the file itself defines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from smmdesk.desk.ics import WALL, ZONE
from smmdesk.desk.import_errors import ImportBadError
from smmdesk.model.moment import zone_of
from smmdesk.model.words import _

MAX_EVENTS = 20_000
MAX_TEXT = 200_000
MAX_PROPERTIES = 400
"""Of one event; a meeting of hundreds of people has that many, and none of them is needed."""
MOST_RULES, MOST_OF_ZONE = 20, 40_000
"""Of one zone that a file defines."""
OURS = "@smmdesk"
TITLE = "X-SMMDESK-TITLE"
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z?))?")
_LENGTH = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?")
_KEPT = frozenset(
    {
        *("UID", "SUMMARY", "DESCRIPTION", "URL", "CATEGORIES", "DTSTART", "DTEND", "DURATION", "STATUS"),
        *("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", WALL, ZONE, TITLE),
    }
)
_RULE = re.compile(r"([A-Z]+)=([^;]*)")
Start = date | datetime


class Line(NamedTuple):
    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        found = (each for each in _PARAMETER.finditer(self.parameters) if each[1].upper() == name)
        return next((each[2].strip('"') for each in found), "")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `start` is a date for a whole day, else a time: aware where the file says an instant, naive in `zone`
    where it names one (empty: in nobody's, the brand's then). None: no time that can be understood; `said` is it.

    `ours` is the post's id of an event that smmdesk wrote.
    """

    number: int
    uid: str = ""
    ours: str = ""
    summary: str = ""
    description: str = ""
    title: str | None = None
    url: str = ""
    categories: tuple[str, ...] | None = None
    start: Start | None = None
    end: Start | None = None
    zone: str = ""
    said: str = ""
    rule: str = ""
    more_dates: bool = False
    left_out: tuple[Start, ...] = ()
    instead_of: Start | None = None
    cancelled: bool = False
    wall: datetime | None = None


def events_of(text: str) -> list[Event]:
    """The events of every calendar in the file. Raises ImportBadError for what is no calendar."""
    if "BEGIN:VCALENDAR" not in text[:MAX_TEXT].upper():
        raise ImportBadError(_("It is not a calendar that smmdesk can read."))
    found: list[list[Line]] = []
    zones = _Zones()
    inside: list[str] = []
    for line in _lines(text):
        if line.name == "BEGIN":
            inside.append(line.value.strip().upper())
            if inside[-1] == "VEVENT" and "VEVENT" not in inside[:-1]:
                found.append([])
        elif line.name == "END":
            if inside:
                inside.pop()
        elif inside and inside[-1] == "VEVENT" and line.name in _KEPT and len(found[-1]) < MAX_PROPERTIES:
            found[-1].append(line)
        if "VTIMEZONE" in inside or (line.name == "END" and line.value.strip().upper() == "VTIMEZONE"):
            zones.add(line)
        if len(found) > MAX_EVENTS:
            raise ImportBadError(_("It has more than {limit} events.").format(limit=MAX_EVENTS))
        if len(inside) > 20:
            raise ImportBadError(_("It is not a calendar that smmdesk can read."))
    return [_event(number, lines, zones) for number, lines in enumerate(found, start=1)]


def _lines(text: str) -> Iterator[Line]:
    """The content lines, unfolded (a line that begins with a space goes on with the one before)."""
    for line in _unfolded(found[0] for found in re.finditer(r"[^\r\n]+", text)):
        name = _NAME.match(line)
        if name is None:
            continue
        end = name.end()
        while (parameter := _PARAMETER.match(line, end)) is not None:
            end = parameter.end()
        if line[end : end + 1] == ":":
            yield Line(name[0].upper(), line[name.end() : end], line[end + 1 :])


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    parts: list[str] = []
    size = 0
    for line in lines:
        if line[:1] in (" ", "\t"):
            if size < MAX_TEXT:
                parts.append(line[1:])
                size += len(line)
            continue
        if parts:
            yield "".join(parts)
        parts, size = [line[:MAX_TEXT]], len(line)
    if parts:
        yield "".join(parts)


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def _text(value: str) -> str:
    """A TEXT value as it was meant."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _listed(value: str) -> list[str]:
    """The members of a list of texts: commas part them, escaped ones do not."""
    return [name for part in re.split(r"(?<!\\),", value) if (name := _text(part).strip())]


# ------------------------------------------------------------------ one event
def _event(number: int, lines: list[Line], zones: "_Zones") -> Event:
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.name, line)

    def said(name: str) -> str:
        return _text(first[name].value)[:MAX_TEXT] if name in first else ""

    uid = said("UID").strip()[:1000]
    start, zone, what = zones.time(first.get("DTSTART"))
    dates = [line for line in lines if line.name == "EXDATE"]
    categories = [name for line in lines if line.name == "CATEGORIES" for name in _listed(line.value)]
    replaced, _zone, _said = zones.time(first.get("RECURRENCE-ID"))
    return Event(
        number=number,
        uid=uid,
        ours=uid.removesuffix(OURS) if uid.endswith(OURS) or WALL in first else "",
        summary=said("SUMMARY").strip(),
        description=said("DESCRIPTION"),
        title=said(TITLE) if TITLE in first or WALL in first else None,
        url=said("URL").strip(),
        categories=tuple(dict.fromkeys(categories)) if "CATEGORIES" in first else None,
        start=start,
        end=_end(first, start, zones),
        zone=said(ZONE) if WALL in first else zone,
        said=what,
        rule=said("RRULE").strip(),
        more_dates="RDATE" in first,
        left_out=tuple(start for line in dates for start in zones.times(line)),
        instead_of=replaced,
        cancelled=said("STATUS").strip().upper() == "CANCELLED",
        wall=_iso(said(WALL)),
    )


def _end(first: dict[str, Line], start: Start | None, zones: "_Zones") -> Start | None:
    """Where it ends (of whole days the day after), None where that is not said."""
    if "DTEND" in first:
        return zones.time(first["DTEND"])[0]
    length = _LENGTH.fullmatch(first["DURATION"].value.strip()) if "DURATION" in first else None
    if start is None or length is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in length.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def _iso(text: str) -> datetime | None:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    return wall if wall.tzinfo is None else None


# ------------------------------------------------------------------ times and zones
@dataclass(slots=True)
class _Zones:
    """What the file says of its own zones, and the times that use them."""

    blocks: dict[str, list[str]] = field(default_factory=dict)
    made: dict[str, "tuple[str, tzinfo | None]"] = field(default_factory=dict)
    open: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """One line of a VTIMEZONE, its END last."""
        if len(self.open) < MAX_PROPERTIES:
            self.open.append(line)
        if line.name == "END" and line.value.strip().upper() == "VTIMEZONE":
            name = next((each.value.strip() for each in self.open if each.name == "TZID"), "")
            if len(self.blocks) < MAX_PROPERTIES:
                self.blocks[name] = [f"{each.name}{each.parameters}:{each.value}" for each in self.open]
            self.open = []

    def time(self, line: Line | None) -> tuple[Start | None, str, str]:
        """(start, the zone's IANA name, what stood there where it was not understood)."""
        if line is None:
            return None, "", ""
        value = line.value.strip()
        stamp = _STAMP.fullmatch(value)
        try:
            if stamp is None:
                return None, "", value[:80]
            day = date(int(stamp[1]), int(stamp[2]), int(stamp[3]))
            if stamp[4] is None:
                return day, "", ""
            at = datetime(day.year, day.month, day.day, int(stamp[4]), int(stamp[5]), int(stamp[6] or 0))
            if stamp[7]:
                return at.replace(tzinfo=UTC), "", ""
            zone, rules = self._zone(line.parameter("TZID"))
            return (at.replace(tzinfo=rules).astimezone(UTC) if rules is not None else at), zone, ""
        except (ValueError, OverflowError):
            return None, "", value[:80]

    def times(self, line: Line) -> Iterator[Start]:
        for value in line.value.split(",")[:MAX_PROPERTIES]:
            start = self.time(line._replace(value=value))[0]
            if start is not None:
                yield start

    def _zone(self, name: str) -> tuple[str, tzinfo | None]:
        """A zone by the name that the file uses: an IANA name, or rules of its own."""
        if name not in self.made:
            self.made[name] = self._found(name) if name else ("", None)
        return self.made[name]

    def _found(self, name: str) -> tuple[str, tzinfo | None]:
        block = self.blocks.get(name, [])
        told = (line.partition(":")[2].strip() for line in block if line.upper().startswith("X-LIC-LOCATION"))
        for known in (name, name.rpartition("/")[2], "/".join(name.split("/")[-2:]), *told, _of_windows(name)):
            if _is_zone(known):
                return known, None
        return ("", _own_rules(block)) if block else (name[:60], None)


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except ValueError:
        return False
    return "/" in name or name == "UTC"


def _of_windows(name: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return str(WINDOWS_TO_OLSON.get(name, ""))


def _is_short(block: list[str]) -> bool:
    """Whether its rules change the clock once a year, as clocks do: the library writes out each time of them (every
    second since 1970, where a file says so)."""
    rules = [dict(_RULE.findall(line.upper())) for line in block if line.upper().startswith(("RRULE", "EXRULE"))]
    return all(map(_is_yearly, rules)) and len(rules) <= MOST_RULES and sum(map(len, block)) <= MOST_OF_ZONE


def _is_yearly(rule: dict[str, str]) -> bool:
    by = rule.keys() & {"BYMONTH", "BYDAY", "BYMONTHDAY", "BYSETPOS"}
    once = not by or (rule.get("BYMONTH", "").isdigit() and "," not in rule.get("BYDAY", ""))
    return rule.get("FREQ") == "YEARLY" and rule.keys() - by <= {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"} and once


def _own_rules(block: list[str]) -> tzinfo | None:
    """What a VTIMEZONE says, where its name says nothing."""
    if not _is_short(block):
        return None
    from icalendar import Timezone

    try:
        rules: Any = Timezone.from_ical("\r\n".join(block) + "\r\n")
        made: tzinfo = rules.to_tz()
        datetime(2026, 7, 1, tzinfo=made).utcoffset()
    except Exception:  # the library raises many kinds for rules that are none
        return None
    return made
