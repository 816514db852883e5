"""Geometry of the month and the week: nothing overlaps, nothing is lost, "+n" counts exactly."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.calendar.layout import (
    Fit,
    Hit,
    Metrics,
    Target,
    fit_day,
    gaps,
    lay_out_month,
    make_room,
    weeks_that_fit,
)
from ui.calendar.week_layout import lay_out_week, snap
from ui.models.calendar_days import first_of_week, first_week_shown, month_after, same_day_in, titled_month

M = Metrics()
MONDAY = date(2026, 10, 26)
scales = st.sampled_from([1.0, 1.25, 1.5, 2.0]).map(Metrics.scaled)
months = st.builds(
    lambda weeks, width, height, counts, metrics: lay_out_month(MONDAY, width, height, counts[: weeks * 7], metrics),
    st.integers(1, 6),
    st.integers(300, 3000),
    st.integers(60, 2000),
    st.lists(st.integers(0, 130), min_size=42, max_size=42),
    scales,
)


@pytest.mark.parametrize(
    ("row", "count", "expected"),
    [
        (137, 2, Fit(True, 2, 0)),
        (137, 3, Fit(False, 3, 0)),
        (137, 4, Fit(False, 4, 0, single=True)),
        (137, 5, Fit(False, 4, 1, single=True)),
        (137, 12, Fit(False, 4, 8, single=True)),
        (112, 1, Fit(True, 1, 0)),
        (112, 2, Fit(False, 2, 0)),
        (112, 3, Fit(False, 3, 0, single=True)),
        (120, 3, Fit(False, 3, 0, single=True)),
        (104, 2, Fit(False, 2, 0)),
        (105, 5, Fit(False, 2, 3, single=True, double=1)),
        (111, 4, Fit(False, 3, 1, single=True)),
        (167, 2, Fit(True, 2, 0)),
        (137, 0, Fit(True, 0, 0)),
        (40, 4, Fit(False, 0, 4, single=True)),
    ],
)
def test_a_day_shows_tall_then_short_then_of_one_line_then_some_and_the_rest_as_a_number(
    row: int, count: int, expected: Fit
) -> None:
    assert fit_day(count, row - M.day_top, M) == expected


@given(months)
def test_chips_never_overlap_and_stay_in_their_day(layout) -> None:
    for cell in layout.cells:
        places = [*cell.chips, *([cell.more] if cell.more else [])]
        for upper, lower in pairwise(places):
            assert not upper.overlaps(lower)
        for place in cell.chips:
            assert place.x >= cell.rect.x
            assert place.right <= cell.rect.right
            assert cell.header.bottom <= place.y
            assert place.bottom <= cell.rect.bottom


@given(st.integers(0, 500), st.integers(-20, 3000), scales)
def test_shown_and_more_add_up_to_all(count: int, free: int, metrics: Metrics) -> None:
    fit = fit_day(count, free, metrics)
    assert fit.shown + fit.more == count
    assert fit.shown >= 0


@pytest.mark.statement(97)
@given(st.integers(1, 500), st.integers(0, 3000), scales)
def test_a_crowded_day_shows_more_and_each_can_be_hit(count: int, free: int, metrics: Metrics) -> None:
    fit, short = fit_day(count, free, metrics), metrics.chip_short + metrics.chip_gap
    assert fit.shown >= min(count, max(0, (free - metrics.more_line) // short)), "never fewer than with two lines"
    assert all(height + metrics.chip_gap >= 24 for height in fit.heights(metrics))
    assert not fit.shown or sum(fit.heights(metrics)) + fit.shown * metrics.chip_gap <= free
    if fit.single:
        assert count * short > free, "one line only where two have no room"


@given(months)
def test_days_cover_the_grid_without_holes(layout) -> None:
    columns = layout.columns
    widths = [right - left for left, right in pairwise(columns)]
    heights = [lower - upper for upper, lower in pairwise(layout.rows)]
    assert max(widths) - min(widths) <= 1
    assert max(heights) - min(heights) <= 1
    for number, cell in enumerate(layout.cells):
        assert layout.day_at(cell.rect.x, cell.rect.y) == number
        assert layout.day_at(cell.rect.right - 1, cell.rect.bottom - 1) == number
        assert cell.day == MONDAY + timedelta(days=number)
    assert layout.day_at(-1, 50) == -1
    assert layout.day_at(5, layout.rows[0] - 1) == -1


@given(months)
def test_what_is_drawn_is_what_is_hit(layout) -> None:
    for number, cell in enumerate(layout.cells):
        for position, chip in enumerate(cell.chips):
            target = layout.at(chip.x + chip.width // 2, chip.y + chip.height // 2)
            assert target == Target(Hit.CHIP, number, position)
        if cell.more is not None:
            assert layout.at(cell.more.x + 1, cell.more.y + 1) == Target(Hit.MORE, number)


@given(st.integers(0, 2000), scales)
def test_rows_never_fall_below_their_least_height(height: int, metrics: Metrics) -> None:
    weeks = weeks_that_fit(height, metrics)
    assert 1 <= weeks <= 6
    assert weeks == 1 or (height - metrics.weekday_row) // weeks >= metrics.row_min


@given(st.integers(0, 40), st.integers(0, 40), st.integers(104, 400))
def test_a_drop_always_finds_a_visible_place(count: int, before: int, height: int) -> None:
    cell = lay_out_month(MONDAY, 1000, height + M.weekday_row, [count] * 7, M).cells[3]
    room = make_room(cell, count, min(before, count), M)
    for chip in room.chips:
        assert not chip.overlaps(room.place)
    assert room.place.y >= cell.header.bottom
    assert room.place.bottom <= cell.rect.bottom
    assert len(room.chips) + room.fit.more == count


def test_the_place_of_a_drop_stands_in_order_of_time() -> None:
    cell = lay_out_month(MONDAY, 1116, 848, [1] * 42, M).cells[0]
    before, after = make_room(cell, 1, 0, M), make_room(cell, 1, 1, M)
    assert before.place.y < before.chips[0].y
    assert after.place.y > after.chips[0].y


def test_gaps_are_said_once_and_only_before_a_post() -> None:
    counts = [1] * 42
    for number in (38, 39, 40):
        counts[number] = 0
    found = gaps(MONDAY, counts, date(2026, 11, 18))
    assert [(gap.first, gap.last, gap.cells) for gap in found] == [(date(2026, 12, 3), date(2026, 12, 5), (38, 39, 40))]
    assert gaps(MONDAY, counts, date(2026, 12, 4)) == ()
    counts[41] = 0
    assert gaps(MONDAY, counts, date(2026, 11, 18)) == ()


@given(st.lists(st.integers(0, 1), min_size=42, max_size=42), st.integers(-3, 45))
def test_gaps_are_empty_future_days_of_one_week(counts: list[int], today: int) -> None:
    for gap in gaps(MONDAY, counts, MONDAY + timedelta(days=today)):
        days = [(gap.first - MONDAY).days + n for n in range((gap.last - gap.first).days + 1)]
        assert all(counts[day] == 0 for day in days)
        assert gap.first > MONDAY + timedelta(days=today)
        assert len({cell // 7 for cell in gap.cells}) == 1
        assert set(gap.cells) <= set(days)


def test_a_month_begins_with_the_week_of_its_first_day() -> None:
    assert first_week_shown(date(2026, 11, 18), date(2026, 11, 18), 6, 0) == MONDAY
    assert first_week_shown(date(2026, 11, 1), date(2026, 11, 18), 6, 6) == date(2026, 11, 1)


def test_fewer_weeks_keep_the_focused_one_and_most_of_the_month() -> None:
    november = date(2026, 11, 1)
    assert first_week_shown(november, date(2026, 11, 18), 5, 0) == date(2026, 11, 2)
    assert first_week_shown(november, date(2026, 11, 1), 5, 0) == MONDAY
    assert first_week_shown(november, date(2026, 11, 30), 2, 0) <= date(2026, 11, 30)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 6), st.integers(1, 6), st.integers(0, 27))
def test_the_focused_day_is_always_shown(month: date, week_start: int, weeks: int, shift: int) -> None:
    focused = month.replace(day=1) + timedelta(days=shift)
    first = first_week_shown(month, focused, weeks, week_start)
    assert first.weekday() == week_start
    assert first <= focused < first + timedelta(days=7 * weeks)
    assert first_of_week(focused, week_start) <= focused


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_six_weeks_of_a_month_are_called_after_it(month: date, week_start: int) -> None:
    assert titled_month(first_week_shown(month, month, 6, week_start), 6) == month.replace(day=1)


# ------------------------------------------------------------------ week
times = st.lists(st.lists(st.integers(0, 1439), max_size=60).map(sorted), min_size=7, max_size=7)


@given(times, st.integers(300, 2500), scales)
def test_posts_of_a_day_stack_downward_without_overlap(days, width: int, metrics: Metrics) -> None:
    layout = lay_out_week(MONDAY, width, days, metrics)
    for column, minutes in zip(layout.columns, days, strict=True):
        assert len(column.chips) == len(minutes)
        for upper, lower in pairwise(column.chips):
            assert not upper.overlaps(lower)
        for chip, minute in zip(column.chips, minutes, strict=True):
            assert chip.y >= layout.y_of(minute)
            assert chip.bottom <= layout.height
            assert column.rect.x <= chip.x
            assert chip.right <= column.rect.right


@given(times)
def test_a_post_with_room_stands_at_its_time(days) -> None:
    layout = lay_out_week(MONDAY, 1116, days, M)
    for column, minutes in zip(layout.columns, days, strict=True):
        if minutes:
            assert column.chips[0].y == layout.y_of(minutes[0])


@given(times, st.integers(0, 6))
def test_what_is_drawn_in_a_week_is_what_is_hit(days, number: int) -> None:
    layout = lay_out_week(MONDAY, 1116, days, M)
    for position, chip in enumerate(layout.columns[number].chips):
        assert layout.at(chip.x, chip.y) == Target(Hit.CHIP, number, position)
    assert layout.at(layout.columns[number].rect.x, 0).day == number
    assert layout.at(3, 100).hit is Hit.NOTHING


@given(st.floats(-500, 3000))
def test_times_snap_to_quarters_of_the_day(minutes: float) -> None:
    snapped = snap(minutes)
    assert snapped % 15 == 0
    assert 0 <= snapped <= 23 * 60 + 45
    if 0 <= minutes <= 1425:
        assert abs(snapped - minutes) <= 7.5


def test_a_drop_in_the_week_says_the_time_under_the_pointer() -> None:
    layout = lay_out_week(MONDAY, 1116, [[]] * 7, M)
    assert layout.minutes_at(layout.y_of(9 * 60 + 15)) == 9 * 60 + 15
    assert layout.place(2, 540).y == 9 * M.hour


def test_a_crowded_day_takes_short_chips() -> None:
    crowded = [[540] * 2, [540 + 5 * n for n in range(40)], [], [], [], [], []]
    layout = lay_out_week(MONDAY, 1116, crowded, M)
    assert layout.columns[0].tall
    assert not layout.columns[1].tall


def test_stepping_by_months_keeps_the_day_where_it_exists() -> None:
    assert month_after(date(2026, 11, 1), 2) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert same_day_in(date(2026, 11, 1), date(2026, 10, 31)) == date(2026, 11, 30)
    assert same_day_in(date(2028, 2, 1), date(2026, 10, 31)) == date(2028, 2, 29)


@given(count=st.integers(0, 9), beside=st.integers(0, 6), free=st.integers(0, 400))
def test_what_waits_elsewhere_has_room_or_is_counted(count: int, beside: int, free: int) -> None:
    fit = fit_day(count, free, M, beside=beside)
    assert fit.shown + fit.more == count + (beside if fit.more else 0)
    chips = sum(fit.heights(M)) + fit.shown * M.chip_gap
    below = M.more_line if fit.more else beside * M.more_line
    assert chips + below <= free or fit.shown == 0
