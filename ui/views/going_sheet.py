"""The sheet of work that goes on: how far it is, and Stop. It comes only where that takes a while."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from smmdesk.desk.import_plan import Going
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_shown
from ui.presenters.long_work import LongWork, going_words
from ui.widgets.safe_label import SafeLabel

SOON_MS, LOOK_MS = 400, 150
"""Work that ends sooner shows no sheet; how often its progress is looked at."""
Words = Callable[[Going], str]


class GoingSheet(dialogs.Sheet):
    """How far a long piece of work is. It may be sent away and the work goes on; it goes when the work ends."""

    def __init__(self, parent: QWidget, title: str, work: LongWork, words: Words = going_words) -> None:
        super().__init__(parent, title)
        self.setObjectName("import_going")
        self._work, self._said = work, words
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._words = SafeLabel("", "caption", "muted")
        self.body.addWidget(self._bar)
        self.body.addWidget(self._words)
        if work.can_stop:
            self.add_button(_("Stop"), "import_stop", work.stop)
        behind = self.add_button(_("Go on in the background"), "import_behind", None)
        behind.setAutoDefault(True)
        behind.setFocus()  # it comes by itself: a key that was meant for something else stops nothing
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._look()

    def _look(self) -> None:
        going = self._work.going
        if going is None:
            return
        set_shown(self._bar, going.total > 0)
        self._bar.setMaximum(max(1, going.total))
        self._bar.setValue(going.done)
        words = self._said(going)
        self._words.setText(words)
        self._bar.setAccessibleDescription(words)


class WorkShown:
    """Shows the sheet of `work` over the window of `owner`, between `begin` and `end`, once it has taken a while. The
    owner may be gone by then: another brand was opened."""

    def __init__(self, owner: QWidget, words: Words = going_words) -> None:
        self._window, self._words = owner.window(), words
        self._work: LongWork | None = None
        self._sheet: GoingSheet | None = None
        self._title = ""
        self._soon: QTimer | None = None

    def begin(self, title: str, work: LongWork) -> None:
        self.end()
        self._title, self._work = title, work
        self._soon = QTimer(self._window, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._show)
        self._soon.start()

    def end(self) -> None:
        soon, self._soon = self._soon, None
        if soon is not None:
            soon.stop()
            soon.deleteLater()
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            sheet.destroyed.disconnect(self._gone)
            sheet.close()

    def _show(self) -> None:
        if self._work is not None and self._work.going is not None:
            self._sheet = GoingSheet(self._window, self._title, self._work, self._words)
            self._sheet.destroyed.connect(self._gone)
            self._sheet.open()

    def _gone(self) -> None:
        self._sheet = None


class ViewWork:
    """As `WorkShown`, over the window in which `owner` stands when something begins."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self._shown: WorkShown | None = None

    def begin(self, title: str, work: LongWork) -> None:
        self._shown = WorkShown(self._owner)
        self._shown.begin(title, work)

    def end(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            shown.end()
