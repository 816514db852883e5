"""The menu of a text field: other words for one that is written wrong, then what every field offers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from smmdesk.model.words import _
from ui.presenters.composer_spelling import SpellBox

if TYPE_CHECKING:
    from ui.widgets.post_text import PostText


def open_menu(field: "PostText", spelling: SpellBox | None, corner: QPoint, position: int) -> QMenu:
    """Open at a corner of the field, for the text at `position` (code points)."""
    menu = QMenu(field)
    menu.setObjectName("text_menu")
    menu.aboutToHide.connect(menu.deleteLater)
    _add_usual(menu, field)
    if spelling is not None:
        found = field.wrong_at(position)
        if found is not None:
            _offer(menu, field, spelling, found)
        menu.addSeparator()
        _add_switch(menu, spelling)
    menu.popup(field.viewport().mapToGlobal(corner))
    return menu


def _offer(menu: QMenu, field: "PostText", spelling: SpellBox, found: tuple[str, int, int]) -> None:
    """Before all else: what may have been meant, and that it is right as it is."""
    word, start, end = found
    first = menu.actions()[0]
    waiting = _action(menu, _("Looking for words…"), "spelling_waiting")
    waiting.setEnabled(False)
    add = _action(menu, _("Add “{word}” to the dictionary").format(word=word), "spelling_add")
    add.triggered.connect(lambda: spelling.add(word))
    ignore = _action(menu, _("Ignore in this post"), "spelling_ignore")
    ignore.triggered.connect(lambda: spelling.ignore(word))
    menu.insertActions(first, [waiting, add, ignore])
    menu.insertSeparator(first)
    menu.insertSeparator(add)

    def show(words: tuple[str, ...]) -> None:
        if isValid(menu):
            _show_words(menu, field, (start, end), waiting, words)

    spelling.suggest(word, show)


def _show_words(
    menu: QMenu, field: "PostText", place: tuple[int, int], waiting: QAction, words: tuple[str, ...]
) -> None:
    if not words:
        waiting.setText(_("No other word found"))
        return
    for word in words:
        action = _action(menu, word, "spelling_word")
        font = action.font()
        font.setBold(True)
        action.setFont(font)
        action.triggered.connect(lambda _on=False, word=word: field.put_word(*place, word))
        menu.insertAction(waiting, action)
    menu.removeAction(waiting)
    if menu.activeAction() is None:
        menu.setActiveAction(menu.actions()[0])


def _add_usual(menu: QMenu, field: "PostText") -> None:
    """What every field offers; undo is the composer's own."""
    key, writable, selected = QKeySequence.StandardKey, not field.isReadOnly(), field.textCursor().hasSelection()
    for label, keys, done, is_on in (
        (_("Undo"), key.Undo, field.undo_wanted.emit, writable),
        (_("Redo"), key.Redo, field.redo_wanted.emit, writable),
        ("", key.Cut, field.cut, False),
        (_("Cut"), key.Cut, field.cut, writable and selected),
        (_("Copy"), key.Copy, field.copy, selected),
        (_("Paste"), key.Paste, field.paste, writable and field.canPaste()),
        (_("Select all"), key.SelectAll, field.selectAll, bool(field.words)),
    ):
        if not label:
            menu.addSeparator()
            continue
        action = _action(menu, label, "")
        action.setShortcut(QKeySequence(keys))
        action.setShortcutVisibleInContextMenu(True)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setEnabled(is_on)
        action.triggered.connect(lambda _on=False, done=done: done())
        menu.addAction(action)


def _add_switch(menu: QMenu, spelling: SpellBox) -> None:
    switch = menu.addAction(_("Underline wrong words"))
    switch.setObjectName("spelling_switch")
    switch.setCheckable(True)
    switch.setChecked(spelling.is_on)
    switch.triggered.connect(spelling.turn)


def _action(menu: QMenu, label: str, name: str) -> QAction:
    action = QAction(label.replace("&", "&&"), menu)
    action.setObjectName(name)
    return action
