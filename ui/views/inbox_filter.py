"""The inbox's filter: a button whose menu narrows the list, and the strip above the list that says what is shown."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.inbox_filter import InboxFilter
from ui.widgets.buttons import add_action, add_menu, icon_button, text_button
from ui.widgets.safe_label import SafeLabel


class FilterStrip(QWidget):
    """Shown while the list is narrowed. `button` belongs into the toolbar; its menu is filled each time it opens."""

    def __init__(self, chosen: InboxFilter) -> None:
        super().__init__()
        self._filter = chosen
        self.button = icon_button("list-filter", _("Show only some"), "inbox_filter")
        self._menu = add_menu(self.button)
        self._menu.aboutToShow.connect(self._fill)
        self._said = SafeLabel("", "caption", "muted", wrap=True)
        self._said.setObjectName("inbox_only")
        everything = text_button(_("Show all"), "inbox_show_all", "link", small=True)
        everything.clicked.connect(chosen.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space(6), 0, theme().space(5), 0)
        row.addWidget(self._said, 1)
        row.addWidget(everything)
        self.hide()

    def show_chosen(self) -> None:
        said = self._filter.said
        self._said.setText(said)
        set_shown(self, bool(said))

    def _fill(self) -> None:
        menu, found, chosen = self._menu, self._filter, self._filter.chosen
        menu.clear()
        channels = menu.addMenu(_("Channel"))
        for channel_id, name in found.channels():
            _tick(channels, name, channel_id in chosen.channels, partial(found.toggle_channel, channel_id))
        kinds = menu.addMenu(_("Kind"))
        for kind, name in found.kinds():
            _tick(kinds, name, kind in chosen.kinds, partial(found.toggle_kind, kind))
        team = menu.addMenu(_("Whose"))
        for key, name in found.team():
            _tick(team, name, key == chosen.assigned_to, partial(found.choose_whose, key))
        _tick(menu, found.late, chosen.late, found.toggle_late)
        if chosen:
            menu.addSeparator()
            add_action(menu, "x", _("Show all"), "filter_clear", found.clear)


def _tick(menu: QMenu, label: str, ticked: bool, done: Callable[[], object]) -> None:
    action = menu.addAction(tame(label, MOST_ON_A_BUTTON).replace("&", "&&").replace("\t", " "))
    action.setCheckable(True)
    action.setChecked(ticked)
    action.triggered.connect(lambda: done())
