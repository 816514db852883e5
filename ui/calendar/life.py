"""What moves by itself on a calendar: the minute, the loader of what is being sent, reading ahead while idle."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer

from smmdesk.model.stages import Progress
from smmdesk.model.words import _, ngettext
from ui.calendar.layout import lay_out_month
from ui.calendar.month import lines_below_all
from ui.look.theme import theme
from ui.presenters.calendar_modes import MONTH

if TYPE_CHECKING:
    from ui.views.calendar import CalendarView

MINUTE_MS = 60_000
TURN_MS = 80
IDLE_MS = 40
BETWEEN_MS = 1
A_LITTLE = 12
"""So many chips are made ready in one go, which takes a small part of a frame."""


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
        self._idle.timeout.connect(self._read_ahead)
        self._ahead: Iterator[None] | None = None
        self._runs = self._seen = False

    def start(self) -> None:
        """The calendar is shown."""
        self._runs = True
        seconds = self._view.presenter.desk.clock.now().second
        self._minute.start(MINUTE_MS - seconds * 1000)
        if self._seen:
            self._go_on()

    def see(self) -> None:
        """The days stand on screen. What can wait begins with the first time, however long that takes."""
        if not self._seen:
            self._seen = True
            self._go_on()

    def _go_on(self) -> None:
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
        if not self._runs or not self._seen:
            return
        if self._sending() and not theme().reduced_motion:
            self._loader.start()
        else:
            self._loader.stop()
            self._view.grid.hand.turn = 0
        self._ahead = None
        self._idle.start(IDLE_MS)

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
            bridge.announce(words.format(count=count))

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
        if theme().reduced_motion:  # chosen while something was turning
            self._loader.stop()
            grid.hand.turn = 0
            return
        grid.hand.turn = (grid.hand.turn + 360 * TURN_MS // theme().duration_ms("ring-turn")) % 360
        for place in self._sending():
            grid.update_place(place)

    def _read_ahead(self) -> None:
        """The neighbour pages are read, then their chips and those of this page are made ready, a little at a time."""
        if self._ahead is None:
            self._ahead = self._warmed()
        if len(list(islice(self._ahead, A_LITTLE))) == A_LITTLE:
            self._idle.start(BETWEEN_MS)

    def _warmed(self) -> Iterator[None]:
        """Reads a page or makes one chip ready at each step: those to be turned to, then those that stand there."""
        grid, presenter = self._view.grid, self._view.presenter
        for page in chain(presenter.read_ahead(), (presenter.page,)):
            yield
            if presenter.mode != MONTH or grid.scene.mode != MONTH:  # others lay their posts out by other things
                continue
            size, ratio = grid.viewport().size(), grid.viewport().devicePixelRatioF()
            beside = lines_below_all(page)
            layout = lay_out_month(
                page.first, size.width(), size.height(), page.counts, grid.scene.metrics, beside=beside
            )
            for cell, day in zip(layout.cells, page.days, strict=True):
                ground, is_past = grid.days.ground(day, page), day.day < page.today
                for entry, place in zip(day.entries, cell.chips, strict=False):
                    grid.chips.warm(entry, place, cell.fit.tall, is_past, ground, ratio)
                    yield
