"""The sheet of weekly slots: a week of one channel, slots added and taken away by a press."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.planning_aids import Slot
from smmdesk.model.words import _
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.models.calendar_words import clock, in_words, weekday
from ui.presenters.weekly_slots import WeeklySlots
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import set_tool_tip
from ui.widgets.sheet_form import under_caption

MONDAY = date(2026, 1, 5)
MOST_LETTERS, DAY_PX = 10, 66


class SlotsSheet(Sheet):
    """Every change holds at once."""

    def __init__(self, window: QWidget, presenter: WeeklySlots, channel_id: str = "") -> None:
        text = _("When this channel usually has a post. Ideas fill free slots; nothing goes out by itself.")
        super().__init__(window, _("Weekly slots"), text)
        self.setObjectName("slots_sheet")
        self._presenter = presenter
        self._channel, self._time = QComboBox(), QLineEdit("09:00")
        for key, name in presenter.channels:
            self._channel.addItem(tame(name, MOST_IN_A_LINE), key)
        self._channel.setCurrentIndex(max(0, self._channel.findData(channel_id)))
        for words, field, name in (
            (_("Channel"), self._channel, "slots_channel"),
            (_("Time of a new slot"), self._time, "slots_time"),
        ):
            under_caption(self.body, words, field, name)
        self._names = dict(presenter.labels)
        self._label = QComboBox(self)
        self._label.addItem(_("For every post"), None)
        for key, name in presenter.labels:
            self._label.addItem(tame(_("Only for “{name}”").format(name=name), MOST_IN_A_LINE), key)
        if self._names:
            under_caption(self.body, _("What a new slot is for"), self._label, "slots_label")
        else:
            self._label.hide()
        self._week = QWidget()
        self._grid = QGridLayout(self._week)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().space(2))
        self.body.addWidget(self._week)
        self.add_button(_("Done"), "sheet_confirm", None, "primary")
        self._channel.currentIndexChanged.connect(self._show)
        self._time.textChanged.connect(self._judge)
        self._adders = [self._adder(day) for day in range(7)]
        self._columns = [QVBoxLayout() for _day in range(7)]
        for day, column in enumerate(self._columns):
            self._grid.setColumnStretch(day, 1)  # all as wide as the widest, also those without a slot
            self._grid.setColumnMinimumWidth(day, theme().px(DAY_PX))
            self._grid.addWidget(self._adders[day], 0, day)
            self._grid.addLayout(column, 1, day, Qt.AlignmentFlag.AlignTop)
        self._show()

    def _adder(self, day: int) -> QWidget:
        name = MONDAY + timedelta(days=day)
        button = text_button(f"+ {weekday(name)}", f"slot_add_{day}", small=True)
        button.setAccessibleName(_("Add a slot on {day}").format(day=in_words(name, "dddd")))
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._add, day))
        return button

    def _show(self) -> None:
        for column in self._columns:
            while column.count():
                item = column.takeAt(0)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        for slot in self._presenter.week(str(self._channel.currentData() or "")):
            self._columns[slot.weekday].addWidget(self._slot(slot))
        self._judge()

    def _slot(self, slot: Slot) -> QWidget:
        day = in_words(MONDAY + timedelta(days=slot.weekday), "dddd")
        button = text_button(f"{clock(slot.minute)}  ×", f"slot_{slot.weekday}_{slot.minute}", "quiet", small=True)
        words = _("Take away {day}, {time}").format(day=day, time=clock(slot.minute))
        name = self._names.get(slot.label_id or "", "")
        if name:
            words += ", " + _("Only for “{name}”").format(name=name)
            button.setText(f"{clock(slot.minute)}  ×\n{name[:MOST_LETTERS]}")
            set_tool_tip(button, name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._remove, slot))
        return button

    def _judge(self) -> None:
        able = self._channel.count() > 0 and self._presenter.minute_of(self._time.text()) is not None
        for button in self._adders:
            button.setEnabled(able)

    def _add(self, day: int) -> None:
        minute = self._presenter.minute_of(self._time.text())
        if minute is not None:
            self._presenter.add(str(self._channel.currentData()), day, minute, self._label.currentData())
            self._show()

    def _remove(self, slot: Slot) -> None:
        self._presenter.remove(slot)
        self._adders[slot.weekday].setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
