"""The card of settings about newer versions: which one this is, what is there, and the way to it."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.links import open_address
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.updates import Updates
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import FIELD_PX, SettingCard


class UpdatesCard(SettingCard):
    """Shows an Updates; nothing is ever put in place by itself."""

    def __init__(self, updates: Updates) -> None:
        super().__init__(_("New versions"), "download")
        self._updates = updates
        self.add_row(_("You have"), self._standing(), "")
        if updates.can_look:
            self._add_switch()
        updates.changed.connect(self._show)
        self._show()

    def _add_switch(self) -> None:
        switch = QCheckBox()
        switch.setChecked(self._updates.by_itself)
        switch.toggled.connect(self._updates.choose)
        about = _("Once a week. Only our own page is asked, and it learns nothing about you.")
        self.add(_("Look for newer ones"), switch, "settings_updates", about, wide=False)

    def _standing(self) -> QWidget:
        box = QWidget()
        box.setObjectName("settings_version")
        box.setFixedWidth(theme().px(FIELD_PX))
        self.version = SafeLabel(f"smmdesk {self._updates.have}", "body")
        self.says = SafeLabel("", "caption", "muted", wrap=True)
        self.says.setObjectName("updates_says")
        self.news = SafeLabel("", "caption", wrap=True)
        self.news.setObjectName("updates_news")
        self.now = text_button(_("Look now"), "updates_look", "surface", small=True)
        self.now.clicked.connect(self._updates.look)
        self.get = text_button(_("Get the new version"), "updates_get", "primary", small=True)
        self.get.clicked.connect(lambda: open_address(self._updates.page))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        for part in (self.version, self.says, self.news, self.now, self.get):
            column.addWidget(part)
        return box

    def _show(self) -> None:
        updates = self._updates
        self.says.setText(updates.says)
        set_shown(self.says, bool(updates.says))
        self.news.setText(updates.news)
        set_shown(self.news, bool(updates.news))
        set_shown(self.now, updates.can_look and not updates.page)
        self.now.setEnabled(not updates.is_looking)
        set_shown(self.get, bool(updates.page))
