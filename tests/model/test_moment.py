"""Moments keep the hour that people wrote, over every clock change of every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from smmdesk.model.moment import ClockChange, Moment, from_us, to_us, zone_of

ROME, NEW_YORK, LORD_HOWE, APIA = "Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"
ZONES = [ROME, NEW_YORK, LORD_HOWE, APIA, "UTC", "Asia/Kathmandu", "Africa/Casablanca", "America/St_Johns"]
zones = st.sampled_from(ZONES)
walls = st.datetimes(datetime(1971, 1, 2), datetime(9998, 12, 30)).map(lambda wall: wall.replace(microsecond=0))
instants = st.datetimes(datetime(1971, 1, 3), datetime(2100, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
# hours around the changes of a zone, where everything interesting happens
CHANGES = {
    ROME: (datetime(2026, 3, 29, 2), datetime(2026, 10, 25, 2), datetime(2027, 3, 28, 2), datetime(2027, 10, 31, 2)),
    NEW_YORK: (datetime(2026, 3, 8, 2), datetime(2026, 11, 1, 1)),
    LORD_HOWE: (datetime(2026, 10, 4, 2), datetime(2026, 4, 5, 1, 30)),
    APIA: (datetime(2011, 12, 30, 0), datetime(2011, 12, 29, 23)),
}
near_changes = st.sampled_from(sorted(CHANGES)).flatmap(
    lambda zone: st.tuples(
        st.builds(
            lambda at, minutes: at + timedelta(minutes=minutes), st.sampled_from(CHANGES[zone]), st.integers(-90, 90)
        ),
        st.just(zone),
    )
)
any_wall = st.one_of(st.tuples(walls, zones), near_changes)


@given(any_wall)
def test_the_hour_that_was_written_stays(place: tuple[datetime, str]) -> None:
    moment = Moment(*place)
    assert (moment.wall, moment.zone) == place
    assert (moment.day, moment.clock_time) == (place[0].date(), place[0].time())


@given(any_wall)
def test_people_see_the_hour_they_wrote_unless_the_clocks_jump_over_it(place: tuple[datetime, str]) -> None:
    moment = Moment(*place)
    if moment.clock_change is ClockChange.GAP:
        assert moment.shown > moment.wall
        assert moment.shown - moment.wall <= timedelta(days=1)
        assert Moment(moment.shown, moment.zone).instant == moment.instant
    else:
        assert moment.shown == moment.wall


@given(any_wall)
def test_the_derived_instant_is_utc_and_exact(place: tuple[datetime, str]) -> None:
    moment = Moment(*place)
    assert moment.instant.utcoffset() == timedelta(0)
    assert from_us(moment.instant_us) == moment.instant
    assert isinstance(moment.instant_us, int)


@given(any_wall)
def test_of_two_passes_the_first_counts(place: tuple[datetime, str]) -> None:
    moment = Moment(*place)
    second = place[0].replace(tzinfo=ZoneInfo(place[1]), fold=1).astimezone(UTC)
    if moment.clock_change is ClockChange.OVERLAP:
        assert moment.instant < second
    if moment.clock_change is ClockChange.NONE:
        assert moment.instant == second


@given(instants, zones)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ROME)
def test_an_instant_becomes_the_moment_that_people_read_off_the_wall(instant: datetime, zone: str) -> None:
    moment = Moment.of(instant, zone)
    assert moment.wall == instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert moment.clock_change is not ClockChange.GAP
    if moment.clock_change is ClockChange.NONE:
        assert moment.instant == instant
    else:
        assert moment.instant <= instant


@given(any_wall, st.integers(-400, 400))
def test_a_step_of_days_keeps_the_hour(place: tuple[datetime, str], days: int) -> None:
    assume(
        date(1971, 1, 2) < place[0].date() + timedelta(days=days) < date(9998, 1, 1) if place[0].year < 9000 else False
    )
    moved = Moment(*place).plus(timedelta(days=days))
    assert moved.clock_time == Moment(*place).clock_time
    assert moved.day == place[0].date() + timedelta(days=days)
    assert moved == Moment(*place).on(moved.day)
    assert moved.zone == place[1]


@given(any_wall, st.times())
def test_another_hour_of_the_same_day(place: tuple[datetime, str], clock_time: time) -> None:
    moved = Moment(*place).at(clock_time)
    assert (moved.day, moved.clock_time) == (place[0].date(), clock_time)


# ------------------------------------------------------------------ the days that hurt
@pytest.mark.fault(70)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2027, 3, 28)])
def test_the_hour_that_does_not_exist_in_rome(day: date) -> None:
    moment = Moment(datetime.combine(day, time(2, 30)), ROME)
    assert moment.clock_change is ClockChange.GAP
    assert moment.instant == datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC)
    assert moment.shown.time() == time(3, 30)
    assert moment.wall.time() == time(2, 30)


@pytest.mark.fault(71)
@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_the_hour_that_happens_twice_in_rome(day: date) -> None:
    moment = Moment(datetime.combine(day, time(2, 30)), ROME)
    assert moment.clock_change is ClockChange.OVERLAP
    assert moment.instant == datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    assert moment.shown == moment.wall


def test_a_day_that_did_not_exist() -> None:
    """Samoa jumped over 30 December 2011 to the other side of the date line."""
    moment = Moment(datetime(2011, 12, 30, 12), APIA)
    assert moment.clock_change is ClockChange.GAP
    assert moment.shown == datetime(2011, 12, 31, 12)


def test_half_an_hour_is_a_change_too() -> None:
    assert Moment(datetime(2026, 10, 4, 2, 10), LORD_HOWE).shown.time() == time(2, 40)
    assert Moment(datetime(2026, 4, 5, 1, 45), LORD_HOWE).clock_change is ClockChange.OVERLAP


def test_a_week_later_over_the_change_is_the_same_hour() -> None:
    friday = Moment(datetime(2026, 10, 23, 9), ROME)
    assert friday.instant.hour == 7
    assert friday.plus(timedelta(days=7)).instant.hour == 8


@pytest.mark.fault(76)
@pytest.mark.parametrize("year", [1971, 2038, 2100, 9998])
def test_far_years_are_reckoned(year: int) -> None:
    moment = Moment(datetime(year, 1, 19, 3, 14, 8), ROME)
    assert from_us(moment.instant_us) == moment.instant
    assert Moment.of(moment.instant, ROME) == moment


@pytest.mark.fault(76)
@pytest.mark.vector(96)
@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_years_beyond_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match=str(year)):
        Moment(datetime(year, 6, 1), ROME)


@pytest.mark.vector(96)
@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/\x00Rome", "Europe", "x" * 300]
)
def test_zones_that_nobody_knows_are_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="zone"):
        Moment(datetime(2026, 1, 1), zone)


def test_a_wall_time_carries_no_zone() -> None:
    with pytest.raises(ValueError, match="zone of its own"):
        Moment(datetime(2026, 1, 1, tzinfo=UTC), ROME)


def test_every_zone_of_the_shipped_rules_is_known() -> None:
    for zone in sorted(available_timezones()):
        if zone != "localtime":  # a link that some systems have
            assert zone_of(zone)


@given(st.integers(-(10**15), 10**17))
def test_microseconds_are_exact_both_ways(microseconds: int) -> None:
    assert to_us(from_us(microseconds)) == microseconds
