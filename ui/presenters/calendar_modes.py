"""The five ways to look at the calendar: how many days each shows, from which on, what it is called. Pure."""

from datetime import date, timedelta

from ui.models.calendar_days import (
    DAYS_PER_WEEK,
    first_of_week,
    first_week_shown,
    month_after,
    same_day_in,
)
from ui.models.calendar_words import day_title, month_title, week_start, week_title

DAY, WEEK, MONTH, AGENDA, BOARD = "day", "week", "month", "agenda", "board"
MODES = (DAY, WEEK, MONTH, AGENDA, BOARD)
WITH_HOURS = (DAY, WEEK)
OF_A_MONTH = (MONTH, BOARD)
DAYS = {DAY: 1, WEEK: DAYS_PER_WEEK, AGENDA: 4 * DAYS_PER_WEEK}


def first_shown(mode: str, focused: date, month: date, weeks: int) -> date:
    """The first day of the page that holds `focused`; a month on screen is `weeks` weeks high."""
    if mode == MONTH:
        return first_week_shown(month, focused, weeks, week_start())
    if mode == BOARD:
        return month
    return focused if mode == DAY else first_of_week(focused, week_start())


def days_shown(mode: str, weeks: int, month: date) -> int:
    """How many days the page has."""
    if mode == BOARD:
        return (month_after(month, 1) - month).days
    return DAYS.get(mode, DAYS_PER_WEEK * weeks)


def stepped(mode: str, focused: date, month: date, pages: int) -> date:
    """The focused day some pages on: it keeps its number or its weekday."""
    if mode in OF_A_MONTH:
        return same_day_in(month_after(month, pages), focused)
    return focused + timedelta(days=DAYS[mode] * pages)


def title_of(mode: str, first: date, month: date, *, is_short: bool = False) -> str:
    """What the page is called; `is_short` for a narrow toolbar."""
    if mode in OF_A_MONTH:
        return month_title(month)
    if mode == DAY:
        return day_title(first, is_short=is_short)
    return week_title(first, first + timedelta(days=DAYS[mode] - 1), is_short=is_short)
