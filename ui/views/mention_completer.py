"""What is typed after an "@" in a field for words, and the people offered for it under the caret."""

import re

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent

from ui.look.guard import event_filter
from ui.presenters.composer_mentions import MentionFinder, PersonRow
from ui.presenters.spans import Utf16Map
from ui.widgets.people_popover import PeoplePopover
from ui.widgets.post_text import PostText

_BEGUN = re.compile(r"(?<![\w/@.])@((?:\w[\w.-]*(?:@[\w.-]*)?)?)\Z")
LONGEST = 120
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PICKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class MentionCompleter(QObject):
    """Belongs to one field. The list opens for a letter typed after an "@", or with the button; Esc closes it until
    another "@" is begun."""

    def __init__(self, text: PostText, finder: MentionFinder) -> None:
        super().__init__(text)
        self._text, self._finder = text, finder
        self._popover: PeoplePopover | None = None
        self._asked_at = self._dismissed_at = -1
        text.edited.connect(lambda _words: self._typed())
        text.cursorPositionChanged.connect(self._moved)
        text.installEventFilter(self)
        finder.changed.connect(self._show)

    def begin(self) -> None:
        """The button: an "@" at the caret, and everybody known."""
        if not self._text.isReadOnly():
            self._dismissed_at = -1
            self._text.insert("@")
            self._ask(least=0)

    # -- what is typed
    def _typed(self) -> None:
        if self._text.hasFocus():
            self._ask(least=1)

    def _moved(self) -> None:
        """The caret left what was begun."""
        if self._asked_at >= 0 and self._begun()[0] != self._asked_at:
            self._end()

    def _begun(self) -> tuple[int, str]:
        """Where the "@" before the caret stands (code points), and what follows it; -1 for none."""
        cursor = self._text.textCursor()
        if cursor.hasSelection():
            return -1, ""
        words = self._text.words
        caret = Utf16Map(words).from_qt(cursor.position())
        found = _BEGUN.search(words[max(0, caret - LONGEST) : caret])
        return (-1, "") if found is None else (caret - len(found[0]), found[1])

    def _ask(self, least: int) -> None:
        at, words = self._begun()
        if at < 0 or len(words) < least or at == self._dismissed_at:
            self._end()
            return
        self._asked_at, self._dismissed_at = at, -1
        self._finder.ask(words)

    def _end(self) -> None:
        if self._asked_at >= 0:
            self._asked_at = -1
            self._finder.rest()
        if self._popover is not None:
            self._popover.close()

    # -- what is shown
    def _show(self) -> None:
        """One finder serves all fields: only the one that asked shows its answers."""
        if self._asked_at < 0 or not self._text.isVisible():
            return
        at, words = self._begun()
        rows, note = self._finder.rows, self._finder.note
        whole = any(row.handle.casefold() == f"@{words}".casefold() for row in rows)
        if at != self._asked_at or whole or not (rows or note):
            if self._popover is not None:
                self._popover.hide()
            return
        self._open().show_rows(rows, note, self._area(at))

    def _open(self) -> PeoplePopover:
        if self._popover is None:
            self._popover = PeoplePopover(self._text)
            self._popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._popover.picked.connect(self._pick)
            self._popover.closed.connect(self._closed)
        return self._popover

    def _closed(self) -> None:
        self._popover = None
        if self._asked_at >= 0:
            self._dismissed_at, self._asked_at = self._asked_at, -1
            self._finder.rest()

    def _area(self, at: int) -> QRect:
        """The line of the "@", in the window."""
        cursor = self._text.textCursor()
        cursor.setPosition(Utf16Map(self._text.words).to_qt(at))
        line = self._text.cursorRect(cursor)
        corner = self._text.viewport().mapTo(self._text.window(), QPoint(line.left(), line.top()))
        return QRect(corner, line.size())

    def _pick(self, row: PersonRow) -> None:
        at, words = self._begun()
        if at < 0:
            return
        self._end()
        end = at + 1 + len(words)
        rest = self._text.words[end:]
        gap = "" if rest[:1].isspace() or (rest[:1] in (",", ".", ";", ":", "!", "?", ")") and rest) else " "
        self._dismissed_at = at
        self._text.put_word(at, end, self._finder.choose(row) + gap)

    # -- keys
    @event_filter
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._popover is None or not self._popover.isVisible() or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key()) if event.modifiers() in (Qt.KeyboardModifier.NoModifier, _KEYPAD) else None
        if key is not Qt.Key.Key_Escape and (self._popover.chosen is None or key not in (*_STEPS, *_PICKING)):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress:
            self._do(key)
        return True

    def _do(self, key: Qt.Key) -> None:
        popover = self._popover
        assert popover is not None
        if key in _STEPS:
            popover.step(_STEPS[key])
        elif key in _PICKING:
            popover.pick()
        else:
            popover.close()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
