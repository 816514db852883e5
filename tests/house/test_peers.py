"""The calendars of others are fed the same posts as ours, and stand in one table (docs/benchmarks.md)."""

from datetime import datetime
from pathlib import Path

from benchmarks.peer_posts import folder_of, posts_like_theirs
from benchmarks.peers import PEERS, WEB, table
from benchmarks.processes import run

THEIRS = [  # as web/src/common.js makes them
    (datetime(2026, 3, 15, 13, 15), 5, 2, "behind poll customer reminder"),
    (datetime(2026, 9, 24, 13, 30), 1, 3, "quote customer the poll"),
    (datetime(2026, 5, 17, 15, 15), 0, 1, "product teaser event launch"),
]


def test_both_are_fed_the_same_posts() -> None:
    assert list(posts_like_theirs(3)) == THEIRS


def test_every_calendar_has_a_page() -> None:
    pages = {path.stem for path in (WEB / "src").iterdir()} - {"common"}
    assert pages == set(PEERS)


def test_ours_is_measured_as_theirs_are(tmp_path: Path) -> None:
    told = run("peer_window", str(folder_of(tmp_path, 1_500).folder))
    assert (len(told["turns"]), len(told["drops"]), told["errors"]) == (24, 12, [])
    assert told["chips"] > 0


def test_the_table_says_how_many_times_ours_each_takes() -> None:
    ours = {"first": 100.0, "turns": [4.0], "drops": [2.0], "memory_mib": 60.0, "chips": 84, "errors": []}
    other = {"first": 300.0, "turns": [40.0, 44.0], "drops": [], "errors": ["late"]}
    lines = table({(10, "fc7"): [other], (10, "smmdesk"): [ours]})
    assert lines[2] == "| smmdesk | 10 | 100 | 4 | 4 | 1 | 2 | 2 | 60 | 84 |"
    assert lines[3] == "| FullCalendar 7.1.0 | 10 | 300 | 42 | 44 | 10.5 | – | – | – | – |"
