"""Saved texts under the # button: found while typing, put in at the caret, changed and deleted on the spot."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from smmdesk.desk.snippets import NAME_MOST, Filled
from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame
from smmdesk.model.planning_aids import VARIABLES, Snippet, SnippetKind, variable
from smmdesk.model.words import _, language
from ui.dialogs import Sheet
from ui.look import icons
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.snippets import SnippetsPresenter, kind_words, likely_kind
from ui.presenters.spans import Utf16Map
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.growing_text import GrowingText
from ui.widgets.popover import Popover, PopoverSearch
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import under_caption

WIDTH_PX, LIST_PX = 340, 232
ICONS = {SnippetKind.HASHTAGS: "hash", SnippetKind.SIGNATURE: "pencil-line", SnippetKind.TEXT: "text"}
Given = Callable[[SnippetKind, str, str], object]
"""What a sheet gives back: kind, name, text."""


class _Rows(QListWidget):
    """step_wanted: Alt with an arrow moves the row itself, up (-1) or down (1)."""

    step_wanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()), 0) if event.modifiers() & Qt.KeyboardModifier.AltModifier else 0
        if step:
            self.step_wanted.emit(step)
        else:
            super().keyPressEvent(event)


class SnippetPopover(Popover):
    """picked: put this Snippet in.  keep_wanted: save what is selected.  edit_wanted: a Snippet is to be changed."""

    picked = Signal(object)
    keep_wanted = Signal()
    edit_wanted = Signal(object)

    def __init__(self, window: QWidget, presenter: SnippetsPresenter, has_selection: bool) -> None:
        super().__init__(window, "snippet_popover", _("Saved texts"))
        self._presenter = presenter
        self._rows: tuple[Snippet, ...] = ()
        self._search = PopoverSearch()
        self._search.setObjectName("snippet_search")
        self._search.setAccessibleName(_("Search a saved text"))
        self._search.setPlaceholderText(_("Search hashtags, signatures, texts"))
        self._search.textChanged.connect(self._find)
        self._search.returnPressed.connect(self._pick)
        self._list = _Rows()
        self._list.setObjectName("snippet_list")
        self._list.setAccessibleName(_("Saved texts"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedHeight(theme().px(LIST_PX))
        self._list.setIconSize(QSize(theme().px(16), theme().px(16)))
        self._list.itemClicked.connect(self._pick)
        self._list.itemActivated.connect(self._pick)
        self._list.step_wanted.connect(self._move)
        self._list.currentRowChanged.connect(self._show_ends)
        self._search.down_pressed.connect(self._list.setFocus)
        self._nothing = SafeLabel("", "body", "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setFixedHeight(theme().px(LIST_PX))
        self._counts = SafeLabel(presenter.tag_counts(), "caption", "muted", wrap=True)
        self._counts.setObjectName("snippet_counts")
        set_shown(self._counts, bool(self._counts.text()))
        self.setFixedWidth(theme().px(WIDTH_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme().space(4),) * 4)
        column.setSpacing(theme().space(4))
        for part in (self._search, self._list, self._nothing, self._counts):
            column.addWidget(part)
        column.addLayout(self._foot(has_selection))
        self._list.setStyleSheet(
            f"QListWidget {{ background: transparent; }}"
            f"QListWidget::item {{ border-radius: {theme().radius('control')}px; padding: {theme().space(2)}px; }}"
            f"QListWidget::item:hover {{ background: {theme().name_of('surface-hover')}; }}"
            f"QListWidget::item:selected {{ background: {theme().name_of('selection')};"
            f" color: {theme().name_of('selection-text')}; }}"
        )
        self._find("")

    def take_focus(self) -> None:
        self._search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the list: Delete takes away, F2 changes; Alt with an arrow moves."""
        in_list = self._list.hasFocus()
        if event.key() == Qt.Key.Key_F2:
            self._edit()
        elif event.key() == Qt.Key.Key_Delete and in_list:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _foot(self, has_selection: bool) -> QHBoxLayout:
        self._keep = text_button(
            _("Save selection as…") if has_selection else _("New saved text…"), "snippet_keep", "quiet", "plus", True
        )
        self._keep.clicked.connect(self.keep_wanted)
        self._up = icon_button("arrow-up", _("Move up"), "snippet_up", small=True)
        self._up.set_label(_("Move up"), "Alt+↑")
        self._up.clicked.connect(lambda: self._move(-1))
        self._down = icon_button("arrow-down", _("Move down"), "snippet_down", small=True)
        self._down.set_label(_("Move down"), "Alt+↓")
        self._down.clicked.connect(lambda: self._move(1))
        self._change = icon_button("pencil", _("Change this text"), "snippet_edit", small=True)
        self._change.clicked.connect(self._edit)
        self._away = icon_button("trash-2", _("Delete this text"), "snippet_remove", small=True)
        self._away.clicked.connect(self._remove)
        line = QHBoxLayout()
        line.setSpacing(theme().space(2))
        line.addWidget(self._keep)
        line.addStretch(1)
        for button in (self._up, self._down, self._change, self._away):
            line.addWidget(button)
        return line

    def _find(self, words: str) -> None:
        self._rows = self._presenter.found(words)
        self._list.clear()
        for row in self._rows:
            first = " ".join(row.text.split())
            item = QListWidgetItem(icons.icon(ICONS[row.kind]), "")
            item.setText(tame(f"{row.name}\n{first}" if first != row.name else first, MOST_IN_A_LINE))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind_words(row.kind)}, {row.name}: {first}")
            item.setSizeHint(QSize(0, 2 * theme().line_height("body") + theme().space(5)))
            self._list.addItem(item)
        some = bool(self._rows)
        if some:
            self._list.setCurrentRow(0)
        empty = _("Nothing saved yet. Select words in the post, then save them here.")
        self._nothing.setText(_("No saved text with these words") if words.strip() else empty)
        set_shown(self._list, some)
        set_shown(self._nothing, not some)
        self._change.setEnabled(some)
        self._away.setEnabled(some)
        self._show_ends()

    def _show_ends(self, *_row: object) -> None:
        """A row moves among those of its kind, and only while all of them are shown."""
        row, kinds = self._list.currentRow(), [each.kind for each in self._rows]
        whole = 0 <= row < len(kinds) and not self._search.text().strip()
        self._up.setEnabled(whole and row > 0 and kinds[row - 1] is kinds[row])
        self._down.setEnabled(whole and row + 1 < len(kinds) and kinds[row + 1] is kinds[row])

    def _move(self, by: int) -> None:
        chosen, button = self._current(), self._up if by < 0 else self._down
        if chosen is None or not button.isEnabled() or not self._presenter.move(chosen, by):
            return
        self._find("")
        ids = [each.id for each in self._rows]
        self._list.setCurrentRow(ids.index(chosen.id) if chosen.id in ids else 0)
        self._list.setFocus()

    def _current(self) -> Snippet | None:
        row = self._list.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def _pick(self, *_item: object) -> None:
        chosen = self._current()
        if chosen is not None:
            self.close()
            self.picked.emit(chosen)

    def _edit(self) -> None:
        chosen = self._current()
        if chosen is not None:
            self.close()
            self.edit_wanted.emit(chosen)

    def _remove(self) -> None:
        chosen, row = self._current(), self._list.currentRow()
        if chosen is None:
            return
        self._presenter.remove(chosen)
        self._find(self._search.text())
        self._list.setCurrentRow(min(row, len(self._rows) - 1))
        if not self._rows:
            self._search.setFocus()


def open_snippets(composer: ComposerPresenter, text: GrowingText, button: QWidget) -> SnippetPopover:
    """Open the popover for the text field `text`."""
    presenter = SnippetsPresenter(composer)
    window, selected = text.window(), text.selected
    popover = SnippetPopover(window, presenter, bool(selected.strip()))
    popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def put_in(snippet: Snippet) -> None:
        if not presenter.is_locked:
            insert_filled(text, presenter.filled(snippet))

    def keep() -> None:
        popover.close()
        edit_sheet(window, _("Keep a text"), likely_kind(selected), "", selected, presenter.keep)

    def edit(row: Snippet) -> None:
        title = _("Change a saved text")
        edit_sheet(window, title, row.kind, row.name, row.text, lambda *given: presenter.change(row, *given))

    popover.picked.connect(put_in)
    popover.keep_wanted.connect(keep)
    popover.edit_wanted.connect(edit)
    popover.open_at(button)
    return popover


def insert_filled(text: GrowingText, filled: Filled) -> None:
    """Put a filled text at the caret, apart from the word before it; the first open variable is selected."""
    before = text.words
    start = Utf16Map(before).from_qt(text.textCursor().selectionStart())
    gap = " " if start and not before[start - 1].isspace() else ""
    text.insert(gap + filled.text)
    if filled.open:
        first, last = filled.open[0]
        start += len(gap)
        text.select(start + first, start + last)


def edit_sheet(parent: QWidget, title: str, kind: SnippetKind, name: str, text: str, done: Given) -> Sheet:
    """Ask for kind, name and words of a saved text."""
    sheet = Sheet(parent, title)
    kinds = QComboBox()
    kinds.setObjectName("snippet_kind")
    for each in SnippetKind:
        kinds.addItem(tame(kind_words(each)), each.value)
    kinds.setCurrentIndex(list(SnippetKind).index(kind))
    called = QLineEdit(name)
    called.setObjectName("snippet_name")
    called.setMaxLength(NAME_MOST)
    words = QPlainTextEdit(text)
    words.setObjectName("snippet_text")
    words.setTabChangesFocus(True)
    words.setMinimumHeight(theme().px(120))
    for label, field in ((_("Kind"), kinds), (_("Name"), called), (_("Words"), words)):
        under_caption(sheet.body, label, field, field.objectName())
    known = " ".join(variable(each, language()) for each in VARIABLES)
    hint = _("Filled when it is put in: {variables}").format(variables=known)
    sheet.body.addWidget(SafeLabel(hint, "caption", "muted", wrap=True))
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    main = sheet.add_work(
        _("Save"),
        "sheet_confirm",
        lambda: done(SnippetKind(kinds.currentData()), called.text(), words.toPlainText()),
    )
    main.setEnabled(bool(text.strip()))
    words.textChanged.connect(lambda: main.setEnabled(bool(words.toPlainText().strip())))
    called.setFocus()
    sheet.open()
    return sheet
