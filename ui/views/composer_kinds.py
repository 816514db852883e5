"""Which kind of post each channel gets: one row of words per channel whose platform has more than one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_kinds import choose_kind
from ui.presenters.composer_screen import Screen
from ui.presenters.composer_state import KindRow
from ui.widgets.marks import GlyphMark
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.segments import Segments


class KindLine(QWidget):
    """One channel: its name, its kinds with the chosen one raised; below an unusual one what is different about it."""

    def __init__(self, composer: ComposerPresenter, row: KindRow) -> None:
        super().__init__()
        self._composer, self.row = composer, row
        self.setObjectName(f"kind_{row.channel_id}")
        self._name = ElidedLabel(row.name, "caption", weight=600)
        self.segments = Segments(row.kinds, _("Kind of post on {name}").format(name=row.name), row.chosen)
        self.segments.setObjectName(f"kinds_{row.channel_id}")
        self.segments.chosen.connect(self._choose)
        self._says = SafeLabel("", "caption", "muted", wrap=True)
        self._says.setObjectName("kind_says")
        head = QHBoxLayout()
        head.setSpacing(theme().space(3))
        head.addWidget(GlyphMark(row.platform, row.tint, 14))
        head.addWidget(self._name, 1)
        head.addWidget(self.segments, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addLayout(head)
        column.addWidget(self._says)
        self.show_row(row)

    def show_row(self, row: KindRow) -> None:
        """The same channel, perhaps with another kind chosen."""
        self.row = row
        says = dict(row.says)
        self._name.setText(row.name)
        self.segments.set_entries(row.kinds, row.chosen)
        self.segments.describe(says)
        is_usual = row.chosen == row.kinds[0][0]
        self._says.setText("" if is_usual else says.get(row.chosen, ""))
        set_shown(self._says, bool(self._says.text()))

    def _choose(self, key: str) -> None:
        voice = next(voice for voice in self._composer.voices if voice.id == self.row.channel_id)
        choose_kind(self._composer.draft, voice, key)


class KindsSection(QWidget):
    """In the tab for all a line for every channel that has a choice; in a channel's tab its own."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self._lines: dict[str, KindLine] = {}
        self.setObjectName("kinds")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(4))

    def show_screen(self, screen: Screen) -> None:
        rows = screen.kinds
        set_shown(self, bool(rows))
        if [row.channel_id for row in rows] != list(self._lines):
            self._make(rows)
        for row in rows:
            self._lines[row.channel_id].show_row(row)
        self.setEnabled(not screen.head.is_locked)

    def focus_kind(self, where: str) -> QWidget | None:
        """Give the keyboard to the kinds of a channel."""
        line = self._lines.get(where)
        if line is not None:
            line.segments.focus_current()
        return line

    def _make(self, rows: tuple[KindRow, ...]) -> None:
        for line in self._lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = {row.channel_id: KindLine(self._composer, row) for row in rows}
        for line in self._lines.values():
            self._column.addWidget(line)
