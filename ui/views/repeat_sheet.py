"""The sheet of repeating: how often, until when, what that means in words, and the next times to come."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smmdesk.model.repeats import OfMonth, Often
from smmdesk.model.words import _, ngettext
from ui.dialogs import Sheet
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.models.calendar_words import day_and_time
from ui.presenters.repeating import RepeatChoice
from ui.widgets.buttons import icon_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments
from ui.widgets.sheet_form import DayLine, NumberLine, Weekdays, check, empty, row

WIDTH_PX = 520


class RepeatSheet(Sheet):
    """Nothing holds before "Repeat"."""

    def __init__(self, parent: QWidget, choice: RepeatChoice) -> None:
        text = _("The same post comes again by itself, at the same time of day.")
        self.begins_as_drafts = choice.begins_as_drafts
        if self.begins_as_drafts:
            text = f"{text} {_('They are drafts until you schedule this one.')}"
        super().__init__(parent, _("Repeat the post"), text)
        self.setObjectName("repeat_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._choice = choice
        repeat = choice.repeat
        often = ((Often.DAY, _("Day")), (Often.WEEK, _("Week")), (Often.MONTH, _("Month")), (Often.YEAR, _("Year")))
        self._often = Segments([(str(key), words) for key, words in often], _("How often"), str(repeat.often))
        self._every = NumberLine(_("Every how many"), "repeat_every", repeat.every, 1, 99)
        self._unit = SafeLabel("", "body")
        self.body.addLayout(row(_("Every"), self._every, self._unit, None, self._often))
        self._days = Weekdays(_("On these days"), repeat.days)
        self.body.addWidget(self._days)
        self._of_month = Segments(choice.month_choices, _("Which day"), str(repeat.of_month))
        self.body.addWidget(self._of_month)
        self._add_end()
        self._holidays = check(_("Leave public holidays out"), "repeat_holidays", choice.skips_holidays)
        self.body.addWidget(self._holidays)
        self._words = SafeLabel("", "body-strong", wrap=True)
        self._words.setObjectName("repeat_words")
        self.body.addWidget(self._words)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        if choice.series is not None:
            self.add_button(_("Stop repeating"), "repeat_stop", choice.stop)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Repeat"), "sheet_confirm", choice.do)
        self._connect()
        self._show()
        self._often.focus_current()

    def _add_end(self) -> None:
        repeat = self._choice.repeat
        ends = "on" if repeat.until else "after" if repeat.times else "never"
        entries = [("never", _("Never")), ("on", _("On a day")), ("after", _("After some times"))]
        self._ends = Segments(entries, _("It ends"), ends)
        self._until = DayLine(_("Last day"), "repeat_until", repeat.until, self._choice.typed_day)
        self._times = NumberLine(_("How many times"), "repeat_times", repeat.times or 10, 1, 999)
        self.body.addLayout(row(_("Ends"), self._ends, self._until, self._times, None))

    def _connect(self) -> None:
        self._often.chosen.connect(lambda _key: self._read())
        self._of_month.chosen.connect(lambda _key: self._read())
        self._ends.chosen.connect(lambda _key: self._read())
        self._days.changed.connect(self._read)
        for line in (self._every, self._until, self._times):
            line.textChanged.connect(lambda _text: self._read())
        self._holidays.toggled.connect(self._read)

    def _read(self) -> None:
        """What stands in the fields, into the choice."""
        ends, choice = self._ends.current, self._choice
        choice.skips_holidays = self._holidays.isChecked()
        choice.choose(
            often=Often(self._often.current),
            every=self._every.number or 1,
            days=self._days.days if self._often.current == Often.WEEK else (),
            of_month=OfMonth(self._of_month.current),
            until=self._until.day if ends == "on" else None,
            times=(self._times.number or 1) if ends == "after" else 0,
        )
        self._show()

    def _show(self) -> None:
        choice = self._choice
        repeat, ends = choice.repeat, self._ends.current
        self._unit.setText(_unit(repeat.often, repeat.every))
        set_shown(self._days, repeat.often is Often.WEEK)
        set_shown(self._of_month, repeat.often is Often.MONTH)
        set_shown(self._until, ends == "on")
        set_shown(self._times, ends == "after")
        whole = choice.is_whole and self._every.number is not None
        whole = whole and (ends != "on" or self._until.day is not None)
        whole = whole and (ends != "after" or self._times.number is not None)
        self._go.setEnabled(whole)
        missing = _("Choose at least one day, and an end that is later.")
        self._words.setText(_capital(choice.words) if whole else missing)
        self._show_times(whole)
        self.adjustSize()

    def _show_times(self, whole: bool) -> None:
        empty(self._list)
        for number, wall in enumerate(self._choice.next_times if whole else ()):
            words = day_and_time(wall.date(), wall.hour * 60 + wall.minute)
            line = row(words, None)
            if number == 0:
                line.addStrut(theme().px(28))  # as high as the lines with a button
                line.addWidget(SafeLabel(_("this post"), "caption", "muted"))
            else:
                button = icon_button("x", _("Leave out {time}").format(time=words), f"repeat_out_{number}", small=True)
                button.clicked.connect(partial(self._leave_out, number))
                line.addWidget(button)
            self._list.addLayout(line)

    def _leave_out(self, number: int) -> None:
        self._choice.leave_out(self._choice.next_times[number])
        self._show()
        self._go.setFocus(Qt.FocusReason.OtherFocusReason)


def _unit(often: Often, every: int) -> str:
    return {
        Often.DAY: ngettext("day", "days", every),
        Often.WEEK: ngettext("week", "weeks", every),
        Often.MONTH: ngettext("month", "months", every),
        Often.YEAR: ngettext("year", "years", every),
    }[often]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def open_repeat(parent: QWidget, bridge: object, post_id: str) -> RepeatSheet | None:
    """The sheet over the window of `parent`; a problem is shown when the post has no date."""
    from ui.bridge import Bridge

    assert isinstance(bridge, Bridge)
    choice = bridge.attempt(lambda: RepeatChoice(bridge, post_id))
    if choice is None:
        return None
    sheet = RepeatSheet(parent.window(), choice)
    sheet.open()
    return sheet
