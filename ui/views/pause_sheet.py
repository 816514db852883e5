"""The sheet of a pause: which days, which channels, and what becomes of the posts that stand there."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QRadioButton, QWidget

from smmdesk.desk.pausing import Then
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.dialogs import Sheet
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.pauses import PauseChoice
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import DayLine, Ticks, name_it, row, under_caption

WIDTH_PX = 480


class PauseSheet(Sheet):
    """Nothing is paused before "Pause"."""

    def __init__(self, parent: QWidget, choice: PauseChoice) -> None:
        text = _("On these days nothing is planned by itself, and slots are closed.")
        super().__init__(parent, _("Pause these days"), text)
        self.setObjectName("pause_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._choice = choice
        pause = choice.pause
        self._name = QLineEdit(pause.name)
        under_caption(self.body, _("Reason, shown on the calendar"), self._name, "pause_name")
        self._first = DayLine(_("First day"), "pause_first", pause.first_day, choice.typed_day)
        self._last = DayLine(_("Last day"), "pause_last", pause.last_day, choice.typed_day)
        self.body.addLayout(row(_("From"), self._first, _("to"), self._last, None))
        self.body.addWidget(SafeLabel(_("Channels"), "caption", "muted"))
        self._ticks = Ticks("pause_channels", choice.channels, choice.chosen)
        self.body.addWidget(self._ticks)
        self._question = SafeLabel("", "body-strong", wrap=True)
        self._question.setObjectName("pause_question")
        self.body.addWidget(self._question)
        self._then = {
            Then.WAIT: QRadioButton(_("waits as a draft on its day")),
            Then.AFTER: QRadioButton(_("moves behind the pause")),
            Then.ANYWAY: QRadioButton(_("goes out anyway")),
        }
        for then, button in self._then.items():
            name_it(button, button.text(), f"pause_{then}")
            self.body.addWidget(button)
        self._then[Then.WAIT].setChecked(True)
        if not choice.is_new:
            self.add_button(_("End the pause"), "pause_end", choice.end)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Pause"), "sheet_confirm", self._do)
        for line in (self._name, self._first, self._last):
            line.textChanged.connect(lambda _text: self._read())
        self._ticks.changed.connect(self._read)
        self._read()
        self._last.setFocus()
        self._last.selectAll()

    def _read(self) -> None:
        first, last, name = self._first.day, self._last.day, self._name.text().strip()
        channels = self._ticks.chosen
        whole = first is not None and last is not None and bool(name) and (bool(channels) or not self._choice.channels)
        self._go.setEnabled(whole)
        if whole and first is not None and last is not None:
            self._choice.choose(name, first, last, channels)
            self._question.setText(self._choice.question)
        some = whole and bool(self._choice.count)
        for button in self._then.values():
            set_shown(button, some)
        self.adjustSize()

    def _do(self) -> None:
        self._choice.do(next(then for then, button in self._then.items() if button.isChecked()))


def open_pause(
    parent: QWidget,
    bridge: Bridge,
    brand_id: str,
    zone: str,
    day: date | None = None,
    *,
    channel_id: str = "",
    pause_id: str = "",
) -> PauseSheet:
    """The sheet over the window of `parent`: from a day, for a channel, or of a pause that is there."""
    from smmdesk.model.moment import Moment

    first = day or Moment.of(bridge.desk.clock.now(), zone).day
    choice = PauseChoice(bridge, brand_id, zone, first, channel_id=channel_id, pause_id=pause_id)
    sheet = PauseSheet(parent.window(), choice)
    sheet.open()
    return sheet
