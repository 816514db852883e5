"""The icon near the clock: open, new post, quit. Works without one where the desktop has none."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from smmdesk.model.words import _
from ui.look import icons

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow
    from ui.shell.session import Session


class Tray:
    """Shown only where `available`."""

    def __init__(self, window: "MainWindow", session: "Session") -> None:
        self.available = QSystemTrayIcon.isSystemTrayAvailable()
        self._icon: QSystemTrayIcon | None = None
        if not self.available:
            return
        menu = QMenu(window)
        for name, label, icon, action in (
            ("tray_open", _("Open smmdesk"), "calendar-days", session.bring_forward),
            ("tray_new", _("New post"), "pencil-line", session.new_post_in_front),
            ("tray_quit", _("Quit"), "power", session.quit),
        ):
            entry = menu.addAction(icons.icon(icon), label)
            entry.setObjectName(name)
            entry.triggered.connect(action)
        self._icon = QSystemTrayIcon(icons.of_program(), window)
        self._icon.setToolTip("smmdesk")
        self._icon.setContextMenu(menu)
        self._icon.activated.connect(
            lambda reason: session.bring_forward() if reason == QSystemTrayIcon.ActivationReason.Trigger else None
        )
        self._icon.show()

    def hide(self) -> None:
        if self._icon is not None:
            self._icon.hide()
