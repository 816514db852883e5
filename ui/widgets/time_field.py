"""A field that understands "tomorrow 9": it says the full date back while one types."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.composer_state import TimeChoice, When
from ui.widgets.buttons import text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel
from ui.widgets.spoken import say
from ui.widgets.time_pill import TimePill
from ui.widgets.typed import show_text

FIELD_PX = 204


class _Line(QLineEdit):
    """left: the field was left or Enter pressed.  entered: Enter was pressed, and what that did is over."""

    left = Signal()
    entered = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            self.left.emit()
            self.entered.emit()
        super().keyPressEvent(event)


class TimeField(QWidget):
    """typed: the text as it is typed.  committed: the field was left.  chosen: a moment that was offered.
    now_wanted: publish at once.
    """

    typed = Signal(str)
    committed = Signal()
    chosen = Signal(object)
    now_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setObjectName("when")
        self.line.setAccessibleName(_("When it goes out"))
        self.line.setPlaceholderText(_("tomorrow 9"))
        set_kind(self.line, kind="bare")
        self.line.setProperty("ownFocus", True)
        self._frame = FieldFrame(padding=(4, 1))
        self._frame.setFixedWidth(theme().px(FIELD_PX))
        self._frame.watched = (self.line,)
        self.line.textChanged.connect(self.typed)
        self.line.left.connect(self.committed)
        self.line.entered.connect(self._say)
        self._mark = IconMark("arrow-right", 14, "success")
        self._says = SafeLabel("", "body", weight=600, wrap=True)
        self._says.setObjectName("when_says")
        self._says.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._helps = SafeLabel("", "caption", "muted", wrap=True)
        self._helps.setObjectName("when_helps")
        self._helps.hide()
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices, theme().px(6))
        self._shown: When | None = None
        self._lay_out()

    def show_when(self, when: When) -> None:
        """Show what the presenter understood; a text that is being typed is left alone."""
        if when == self._shown:
            return
        self._shown = when
        show_text(self.line, when.text)
        self._frame.set_problem(when.problem is not None)
        is_understood = bool(when.says) and when.problem is None
        self._mark.set_icon(
            "arrow-right" if is_understood else "circle-alert", "success" if is_understood else "danger"
        )
        said = when.problem.title if when.problem is not None else when.says
        is_news = bool(said) and said != when.text
        set_shown(self._mark, is_news)
        self._says.setText(said if is_news else "")
        self._says.set_tone("danger" if when.problem is not None else "")
        helps = when.problem.advice if when.problem is not None and not when.is_past else ""
        self._helps.setText(helps)
        set_shown(self._helps, bool(helps))
        self.line.setAccessibleDescription(", ".join(part for part in (said, helps, when.zone) if part))
        self._show_choices(when)

    def _say(self) -> None:
        """What was understood stands beside the field, and changes without a move of the keyboard."""
        say(self, self.line.accessibleDescription())

    def _show_choices(self, when: When) -> None:
        self._flow.clear()
        if when.is_past:
            now = text_button(_("Publish now"), "when_now", small=True)
            now.clicked.connect(self.now_wanted)
            self._flow.addWidget(now)
        for choice in when.choices:
            self._flow.addWidget(self._pill(choice))
        set_shown(self._choices, when.is_past or bool(when.choices))

    def _pill(self, choice: TimeChoice) -> TimePill:
        pill = TimePill(choice.label, choice.reason)
        pill.clicked.connect(lambda: self.chosen.emit(choice.moment))
        return pill

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme().space(4))
        inside = QHBoxLayout()
        inside.setSpacing(0)
        inside.addWidget(IconMark("calendar-clock", 15))
        inside.addWidget(self.line, 1)
        self._frame.column.addLayout(inside)
        top.addWidget(self._frame)
        top.addWidget(self._mark)
        top.addWidget(self._says, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        column.addLayout(top)
        column.addWidget(self._helps)
        column.addWidget(self._choices)
