"""The form of a poll: its answers, how long it runs, and whether several may be chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _, ngettext
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_poll import LEAST_ANSWERS, MINUTES
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import PollRow
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.field_frame import FieldFrame
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel, name_choice
from ui.widgets.typed import show_text, undo_around


def length_words(minutes: int) -> str:
    """ "1 hour", "3 days"."""
    if minutes % 1440 == 0:
        return ngettext("{count} day", "{count} days", minutes // 1440).format(count=minutes // 1440)
    return ngettext("{count} hour", "{count} hours", minutes // 60).format(count=minutes // 60)


class AnswerLine(QWidget):
    """One answer: its words, how many letters are left when it gets long, and its way out."""

    edited = Signal(int, str)
    removed = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setObjectName(f"poll_answer_{number + 1}")
        name = _("Answer {number}").format(number=number + 1)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(name)
        undo_around(self.line)
        self.line.textChanged.connect(lambda text: self.edited.emit(number, text))
        self.count = SafeLabel("", "caption", "faint")
        self.remove = icon_button("x", _("Remove this answer"), f"poll_remove_{number + 1}", small=True)
        self.remove.clicked.connect(lambda: self.removed.emit(number))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        row.addWidget(self.remove)

    def show_answer(self, text: str, longest: int, removable: bool, locked: bool) -> None:
        show_text(self.line, text)
        self.line.setReadOnly(locked)
        self.remove.setEnabled(removable and not locked)
        near = bool(longest) and len(text) * 10 >= longest * 7
        self.count.setText(f"{len(text)} / {longest}")
        set_shown(self.count, near)
        self.count.set_tone("danger" if longest and len(text) > longest else "faint")


class PollSection(FieldFrame):
    """Hidden until there is a poll."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__(radius="card", padding=(5, 4))
        self._composer = composer
        self.setObjectName("poll")
        self.setAccessibleName(_("Poll"))
        self._lines: list[AnswerLine] = []
        self._title = SafeLabel(_("Poll"), "caption", weight=600)
        self._who = SafeLabel("", "caption", "faint")
        self.remove = icon_button("trash-2", _("Remove the poll"), "poll_remove", small=True)
        self.remove.clicked.connect(composer.poll.remove)
        self._answers = QVBoxLayout()
        self._answers.setSpacing(theme().space(3))
        self.add = text_button(_("Add an answer"), "poll_add", "link", "plus", small=True)
        self.add.clicked.connect(self._add)
        self.length = QComboBox()
        self.length.setObjectName("poll_length")
        name_choice(self.length, _("How long it runs"))
        for minutes in MINUTES:
            self.length.addItem(tame(length_words(minutes)), minutes)
        self.length.activated.connect(lambda index: composer.poll.choose(minutes=self.length.itemData(index)))
        self.many = QCheckBox(_("Several answers"))
        self.many.setObjectName("poll_many")
        self.many.clicked.connect(lambda checked: composer.poll.choose(many=bool(checked)))
        self._lay_out()
        self.setVisible(False)

    def focus_answer(self, number: int) -> None:
        """The cursor into an answer, counted from 1."""
        if self._lines:
            self._lines[max(0, min(number, len(self._lines)) - 1)].line.setFocus()

    def show_screen(self, screen: Screen) -> None:
        row, locked = screen.poll, screen.head.is_locked
        set_shown(self, row.shown)
        if not row.shown:
            return
        if len(row.answers) != len(self._lines):
            self._make(len(row.answers))
        removable = len(row.answers) > LEAST_ANSWERS
        for line, text in zip(self._lines, row.answers, strict=True):
            line.show_answer(text, row.longest, removable, locked)
        self._who.setText(_("only on {who}").format(who=row.who) if row.who else _("no chosen channel has polls"))
        self.add.setEnabled(not locked and (not row.most or len(row.answers) < row.most))
        self._show_choices(row, locked)

    def _show_choices(self, row: PollRow, locked: bool) -> None:
        if self.length.findData(row.minutes) < 0:
            self.length.addItem(tame(length_words(row.minutes)), row.minutes)
        self.length.setCurrentIndex(self.length.findData(row.minutes))
        self.many.setChecked(row.many)
        for part in (self.length, self.many, self.remove):
            part.setEnabled(not locked)

    def _add(self) -> None:
        self._composer.poll.add_answer()
        self.focus_answer(len(self._lines))

    def _make(self, count: int) -> None:
        verbs = self._composer.poll
        for line in self._lines[count:]:
            self._answers.removeWidget(line)
            line.hide()
            line.deleteLater()
        del self._lines[count:]
        for number in range(len(self._lines), count):
            line = AnswerLine(number)
            line.edited.connect(verbs.set_answer)
            line.removed.connect(verbs.remove_answer)
            self._answers.addWidget(line)
            self._lines.append(line)

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme().space(4))
        head.addWidget(IconMark("list-checks", 15))
        head.addWidget(self._title)
        head.addWidget(self._who, 1)
        head.addWidget(self.remove)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.many)
        foot.addWidget(self.length)
        self.column.setSpacing(theme().space(3))
        self.column.addLayout(head)
        self.column.addLayout(self._answers)
        self.column.addLayout(foot)
