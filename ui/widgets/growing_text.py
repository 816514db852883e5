"""A text field that grows with its text, takes plain text only, and leaves undo to the one who owns the text."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from ui.look.theme import theme
from ui.presenters.pasted import LONGEST_PASTED, clean, plain_from_html
from ui.presenters.spans import Utf16Map

_PARAGRAPH, _LINE = "\u2029", "\u2028"
_GIVEN_UP = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GrowingText(QTextEdit):
    """edited: a person changed the text, which comes along.  undo_wanted, redo_wanted: Ctrl+Z and Ctrl+Y.
    files_given: local files were pasted or dropped (list of paths).  image_given: a picture without a file.
    cut_short: only so many characters of what was pasted were taken.
    """

    edited = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()
    files_given = Signal(list)
    image_given = Signal(QImage)
    cut_short = Signal(int)
    focused = Signal()
    left = Signal()

    def __init__(
        self, name: str, label: str, style: str = "reading", least_lines: int = 1, most_lines: int = 12
    ) -> None:
        super().__init__()
        self._style, self._least, self._most = style, least_lines, most_lines
        self._showing = False
        self._tone = "text"
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ownFocus", True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._dress()
        theme().changed.connect(self._dress)

    # -- text
    @property
    def words(self) -> str:
        """The text as it stands, non-breaking spaces and all."""
        return self.document().toRawText().replace(_PARAGRAPH, "\n").replace(_LINE, "\n")

    @property
    def selected(self) -> str:
        """The selected words, or nothing."""
        return self.textCursor().selectedText().replace(_PARAGRAPH, "\n").replace(_LINE, "\n")

    def show_text(self, text: str) -> None:
        """Show another text; the caret stays where it was as far as the text around it stays."""
        old = self.words
        if old == text:
            return
        start = _common_start(old, text)
        end = _common_end(old[start:], text[start:])
        self._showing = True
        try:
            self._replace(old, start, len(old) - end, text[start : len(text) - end])
        finally:
            self._showing = False
        self._space_lines()

    def select(self, start: int, end: int) -> None:
        """Select from position to position (code points); an empty selection puts the caret there."""
        places = Utf16Map(self.words)
        cursor = self.textCursor()
        cursor.setPosition(places.to_qt(start))
        cursor.setPosition(places.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def set_quiet(self, quiet: bool) -> None:
        """Muted ink: the text stands here, but is not of this place."""
        tone = "text-muted" if quiet else "text"
        if tone != self._tone:
            self._tone = tone
            self._dress()

    def insert(self, text: str) -> None:
        """Put text at the caret, as if it was typed; nothing into words that are only shown."""
        if not self.isReadOnly():
            self.textCursor().insertText(text)
        self.setFocus()

    # -- what comes from outside
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()] if source.hasUrls() else []
        if files:
            self.files_given.emit(files)
            return
        text = plain_from_html(source.html()) if source.hasHtml() else ""
        text = text or clean(source.text())
        if text:
            self.textCursor().insertText(text[:LONGEST_PASTED])
            self.ensureCursorVisible()
            if len(text) > LONGEST_PASTED:
                self.cut_short.emit(LONGEST_PASTED)
        elif source.hasImage():
            self.image_given.emit(QImage(source.imageData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or (
            event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            self.redo_wanted.emit()
        elif event.key() in _GIVEN_UP and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the composer's own keys
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    @contextmanager
    def showing(self) -> Iterator[None]:
        """What changes meanwhile is the program's own doing: nobody is told that the text was edited."""
        before, self._showing = self._showing, True
        try:
            yield
        finally:
            self._showing = before

    # -- look
    def line_height(self) -> int:
        return theme().line_height(self._style)

    def _dress(self) -> None:
        font: QFont = theme().font(self._style)
        self.setFont(font)
        self.document().setDefaultFont(font)
        colors = theme()
        self.setStyleSheet(
            f"QTextEdit {{ background: transparent; border: 0; font-size: {font.pixelSize()}px;"
            f" color: {colors.name_of(self._tone)}; placeholder-text-color: {colors.name_of('placeholder')};"
            f" selection-background-color: {colors.name_of('selection')};"
            f" selection-color: {colors.name_of('selection-text')}; }}"
        )
        self._showing = True
        self._space_lines()
        self._showing = False
        self._fit()

    def _space_lines(self) -> None:
        """Every line of the same height, whatever emoji stand in it."""
        spacing = QTextBlockFormat()
        spacing.setLineHeight(self.line_height(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        showing, self._showing = self._showing, True
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)
        self._showing = showing

    def _fit(self, *_size: object) -> None:
        line = self.line_height()
        wanted = int(self.document().size().height())
        height = min(max(wanted, self._least * line), self._most * line) + 2
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        policy = Qt.ScrollBarPolicy
        is_long = wanted > self._most * line
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if is_long else policy.ScrollBarAlwaysOff)

    def _text_changed(self) -> None:
        if not self._showing:
            self.edited.emit(self.words)

    def _replace(self, old: str, start: int, end: int, new: str) -> None:
        places = Utf16Map(old)
        cursor = QTextCursor(self.document())
        cursor.setPosition(places.to_qt(start))
        cursor.setPosition(places.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(new)


def _common_start(one: str, other: str) -> int:
    most = min(len(one), len(other))
    return next((index for index in range(most) if one[index] != other[index]), most)


def _common_end(one: str, other: str) -> int:
    most = min(len(one), len(other))
    return next((index for index in range(most) if one[-1 - index] != other[-1 - index]), most)
