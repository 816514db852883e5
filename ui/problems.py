"""A problem on screen: a bar under the toolbar, whose button is what the problem's remedy asks for."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.words import _
from ui.look import icons
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.remedies import button_label, details_of, remedy_label
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

__all__ = ["BarStack", "MessageBar", "details_of", "remedy_label"]

_LOOK = {  # remedy -> (card, icon, tone, main button)
    Remedy.RETRY: ("warning", "refresh-cw", "warning", "surface"),
    Remedy.SIGN_IN: ("problem", "circle-alert", "danger", "danger"),
    Remedy.UNLOCK: ("warning", "lock", "warning", "surface"),
    Remedy.UPDATE: ("info", "info", "info", "surface"),
    Remedy.NONE: ("info", "info", "info", "surface"),
    Remedy.SHOW: ("info", "info", "info", "surface"),
    Remedy.GO_ON: ("warning", "circle-pause", "warning", "surface"),
    Remedy.CHOOSE_TIME: ("warning", "clock", "warning", "surface"),
}
NARROW_PX = 480
_CALM = ("warning", "clock", "warning", "surface")
_PLAIN = ("problem", "circle-alert", "danger", "surface")


class Sentences(QWidget):
    """A bold first sentence and the advice: on one line where both fit, else under each other."""

    def __init__(self, title: str, advice: str) -> None:
        super().__init__()
        self._title = SafeLabel(title, "body-strong", wrap=True)
        self._advice = SafeLabel(advice, wrap=True)
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._title)
        self._line.addWidget(self._advice, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        title, advice = (label.fontMetrics().horizontalAdvance(label.text()) for label in (self._title, self._advice))
        fits = title + advice + theme().space(5) <= self.width()
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)
        self._line.setSpacing(theme().space(3) if fits else 0)
        self._title.setWordWrap(not fits)


class MessageBar(QFrame):
    """One problem: icon, bold first sentence, advice, one button, details behind the arrow."""

    closed = Signal()

    def __init__(self, problem: Problem, on_remedy: Callable[[], object] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        card, icon, tone, kind = _CALM if problem.is_warning else _LOOK.get(problem.remedy, _PLAIN)
        self.setObjectName("message_bar")
        self.setAccessibleName(f"{problem.title}. {problem.advice}")
        set_kind(self, card=card)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(6), theme().space(3), theme().space(4), theme().space(3))
        line.setSpacing(theme().space(5))
        mark = IconMark(icon, 16, tone)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(theme().space(5))
        self._middle.addWidget(Sentences(problem.title + ".", problem.advice), 1)
        if on_remedy is not None and button_label(problem):
            self._middle.addWidget(self._main_button(kind, on_remedy), 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(self._middle, 1)
        line.addWidget(self._more_button())
        line.addWidget(self._close_button())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place the button stands below the words."""
        super().resizeEvent(event)
        wide = self.width() >= theme().px(NARROW_PX)
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._middle.setSpacing(theme().space(5 if wide else 3))

    def _main_button(self, kind: str, on_remedy: Callable[[], object]) -> QPushButton:
        label = button_label(self.problem)
        button = QPushButton(label)
        button.setObjectName("message_remedy")
        button.setAccessibleName(label)
        set_kind(button, kind=kind)

        def pressed() -> None:
            self.closed.emit()
            on_remedy()

        button.clicked.connect(pressed)
        return button

    def _more_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon("chevron-down", "text"))
        button.setAccessibleName(_("Details for support"))
        set_kind(button, kind="icon")
        menu = QMenu(button)
        menu.addAction(_("Copy details")).triggered.connect(self._copy_details)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _close_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("message_close")
        button.setIcon(icons.icon("x", "text"))
        button.setAccessibleName(_("Close this message"))
        set_kind(button, kind="icon")
        button.clicked.connect(self.closed)
        return button

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(details_of(self.problem))


class BarStack(QWidget):
    """The bars under the toolbar: one per cause, the newest last where nobody arranges them, at most three."""

    MOST = 3

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[tuple[str, object], MessageBar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(1))
        self.hide()

    def show_problem(self, problem: Problem, on_remedy: Callable[[], object] | None = None) -> MessageBar:
        """Show `problem`; a bar of the same cause is replaced where it stands."""
        key = (problem.code, problem.values.get("channel"))
        place = self._column.indexOf(self._bars[key]) if key in self._bars else self.MOST
        self.dismiss(*key)
        while len(self._bars) >= self.MOST:
            self.dismiss(*next(iter(self._bars)))
        bar = MessageBar(problem, on_remedy)
        bar.setProperty("edge", "full")
        bar.closed.connect(lambda: self.dismiss(*key))
        self._bars[key] = bar
        self._column.insertWidget(min(place, self._column.count()), bar)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), bar.accessibleName()))
        return bar

    def dismiss(self, code: str, channel: object = None) -> None:
        """Take the bar of a cause away, if it is there."""
        bar = self._bars.pop((code, channel), None)
        if bar is not None:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        set_shown(self, bool(self._bars))

    def arrange(self, keys: Iterable[tuple[str, object]]) -> None:
        """These bars, as far as they are there, in this order above all others: nothing changes places only because
        one of them was away for a while."""
        for place, bar in enumerate([self._bars[key] for key in keys if key in self._bars]):
            if self._column.indexOf(bar) != place:
                self._column.insertWidget(place, bar)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """From the top."""
        return tuple(bar.problem for bar in sorted(self._bars.values(), key=self._column.indexOf))
