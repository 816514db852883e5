"""The sheets of posts that are used again by themselves: for one, and the list of all."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.evergreens import EvergreenChoice, EvergreenList
from ui.widgets.buttons import icon_button
from ui.widgets.rows import nothing_yet
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.sheet_form import DayLine, NumberLine, Ticks, check, empty, row

WIDTH_PX, LIST_PX = 500, 560


class EvergreenSheet(Sheet):
    """Nothing holds before the main button."""

    def __init__(self, parent: QWidget, choice: EvergreenChoice) -> None:
        text = _("It goes out again into weekly slots that are still free a day before.")
        super().__init__(parent, _("Use again by itself"), text)
        self.setObjectName("evergreen_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._choice, there = choice, choice.there
        self.body.addWidget(ElidedLabel(choice.words, "body-strong"))
        self._days = NumberLine(
            _("Days between two times"), "evergreen_days", there.cooldown_days if there else 60, 1, 999
        )
        self.body.addLayout(row(_("Not before"), self._days, _("days have passed"), None))
        self._until = DayLine(_("Last day"), "evergreen_until", there.until if there else None, choice.typed_day)
        self.body.addLayout(row(_("Until"), self._until, _("(empty: without end)"), None))
        self._times = NumberLine(_("Times in all"), "evergreen_times", there.most_times if there else 0, 0, 999)
        self.body.addLayout(row(_("At most"), self._times, _("times in all (0: as often as it fits)"), None))
        self._ticks = Ticks("evergreen_channels", choice.channels, choice.chosen)
        if len(choice.channels) > 1:
            self.body.addWidget(SafeLabel(_("Channels"), "caption", "muted"))
            self.body.addWidget(self._ticks)
        else:
            self._ticks.setParent(self)
            self._ticks.hide()
        self._same = SafeLabel("", "caption", "warning", wrap=True)
        self._same.setObjectName("evergreen_same")
        self._slots = SafeLabel("", "caption", "warning", wrap=True)
        self._slots.setObjectName("evergreen_slots")
        self.body.addWidget(self._same)
        self.body.addWidget(self._slots)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Use again"), "sheet_confirm", self._do)
        for line in (self._days, self._until, self._times):
            line.textChanged.connect(lambda _text: self._judge())
        self._ticks.changed.connect(self._judge)
        self._judge()
        self._days.setFocus()
        self._days.selectAll()

    def _judge(self) -> None:
        chosen = self._ticks.chosen
        for label, words in (
            (self._same, self._choice.same_words(chosen)),
            (self._slots, self._choice.without_slots(chosen)),
        ):
            label.setText(words)
            set_shown(label, bool(words))
        until = not self._until.text().strip() or self._until.day is not None
        numbers = self._days.number is not None and self._times.number is not None
        self._go.setEnabled(until and numbers and bool(chosen))
        self.adjustSize()

    def _do(self) -> None:
        days, times = self._days.number, self._times.number
        if days is not None and times is not None:
            self._choice.do(days, self._until.day, times, self._ticks.chosen)


class EvergreenListSheet(Sheet):
    """Every change holds at once."""

    def __init__(self, parent: QWidget, presenter: EvergreenList) -> None:
        text = _("Posts that go out again by themselves. Add one by the menu of a post: “Use again by itself…”.")
        super().__init__(parent, _("Posts used again"), text)
        self.setObjectName("evergreen_list")
        self.setMinimumWidth(theme().px(LIST_PX))
        self._presenter = presenter
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme().space(4))
        self.body.addLayout(self._rows)
        self.add_button(_("Done"), "sheet_confirm", None, "primary")
        self._show()

    def _show(self) -> None:
        empty(self._rows)
        rows = self._presenter.rows
        if not rows:
            self._rows.addWidget(nothing_yet("repeat-2", _("None yet.")))
        for each in rows:
            box = check("", f"evergreen_{each.id}", each.on)
            box.setAccessibleName(_("{words}: used again").format(words=each.words))
            box.toggled.connect(partial(self._presenter.turn, each.id))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(ElidedLabel(each.words, "body-strong"))
            words.addWidget(ElidedLabel(each.says, "caption", "muted"))
            line = row(box)
            line.addLayout(words, 1)
            change = icon_button("pencil", _("Change {words}").format(words=each.words), "evergreen_change", small=True)
            change.clicked.connect(partial(self._change, each.id))
            end = icon_button("trash-2", _("End {words}").format(words=each.words), "evergreen_end", small=True)
            end.clicked.connect(partial(self._end, each.id))
            line.addWidget(change)
            line.addWidget(end)
            self._rows.addLayout(line)
        self.adjustSize()

    def _change(self, evergreen_id: str, _on: bool = False) -> None:
        sheet = EvergreenSheet(self, EvergreenChoice(self._presenter.bridge, evergreen_id=evergreen_id))
        sheet.finished.connect(lambda _code: self._show())
        sheet.open()

    def _end(self, evergreen_id: str, _on: bool = False) -> None:
        self._presenter.end(evergreen_id)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()


def open_evergreen(parent: QWidget, bridge: Bridge, post_id: str) -> EvergreenSheet:
    """The sheet for one post over the window of `parent`."""
    sheet = EvergreenSheet(parent.window(), EvergreenChoice(bridge, post_id))
    sheet.open()
    return sheet


def open_evergreens(parent: QWidget, bridge: Bridge, brand_id: str) -> EvergreenListSheet:
    """The list of all over the window of `parent`."""
    sheet = EvergreenListSheet(parent.window(), EvergreenList(bridge, brand_id))
    sheet.open()
    return sheet
