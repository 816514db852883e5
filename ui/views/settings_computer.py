"""The card of settings about this computer: what begins with it, its menu of programs, and who publishes now."""

from PySide6.QtWidgets import QCheckBox

from smmdesk.model.words import _
from ui.presenters.this_computer import ThisComputer
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import SettingCard


class ComputerCard(SettingCard):
    """Shows the choices of a ThisComputer; one that the system refused goes back to what it was."""

    def __init__(self, computer: ThisComputer) -> None:
        super().__init__(_("This computer"), "monitor")
        self._computer = computer
        self._start, self._service = QCheckBox(), QCheckBox()
        self._menu = QCheckBox() if computer.puts_into_menu else None
        about = _("It waits in the tray when you log in.")
        self.add(_("Start smmdesk with the computer"), self._start, "settings_start", about, wide=False)
        about = _("Posts go out while you are logged in, also when smmdesk is closed.")
        self.add(_("Publish without the window"), self._service, "settings_service", about, wide=False)
        if self._menu is not None:
            about = _("It stands among your programs, and opens its archives and its links.")
            self.add(_("Put smmdesk into the menu"), self._menu, "settings_menu", about, wide=False)
            self._menu.clicked.connect(computer.choose_menu)
        self._who = SafeLabel("", "body", "muted")
        self._who.setObjectName("settings_who")
        self.add_row(_("Who publishes now"), self._who)
        online = SafeLabel(_("As the computer"), "body", "muted")
        online.setObjectName("settings_online")
        about = _("smmdesk goes out the way this computer is set to, also through a proxy.")
        self.add_row(_("Internet connection"), online, about)
        self._show()
        self._start.clicked.connect(computer.choose_start)
        self._service.clicked.connect(computer.choose_service)
        computer.changed.connect(self._show)

    def _show(self) -> None:
        self._start.setChecked(self._computer.starts)
        self._service.setChecked(self._computer.publishes)
        if self._menu is not None:
            self._menu.setChecked(self._computer.in_menu)
        self._who.setText(self._computer.who)
