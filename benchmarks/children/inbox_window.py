"""The inbox as the window shows it, and a bare widget beside it: opened, searched, ticked off, turn by turn.

Takes the data folder, another copy of it for the bare one (both are written into) and how often; prints milliseconds by
name, those of the processor too: they say more where other programs run beside it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.children.bare_inbox import BareInbox
from benchmarks.children.telling import tell
from benchmarks.desks import desk_on
from smmdesk.desk.planning import first_brand
from smmdesk.system.paths import Paths
from ui.app import keep_collections_short, make_application
from ui.bridge import Bridge
from ui.shell.main_window import MainWindow
from ui.views.inbox import InboxView

SIZE = 1364, 900
TYPED = ("pane", "zafferano", "pane caldo", "perché caffè", "anna pane", "q")
Times = dict[str, list[float]]


class Measured:
    """Both inboxes on one folder each."""

    def __init__(self, app: QApplication, window: MainWindow, bare: BareInbox) -> None:
        self._app, self._window, self._bare = app, window, bare
        self.times: Times = {}

    def _timed(self, name: str, work: Callable[[], QWidget]) -> None:
        """Until what changed stands on screen."""
        self._app.processEvents()
        start, used = time.perf_counter(), time.process_time()
        shown = work()
        self._app.processEvents()
        shown.repaint()
        self.times.setdefault(name, []).append((time.perf_counter() - start) * 1000)
        cpu = name.replace(" floor", " cpu floor") if name.endswith(" floor") else f"{name} cpu"
        self.times.setdefault(cpu, []).append((time.process_time() - used) * 1000)

    def note(self, name: str, ours: Callable[[], object], floor: Callable[[], object]) -> None:
        def by_us() -> QWidget:
            ours()
            return self.view.list.viewport()

        def barely() -> QWidget:
            floor()
            return self._bare

        self._timed(name, by_us)
        self._timed(f"{name} floor", barely)

    @property
    def view(self) -> InboxView:
        found = self._window.view("inbox")
        assert isinstance(found, InboxView)
        return found

    def open(self, name: str) -> None:
        self._window.go_to("calendar")
        self._window.drop_view("inbox")
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.note(name, lambda: self._window.go_to("inbox"), self._bare.read)

    def search(self, words: str) -> None:
        self.note("search", lambda: self.view.presenter.search(words), lambda: self._bare.look_for(words))

    def tick_off(self) -> None:
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier, "e")
        self.note("next", lambda: QApplication.sendEvent(self.view.list, key), self._bare.tick_off)


def measure(app: QApplication, paths: Paths, bare_paths: Paths, rounds: int) -> Times:
    with desk_on(paths) as desk:
        bridge = Bridge(desk)
        window = MainWindow(bridge)
        window.resize(*SIZE)
        window.go_to("calendar")
        bare = BareInbox(bare_paths.database, first_brand(desk).id)
        bare.resize(348, SIZE[1] - 60)
        for shown in (window, bare):
            shown.show()
        app.processEvents()
        keep_collections_short(app)
        both = Measured(app, window, bare)
        both.open("first open")
        for _ in range(rounds):
            both.open("open")
        for typed in TYPED[: max(1, rounds)]:
            for end in range(1, len(typed) + 1):
                both.search(typed[:end])
        both.view.presenter.search("")
        both.view.presenter.select(both.view.presenter.step(1))
        for _ in range(rounds):
            both.tick_off()
        window.may_close = True
        window.drop_view("inbox")
        window.close()
        bare.close()
        bare.close_file()
        bridge.end()
        app.processEvents()
    return both.times


if __name__ == "__main__":
    application = make_application()
    tell(**measure(application, Paths(Path(sys.argv[1])), Paths(Path(sys.argv[2])), int(sys.argv[3])))
