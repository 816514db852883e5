"""A widget that nobody holds ends on the window's own thread, whoever makes things meanwhile."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject, QTimer

from ui.app import make_application
from ui.garbage import EVERY_MS, collect, collect_here


class Holding(QObject):
    """Ends only with its cycle, and has a timer."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self
        self.timer = QTimer(self)


@pytest.fixture
def known_limits():
    before = gc.get_threshold()
    gc.collect()
    yield
    gc.set_threshold(*before)


def make_much() -> None:
    kept = [[] for _ in range(50_000)]
    assert kept


def test_what_is_made_on_another_thread_collects_nothing(qapp, known_limits) -> None:
    app = make_application()
    collect_here(app)
    timer = app.findChild(QTimer, "garbage")
    try:
        assert timer is not None
        assert timer.interval() == EVERY_MS
        gone = weakref.ref(Holding())
        thread = threading.Thread(target=make_much)
        thread.start()
        thread.join()
        assert gone() is not None
        gc.set_threshold(1, 0, 0)
        kept = [[] for _ in range(10)]
        collect()
        assert kept
        assert gone() is None
    finally:
        timer.stop()
        timer.deleteLater()


def test_little_is_left_alone(known_limits) -> None:
    gc.set_threshold(1_000_000, 1_000, 1_000)
    gone = weakref.ref(Holding())
    collect()
    assert gone() is not None
    gc.collect()
    assert gone() is None
