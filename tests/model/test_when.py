"""Times as people type them."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.dates import MONTHS
from smmdesk.model.moment import Moment
from smmdesk.model.problem import ProblemError
from smmdesk.model.when import parse_when

NOW = datetime(2026, 11, 18, 9, 20, tzinfo=UTC)  # Wednesday, 10:20 in Rome
ROME = "Europe/Rome"
WORDS = ("domani", "oggi", "lun", "mar", "24", "9", "alle", "tra", "ore", "nov", "2026", "pm", "il", "the", "next")


def read(text: str, language: str = "it") -> str:
    return f"{parse_when(text, NOW, ROME, language).wall:%Y-%m-%d %H:%M}"


@pytest.mark.statement(26)
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("domani 9", "2026-11-19 09:00"),
        ("Domani alle 9:00", "2026-11-19 09:00"),
        ("oggi 17:30", "2026-11-18 17:30"),
        ("lun 9", "2026-11-23 09:00"),
        ("lunedì 9.15", "2026-11-23 09:15"),
        ("24/11 18.30", "2026-11-24 18:30"),
        ("24/11, 18:30", "2026-11-24 18:30"),
        ("9:30", "2026-11-19 09:30"),  # past today
        ("11", "2026-11-18 11:00"),
        ("tra 2 ore", "2026-11-18 12:20"),
        ("fra due ore", "2026-11-18 12:20"),
        ("tra un'ora", "2026-11-18 11:20"),
        ("tra mezz’ora", "2026-11-18 10:50"),
        ("tra 3 giorni", "2026-11-21 10:20"),
        ("in 90 minuti", "2026-11-18 11:50"),
        ("in half an hour", "2026-11-18 10:50"),
        ("next friday 9am", "2026-11-20 09:00"),
        ("venerdì prossimo", "2026-11-20 09:00"),
        ("mercoledì prossimo alle 12", "2026-11-25 12:00"),
        ("mer 9", "2026-11-25 09:00"),  # today at nine is past
        ("mer 11", "2026-11-18 11:00"),
        ("2027-03-01 09:00", "2027-03-01 09:00"),
        ("2027-03-01T09:00", "2027-03-01 09:00"),
        ("2026-11-20", "2026-11-20 09:00"),
        ("9 mar", "2027-03-09 09:00"),
        ("mar 24 nov alle 9", "2026-11-24 09:00"),
        ("mar 24 9:00", "2026-11-24 09:00"),
        ("1° dicembre ore 8", "2026-12-01 08:00"),
        ("30 novembre 2026 ore 9", "2026-11-30 09:00"),
        ("nov 24 6pm", "2026-11-24 18:00"),
        ("the 24th at 6 pm", "2026-11-24 18:00"),
        ("il 24 alle 18", "2026-11-24 18:00"),
        ("il 5 alle 18", "2026-12-05 18:00"),
        ("domani mattina", "2026-11-19 09:00"),
        ("domani sera alle 8", "2026-11-19 20:00"),
        ("stasera", "2026-11-18 19:00"),
        ("tonight at 8", "2026-11-18 20:00"),
        ("sabato pomeriggio", "2026-11-21 15:00"),
        ("mezzogiorno", "2026-11-18 12:00"),
        ("tomorrow noon", "2026-11-19 12:00"),
        ("dopodomani ore 7", "2026-11-20 07:00"),
        ("day after tomorrow 7", "2026-11-20 07:00"),
        ("settimana prossima", "2026-11-25 09:00"),
        ("oggi", "2026-11-18 11:00"),
        ("oggi 8", "2026-11-18 08:00"),  # said, so never changed silently
        ("18/11 9", "2026-11-18 09:00"),
        ("17/11 9", "2027-11-17 09:00"),
        ("1/12/26 8", "2026-12-01 08:00"),
        ("1.12.2026 9.30", "2026-12-01 09:30"),
        ("29/2", "2028-02-29 09:00"),
        ("12am", "2026-11-19 00:00"),
        ("12 pm", "2026-11-18 12:00"),
        ("adesso", "2026-11-18 10:20"),
    ],
)
def test_what_people_type_is_understood(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "  ", "ciao", "31/02", "29/2/2027", "25", "9:75", "mar 25 nov", "domani ieri", "9 9", "13pm", "x" * 99, "tra"],
)
def test_what_is_no_time_is_said_and_never_guessed(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(text)
    assert caught.value.problem.code == "time_not_understood"
    assert len(str(caught.value.problem.values["text"])) <= 80


def test_the_language_decides_what_both_could_mean() -> None:
    assert read("mar 9", "it") == "2026-11-24 09:00"  # Tuesday
    assert read("mar 9", "en") == "2027-03-09 09:00"  # March


def test_the_time_of_a_day_that_is_named_alone_can_be_chosen() -> None:
    assert parse_when("domani", NOW, ROME, "it", time(17, 30)).wall == datetime(2026, 11, 19, 17, 30)


def test_hours_that_the_clocks_skip_or_repeat_keep_what_was_typed() -> None:
    assert read("28/3/2027 2:30") == "2027-03-28 02:30"
    late = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # 01:30, half an hour before the jump
    assert parse_when("tra un'ora", late, ROME).wall == datetime(2027, 3, 28, 3, 30)


moments = st.datetimes(datetime(2026, 11, 19), datetime(2035, 1, 1)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)


@given(moments, st.sampled_from(["it", "en"]))
def test_every_full_date_reads_as_itself(wall: datetime, language: str) -> None:
    month = MONTHS[language][wall.month - 1]
    for text in (
        f"{wall:%Y-%m-%d %H:%M}",
        f"{wall:%d/%m/%Y %H.%M}",
        f"{wall.day} {month} {wall.year} {wall:%H:%M}",
        f"{wall.day} {month[:3]} {wall.year}, ore {wall:%H:%M}",
    ):
        assert parse_when(text, NOW, ROME, language) == Moment(wall, ROME)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.times(), st.sampled_from(["it", "en"]))
def test_a_time_alone_is_always_the_next_one(now: datetime, clock_time: time, language: str) -> None:
    instant = now.replace(tzinfo=UTC)
    found = parse_when(f"{clock_time:%H:%M}", instant, ROME, language)
    assert found.clock_time == clock_time.replace(second=0, microsecond=0)
    assert timedelta(0) < found.instant - instant <= timedelta(hours=25)


@given(st.text(max_size=60), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_no_text_breaks_it(text: str, now: datetime) -> None:
    with suppress(ProblemError):  # anything else fails
        parse_when(text, now.replace(tzinfo=UTC), "America/New_York", "en")


@given(st.lists(st.sampled_from([*"-:./", *WORDS]), max_size=7))
def test_no_mixture_of_known_words_breaks_it(words: list[str]) -> None:
    with suppress(ProblemError):  # anything else fails
        parse_when(" ".join(words), NOW, ROME)
