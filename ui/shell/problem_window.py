"""A window for the one problem that keeps the desk from opening."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QPushButton, QVBoxLayout, QWidget

from smmdesk.model.problem import Problem
from smmdesk.model.words import _
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.problems import MessageBar
from ui.widgets.safe_label import SafeLabel


class ProblemWindow(QMainWindow):
    """Says the problem and lets the person leave. `left` when it is closed."""

    left = Signal()

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.setObjectName("problem_window")
        self.setWindowTitle("smmdesk")
        self.resize(theme().px(640), theme().px(260))
        root = QWidget()
        root.setObjectName("sunken")
        column = QVBoxLayout(root)
        column.setContentsMargins(*(theme().space(8),) * 4)
        column.setSpacing(theme().space(6))
        column.addWidget(SafeLabel(_("smmdesk could not open your calendar"), "heading"))
        column.addWidget(MessageBar(problem, None))
        column.addStretch()
        leave = QPushButton(_("Close"))
        leave.setObjectName("problem_leave")
        set_kind(leave, kind="primary")
        leave.clicked.connect(self.close)
        column.addWidget(leave)
        self.setCentralWidget(root)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.left.emit()
