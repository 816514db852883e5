"""The problems panel: what blocks in soft red, hints below, each with the buttons that mend it (ux.md 29)."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look import mirror
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer_state import ProblemRow
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel
from ui.widgets.tab_order import holds_keys

_ICONS = {"split": "scissors"}


class ProblemLine(QWidget):
    """acted: a button was pressed, by its verb."""

    acted = Signal(str)

    def __init__(self, row: ProblemRow) -> None:
        super().__init__()
        self.setObjectName("problem_row")
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().px(12), theme().px(7), theme().px(8), theme().px(7))
        line.setSpacing(theme().px(9))
        icon, tone = ("circle-alert", "danger") if row.blocking else ("info", "warning")
        line.addWidget(IconMark(icon, 16, tone))
        line.addLayout(self._words(row), 1)
        self._buttons: list[TextButton] = []
        for action in row.actions:
            kind = "surface" if row.blocking else "quiet"
            button = text_button(action.label, f"problem_{action.verb}", kind, _ICONS.get(action.verb, ""), small=True)
            button.clicked.connect(lambda _checked=False, verb=action.verb: self.acted.emit(verb))
            line.addWidget(button)
            self._buttons.append(button)
        self.show_row(row)

    def has_focus(self) -> bool:
        return any(holds_keys(button) for button in self._buttons)

    def focus_first(self) -> None:
        """The focus onto the first button."""
        if self._buttons:
            self._buttons[0].setFocus()

    def _words(self, row: ProblemRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        self._title = SafeLabel("", "caption", weight=600 if row.blocking else 400, wrap=True)
        self._advice = SafeLabel("", "caption", wrap=True)
        set_shown(self._advice, row.blocking)
        column.addWidget(self._title)
        column.addWidget(self._advice)
        return column

    def show_row(self, row: ProblemRow) -> None:
        """The same problem with other numbers."""
        self.row = row
        self.setAccessibleName(f"{row.problem.title}. {row.problem.advice}")
        self._title.setText(f"{row.problem.title}.")
        self._advice.setText(row.problem.advice)
        for button, action in zip(self._buttons, row.actions, strict=True):
            button.set_label(action.label)
            button.setAccessibleDescription(row.problem.title)


class ProblemsPanel(QWidget):
    """acted: a row and the verb of its button."""

    acted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problems")
        self.setAccessibleName(_("What stands against it"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._rows: tuple[ProblemRow, ...] = ()
        self._lines: list[ProblemLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(1)
        theme().changed.connect(self.update)

    def show_rows(self, rows: tuple[ProblemRow, ...]) -> None:
        """Show these problems; the focus stays on the same place of the panel."""
        if rows == self._rows:
            return
        focused = next((place for place, line in enumerate(self._lines) if line.has_focus()), None)
        same = [_shape(row) for row in rows] == [_shape(row) for row in self._rows]
        self._rows = rows
        if same:
            for line, row in zip(self._lines, rows, strict=True):
                line.show_row(row)
            return
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(row) for row in rows]
        set_shown(self, bool(rows))
        if focused is not None and self._lines:
            self.focus_line(min(focused, len(self._lines) - 1))

    def focus_line(self, place: int) -> None:
        """The focus onto the first button of a line."""
        self._lines[place].focus_first()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._lines:
            return
        look, painter = theme(), mirror.painter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = look.radius("card")
        path = QPainterPath()
        path.addRoundedRect(whole, radius, radius)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(self.rect(), look.color("surface"))
        for line in self._lines:
            area = QRectF(line.geometry())
            if line.row.blocking:
                painter.fillRect(area.adjusted(-1, -1, 1, 1), look.color("danger-soft"))
            if line is not self._lines[0]:
                painter.fillRect(QRectF(0, area.y() - 1, self.width(), 1), look.color("hairline"))
        painter.restore()
        painter.setPen(self._outline())
        half = (painter.pen().widthF() - 1) / 2
        painter.drawRoundedRect(whole.adjusted(half, half, -half, -half), radius - half, radius - half)

    def _outline(self) -> QPen:
        """In high contrast the line says what the soft fill says else (look/README.md §10)."""
        if not theme().is_high_contrast:
            return QPen(theme().color("hairline-strong"), 1)
        is_blocked = any(line.row.blocking for line in self._lines)
        return QPen(theme().color("danger" if is_blocked else "warning"), 2)

    def _line(self, row: ProblemRow) -> ProblemLine:
        line = ProblemLine(row)
        line.acted.connect(lambda verb: self.acted.emit(line.row, verb))
        self._column.addWidget(line)
        return line


def _shape(row: ProblemRow) -> tuple[object, ...]:
    """What decides about the widgets of a line."""
    return (row.problem.code, row.blocking, row.channels, row.field, tuple(action.verb for action in row.actions))
