"""The calendar as the window shows it, measured as web/driver.mjs measures the calendars of others: the first month,
drops, 24 months turned, and a rest of 150 ms after each. Takes the data folder; prints milliseconds.
"""

import sys
import time
from datetime import date
from pathlib import Path

from benchmarks.children.calendar_window import Eye
from benchmarks.children.telling import memory_mib, tell
from benchmarks.desks import desk_on
from benchmarks.peer_posts import NOW
from smmdesk.system.paths import Paths
from ui.app import keep_collections_short, make_application
from ui.bridge import Bridge
from ui.models.calendar_entries import Entry
from ui.shell.main_window import MainWindow
from ui.views.calendar import CalendarView

SIZE = 1400, 1000
FIRST = date(2026, 1, 15)
TURNS, BEFORE_BACK, DROPS = 24, 6, 12
QUIET_S = 0.15


def main(folder: Path) -> None:
    app = make_application()
    with desk_on(Paths(folder), now=NOW) as desk:
        bridge = Bridge(desk)
        window = MainWindow(bridge)
        window.resize(*SIZE)
        start = time.perf_counter()
        view = window.go_to("calendar")
        assert isinstance(view, CalendarView)
        view.open_tray(False)
        eye = Eye(app, view.grid.viewport())
        eye.painted_after(window.show)
        first = (time.perf_counter() - start) * 1000
        presenter = view.presenter
        keep_collections_short(app)

        def rest() -> None:
            end = time.perf_counter() + QUIET_S
            while time.perf_counter() < end:
                app.processEvents()

        def drop(day: int, entry: Entry) -> None:
            """A post one day right and one week down, as theirs go."""
            presenter.moves.drop((entry.post_id,), entry.post_id, presenter.page.days[day + 8].day)

        eye.painted_after(lambda: presenter.go_to(FIRST))
        drops, turns = [], []
        for number in range(DROPS):
            rest()
            weeks = enumerate(presenter.page.days[:21])
            near = [(n, entry) for n, day in weeks if n % 7 < 5 for entry in day.entries[:3]]
            if near:
                day, entry = near[number * 7 % len(near)]
                drops.append(eye.painted_after(lambda day=day, entry=entry: drop(day, entry)))  # type: ignore[misc]
        for number in range(TURNS):
            rest()
            back = number // BEFORE_BACK % 2
            turns.append(eye.painted_after(lambda back=back: presenter.step(-1 if back else 1)))  # type: ignore[misc]
        chips = sum(view.grid.entries.shown_in(cell) for cell in range(len(presenter.page.days)))
        tell(first=first, drops=drops, turns=turns, chips=chips, memory_mib=memory_mib(), errors=[])
        window.may_close = True
        window.drop_view("calendar")
        window.close()
        bridge.end()
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
