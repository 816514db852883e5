"""The sheet that does the same to many posts: later or earlier, labels, channels, campaign, stage."""

from collections.abc import Sequence
from datetime import time

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.desk.bulk import Change
from smmdesk.model.for_the_eye import tame
from smmdesk.model.stages import Stage
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.bulk import BulkChange
from ui.widgets.segments import Segments
from ui.widgets.sheet_form import NumberLine, name_it, row, under_caption

WIDTH_PX, KEEP, NONE = 560, "", "-"
LATER, EARLIER = "later", "earlier"


class BulkSheet(Sheet):
    """What is left as it is stays as it is in every post."""

    def __init__(self, parent: QWidget, bulk: BulkChange) -> None:
        text = _("Only what you choose here changes. One undo takes it all back.")
        super().__init__(parent, bulk.title, text)
        self.setObjectName("bulk_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._bulk = bulk
        self._way = Segments(((LATER, _("Later by")), (EARLIER, _("Earlier by"))), _("Later or earlier"), LATER)
        self._way.setObjectName("bulk_way")
        self._way.chosen.connect(lambda _key: self._judge())
        self._days = NumberLine(_("days and"), "bulk_days", 0, 0, 3650)
        self._hours = NumberLine(_("hours"), "bulk_hours", 0, 0, 240)
        self._clock = QLineEdit()
        self._clock.setPlaceholderText(_("as it is"))
        self._clock.setFixedWidth(theme().px(104))
        name_it(self._clock, _("Time of day"), "bulk_clock")
        self.body.addLayout(row(self._way, self._days, _("days and"), self._hours, _("hours"), None))
        self.body.addLayout(row(_("Time of day"), self._clock, None))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme().space(6))
        self._grid.setVerticalSpacing(theme().space(4))
        self._add_label = self._choice(_("Add a label"), "bulk_add_label", bulk.labels)
        self._drop_label = self._choice(_("Take a label away"), "bulk_drop_label", bulk.labels_used)
        self._add_channel = self._choice(_("Add a channel"), "bulk_add_channel", bulk.channels)
        self._drop_channel = self._choice(_("Take a channel away"), "bulk_drop_channel", bulk.channels_used)
        campaigns = [(NONE, _("No campaign")), *bulk.campaigns] if bulk.campaigns else []
        self._campaign = self._choice(_("Campaign"), "bulk_campaign", campaigns)
        self._stage = self._choice(_("Stage"), "bulk_stage", bulk.stages)
        self.body.addLayout(self._grid)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Change"), "sheet_confirm", self._do)
        for line in (self._days, self._hours, self._clock):
            line.textChanged.connect(self._judge)
        self._judge()
        self._days.setFocus()
        self._days.selectAll()

    def _choice(self, label: str, name: str, entries: Sequence[tuple[str, str]]) -> QComboBox:
        field = QComboBox(self)
        field.addItem(_("As it is"), KEEP)
        for key, words in entries:
            field.addItem(tame(words), key)
        field.currentIndexChanged.connect(lambda _index: self._judge())
        cell = QVBoxLayout()
        under_caption(cell, label, field, name)
        if entries:
            number = self._grid.count()
            self._grid.addLayout(cell, number // 2, number % 2)
        else:
            field.hide()
        return field

    @property
    def change(self) -> Change | None:
        """What was chosen; None while a field cannot be read."""
        clock: time | None = None
        if self._clock.text().strip():
            clock = self._bulk.clock_of(self._clock.text())
        wrong = bool(self._clock.text().strip()) and clock is None
        set_kind(self._clock, problem="true" if wrong else "false")
        days, hours = self._days.number, self._hours.number
        if wrong or days is None or hours is None:
            return None
        sign = -1 if self._way.current == EARLIER else 1
        campaign, stage = self._campaign.currentData(), self._stage.currentData()
        return Change(
            sign * days,
            sign * hours * 60,
            clock,
            _picked(self._add_label),
            _picked(self._drop_label),
            _picked(self._add_channel),
            _picked(self._drop_channel),
            None if campaign == KEEP else "" if campaign == NONE else campaign,
            Stage(stage) if stage else None,
        )

    def _judge(self) -> None:
        if "_go" not in self.__dict__:
            return
        change = self.change
        self._go.setEnabled(change is not None and not change.is_empty)

    def _do(self) -> None:
        change = self.change
        if change is not None:
            self._bulk.do(change)


def _picked(field: QComboBox) -> tuple[str, ...]:
    return (field.currentData(),) if field.currentData() else ()


def open_bulk(parent: QWidget, bridge: Bridge, brand_id: str, ids: Sequence[str]) -> BulkSheet:
    """The sheet over the window of `parent`."""
    sheet = BulkSheet(parent.window(), BulkChange(bridge, brand_id, ids))
    sheet.open()
    return sheet
