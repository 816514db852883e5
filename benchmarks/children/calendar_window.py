"""The calendar as the window shows it, and a bare widget beside it: turned, dropped on, dragged over, turn by turn.

Takes the data folder, another copy of it for the bare one (both are written into) and how often; prints milliseconds by
name, those of the processor too: they say more where other programs run beside it.
"""

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.children.bare_month import BareMonth
from benchmarks.children.telling import tell
from benchmarks.desks import desk_on
from smmdesk.system.paths import Paths
from ui.app import keep_collections_short, make_application
from ui.bridge import Bridge
from ui.calendar.drag import pack
from ui.shell.main_window import MainWindow
from ui.views.calendar import CalendarView

SIZE = 1364, 900
DENSE = date(2026, 11, 1)
PAUSE_S = 0.25
Times = dict[str, list[float]]


class Eye(QObject):
    """Sees when a widget was painted."""

    def __init__(self, app: QApplication, widget: QWidget) -> None:
        super().__init__()
        self._app, self._seen = app, False
        self.used_ms = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self._seen = self._seen or event.type() == QEvent.Type.Paint
        return False

    def painted_after(self, work: Callable[[], object]) -> float:
        """Milliseconds from the work's begin until what it changed stands on screen; `used_ms` are the processor's."""
        self._app.processEvents()
        self._seen = False
        start, used = time.perf_counter(), time.process_time()
        work()
        while not self._seen:
            self._app.processEvents()
        self.used_ms = (time.process_time() - used) * 1000
        return (time.perf_counter() - start) * 1000


class Measured:
    """Both calendars on one folder."""

    def __init__(self, app: QApplication, view: CalendarView, bare: BareMonth) -> None:
        self._app, self.view, self.bare = app, view, bare
        self._eye = Eye(app, view.grid.viewport())
        self.times: Times = {}

    def note(self, name: str, ours: Callable[[], object], floor: Callable[[], object]) -> None:
        self.times.setdefault(name, []).append(self._eye.painted_after(ours))
        self.times.setdefault(f"{name} cpu", []).append(self._eye.used_ms)
        start, used = time.perf_counter(), time.process_time()
        floor()
        self.bare.repaint()
        self.times.setdefault(f"{name} floor", []).append((time.perf_counter() - start) * 1000)
        self.times.setdefault(f"{name} cpu floor", []).append((time.process_time() - used) * 1000)

    def turn(self, name: str, pages: int = 1) -> None:
        """The next month; the bare one shows the same weeks."""
        presenter = self.view.presenter

        def floor() -> None:
            self.bare.show_weeks(presenter.page.first)

        self.note(name, lambda: presenter.step(pages), floor)

    def to_dense(self) -> None:
        """From the month before to the month of 5,000 posts, nothing of it kept in memory."""
        presenter = self.view.presenter
        presenter.go_to(DENSE - timedelta(days=1))
        presenter.step(0)
        presenter.set_filters(presenter.filters)
        self._app.processEvents()
        self.turn("dense")

    def drop(self, number: int) -> None:
        """A post from one day onto another: committed and painted again."""
        presenter = self.view.presenter
        entry = next(entry for day in presenter.page.days for entry in day.entries if not entry.stays)
        to = presenter.page.days[20 + number % 15].day
        self.note(
            "drop",
            lambda: presenter.moves.drop((entry.post_id,), entry.post_id, to),
            lambda: self.bare.move_post(self.bare.first_post(), to),
        )

    def drag(self, steps: int) -> None:
        """A post hangs over the month and moves on, pixel by pixel."""
        grid = self.view.grid
        viewport = grid.viewport()
        entry = next(entry for day in self.view.presenter.page.days for entry in day.entries if not entry.stays)
        mime = pack((entry.post_id,), entry.post_id)
        action, button, key = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(viewport, QDragEnterEvent(QPoint(30, 60), action, mime, button, key))
        for step in range(steps):
            x, y = 30 + step * 9 % (viewport.width() - 60), 60 + step * 5 % (viewport.height() - 120)
            move = QDragMoveEvent(QPointF(x, y).toPoint(), action, mime, button, key)
            self.note(
                "drag", lambda move=move: QApplication.sendEvent(viewport, move),  # type: ignore[misc]
                lambda x=x, y=y: self.bare.drag_over(x, y),  # type: ignore[misc]
            )  # fmt: skip
        QApplication.sendEvent(viewport, QDragLeaveEvent())

    def rest(self) -> None:
        """What a person's pause gives: the neighbour months are read ahead."""
        end = time.perf_counter() + PAUSE_S
        while time.perf_counter() < end:
            self._app.processEvents()


def measure(app: QApplication, paths: Paths, bare_paths: Paths, rounds: int) -> Times:
    with desk_on(paths) as desk:
        bridge = Bridge(desk)
        window = MainWindow(bridge)
        window.resize(*SIZE)
        view = window.go_to("calendar")
        assert isinstance(view, CalendarView)
        bare = BareMonth(bare_paths.database, view.presenter.brand.id)
        bare.resize(SIZE[0] - 300, SIZE[1] - 60)
        for shown in (window, bare):
            shown.show()
        app.processEvents()
        keep_collections_short(app)
        both = Measured(app, view, bare)
        for number in range(rounds):
            both.turn("turn", 1 if number < rounds * 2 // 3 else -1)
        for _ in range(max(2, rounds // 6)):
            both.rest()
            both.turn("turn after a pause")
        for _ in range(max(2, rounds // 2)):
            both.to_dense()
        both.drag(rounds * 3)
        view.presenter.go_to(date(2026, 12, 10))
        for number in range(rounds):
            both.drop(number)
        window.may_close = True
        window.drop_view("calendar")
        window.close()
        bare.close()
        bare.close_file()
        bridge.end()
        app.processEvents()
    return both.times


if __name__ == "__main__":
    application = make_application()
    tell(**measure(application, Paths(Path(sys.argv[1])), Paths(Path(sys.argv[2])), int(sys.argv[3])))
