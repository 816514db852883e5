"""The guards of tests/guards.py and tests/async_tests.py can fail: a suite of bad tests is run and judged."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BAD_SUITE = """
import asyncio, gc, logging, threading
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_logs_a_warning():
    logging.getLogger("shop").warning("the oven is cold")

def test_makes_the_log_silent():
    logging.getLogger("smmdesk").setLevel(logging.ERROR)

def test_announces_its_warning(allow_log):
    allow_log("oven is")
    logging.getLogger("shop").warning("the oven is cold")

def test_leaves_a_thread():
    stop = threading.Event()
    threading.Thread(target=stop.wait, args=(4,), name="baker", daemon=True).start()

def test_joins_its_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()

def test_leaves_a_window(qtbot):
    kept.append(QWidget())

def test_gives_its_window_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

def test_leaves_a_timer(qtbot):
    timer = QTimer()
    kept.append(timer)
    timer.start(60_000)

def test_stops_its_timer(qtbot):
    timer = QTimer()
    kept.append(timer)
    timer.start(60_000)
    timer.stop()

async def test_leaves_a_task():
    kept.append(asyncio.create_task(asyncio.sleep(60)))

async def test_ends_its_task():
    task = asyncio.create_task(asyncio.sleep(0))
    await task

async def test_uses_the_loop_of_asyncio():
    assert type(asyncio.get_running_loop()).__module__.startswith("asyncio")

async def test_that_is_wrong_fails():
    assert await asyncio.sleep(0, 1) == 2

def test_no_look_for_cycles_walks_over_what_was_collected():
    assert not gc.isenabled()
    assert gc.get_freeze_count() > len(gc.get_objects())

@pytest.mark.skip(reason="to see that nothing is said of it")
def test_skipped():
    pass
"""
QT_LOOP_SUITE = """
import asyncio

async def test_uses_the_loop_of_qt(qtbot):
    await asyncio.sleep(0.01)
    assert "qasync" in type(asyncio.get_running_loop()).__module__

async def test_without_a_window_uses_the_loop_of_asyncio():
    assert "qasync" not in type(asyncio.get_running_loop()).__module__
"""
BAD = {
    "test_makes_the_log_silent": "the loggers' levels were",
    "test_logs_a_warning": "the oven is cold",
    "test_leaves_a_thread": "baker",
    "test_leaves_a_window": "QWidget",
    "test_leaves_a_timer": "running timers",
    "test_leaves_a_task": "tasks still run",
    "test_that_is_wrong_fails": "assert 1 == 2",
}
GOOD = (
    "test_announces_its_warning",
    "test_joins_its_thread",
    "test_gives_its_window_back",
    "test_stops_its_timer",
    "test_ends_its_task",
    "test_uses_the_loop_of_asyncio",
    "test_no_look_for_cycles_walks_over_what_was_collected",
    "test_uses_the_loop_of_qt",
    "test_without_a_window_uses_the_loop_of_asyncio",
)
PROMISES = ("promises/__init__.py", "promises/plugin.py")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The output of pytest over the two suites, in a tree whose `tests` has the real conftest."""
    tree = tmp_path_factory.mktemp("suite")
    tests = tree / "tests"
    for name in ("ui", "promises"):
        (tests / name).mkdir(parents=True)
    for name in ("__init__.py", "conftest.py", "guards.py", "async_tests.py", "parallel.py", *PROMISES):
        (tests / name).write_bytes((ROOT / "tests" / name).read_bytes())
    (tests / "ui" / "__init__.py").touch()
    (tree / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tests / "test_bad.py").write_text(BAD_SUITE, encoding="utf-8")
    (tests / "ui" / "test_loop.py").write_text(QT_LOOP_SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n0", "-v", "-rA", "-p", "no:cacheprovider", "--color=no"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=120)
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("name", BAD)
def test_a_bad_test_does_not_get_through(judged: str, name: str) -> None:
    section = re.search(rf"^_+ (ERROR at teardown of )?{name} _+$(.*?)^(?:_____|=====)", judged, re.M | re.S)
    assert re.search(rf"^(ERROR|FAILED) \S+::{name}\b", judged, re.M), judged
    assert section, judged
    assert BAD[name] in section[2]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_test_passes(judged: str, name: str) -> None:
    assert re.search(rf"^PASSED \S+::{name}$", judged, re.M), judged
    assert not re.search(rf"^(ERROR|FAILED) \S+::{name}\b", judged, re.M), judged


def test_a_skipped_test_is_left_alone(judged: str) -> None:
    assert "to see that nothing is said of it" in judged
