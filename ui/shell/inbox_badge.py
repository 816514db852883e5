"""How many messages wait for an answer, on the rail; also when one that was put off comes back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from smmdesk.model.words import ngettext
from smmdesk.store import inbox_reads
from smmdesk.store.inbox_reads import Which
from ui.bridge import Bridge
from ui.presenters.waking import Waking

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from ui.shell.main_window import MainWindow

SOON_MS = 200
"""Many are heard, or ticked off, one after the other: counted once."""


class InboxBadge(QObject):
    """Lives as long as the window."""

    def __init__(self, window: "MainWindow", bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._wake = Waking(self, self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        bridge.changed.connect(self._desk_changed)
        self.refresh()

    def close(self) -> None:
        """Count no more: the store goes."""
        self._wake.stop()
        self._soon.stop()
        self._bridge.changed.disconnect(self._desk_changed)

    def refresh(self) -> None:
        desk = self._bridge.desk
        now_us = desk.now_us()
        ids = tuple(brand.id for brand in self._bridge.shown_brands)
        with desk.store.reading() as reader:
            count = inbox_reads.count(reader, ids, Which.OPEN, now_us)
            wakes_us = inbox_reads.wakes_next_us(reader, ids, now_us)
        words = ngettext("{count} message to answer", "{count} messages to answer", count).format(count=count)
        self._window.rail.buttons["inbox"].set_badge(count, words=words)
        self._wake.at(wakes_us, now_us)

    def _desk_changed(self, changes: "Changes") -> None:
        if changes.touches("message"):
            self._soon.start()
