"""The sheet of a file that is brought in: what it is, and what would come of it."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smmdesk.desk.import_plan import EventsAs, Plan
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.bringing_in import (
    DAY_FIRST,
    MONTH_FIRST,
    day_choices,
    day_question,
    event_choices,
    kind_words,
    plan_problems,
    plan_words,
)
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments


class PlanSheet(dialogs.Sheet):
    """What a file would bring. `choose` is called with what its events are to become, `read_days` with whether the
    month stands first in its dates, `columns` where they are to be said, `go` when all is to come in; `whose` says for
    which brand."""

    def __init__(
        self,
        parent: QWidget,
        plan: Plan,
        *,
        choose: Callable[[EventsAs], object],
        read_days: Callable[[bool], object],
        columns: Callable[[], object],
        go: Callable[[], object],
        whose: str = "",
    ) -> None:
        super().__init__(parent, _("Bring in “{name}”?").format(name=plan.name), plan_words(plan))
        self.kind_label = SafeLabel(f"{kind_words(plan)} {whose}".rstrip(), "body-strong", wrap=True)
        self.head.insertWidget(1, self.kind_label)
        if plan.events:
            self._choices = Segments(event_choices(), _("What its events become"), plan.events_as.value)
            self._choices.setObjectName("import_events")
            self._choices.chosen.connect(lambda key: choose(EventsAs(key)))
            self.body.addWidget(self._choices)
        question = day_question(plan)
        if question:
            current = MONTH_FIRST if plan.table is not None and plan.table.month_first else DAY_FIRST
            self._days = Segments(day_choices(plan), question, current)
            self._days.setObjectName("import_days")
            self._days.chosen.connect(lambda key: read_days(key == MONTH_FIRST))
            self.body.addWidget(SafeLabel(question, "body", wrap=True))
            self.body.addWidget(self._days)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme().space(2))
        self.body.addLayout(self._lines)
        self._leave = self.add_button(_("Not now"), "import_cancel", None)
        if plan.table is not None:
            self.add_button(_("Columns…"), "import_columns", columns)
        self._go = self.add_button(_("Bring in"), "import_do", go, "primary")
        self.show_plan(plan)

    def show_plan(self, plan: Plan) -> None:
        """Another look at the same file."""
        self.plan = plan
        self.text_label.setText(plan_words(plan))
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in plan_problems(plan):
            label = SafeLabel(line, "caption", "warning", wrap=True)
            self._lines.addWidget(label)
            label.show()  # else it counts only with the next turn, and the sheet is too low for it
        set_shown(self._go, plan.does_something)
        name = _("Not now") if plan.does_something else _("Close")
        self._leave.setText(name)
        self._leave.setAccessibleName(name)
        if self.isVisible():
            self.adjustSize()
