"""Periods and their columns: whole, exact, in the brand's own days."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.moment import from_us, to_us
from smmdesk.model.periods import Period, Span
from smmdesk.model.results import Column, Heard, bounds_us, columns_of, figures_of

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
ZONES = st.sampled_from(["Europe/Rome", "Pacific/Auckland", "America/St_Johns", "UTC"])
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
SPANS = st.sampled_from(list(Span))
INSTANTS = st.integers(to_us(NOW - timedelta(days=420)), to_us(NOW + timedelta(days=60)))
QUARTER_US = 900_000_000


@given(SPANS, DAYS, st.integers(0, 6))
def test_a_period_is_whole(span: Span, day: date, week_start: int) -> None:
    period = Period.of(span, day, week_start)
    assert period.holds(day)
    columns = period.columns()
    assert (columns[0][0], columns[-1][1]) == (period.first, period.last)
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(columns))
    assert period.stepped(1).first == period.last + timedelta(days=1)
    assert period.stepped(1).stepped(-1) == period
    assert period.begun(3).days == 3
    assert period.begun(900) == period


def test_the_calendar_has_ends() -> None:
    last = Period.of(Span.YEAR, date(9990, 5, 1))
    assert last.stepped(1) == last
    assert last.stepped(-1).first.year == 9989


@pytest.mark.parametrize(
    ("span", "columns"), [(Span.WEEK, 7), (Span.MONTH, 30), (Span.YEAR, 53)], ids=["week", "month", "year"]
)
def test_columns_of_a_span(span: Span, columns: int) -> None:
    assert len(Period.of(span, date(2026, 11, 18)).columns()) == columns


@given(SPANS, st.lists(INSTANTS, max_size=60), st.lists(st.tuples(INSTANTS, st.booleans()), max_size=60), ZONES)
def test_every_figure_is_exact(span: Span, posts: list[int], came: list[tuple[int, bool]], zone: str) -> None:
    period = Period.of(span, NOW.date())
    heard = [Heard(at_us - at_us % QUARTER_US, int(done), int(not done)) for at_us, done in came]
    columns = columns_of(period, zone, posts, heard)

    def day(at_us: int) -> date:
        return from_us(at_us).astimezone(ZoneInfo(zone)).date()

    said = Counter(day(at_us) for at_us in posts)
    handled = Counter(day(at_us) for at_us, done in came if done)
    waiting = Counter(day(at_us) for at_us, done in came if not done)
    for column in columns:
        days = [column.first + timedelta(days=number) for number in range((column.last - column.first).days + 1)]
        expected = [sum(counts[one] for one in days) for counts in (said, handled, waiting)]
        assert [column.posts, column.handled, column.waiting] == expected
    figures = figures_of(columns, [], 0)
    assert figures.posts == sum(period.holds(day(at_us)) for at_us in posts)
    assert figures.messages == sum(period.holds(day(at_us)) for at_us, _done in came)
    first_us, after_us = bounds_us(period.first, period.last, zone)
    assert all((first_us <= at_us < after_us) == period.holds(day(at_us)) for at_us in posts)


@given(st.lists(st.integers(-1000, 10**12), max_size=20))
def test_the_usual_time_is_the_middle_one(waits: list[int]) -> None:
    found = figures_of([Column(NOW.date(), NOW.date(), 1, 2, 3)], waits, 4)
    assert found.median_us == (round(median(max(0, wait) for wait in waits)) if waits else None)
    assert (found.posts, found.messages, found.answered, found.new_people) == (1, 5, len(waits), 4)
