"""What moves by itself on a calendar: the minute, the loader of what is being sent, reading ahead while idle."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer

from smmdesk.model.stages import Progress
from smmdesk.model.words import _, ngettext
from ui.calendar.layout import lay_out_month
from ui.look.theme import theme
from ui.models.calendar_entries import Page
from ui.presenters.calendar_modes import MONTH

if TYPE_CHECKING:
    from ui.views.calendar import CalendarView

MINUTE_MS = 60_000
TURN_MS = 80
IDLE_MS = 40


class Life(QObject):
    """Runs only while the calendar is visible."""

    def __init__(self, view: "CalendarView") -> None:
        super().__init__(view)
        self._view = view
        self._minute, self._loader = QTimer(self), QTimer(self)
        self._minute.timeout.connect(self._tick)
        self._loader.setInterval(TURN_MS)
        self._loader.timeout.connect(self._turn)
        self._idle = QTimer(self, singleShot=True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._read_ahead)
        self._ahead: list[Page] = []
        self._runs = False

    def start(self) -> None:
        self._runs = True
        seconds = self._view.presenter.desk.clock.now().second
        self._minute.start(MINUTE_MS - seconds * 1000)
        QTimer.singleShot(IDLE_MS, self, self._furnish)
        self.shown()

    def _furnish(self) -> None:
        """What stands beside the days, now that they can be seen."""
        if self._runs:
            self._view.toolbar.show_steps()
            self._view.tray.update()  # which makes it
            if self._view.presenter.bridge.can_run:
                self._view.presenter.bridge.run(self._view.presenter.add_layers(), key="calendar_layers")

    def stop(self) -> None:
        self._runs = False
        for timer in (self._minute, self._loader, self._idle):
            timer.stop()

    def shown(self) -> None:
        """Another page stands there: look whether something turns, and read ahead soon."""
        if not self._runs:
            return
        if self._sending() and not theme().reduced_motion:
            self._loader.start()
        else:
            self._loader.stop()
            self._view.grid.hand.turn = 0
        self._ahead = []
        self._idle.start()

    def fill_sample_week(self) -> None:
        """The first run's second door."""
        from smmdesk.desk import demo

        bridge = self._view.presenter.bridge
        if bridge.attempt(lambda: demo.fill(bridge.desk)):
            bridge.announce(_("The example week is made up: try everything, nothing goes out to real accounts."))

    def remove_samples(self) -> None:
        """Take the example posts away again."""
        from smmdesk.desk import demo

        bridge = self._view.presenter.bridge
        count = bridge.attempt(lambda: demo.remove(bridge.desk)) or 0
        if count:
            words = ngettext("{count} example post removed", "{count} example posts removed", count)
            bridge.announce(words.format(count=count), True)

    def _tick(self) -> None:
        self._minute.start(MINUTE_MS)
        self._view.presenter.tick()

    def _sending(self) -> list[QRect]:
        """Where posts stand that are being sent now."""
        grid = self._view.grid
        if grid.entries.page is None:
            return []
        return [
            QRect(*grid.scene.chip_rect(item.cell, item.position))
            for item in grid.entries.items
            if item.entry is not None and item.entry.progress is Progress.SENDING
        ]

    def _turn(self) -> None:
        grid = self._view.grid
        grid.hand.turn = (grid.hand.turn + 360 * TURN_MS // theme().duration_ms("ring-turn")) % 360
        for place in self._sending():
            grid.viewport().update(place)

    def _read_ahead(self) -> None:
        """The neighbour pages, one a time: read, then broken into lines for the chips they will have."""
        view = self._view
        if not self._ahead:
            self._ahead = list(view.presenter.read_ahead())
        else:
            self._warm(self._ahead.pop())
        if self._ahead:
            self._idle.start()

    def _warm(self, page: Page) -> None:
        grid = self._view.grid
        size = grid.viewport().size()
        if grid.scene.mode == MONTH and len(page.days) == len(grid.presenter.page.days):
            layout = lay_out_month(page.first, size.width(), size.height(), page.counts, grid.scene.metrics)
            for cell, day in zip(layout.cells, page.days, strict=True):
                for entry, place in zip(day.entries, cell.chips, strict=False):
                    grid.chips.warm(entry, place.width, cell.fit.tall)
