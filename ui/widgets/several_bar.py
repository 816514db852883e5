"""What can be done with several rows of a list that are chosen together, below that list."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _, ngettext
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.widgets.buttons import text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.safe_label import SafeLabel

Entry = tuple[str, str, str, Callable[[Sequence[str]], object]]
"""Icon, label, name of the button, what it does with the keys."""


class SeveralBar(QWidget):
    """Shown from the second row that is chosen."""

    def __init__(self, name: str, entries: Sequence[Entry], choose_all: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName(name)
        set_kind(self, ground="surface")
        self._keys: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space(6), theme().space(4), theme().space(6), theme().space(5))
        column.setSpacing(theme().space(3))
        self._said = SafeLabel("", "body-strong")
        self._said.setObjectName(f"{name}_count")
        line = QHBoxLayout()
        line.addWidget(self._said, 1)
        every = text_button(_("Select all"), f"{name}_all", "link", small=True)
        every.clicked.connect(lambda: choose_all())
        line.addWidget(every)
        column.addLayout(line)
        holder = QWidget()
        flow = FlowLayout(holder, theme().space(3))
        for icon, label, button_name, act in entries:
            button = text_button(label, button_name, "normal", icon, small=True)
            button.clicked.connect(lambda _on=False, act=act: act(self._keys))
            flow.addWidget(button)
        column.addWidget(holder)
        self.hide()

    def show_chosen(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        count = len(keys)
        self._said.setText(ngettext("{count} chosen", "{count} chosen", count).format(count=count))
        set_shown(self, count > 1)
        if count > 1:
            self.setAccessibleName(_("What to do with {count} chosen").format(count=count))
