"""A whole run is spread over the processors, file by file, the longest first; a test marked `alone` has the computer
to itself.

`-n 0` keeps all in one process, and so does naming what to run, where one process starts sooner; `-n 4` asks for four.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.promises.plugin import noted

WHOLE = ([], ["tests"], ["."])
ABOUT_S = {"alone": 30.0, "screen": 20.0, "servers": 2.0}
FOLDERS_S = {"access": 8.0, "machine": 2.0, "house": 1.0}
OTHERS_S = 0.2
"""What a test with this mark, in this folder, and any other takes, as far as the order needs to know."""


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes share a run that did not say so itself."""
    whole = [os.path.relpath(argument) for argument in config.args] in WHOLE
    return (os.cpu_count() or 1) if whole and not config.option.collectonly else 0


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """The longest files first: at the end no process is left alone with one. xdist itself would go by the number of
    tests, of which the longest files have few."""
    yield
    if hasattr(config, "workerinput"):
        whole: Counter[Path] = Counter()
        for item in items:
            whole[item.path] += about_s(item)
        items.sort(key=lambda item: -whole[item.path])


def about_s(item: pytest.Item) -> float:
    if item.get_closest_marker("skip") is not None:
        return 0.0
    marked = [taken for mark, taken in ABOUT_S.items() if item.get_closest_marker(mark) is not None]
    return max([FOLDERS_S.get(item.path.parent.name, OTHERS_S), *marked])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    """Around all else: a test's own time begins when it has its room."""
    worker = getattr(item.config, "workerinput", None)
    if worker is None:
        return (yield)
    with room(f"smmdesk-{worker['testrunuid']}", alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextmanager
def room(run: str, alone: bool) -> Iterator[None]:
    """Beside the other processes of the `run`, or `alone`: then the door stays shut while they leave."""
    import fcntl

    with ExitStack() as stack:
        door, place = (stack.enter_context(opened(f"{run}.{name}")) for name in ("door", "room"))
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(place, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(door, fcntl.LOCK_UN)
        yield


def opened(name: str) -> IO[bytes]:
    return open(Path(tempfile.gettempdir(), name), "ab")


# ------------------------------------------------------------------ what the processes noted comes together
@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["promises"] = session.config.stash[noted]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Each process collects every test and runs its own."""
    together = node.config.stash[noted]  # type: ignore[attr-defined]
    for name, note in getattr(node, "workeroutput", {}).get("promises", {}).items():
        if name not in together or note["outcome"] != "not run":
            together[name] = note


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last to leave takes the door away."""
    session = config.pluginmanager.get_plugin("dsession")
    if session is not None:
        for name in ("door", "room"):
            Path(tempfile.gettempdir(), f"smmdesk-{session.nodemanager.testrunuid}.{name}").unlink(missing_ok=True)
