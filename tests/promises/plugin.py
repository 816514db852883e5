"""Notes what became of each test that carries a promise, and what each did with a platform's connector: `--promises
FILE` writes it as JSON at the end."""

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
    if config.getoption("--promises") is not None and not config.getoption("collectonly"):
        config.pluginmanager.register(Verbs(config), "promises-verbs")


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test may carry several marks of a kind, and a mark several numbers."""
    carried = {kind: [number for mark in item.iter_markers(kind) for number in mark.args] for kind in KINDS}
    if any(carried.values()):
        around = [name for name in SURROUNDINGS if item.get_closest_marker(name)]
        surface = [name for mark in item.iter_markers("surface") for name in mark.args]
        note = {**carried, "around": around, "surface": surface, "outcome": "not run"}
        item.config.stash[noted][item.nodeid] = note


class Verbs:
    """What the tests of this run do with connectors."""

    def __init__(self, config: pytest.Config) -> None:
        from tests.fakes.described import Described
        from tests.fakes.openapi import Contract
        from tests.promises import verbs

        self._real, self._notes = verbs.REAL, config.stash[noted]
        self._done: set[tuple[str, str]] = set()
        self._held = False
        verbs.watch(lambda platform, verb: self._done.add((platform, verb)))
        for kind, name in ((Described, "against"), (Contract, "violations")):
            self._tell(kind, name)

    def _tell(self, kind: type, name: str) -> None:
        """A description was looked into: what this test did was held against it."""
        check = getattr(kind, name)

        def checked(*given: object) -> object:
            self._held = True
            return check(*given)

        setattr(kind, name, checked)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> object:
        self._done.clear()
        self._held, known = False, item.nodeid in self._notes
        empty = {**dict.fromkeys(KINDS, ()), "around": [], "surface": [], "outcome": "not run"}
        note = self._notes.setdefault(item.nodeid, empty)
        result = yield
        weak = "vendor description" if self._held else "fake"
        real = self._real if item.get_closest_marker("servers") is not None else frozenset()
        found = [(each, verb, "real server" if each in real else weak) for each, verb in sorted(self._done)]
        if found:
            note["verbs"] = found
        elif not known:
            del self._notes[item.nodeid]
        return result


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
