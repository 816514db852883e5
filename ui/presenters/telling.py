"""What the person wants to be told by the system's notifications, and when not."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ui.bridge import Bridge


class Telling(QObject):
    """Reads and writes the choices of `system.settings`; `changed` after one."""

    changed = Signal()

    def __init__(self, bridge: "Bridge") -> None:
        super().__init__()
        self._settings = bridge.desk.settings

    def is_on(self, name: str) -> bool:
        """One of tell_needs_you, tell_messages, tell_published, tell_words, quiet."""
        return self._settings.get(name) == "on"

    def choose(self, name: str, on: bool) -> None:
        self._settings.set(name, "on" if on else "off")
        self.changed.emit()

    def time_of(self, name: str) -> str:
        """ "20:00", of quiet_from and quiet_until."""
        return str(self._settings.get(name))

    def choose_time(self, name: str, time: str) -> None:
        self._settings.set(name, time)
        self.changed.emit()
