"""Cycles of objects are collected on the window's own thread: one that holds a widget must not end on another.

Python collects wherever something is made, also on the threads that read files; a widget that ends there takes its
timers with it from the wrong thread, which Qt answers with a crash. So nothing is collected by itself: a timer does it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 5_000


def collect_here(parent: QObject) -> None:
    """From now on, on this thread alone."""
    gc.disable()
    timer = QTimer(parent)
    timer.setObjectName("garbage")
    timer.timeout.connect(collect)
    timer.start(EVERY_MS)


def collect() -> None:
    """As much as Python would have collected by itself by now."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return
