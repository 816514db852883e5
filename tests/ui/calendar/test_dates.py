"""Dates read as dates in both languages, at every width: the number stands first or above, and nothing is cut off."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from smmdesk.model.words import set_language
from ui.calendar.agenda_layout import GUTTER_PX, NARROW_GUTTER_PX
from ui.look.theme import theme
from ui.models.calendar_words import day_title, full_day, month_and_weekday, short_day, week_title, weekday
from ui.views.calendar import CalendarView

A_YEAR = tuple(date(2027, 1, 1) + timedelta(days=number) for number in range(365))


@pytest.fixture(params=["en", "it"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("it")


def test_the_agenda_says_month_and_weekday_below_the_number(language: str) -> None:
    """Read downwards: 24 nov, mar. The weekday first left a month without its day: mar, nov."""
    said = {"en": "Nov, Tue", "it": "nov, mar"}
    assert month_and_weekday(date(2026, 11, 24)) == said[language]


@pytest.mark.parametrize("gutter", [GUTTER_PX, NARROW_GUTTER_PX])
def test_it_is_never_cut_off(view: CalendarView, language: str, gutter: int) -> None:
    px, texts = theme().px, view.chips.texts
    room = px(gutter) - px(16) - px(4)
    cut = {words for day in A_YEAR if texts.elided("weekday", words := month_and_weekday(day), room) != words}
    assert not cut


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
