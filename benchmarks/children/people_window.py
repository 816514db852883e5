"""The people as the window shows them: opened, ordered, searched.

Takes the data folder and how often; prints milliseconds by name, those of the processor too.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from benchmarks.children.telling import tell
from benchmarks.desks import desk_on
from smmdesk.store.people_reads import Order
from smmdesk.system.paths import Paths
from ui.app import keep_collections_short, make_application
from ui.bridge import Bridge
from ui.shell.main_window import MainWindow
from ui.views.people import PeopleView

SIZE = 1364, 900
TYPED = ("anna", "però", "caffè pane", "q")
Times = dict[str, list[float]]


def measure(app: QApplication, paths: Paths, rounds: int) -> Times:
    times: Times = {}
    with desk_on(paths) as desk:
        bridge = Bridge(desk)
        window = MainWindow(bridge)
        window.resize(*SIZE)
        window.go_to("calendar")
        window.show()
        app.processEvents()
        keep_collections_short(app)

        def timed(name: str, work: Callable[[], object]) -> None:
            """Until what changed stands on screen."""
            app.processEvents()
            start, used = time.perf_counter(), time.process_time()
            work()
            app.processEvents()
            window.repaint()
            times.setdefault(name, []).append((time.perf_counter() - start) * 1000)
            times.setdefault(f"{name} cpu", []).append((time.process_time() - used) * 1000)

        def opened(name: str) -> PeopleView:
            window.go_to("calendar")
            window.drop_view("people")
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            timed(name, lambda: window.go_to("people"))
            found = window.view("people")
            assert isinstance(found, PeopleView)
            return found

        view = opened("first open")
        for _ in range(rounds):
            view = opened("open")
        for _ in range(max(1, rounds // 3)):
            for order in (Order.NAME, Order.MOST, Order.REMINDER, Order.LAST):
                timed("order", lambda order=order: view.presenter.sort(order))  # type: ignore[misc]
        for typed in TYPED[: max(1, rounds)]:
            for end in range(1, len(typed) + 1):
                timed("search", lambda words=typed[:end]: view.presenter.search(words))  # type: ignore[misc]
        window.may_close = True
        window.drop_view("people")
        window.close()
        bridge.end()
        app.processEvents()
    return times


if __name__ == "__main__":
    application = make_application()
    tell(**measure(application, Paths(Path(sys.argv[1])), int(sys.argv[2])))
