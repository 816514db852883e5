"""Text of a preview: plain text in lines, with links, tags and mentions coloured and what is too much marked."""

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption

from smmdesk.model.mentions import has_form
from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.spans import Span, SpanKind, Utf16Map, spans_of
from ui.previews.shade import Shade

ALL_SPANS = (SpanKind.LINK, SpanKind.TAG, SpanKind.MENTION)
_LINE_SEPARATOR = "\u2028"


class Words:
    """A block of text. `coloured`: the kinds of span that the platform colours, of mentions only those of its
    `mention_form`; `over_at`: from where it is too much.

    `tone` is a token; `most_lines` cuts with "…" (0: all lines).
    """

    def __init__(
        self,
        text: str,
        shade: Shade,
        style: str = "caption",
        *,
        tone: str = "text",
        weight: int | None = None,
        coloured: Collection[SpanKind] = (),
        mention_form: str = "",
        over_at: int | None = None,
        most_lines: int = 0,
        line_px: float = 0,
    ) -> None:
        self._text, self._shade, self._tone = text, shade, tone
        self._coloured, self._over_at, self._most_lines = coloured, over_at, most_lines
        self._mention_form = mention_form
        self._line = theme().px(line_px) if line_px else theme().line_height(style) + theme().px(1)
        self._font = theme().font(style, weight)
        self._layout: QTextLayout | None = None
        self._ellipsis_at: QPointF | None = None
        self.is_cut = False

    def lay_out(self, width: float) -> float:
        """Break into lines of `width` px; returns the height."""
        layout = QTextLayout(self._text.replace("\n", _LINE_SEPARATOR), self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        count = 0
        self.is_cut = False
        while (line := layout.createLine()).isValid():
            is_last = bool(self._most_lines) and count + 1 == self._most_lines
            line.setLineWidth(width - self._line if is_last else width)
            line.setPosition(QPointF(0, count * self._line + (self._line - line.height()) / 2))
            count += 1
            if is_last:
                self.is_cut = line.textStart() + line.textLength() < Utf16Map(self._text).to_qt(len(self._text))
                count = self._place_ellipsis(layout, count)
                break
        layout.endLayout()
        self._layout = layout
        return count * self._line if self._text else 0.0

    def _place_ellipsis(self, layout: QTextLayout, count: int) -> int:
        """At the end of the last line that has words; returns how many lines that leaves."""
        text = layout.text()
        for index in range(count - 1, -1, -1):
            line = layout.lineAt(index)
            if text[line.textStart() : line.textStart() + line.textLength()].strip() or not index:
                self._ellipsis_at = QPointF(line.naturalTextWidth(), line.y() + line.ascent())
                return index + 1
        return count

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        if self._layout is None or not self._text:
            return
        painter.setPen(self._shade.color(self._tone))
        self._layout.draw(painter, QPointF(x, y))
        if self.is_cut and self._ellipsis_at is not None:
            painter.setFont(self._font)
            painter.drawText(QPointF(x, y) + self._ellipsis_at, " …")

    def _formats(self) -> list[QTextLayout.FormatRange]:
        places = Utf16Map(self._text)
        found = [
            _range(places, span.start, span.end, self._ink("link"))
            for span in spans_of(self._text)
            if span.kind in self._coloured and self._names_somebody(span)
        ]
        if self._over_at is not None:
            found.append(_range(places, self._over_at, len(self._text), self._too_much()))
        return found

    def _names_somebody(self, span: Span) -> bool:
        """A handle of elsewhere is plain text there."""
        if span.kind is not SpanKind.MENTION or not self._mention_form:
            return True
        return has_form(self._text[span.start : span.end], self._mention_form)

    def _ink(self, token: str) -> QTextCharFormat:
        ink = QTextCharFormat()
        ink.setForeground(self._shade.color(token))
        return ink

    def _too_much(self) -> QTextCharFormat:
        """Soft red and underlined: not by colour alone (look §9)."""
        ink = self._ink("danger")
        ink.setBackground(self._shade.color("danger-soft"))
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        ink.setUnderlineColor(self._shade.color("danger"))
        return ink


def _range(places: Utf16Map, start: int, end: int, ink: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start = places.to_qt(start)
    found.length = places.to_qt(end) - found.start
    found.format = ink
    return found


class FoldMark:
    """The dashed line where a phone cuts the text."""

    def __init__(self, shade: Shade, wide: bool) -> None:
        self._shade = shade
        self._words = _("here the computer cuts") if wide else _("here the phone cuts")
        self._font: QFont = theme().font("micro")
        self._width = 0.0

    def lay_out(self, width: float) -> float:
        self._width = width
        return float(theme().px(22))

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.setFont(self._font)
        pen = QPen(self._shade.color("accent-ink"))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        height = theme().px(22)
        words = painter.fontMetrics().horizontalAdvance(self._words)
        side = max(0.0, (self._width - words) / 2 - theme().px(6))
        middle = y + height / 2
        painter.drawLine(QPointF(x, middle), QPointF(x + side, middle))
        painter.drawLine(QPointF(x + self._width - side, middle), QPointF(x + self._width, middle))
        painter.drawText(QRectF(x, y, self._width, height), int(Qt.AlignmentFlag.AlignCenter), self._words)


def fold_position(text: str, at: int) -> int:
    """Where to cut a text that is folded at `at` characters: at the end of a word, 0 when nothing is cut."""
    if not at or len(text) <= at:
        return 0
    back = max(text.rfind(" ", 0, at + 1), text.rfind("\n", 0, at + 1))
    return back if back > at * 2 // 3 else at
