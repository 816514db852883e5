"""The composer's quiet part about approval: how it stands, what was said, and giving the OK."""

from functools import partial

from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from smmdesk.model.approval import TEXT_MOST
from smmdesk.model.changes import Changes
from smmdesk.model.words import _
from ui import dialogs
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters import composer_approval as approval
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_approval import ApprovalState, NoteRow
from ui.presenters.composer_screen import Screen
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import empty, row

SHOWN_FIRST, FIELD_PX, SHEET_PX = 4, 62, 560


class ApprovalSection(QWidget):
    """Hidden where nobody asks for an OK and nothing was said."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer = composer
        self._state: ApprovalState | None = None
        self._key: object = None
        self._all = False
        self.setObjectName("composer_approval")
        self.says = SafeLabel("", "body", weight=500, wrap=True)
        self.says.setObjectName("approval_says")
        self.hint = SafeLabel("", "caption", "muted", wrap=True)
        self._mark = IconMark("hand", 16)
        self.changed = text_button(_("What changed since the OK"), "approval_changed", "link", "history", small=True)
        self.changed.clicked.connect(self.show_changes)
        self._older = text_button("", "approval_older", "link", small=True)
        self._older.clicked.connect(self._show_all)
        self._thread = QVBoxLayout()
        self._thread.setSpacing(theme().space(3))
        self._lay_out()
        composer.bridge.changed.connect(self._desk_changed)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        column.addWidget(SafeLabel(_("Approval"), "caption", weight=600))
        head = row(self._mark)
        head.addWidget(self.says, 1)
        column.addLayout(head)
        column.addWidget(self.hint)
        column.addLayout(row(self.changed, None))
        column.addLayout(row(self._older, None))
        column.addLayout(self._thread)
        self.text = QPlainTextEdit()
        self.text.setObjectName("approval_text")
        self.text.setAccessibleName(_("Comment on this post"))
        self.text.setPlaceholderText(_("Comment on this post"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme().px(FIELD_PX))
        self.text.textChanged.connect(self._show_buttons)
        column.addWidget(self.text)
        self.approve = text_button(_("Give your OK"), "approval_approve", "normal", "check", small=True)
        self.approve.clicked.connect(lambda: self._done(approval.approve(self._composer, self._words)))
        self.want = text_button(_("Ask for changes"), "approval_want", "normal", "pencil", small=True)
        self.want.clicked.connect(lambda: self._done(approval.want_changes(self._composer, self._words)))
        self.comment = text_button(_("Comment"), "approval_comment", "quiet", "message-circle", small=True)
        self.comment.clicked.connect(lambda: self._done(approval.comment(self._composer, self._words)))
        buttons = FlowLayout(None, theme().space(3))
        for button in (self.approve, self.want, self.comment):
            buttons.addWidget(button)
        column.addLayout(buttons)

    @property
    def _words(self) -> str:
        return self.text.toPlainText()

    def show_screen(self, screen: Screen) -> None:
        """Read again only where the post is another or was saved."""
        stored = self._composer.saving.stored
        key = (stored, screen.head.state, screen.head.is_locked, screen.head.is_armed)
        if key != self._key:
            self._key = key
            self._read()

    def show_changes(self) -> dialogs.Sheet:
        """The words that were approved beside those of now."""
        from ui.views.version_sheet import Difference

        sheet = dialogs.Sheet(self.window(), _("What changed since the OK"))
        sheet.setObjectName("approval_changes")
        sheet.body.addWidget(SafeLabel(_("Underlined is new, struck through is gone."), wrap=True))
        difference = Difference()
        difference.show_sections(approval.since_approval(self._composer))
        difference.setAccessibleName(_("What changed since the OK"))
        difference.setMinimumHeight(theme().px(220))
        sheet.setMinimumWidth(theme().px(SHEET_PX))
        sheet.body.addWidget(difference)
        sheet.add_button(_("Close"), "approval_changes_close", None, "primary")
        sheet.open()
        return sheet

    def _desk_changed(self, changes: Changes) -> None:
        if changes.touches("approval_note", "brand") and not self._composer.is_closed:
            self._read()

    def _read(self) -> None:
        state = approval.read_state(self._composer)
        if state != self._state:
            self._state = state
            self._show(state)

    def _show(self, state: ApprovalState) -> None:
        set_shown(self, state.shown)
        self.says.setText(state.says)
        self._mark.set_icon(state.icon, "text-muted" if state.tone == "muted" else state.tone)
        explained = _("Posts of this brand wait for an OK: ask for it, or schedule the post, and it goes out once "
                      "somebody agreed. Settings switch this off.")  # fmt: skip
        self.hint.setText(explained if state.explains else state.hint)
        set_shown(self.hint, bool(self.hint.text()))
        set_shown(self.changed, state.has_changed)
        set_shown(self.approve, state.may_approve)
        set_shown(self.want, state.may_want_changes)
        self._show_rows(state)
        self._show_buttons()

    def _show_rows(self, state: ApprovalState) -> None:
        empty(self._thread)
        hidden = 0 if self._all else max(0, len(state.rows) - SHOWN_FIRST)
        set_shown(self._older, bool(hidden))
        self._older.set_label(_("Show all {count}").format(count=len(state.rows)))
        for note in state.rows[hidden:]:
            self._thread.addWidget(self._line(note))

    def _show_all(self) -> None:
        self._all = True
        if self._state is not None:
            self._show_rows(self._state)

    def _show_buttons(self) -> None:
        words = bool(self._words.strip())
        if len(self._words) > TEXT_MOST:
            self.text.setPlainText(self._words[:TEXT_MOST])
        self.want.setEnabled(words)
        self.comment.setEnabled(words and self._composer.saving.stored is not None)

    def _done(self, done: bool) -> None:
        if done:
            self.text.clear()
            self.text.setFocus()

    def _line(self, note: NoteRow) -> QFrame:
        card = QFrame()
        card.setObjectName("approval_note")
        card.setAccessibleName(f"{note.head}. {note.text}" if note.text else note.head)
        line = row(IconMark(note.icon, 14, "text-muted" if note.tone == "muted" else note.tone))
        line.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(SafeLabel(note.head, "caption", "muted", wrap=True))
        if note.text:
            words.addWidget(SafeLabel(note.text, "body", wrap=True))
        line.addLayout(words, 1)
        if note.own:
            gone = icon_button("x", _("Remove this comment"), "approval_remove", small=True)
            gone.clicked.connect(partial(approval.remove, self._composer, note.key))
            line.addWidget(gone)
        card.setLayout(line)
        return card
