"""Two minutes of the soak, and short ones with a deliberate bug: its zeroes are worth what it catches."""

import tempfile
from pathlib import Path

import pytest

from tests.soak.__main__ import quick_disk
from tests.soak.report import Report
from tests.soak.soak import Wish, run
from tests.soak.storm import Weather

SEED = 28
SHORT_MINUTES = 0.15
MOST_HANDED = 0.03
MUST_BE_CAUGHT = ("retry_on_timeout", "rescue_by_requeue", "no_intent_row")


def soaked(wish: Wish) -> Report:
    with tempfile.TemporaryDirectory(prefix="soak-", dir=quick_disk()) as place:
        return run(wish, Path(place) / "desk")


def short(bug: str = "") -> Report:
    """A few seconds in bad weather, on accounts that promise nothing: a key would hide what is sent twice."""
    return soaked(Wish(SHORT_MINUTES, SEED, bug, Weather().worse(3), kill_every=3, kinds=("none", "list")))


@pytest.mark.fault(1, 2, 4, 5, 6, 7, 8, 9, 22, 24, 31, 64)
def test_two_minutes_of_kills_and_storm_lose_nothing_and_double_nothing() -> None:
    """With 3 % of calls dropped, 7 % answered late and a kill every 7 deliveries."""
    report = soaked(Wish(2.0, SEED))
    said = "\n".join(report.lines())
    assert report.is_good, said
    assert report.kills >= 20, said
    assert report.found.deliveries >= 200, said
    assert report.found.handed_share <= MOST_HANDED, said


def test_a_short_soak_in_bad_weather_is_clean_without_a_bug() -> None:
    report = short()
    assert report.is_good, "\n".join(report.lines())
    assert report.kills, "nothing was killed"


@pytest.mark.parametrize("bug", MUST_BE_CAUGHT)
def test_the_soak_catches_a_deliberate_bug(bug: str) -> None:
    report = short(bug)
    assert report.found.duplicates or report.found.lost, "\n".join(report.lines())
    assert not report.is_good
