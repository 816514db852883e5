"""The sheet "Version history": times at the left, at the right what would come back and what would go."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QTextEdit, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.word_diff import Change
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.versions import Section, VersionsPresenter
from ui.widgets.rows import nothing_yet
from ui.widgets.safe_label import SafeLabel

SHEET_PX, LIST_PX, HEIGHT_PX = 720, 220, 320


class Difference(QTextEdit):
    """Read-only; what comes back is underlined, what goes away is struck through: never by colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("version_difference")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(theme().space(5))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sections: tuple[Section, ...] = ()
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        self.show_sections(self._sections)

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        self._sections = sections
        self.clear()
        cursor = self.textCursor()
        for number, section in enumerate(sections):
            if number:
                cursor.insertText("\n\n", self._format(None))
            cursor.insertText(tame(section.title) + ("\n" if section.pieces else ""), self._heading())
            for piece in section.pieces:
                cursor.insertText(tame(piece.text), self._format(piece.change))
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self.setAccessibleName(_("What differs from now"))
        self.setAccessibleDescription(tame("\n".join(section.spoken for section in sections)))

    def _heading(self) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(theme().font("caption", QFont.Weight.DemiBold))
        made.setForeground(theme().color("text-muted"))
        return made

    def _format(self, change: Change | None) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(theme().font("reading"))
        made.setForeground(theme().color("text"))
        if change is Change.ADDED:
            made.setFontUnderline(True)
            made.setForeground(theme().color("success"))
            made.setBackground(theme().color("success-soft"))
        if change is Change.REMOVED:
            made.setFontStrikeOut(True)
            made.setForeground(theme().color("danger"))
            made.setBackground(theme().color("danger-soft"))
        return made


def show_versions(parent: QWidget, presenter: VersionsPresenter) -> dialogs.Sheet:
    """Open the sheet over the composer; the newest version is chosen."""
    sheet = dialogs.Sheet(parent, _("Version history"))
    sheet.setObjectName("versions")
    if not presenter.lines:
        sheet.body.addWidget(nothing_yet("history", _("Earlier versions appear here as you write.")))
        sheet.add_button(_("Close"), "versions_close", None, "primary")
        sheet.open()
        return sheet
    sheet.body.addWidget(
        SafeLabel(_("Underlined comes back, struck through goes away. What stands there now is kept too."), wrap=True)
    )
    listed, difference = _times(presenter), Difference()
    listed.currentRowChanged.connect(lambda number: difference.show_sections(presenter.sections(number)))
    row = QHBoxLayout()
    row.setSpacing(theme().space(5))
    row.addWidget(listed)
    row.addWidget(difference, 1)
    sheet.body.addLayout(row)
    difference.setMinimumHeight(theme().px(HEIGHT_PX))
    sheet.setMinimumWidth(theme().px(SHEET_PX))
    sheet.add_button(_("Close"), "versions_close", None)
    restore = sheet.add_button(
        _("Restore this version"), "versions_restore", lambda: presenter.restore(listed.currentRow()), "primary"
    )
    restore.setEnabled(presenter.can_restore)
    listed.setCurrentRow(0)
    listed.setFocus()
    sheet.open()
    return sheet


def _times(presenter: VersionsPresenter) -> QListWidget:
    listed = QListWidget()
    listed.setObjectName("versions_list")
    listed.setAccessibleName(_("Versions"))
    listed.setFixedWidth(theme().px(LIST_PX))
    listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    listed.setTextElideMode(Qt.TextElideMode.ElideRight)
    listed.setWordWrap(False)
    set_kind(listed, kind="lines")
    for line in presenter.lines:
        item = QListWidgetItem(tame(f"{line.time}\n{line.words}"), listed)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.time}. {line.words}")
    return listed
