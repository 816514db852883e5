"""The sheets of a file that is brought in: what it is and what would come of it, and how far it is."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from smmdesk.desk.import_plan import EventsAs, Plan
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.bringing_in import (
    BringingIn,
    event_choices,
    going_words,
    kind_words,
    plan_problems,
    plan_words,
)
from ui.widgets.safe_label import SafeLabel
from ui.widgets.segments import Segments

SOON_MS, LOOK_MS = 400, 150
"""Work that ends sooner shows no sheet; how often its progress is looked at."""


class PlanSheet(dialogs.Sheet):
    """What a file would bring. `choose` is called with what its events are to become, `columns` where they are to be
    said, `go` when all is to come in."""

    def __init__(
        self,
        parent: QWidget,
        plan: Plan,
        *,
        choose: Callable[[EventsAs], object],
        columns: Callable[[], object],
        go: Callable[[], object],
    ) -> None:
        super().__init__(parent, _("Bring in “{name}”?").format(name=plan.name), plan_words(plan))
        self.kind_label = SafeLabel(kind_words(plan), "body-strong", wrap=True)
        self.head.insertWidget(1, self.kind_label)
        if plan.events:
            self._choices = Segments(event_choices(), _("What its events become"), plan.events_as.value)
            self._choices.setObjectName("import_events")
            self._choices.chosen.connect(lambda key: choose(EventsAs(key)))
            self.body.addWidget(self._choices)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme().space(2))
        self.body.addLayout(self._lines)
        self.add_button(_("Not now"), "import_cancel", None)
        if plan.table is not None:
            self.add_button(_("Columns…"), "import_columns", columns)
        self._go = self.add_button(_("Bring in"), "import_do", go, "primary")
        self.show_plan(plan)

    def show_plan(self, plan: Plan) -> None:
        """Another look at the same file."""
        self.text_label.setText(plan_words(plan))
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in plan_problems(plan):
            self._lines.addWidget(SafeLabel(line, "caption", "warning", wrap=True))
        set_shown(self._go, plan.does_something)
        if self.isVisible():
            self.adjustSize()


class GoingSheet(dialogs.Sheet):
    """How far a long piece of work is. It may be sent away and the work goes on; it goes when the work ends."""

    def __init__(self, parent: QWidget, title: str, bringing: BringingIn) -> None:
        super().__init__(parent, title)
        self.setObjectName("import_going")
        self._bringing = bringing
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._words = SafeLabel("", "caption", "muted")
        self.body.addWidget(self._bar)
        self.body.addWidget(self._words)
        self.add_button(_("Stop"), "import_stop", bringing.stop)
        self.add_button(_("Go on in the background"), "import_behind", None)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._look()

    def _look(self) -> None:
        going = self._bringing.going
        if going is None:
            return
        set_shown(self._bar, going.total > 0)
        self._bar.setMaximum(max(1, going.total))
        self._bar.setValue(going.done)
        words = going_words(going)
        self._words.setText(words)
        self._bar.setAccessibleDescription(words)
