"""Holidays, days that people talk about, notes and pauses on the days of a calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from smmdesk.desk import day_marks, undo
from smmdesk.desk.day_marks import MarkKind, day_of, marks, regions_of
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.planning_aids import DayNote, Pause
from smmdesk.model.words import set_language
from smmdesk.system.zones import country_of_zone

AUGUST = date(2026, 8, 1), date(2026, 8, 31)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def of(kind: MarkKind, desk: Desk, brand: Brand, first: date, last: date) -> dict[str, str]:
    return {f"{mark.day:%m-%d}": mark.text for mark in marks(desk, brand, first, last) if mark.kind is kind}


@pytest.mark.statement(50)
def test_italy_has_its_holidays_in_italian_with_ferragosto_and_the_patron_of_the_town(desk: Desk, brand: Brand) -> None:
    set_language("it")
    found = of(MarkKind.HOLIDAY, desk, brand, *YEAR)
    assert (found["01-01"], found["08-15"], found["12-26"]) == (
        "Capodanno",
        "Ferragosto",
        "Santo Stefano",
    )
    assert "06-24" not in found
    turin = of(MarkKind.HOLIDAY, desk, replace(brand, region=regions_of("IT")["Torino"]), *YEAR)
    assert "San Giovanni" in turin["06-24"]
    town = of(MarkKind.HOLIDAY, desk, replace(brand, patron_day="09-21"), *YEAR)
    assert town["09-21"] == "Santo patrono"


def test_the_country_is_that_of_the_zone_unless_said(desk: Desk, brand: Brand) -> None:
    assert country_of_zone("Europe/Rome") == "IT"
    assert country_of_zone("UTC") == ""
    german = replace(brand, country="DE")
    assert "10-03" in of(MarkKind.HOLIDAY, desk, german, *YEAR)
    assert of(MarkKind.HOLIDAY, desk, replace(brand, zone="UTC"), *YEAR) == {}
    assert of(MarkKind.HOLIDAY, desk, replace(brand, country="XX"), *YEAR) == {}


@pytest.mark.parametrize(
    ("words", "country", "day", "said"),
    [
        ("it", "US", "11-26", "Giorno del Ringraziamento"),
        ("en", "US", "11-26", "Thanksgiving Day"),
        ("it", "CZ", "12-24", "Vigilia di Natale"),
        ("it", "DE", "12-24", ""),
    ],
)
def test_a_holiday_that_people_talk_about_is_said_once(
    desk: Desk, brand: Brand, words: str, country: str, day: str, said: str
) -> None:
    set_language(words)
    there = replace(brand, country=country)
    talked = of(MarkKind.AWARENESS, desk, there, *YEAR)
    assert of(MarkKind.HOLIDAY, desk, there, *YEAR).get(day, "") == said
    assert (day in talked) is not bool(said)
    assert "11-27" in talked, "the day after is its own"


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("02-14", 2027, "2027-02-14"),
        ("05 SU+2", 2027, "2027-05-09"),
        ("05 MO-1", 2027, "2027-05-31"),
        ("12 SA-1", 2027, "2027-12-25"),
        ("11 TH+4+1", 2026, "2026-11-27"),
        ("easter-47", 2027, "2027-02-09"),
        ("02-29", 2027, None),
    ],
)
def test_a_rule_means_a_day(rule: str, year: int, day: str | None) -> None:
    assert day_of(rule, year) == (date.fromisoformat(day) if day else None)


def test_days_that_people_talk_about_are_of_a_country_or_of_all(desk: Desk, brand: Brand) -> None:
    here = of(MarkKind.AWARENESS, desk, brand, *YEAR)
    there = of(MarkKind.AWARENESS, desk, replace(brand, country="US"), *YEAR)
    assert (here["03-19"], here["10-16"]) == ("Father's Day", "World Food Day, World Bread Day")
    assert "03-19" not in there
    assert there["06-21"].startswith("World Music") or there["06-21"] == "Father's Day"


def test_every_line_of_the_table_means_a_day_and_has_both_names() -> None:
    for entry in day_marks._table():
        assert all(day_of(entry["on"], year) is not None for year in (2026, 2028)), entry
        assert entry["en"], entry
        assert entry["it"], entry
        assert all(len(code) == 2 for code in entry["where"]), entry


def test_notes_stand_on_their_days_and_come_again(desk: Desk, brand: Brand) -> None:
    fair = DayNote(desk.clock.new_id(), brand.id, "Fair", date(2026, 8, 30), date(2026, 9, 2), yearly=True)
    once = DayNote(desk.clock.new_id(), brand.id, "Stocktaking", date(2026, 8, 3))
    for note in (fair, once):
        day_marks.save_note(desk, note)
    assert of(MarkKind.NOTE, desk, brand, *AUGUST) == {"08-03": "Stocktaking", "08-30": "Fair", "08-31": "Fair"}
    assert list(of(MarkKind.NOTE, desk, brand, date(2027, 9, 1), date(2027, 9, 30))) == ["09-01", "09-02"]
    assert of(MarkKind.NOTE, desk, brand, date(2025, 8, 1), date(2025, 9, 30)) == {}
    leap = replace(once, id=desk.clock.new_id(), first_day=date(2028, 2, 29), yearly=True)
    days = list(day_marks.note_days(leap, date(2028, 1, 1), date(2033, 1, 1)))
    assert days == [date(2028, 2, 29), date(2032, 2, 29)]
    day_marks.remove_note(desk, once.id)
    undo.undo(desk)
    assert "08-03" in of(MarkKind.NOTE, desk, brand, *AUGUST)


def test_a_pause_shows_on_each_of_its_days_whichever_way_it_was_given(desk: Desk, brand: Brand) -> None:
    pause = Pause(desk.clock.new_id(), brand.id, "Summer", date(2026, 8, 20), date(2026, 8, 17))
    day_marks.save_pause(desk, pause)
    assert list(of(MarkKind.PAUSE, desk, brand, *AUGUST)) == ["08-17", "08-18", "08-19", "08-20"]
    day_marks.remove_pause(desk, pause.id)
    assert not of(MarkKind.PAUSE, desk, brand, *AUGUST)


def test_marks_stand_in_order(desk: Desk, brand: Brand) -> None:
    day_marks.save_note(desk, DayNote(desk.clock.new_id(), brand.id, "A note", date(2026, 8, 15)))
    found = marks(desk, brand, *AUGUST)
    assert [mark.day for mark in found] == sorted(mark.day for mark in found)
    assert [mark.kind for mark in found if mark.day == date(2026, 8, 15)] == [MarkKind.HOLIDAY, MarkKind.NOTE]
    assert found[0].day >= AUGUST[0] > found[0].day - timedelta(days=32)
