"""What a day is beside its posts: public holiday, a day that people talk about, a note of one's own, a pause.

Holidays come from the `holidays` package for the brand's country and region (in Italy also the patron of the
province), other days from resources/days.toml.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from smmdesk.desk.desk import Desk
from smmdesk.desk.steps import step
from smmdesk.model.brand import Brand
from smmdesk.model.mentions import bare
from smmdesk.model.planning_aids import DayNote, Pause
from smmdesk.model.words import _, language
from smmdesk.system.paths import RESOURCES
from smmdesk.system.zones import country_of_zone

OF_ANY_DAY = frozenset({"day", "the", "world", "international", "national"})
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class MarkKind(StrEnum):
    """In the order in which a narrow cell shows them."""

    PAUSE = "pause"
    HOLIDAY = "holiday"
    NOTE = "note"
    AWARENESS = "awareness"


@dataclass(frozen=True, slots=True)
class DayMark:
    """One line on one day. `id` names the note or pause; `color` is a label colour of notes."""

    day: date
    kind: MarkKind
    text: str
    id: str = ""
    color: str = ""


def marks(desk: Desk, brand: Brand, first: date, last: date) -> tuple[DayMark, ...]:
    """Everything on the days from `first` to `last` (both included), by day and kind, in the language in use. Of one
    kind the shortest comes first: it is the one that a narrow cell says whole."""
    with desk.store.reading() as reader:
        notes = reader.all(DayNote, brand_id=brand.id)
        pauses = reader.all(Pause, brand_id=brand.id)
    found = _days_of_all(brand, first, last)
    for note in notes:
        found += [DayMark(day, MarkKind.NOTE, note.text, note.id, note.color) for day in note_days(note, first, last)]
    for pause in pauses:
        days = _days(max(first, pause.first_day), min(last, pause.last_day))
        found += [DayMark(day, MarkKind.PAUSE, pause.name, pause.id) for day in days]
    order = list(MarkKind)
    return tuple(sorted(found, key=lambda mark: (mark.day, order.index(mark.kind), len(mark.text), mark.text)))


def country_of(brand: Brand) -> str:
    """The brand's country (ISO 3166), else that of its time zone; empty when neither tells."""
    return brand.country or country_of_zone(brand.zone)


def countries() -> tuple[str, ...]:
    """The codes (ISO 3166) of the countries whose holidays are known."""
    import holidays

    return tuple(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


def regions_of(country: str) -> dict[str, str]:
    """Name -> code of the regions that have holidays of their own, by name; the codes where there are no names."""
    import holidays

    made = getattr(holidays, country, None) if country in holidays.list_supported_countries() else None
    if made is None:
        return {}
    named = dict(getattr(made, "subdivisions_aliases", {}) or {})
    return dict(sorted(named.items(), key=lambda region: bare(region[0]))) or {code: code for code in made.subdivisions}


# ------------------------------------------------------------------ notes and pauses
def save_note(desk: Desk, note: DayNote) -> DayNote:
    """Write a note or event (revision 0 is a new one). One undo step."""
    with step(desk, _("note on a day")) as tx:
        return tx.put(note)


def remove_note(desk: Desk, note_id: str) -> None:
    with step(desk, _("deletion of a note")) as tx:
        tx.trash(DayNote, note_id)


def save_pause(desk: Desk, pause: Pause) -> Pause:
    """Write a pause. What is planned inside it stays until a person decides (`posts_in`). One undo step."""
    with step(desk, _("pause")) as tx:
        if pause.last_day < pause.first_day:
            pause = replace(pause, first_day=pause.last_day, last_day=pause.first_day)
        return tx.put(pause)


def remove_pause(desk: Desk, pause_id: str) -> None:
    with step(desk, _("end of a pause")) as tx:
        tx.trash(Pause, pause_id)


def note_days(note: DayNote, first: date, last: date) -> Iterator[date]:
    """The days of a note between two days (both included)."""
    length = (note.last_day or note.first_day) - note.first_day
    if not note.yearly:
        yield from _days(max(first, note.first_day), min(last, note.first_day + length))
        return
    for year in range(first.year - 1, last.year + 1):
        begin = _same_day(note.first_day, year)
        if begin is not None and begin >= note.first_day:
            yield from _days(max(first, begin), min(last, begin + length))


def _same_day(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


# ------------------------------------------------------------------ holidays and other days
def _days_of_all(brand: Brand, first: date, last: date) -> list[DayMark]:
    """Public holidays and days that people talk about. What is both is a holiday, said once: in the language in use,
    which the holidays of many countries do not know."""
    made = list(_holidays(brand, first, last))
    for mark, english in _awareness(brand, first, last):
        same = next((n for n, one in enumerate(made) if one.day == mark.day and _is_same(brand, one, english)), None)
        if same is None:
            made.append(mark)
        elif _tongue(country_of(brand), language()) is None:
            made[same] = replace(made[same], text=mark.text)
    return made


def _is_same(brand: Brand, mark: DayMark, english: str) -> bool:
    """Whether a mark is the public holiday that is called so in English: "Thanksgiving Day" is "Thanksgiving"."""
    if mark.kind is not MarkKind.HOLIDAY:
        return False
    wanted = _core(english)
    names = _holidays_of(country_of(brand), brand.region, mark.day.year, "en")
    return any(_core(name) == wanted for name in (mark.text, *(name for day, name in names if day == mark.day)))


def _core(name: str) -> frozenset[str]:
    """The words of a day's English name that tell it from others."""
    return frozenset(name.casefold().replace("’", "'").split()) - OF_ANY_DAY


def holidays_between(brand: Brand, first: date, last: date) -> frozenset[date]:
    """The public holidays of the brand's place, its patron's day among them, from `first` to `last`."""
    return frozenset(mark.day for mark in _holidays(brand, first, last))


def _holidays(brand: Brand, first: date, last: date) -> Iterator[DayMark]:
    country, years = country_of(brand), range(first.year, last.year + 1)
    for year in years:
        for day, name in _holidays_of(country, brand.region, year, language()):
            if first <= day <= last:
                yield DayMark(day, MarkKind.HOLIDAY, name)
        patron = _parsed(f"{year}-{brand.patron_day}") if brand.patron_day else None
        if patron is not None and first <= patron <= last:
            yield DayMark(patron, MarkKind.HOLIDAY, _("Patron saint"))


@cache
def _holidays_of(country: str, region: str, year: int, words: str) -> tuple[tuple[date, str], ...]:
    import holidays

    if not country or country not in holidays.list_supported_countries():
        return ()
    made = getattr(holidays, country)
    spoken = _tongue(country, words)
    if spoken is None:
        spoken = "en_US" if "en_US" in made.supported_languages else None
    subdivision = region if region in made.subdivisions else None
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language=spoken)
    called = _file()["called"] if country == "IT" else {}
    each = ((day, name) for day, names in sorted(found.items()) for name in names.split("; "))
    return tuple((day, called.get(name, name)) for day, name in each)


def _tongue(country: str, words: str) -> str | None:
    """How the holidays of a country call a language; None where they do not know it."""
    import holidays

    return next((each for each in getattr(holidays, country).supported_languages if each.split("_")[0] == words), None)


def _awareness(brand: Brand, first: date, last: date) -> Iterator[tuple[DayMark, str]]:
    """Each with its English name."""
    country, words = country_of(brand), language()
    for entry in _table():
        if entry["where"] and country not in entry["where"]:
            continue
        for year in range(first.year, last.year + 1):
            day = day_of(str(entry["on"]), year)
            if day is not None and first <= day <= last:
                yield DayMark(day, MarkKind.AWARENESS, str(entry.get(words) or entry["en"])), str(entry["en"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "days.toml").read_text("utf-8"))


def _table() -> tuple[dict[str, Any], ...]:
    return tuple(_file()["day"])


def day_of(rule: str, year: int) -> date | None:
    """The day that a rule of days.toml means in a year; None where that year has none."""
    if rule.startswith("easter"):
        from dateutil.easter import easter

        sunday: date = easter(year)
        return sunday + timedelta(days=int(rule.removeprefix("easter")))
    month, space, weekday = rule.partition(" ")
    if not space:
        return _parsed(f"{year}-{rule}")
    name, _plus, rest = weekday.partition("+") if "+" in weekday else (weekday[:2], "", weekday[2:])
    number, _plus, later = rest.partition("+")
    return _nth(year, int(month), WEEKDAYS.index(name), int(number)) + timedelta(days=int(later or 0))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    if number < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-number - 1))
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
