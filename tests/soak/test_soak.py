"""Two minutes of the soak, and short ones with a deliberate bug: its zeroes are worth what it catches."""

import json
from pathlib import Path

import pytest

from tests.soak.__main__ import DESKS, soaked
from tests.soak.report import Report
from tests.soak.soak import Wish
from tests.soak.storm import Weather

pytestmark = pytest.mark.alone

SEED = 28
SHORT_MINUTES = 0.15
LEAST_DELIVERIES = 600
"""On two processors that eight others use as well; on quiet ones it is five times as many."""
MOST_HANDED = 0.03
MUST_BE_CAUGHT = ("retry_on_timeout", "rescue_by_requeue", "no_intent_row")


def said(wish: Wish, keep: Path | None = None) -> tuple[Report, str]:
    """The report, and all that it says for the one who has to find out."""
    report, kept = soaked(wish, keep)
    return report, "\n".join([*report.lines(), f"kept in {kept}"])


def bad_weather(bug: str = "", net: bool = False) -> Wish:
    """A few seconds on accounts that promise nothing: a key would hide what is sent twice."""
    return Wish(SHORT_MINUTES, SEED, bug, Weather().worse(3), kill_every=3, kinds=("none", "list"), net=net)


@pytest.mark.fault(1, 2, 4, 5, 6, 7, 8, 9, 22, 24, 31, 64)
def test_two_minutes_of_kills_and_storm_lose_nothing_and_double_nothing() -> None:
    """With 3 % of calls dropped, 7 % answered late and a kill every 7 deliveries."""
    report, words = said(Wish(2.0, SEED, desks=DESKS))
    assert report.is_good, words
    assert report.kills >= 20 * DESKS, words
    assert report.found.deliveries >= LEAST_DELIVERIES, words
    assert report.found.handed_share <= MOST_HANDED, words


def test_a_short_soak_in_bad_weather_is_clean_without_a_bug() -> None:
    report, words = said(bad_weather())
    assert report.is_good, words
    assert report.kills, "nothing was killed"


@pytest.mark.parametrize("bug", MUST_BE_CAUGHT)
def test_the_soak_catches_a_deliberate_bug(bug: str, tmp_path: Path) -> None:
    """And keeps all that is needed to find it."""
    report, kept = soaked(bad_weather(bug), keep=tmp_path / "kept")
    assert report.found.duplicates or report.found.lost, "\n".join(report.lines())
    assert not report.is_good
    assert kept is not None
    story = json.loads((kept / "desk story.json").read_text("utf-8"))
    assert (story["wish"]["bug"], story["wish"]["seed"]) == (bug, SEED)
    assert len(story["ends"]) > report.kills
    assert {place["kind"] for place in story["servers"].values()} == {"none", "list"}
    assert all(call["fate"] for place in story["servers"].values() for call in place["calls"])
    for name in ("desk/desk.sqlite", "desk/sent.log", "desk/logs/person.words", "desk/logs/engine.words", "report.txt"):
        assert (kept / name).exists(), name


def test_what_a_dead_engine_was_sending_is_not_sent_twice_even_by_a_bug(tmp_path: Path) -> None:
    """The database has a rule of its own (I1): with the bug of above nothing is doubled, it only does not go on."""
    report, words = said(bad_weather("rescue_by_requeue", net=True), tmp_path / "kept")
    assert not report.found.duplicates, words
