"""Silence is checked: a passed test fails when it leaves threads, timers or windows behind, changes how
loud the log is, or logs a surprise.

`allow_log(pattern)` says that a test means to provoke a warning; the pattern is searched in "logger: message".
"""

import gc
import logging
import re
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

PATIENCE_S = 2.0
FOREIGN_THREADS = ("pytest_timeout",)
OWN_LOGGERS = ("", "smmdesk", "ui")
QT_OWN_WINDOWS = ("QTipLabel", "QSystemTrayIconSys", "QComboBoxPrivateContainer")
passed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[passed] = report.passed
    return report


def test_passed(request: pytest.FixtureRequest) -> bool:
    """Leftovers of a failed test are no news."""
    return request.node.stash.get(passed, False)


test_passed.__test__ = False


# ------------------------------------------------------------------ log
class AllowLog:
    """The warnings that a test announces."""

    def __init__(self) -> None:
        self._patterns: list[re.Pattern[str]] = []

    def __call__(self, pattern: str) -> None:
        self._patterns.append(re.compile(pattern))

    def allows(self, line: str) -> bool:
        return any(pattern.search(line) for pattern in self._patterns)


class Listener(logging.Handler):
    """Keeps what is logged at WARNING or above as "logger: message"."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{record.name}: {record.getMessage()}"
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        self.lines.append(text)


def levels() -> dict[str, int]:
    """How loud the program's own loggers are, and everybody's root."""
    return {name: logging.getLogger(name).level for name in OWN_LOGGERS}


@pytest.fixture
def allow_log() -> AllowLog:
    return AllowLog()


@pytest.fixture(autouse=True)
def no_surprising_logs(request: pytest.FixtureRequest, allow_log: AllowLog) -> Iterator[None]:
    listener = Listener()
    root = logging.getLogger()
    root.addHandler(listener)
    before = levels()
    yield
    root.removeHandler(listener)
    if levels() != before and test_passed(request):
        pytest.fail(f"the loggers' levels were {before} and are {levels()}: others would hear less", pytrace=False)
    surprises = [line for line in listener.lines if not allow_log.allows(line)]
    if surprises and test_passed(request):
        pytest.fail("unexpected log lines:\n" + "\n".join(surprises), pytrace=False)


# ------------------------------------------------------------------ threads
@pytest.fixture(autouse=True)
def no_leftover_threads(request: pytest.FixtureRequest) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + PATIENCE_S
    left = [thread for thread in threading.enumerate() if thread not in before and is_ours(thread)]
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    if names and test_passed(request):
        pytest.fail(f"threads still run after the test: {names}", pytrace=False)


def is_ours(thread: threading.Thread) -> bool:
    return not isinstance(thread, threading._DummyThread) and not thread.name.startswith(FOREIGN_THREADS)


# ------------------------------------------------------------------ garbage
def pytest_configure() -> None:
    """As in the window (ui/garbage): a widget in a cycle must not end on the thread of something that is read."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """All that was imported and collected stays to the end: no later look for cycles walks over it, as in ui/app."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [generation for generation in (2, 1, 0) if counts[generation] > limits[generation]]
    if due:
        gc.collect(due[0])


# ------------------------------------------------------------------ Qt
started_timers: "weakref.WeakSet[Any]" = weakref.WeakSet()


def watch_timers() -> None:
    """Remember every QTimer that is started from Python; Qt itself keeps no list."""
    from PySide6.QtCore import QTimer

    if getattr(QTimer, "watched", False):
        return
    start = QTimer.start

    def watched_start(timer: QTimer, *args: Any) -> None:
        start(timer, *args)
        started_timers.add(timer)

    QTimer.start = watched_start
    QTimer.watched = True


@pytest.fixture(autouse=True)
def no_leftover_qt(request: pytest.FixtureRequest) -> Iterator[None]:
    """Windows and running timers. Windows given to `qtbot.addWidget` are closed before this looks."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("qapp")
    watch_timers()
    before = {id(timer) for timer in running_timers()}, set(windows())
    yield
    settle_deletions()
    timers = [name for number, name in running_timers(names=True) if number not in before[0]]
    left = [text for pointer, text in windows().items() if pointer not in before[1]]
    if (timers or left) and test_passed(request):
        pytest.fail(f"left after the test: windows {left}, running timers {timers}", pytrace=False)


def running_timers(names: bool = False) -> list[Any]:
    import shiboken6

    alive = [timer for timer in list(started_timers) if shiboken6.isValid(timer) and timer.isActive()]
    if not names:
        return alive
    return [(id(timer), f"{timer.objectName() or 'timer'} of {timer.parent()!r}") for timer in alive]


def windows() -> dict[int, str]:
    """Top-level widgets without a parent, by the address of the C++ object."""
    import shiboken6
    from PySide6.QtWidgets import QApplication

    found = {}
    for widget in QApplication.topLevelWidgets():
        name = widget.metaObject().className()
        if widget.parent() is None and name not in QT_OWN_WINDOWS:
            found[shiboken6.getCppPointer(widget)[0]] = f"{name} {widget.objectName()!r}"
    return found


def settle_deletions() -> None:
    """Let deleteLater happen; collect cycles only when something seems to be left."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if windows() or running_timers():
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
