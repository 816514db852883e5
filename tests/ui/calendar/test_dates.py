"""Dates read as dates in both languages, at every width: the number stands between, and nothing is cut off."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from smmdesk.model.words import set_language
from ui.calendar.agenda import date_places
from ui.calendar.agenda_layout import GUTTER_PX, NARROW_GUTTER_PX
from ui.look.theme import theme
from ui.models.calendar_words import around_the_number, day_title, full_day, short_day, week_title, weekday
from ui.views.calendar import CalendarView

A_YEAR = tuple(date(2027, 1, 1) + timedelta(days=number) for number in range(365))


@pytest.fixture(params=["en", "it"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("it")


def test_the_agenda_says_weekday_number_and_month_in_the_order_of_the_language(language: str) -> None:
    """mar 24 nov. "24", and below it "nov, mar", is an order that no language has."""
    said = {"en": ("Tue", "Nov"), "it": ("mar", "nov")}
    assert around_the_number(date(2026, 11, 24)) == said[language]


@pytest.mark.parametrize("gutter", [GUTTER_PX, NARROW_GUTTER_PX])
def test_none_of_it_is_cut_off_and_numbers_stand_one_below_the_other(
    view: CalendarView, language: str, gutter: int
) -> None:
    px, texts = theme().px, view.chips.texts
    places = set()
    for day in A_YEAR:
        before, number, after = date_places(texts, px(gutter), day)
        weekday_, month = around_the_number(day)
        assert before + texts.width("weekday", weekday_) < number, day
        assert number + texts.width("heading", str(day.day)) < after, day
        assert after + texts.width("weekday", month) <= px(gutter) - px(2), day
        places.add((before, number, after))
    assert len(places) == 1


def test_where_a_month_is_said_beside_a_day_of_the_week_the_number_stands_between(language: str) -> None:
    """In every form that a view writes; a number can only be missing where it is drawn of its own."""
    for day in A_YEAR[::13]:
        for words in (short_day(day), full_day(day), day_title(day), day_title(day, is_short=True)):
            name, number, *_month = words.split()
            assert name.casefold().startswith(weekday(day).casefold())
            assert number == str(day.day)
        for is_short in (False, True):
            end = day + timedelta(days=6)
            words = week_title(day, end, is_short=is_short)
            assert words.replace("–", " ").split()[0] == str(day.day)
            assert f"{end.day} " in words
