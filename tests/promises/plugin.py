"""Notes what became of each test that carries a promise: `--promises FILE` writes it as JSON at the end."""

import json
from pathlib import Path

import pytest

from tests.promises import KINDS

SURROUNDINGS = ("servers", "screen", "long")
noted = pytest.StashKey[dict[str, dict[str, object]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--promises", type=Path, metavar="FILE", help="write what became of the tests with a promise")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[noted] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test may carry several marks of a kind, and a mark several numbers."""
    carried = {kind: [number for mark in item.iter_markers(kind) for number in mark.args] for kind in KINDS}
    if any(carried.values()):
        around = [name for name in SURROUNDINGS if item.get_closest_marker(name)]
        surface = [name for mark in item.iter_markers("surface") for name in mark.args]
        note = {**carried, "around": around, "surface": surface, "outcome": "not run"}
        item.config.stash[noted][item.nodeid] = note


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    report = yield
    note = item.config.stash[noted].get(item.nodeid)
    if note is not None and (report.when == "call" or report.outcome != "passed"):
        note["outcome"] = report.outcome
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("--promises")
    if path is not None and not hasattr(session.config, "workerinput"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(session.config.stash[noted], indent=1, sort_keys=True) + "\n", "utf-8")
