"""The field for the post's text: links, tags and mentions in accent ink, as the platforms will show them.

A variable of a saved text that nobody could fill is marked, and words that are written wrong are underlined.
"""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from smmdesk.model.planning_aids import VARIABLE
from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.composer_spelling import SpellBox
from ui.presenters.spans import Utf16Map, spans_of
from ui.widgets.growing_text import GrowingText

NOWHERE = -1
_STILL_HERE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class _Ink(QSyntaxHighlighter):
    """`caret`: the word around it is still being written, and is not called wrong; NOWHERE for none."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.spelling: SpellBox | None = None
        self.caret = NOWHERE
        self.held = NOWHERE
        self._format, self._open, self._wrong = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        self._open.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        self._wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        self.dress()

    def dress(self) -> None:
        self._format.setForeground(theme().color("link"))
        self._open.setForeground(theme().color("warning"))
        self._open.setUnderlineColor(theme().color("warning"))
        self._wrong.setUnderlineColor(theme().color("danger"))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        places = Utf16Map(text)
        for span in spans_of(text):
            start = places.to_qt(span.start)
            self.setFormat(start, places.to_qt(span.end) - start, self._format)
        for match in VARIABLE.finditer(text):
            start = places.to_qt(match.start())
            self.setFormat(start, places.to_qt(match.end()) - start, self._open)
        for first, last in self.spelling.wrong(text) if self.spelling is not None else ():
            start, end = places.to_qt(first), places.to_qt(last)
            if start < self.caret - self.currentBlock().position() <= end:
                self.held = self.currentBlock().blockNumber()
            else:
                self.setFormat(start, end - start, self._wrong)


class PostText(GrowingText):
    """The main text of a post, or a further part of its thread."""

    def __init__(
        self,
        name: str = "post_text",
        label: str = "",
        least_lines: int = 6,
        most_lines: int = 18,
        style: str = "reading",
    ) -> None:
        super().__init__(name, label or _("Post text"), style, least_lines, most_lines)
        self._ink = _Ink(self.document())
        theme().changed.connect(self._ink_again)

    # -- spelling
    def check_spelling(self, spelling: SpellBox) -> None:
        """Underline what is written wrong, and offer other words in the menu."""
        self._ink.spelling = spelling
        spelling.changed.connect(self._mark_again)
        self.textChanged.connect(self._typed)
        self.cursorPositionChanged.connect(self._caret_moved)
        self._mark_again()

    def wrong_at(self, position: int) -> tuple[str, int, int] | None:
        """The wrong word at a position (code points), with its place."""
        spelling = self._ink.spelling
        return None if spelling is None or self.isReadOnly() else spelling.word_at(self.words, position)

    def put_word(self, start: int, end: int, word: str) -> None:
        """Another word in the place of what stands from `start` to `end` (code points)."""
        places = Utf16Map(self.words)
        cursor = self.textCursor()
        cursor.setPosition(places.to_qt(start))
        cursor.setPosition(places.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(word)
        self.setTextCursor(cursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done here: at the pointer, or with the menu key at the caret."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.open_menu(event.pos(), self.cursorForPosition(event.pos()).position())
        else:
            self.open_menu(self.cursorRect().bottomLeft(), self.textCursor().position())

    def open_menu(self, corner: QPoint, at: int) -> None:
        """The menu at a corner of this field, for the text at a position (Qt's)."""
        from ui.widgets.spelling_menu import open_menu

        open_menu(self, self._ink.spelling, corner, Utf16Map(self.words).from_qt(at))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STILL_HERE:
            self._ink.caret = NOWHERE
            self._caret_moved()

    def _typed(self) -> None:
        """The word at the caret is being written."""
        if not self._showing:
            self._ink.caret = self.textCursor().position()

    def _caret_moved(self) -> None:
        """A word that the caret has left may be called wrong."""
        ink = self._ink
        if ink.caret == self.textCursor().position() and not self.textCursor().hasSelection():
            return  # it moved by typing
        ink.caret = NOWHERE
        held, ink.held = ink.held, NOWHERE
        block = self.document().findBlockByNumber(held) if held != NOWHERE else None
        if block is not None and block.isValid():
            with self.showing():
                ink.rehighlightBlock(block)

    def _mark_again(self) -> None:
        with self.showing():
            self._ink.rehighlight()

    def _ink_again(self) -> None:
        with self.showing():
            self._ink.dress()
