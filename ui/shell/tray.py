"""The icon near the clock: what goes out next, open, new post, an idea to note, a pause of everything, quit.

Works without one where the desktop has none: the window's own menu says the same.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from smmdesk.model.words import _
from smmdesk.system.device import read_device
from ui.look import icons
from ui.presenters.next_out import NextOut, next_out
from ui.shell.pausing import change_pause, is_paused, pause_icon, pause_label
from ui.widgets.safe_label import set_tray_tip

if TYPE_CHECKING:
    from smmdesk.model.changes import Changes
    from ui.shell.main_window import MainWindow
    from ui.shell.session import Session

SOON_MS = 1_000


class Tray(QObject):
    """Shown only where `available`. Its menu is told anew each time it opens."""

    def __init__(self, window: "MainWindow", session: "Session") -> None:
        super().__init__(window)
        self.available = QSystemTrayIcon.isSystemTrayAvailable()
        self._window, self._session = window, session
        self.icon: QSystemTrayIcon | None = None
        self.menu = QMenu(window)
        self.menu.setObjectName("tray_menu")
        self._entries: dict[str, QAction] = {}
        self._next: NextOut | None = None
        self._fill()
        self.menu.aboutToShow.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        if self.available:
            self._show()

    def refresh(self) -> None:
        """What is true now: the next post, whether everything is paused, in the language in use."""
        desk = self._session.bridge.desk
        paused, asks = is_paused(desk), read_device(desk.paths, desk.clock).asks
        self._next = None if paused or asks else next_out(desk)
        nothing = _("Everything is paused") if paused else _("Nothing is scheduled")
        if asks:
            nothing = _("Nothing goes out from this computer yet")
        labels = {
            "tray_next": self._next.line if self._next is not None else nothing,
            "tray_open": _("Open smmdesk"),
            "tray_new": _("New post"),
            "tray_idea": _("Write down an idea"),
            "tray_pause": pause_label(desk),
            "tray_quit": _("Quit"),
        }
        for name, label in labels.items():
            self._entries[name].setText(label.replace("&", "&&"))
        self._entries["tray_next"].setEnabled(self._next is not None)
        self._entries["tray_pause"].setIcon(icons.icon(pause_icon(desk)))
        if self.icon is not None:
            set_tray_tip(self.icon, f"smmdesk\n{labels['tray_next']}")

    def hide(self) -> None:
        self._soon.stop()
        if self.icon is not None:
            self.icon.hide()

    def _fill(self) -> None:
        session = self._session
        for name, icon, done in (
            ("tray_next", "clock", self._open_next),
            ("tray_open", "calendar-days", session.bring_forward),
            ("tray_new", "pencil-line", self._new_post),
            ("tray_idea", "lightbulb", self._write_idea),
            ("tray_pause", "circle-pause", self._change_pause),
            ("tray_quit", "power", session.leave),
        ):
            entry = self.menu.addAction(icons.icon(icon), "")
            entry.setObjectName(name)
            entry.triggered.connect(partial(_do, done))
            self._entries[name] = entry
            if name in ("tray_next", "tray_idea", "tray_pause"):
                self.menu.addSeparator()
        self.refresh()

    def _show(self) -> None:
        self.icon = QSystemTrayIcon(icons.of_program(), self._window)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(
            lambda reason: self._session.bring_forward() if reason == QSystemTrayIcon.ActivationReason.Trigger else None
        )
        self.refresh()
        self.icon.show()

    def _desk_changed(self, changes: "Changes") -> None:
        """The hint over the icon says what is next: told again a moment after the last change."""
        if changes.touches("post", "delivery", "part", "channel"):
            self._soon.start()

    def _open_next(self) -> None:
        if self._next is not None:
            self._session.bring_forward()
            self._session.doors.show_delivery(self._next.delivery_id)

    def _new_post(self) -> None:
        self._session.bring_forward()
        self._session.doors.new_post()

    def _write_idea(self) -> None:
        self._session.bring_forward()
        self._session.doors.write_idea()

    def _change_pause(self) -> None:
        self._session.bring_forward()
        change_pause(self._window, self._session.bridge)


def _do(done: object, _checked: bool = False) -> None:
    assert callable(done)
    done()
