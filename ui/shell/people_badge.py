"""How many reminders about people are due, on the rail; also when another day begins."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from smmdesk.desk import people
from smmdesk.desk.brands import open_brand
from smmdesk.model.moment import Moment
from smmdesk.model.words import ngettext
from smmdesk.store import people_reads
from ui.bridge import Bridge

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from ui.shell.main_window import MainWindow

LONGEST_WAIT_MS = 3_600_000


class PeopleBadge(QObject):
    """Lives as long as the window."""

    def __init__(self, window: "MainWindow", bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._wake = QTimer(self, singleShot=True)
        self._wake.timeout.connect(self.refresh)
        bridge.changed.connect(self._desk_changed)
        self.refresh()

    def close(self) -> None:
        """Count no more: the store goes."""
        self._wake.stop()
        self._bridge.changed.disconnect(self._desk_changed)

    def refresh(self) -> None:
        desk = self._bridge.desk
        brand = open_brand(desk)
        today = people.today(desk, brand.zone)
        with desk.store.reading() as reader:
            count = people_reads.due(reader, brand.id, today)
        words = ngettext("{count} reminder is due", "{count} reminders are due", count).format(count=count)
        self._window.rail.buttons["people"].set_badge(count, words=words)
        midnight = Moment(datetime.combine(today + timedelta(days=1), time()), brand.zone)
        self._wake.start(min(LONGEST_WAIT_MS, max(0, (midnight.instant_us - desk.now_us()) // 1000) + 1000))

    def _desk_changed(self, changes: "Changes") -> None:
        if changes.touches("person", "brand"):
            self.refresh()
