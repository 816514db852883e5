"""The lines under the photos: a file that was not taken, and one that was changed after it was taken."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.problem import Problem
from smmdesk.model.words import _, ngettext
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer_state import Tile
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel


class RefusedRow(QWidget):
    """A file that was not taken: its name and why."""

    def __init__(self, problem: Problem, dismissed: object | None) -> None:
        super().__init__()
        self.setObjectName("file_refused")
        self.setAccessibleName(f"{problem.title}. {problem.advice}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(3))
        line.addWidget(IconMark("circle-alert", 14, "warning"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(SafeLabel(problem.title, "caption", weight=600, wrap=True))
        words.addWidget(SafeLabel(problem.advice, "caption", "muted", wrap=True))
        line.addLayout(words, 1)
        if dismissed is not None:
            close = icon_button("x", _("Close this message"), "refused_close", small=True)
            close.clicked.connect(dismissed)
            line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)


class ReadingRow(QWidget):
    """How many files are still to be read, and a way to stop; out of sight while it is one or none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("files_reading")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self._words = SafeLabel("", "caption", "muted")
        self.stop = text_button(_("Stop"), "files_stop", "link", small=True)
        line.addWidget(self._words)
        line.addStretch()
        line.addWidget(self.stop)
        self.hide()

    def show_count(self, count: int) -> None:
        words = ngettext("{count} file left to read", "{count} files left to read", count).format(count=count)
        self._words.setText(words)
        self.setAccessibleName(words)
        set_shown(self, count > 1)


class ChangedRow(QWidget):
    """The file of a photo was changed on this computer; `use` is the button that takes it as it is now."""

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self.setObjectName("file_changed")
        title = _("The file {name} has changed").format(name=tile.name)
        advice = _("The post keeps the photo as it was when you added it.")
        if tile.pages:
            advice = _("The post keeps the document as it was when you added it.")
        if tile.is_video:
            advice = _("The post keeps the video as it was when you added it.")
        self.setAccessibleName(f"{title}. {advice}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(3))
        line.addWidget(IconMark("info", 14, "info"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(SafeLabel(title, "caption", weight=600, wrap=True))
        words.addWidget(SafeLabel(advice, "caption", "muted", wrap=True))
        line.addLayout(words, 1)
        self.use = text_button(_("Use the new one"), "changed_use", small=True)
        self.use.setAccessibleName(_("Use the new one: {name}").format(name=tile.name))
        line.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
