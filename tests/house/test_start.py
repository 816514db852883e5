"""A start paints the month before it loads what writes, sends or seals (docs/benchmarks.md)."""

from pathlib import Path

from benchmarks.children.telling import HEAVY
from benchmarks.processes import run
from smmdesk.app import close_now, open_desk
from smmdesk.desk import planning
from smmdesk.system.paths import Paths

MOST_MODULES = 103
"""Each costs a quarter of a millisecond: what only a click or a second look needs is imported where it is used.

The last six came with several brands, names of keys, screens read from the right, and sheets that wait; one
with steps that each know what they were written for; one that tells screen readers the row; one with
pages that hand the keyboard on without Tab leaping over them."""


def test_nothing_heavy_is_loaded_before_the_month_is_painted(tmp_path: Path) -> None:
    desk = open_desk(Paths(tmp_path / "desk"))
    planning.first_brand(desk)
    close_now(desk)
    for _start in ("the first of all", "one like those after it"):
        run("start", str(desk.paths.folder))  # draws its icons, and keeps them
    told = run("start", str(desk.paths.folder))
    assert told["heavy"] == []
    assert told["month"]
    assert len(told["own_modules"]) <= MOST_MODULES, told["own_modules"]


def test_the_list_of_what_is_heavy_is_no_typing_error() -> None:
    for name in HEAVY:
        __import__(name)
