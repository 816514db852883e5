"""The field for the post's text: links, tags and mentions in accent ink, as the platforms will show them.

A variable of a saved text that nobody could fill is marked.
"""

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from smmdesk.model.planning_aids import VARIABLE
from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.spans import Utf16Map, spans_of
from ui.widgets.growing_text import GrowingText


class _Ink(QSyntaxHighlighter):
    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._format, self._open = QTextCharFormat(), QTextCharFormat()
        self._open.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        self.dress()

    def dress(self) -> None:
        self._format.setForeground(theme().color("link"))
        self._open.setForeground(theme().color("warning"))
        self._open.setUnderlineColor(theme().color("warning"))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        places = Utf16Map(text)
        for span in spans_of(text):
            start = places.to_qt(span.start)
            self.setFormat(start, places.to_qt(span.end) - start, self._format)
        for match in VARIABLE.finditer(text):
            start = places.to_qt(match.start())
            self.setFormat(start, places.to_qt(match.end()) - start, self._open)


class PostText(GrowingText):
    """The main text of a post, or a further part of its thread."""

    def __init__(self, name: str = "post_text", label: str = "", least_lines: int = 6, most_lines: int = 18) -> None:
        super().__init__(name, label or _("Post text"), "reading", least_lines, most_lines)
        self._ink = _Ink(self.document())
        theme().changed.connect(self._ink_again)

    def _ink_again(self) -> None:
        self._showing = True
        self._ink.dress()
        self._showing = False
